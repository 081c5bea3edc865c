"""Offices ask for more time.

Revision 0039, after 0038. What was dispatched before has asked nothing.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision: str = "0039"
down_revision: str | None = "0038"

CODE, MOMENT = sa.Text(collation="C"), sa.DateTime(timezone=True)
COLUMNS: dict[str, TypeEngine[Any]] = {
    "extension_state": CODE,
    "extension_days": sa.SmallInteger(),
    "extension_reason": CODE,
    "extension_asked_at": MOMENT,
    "extension_until": MOMENT,
    "monitor_until": MOMENT,
}
COUNTS = ("extension_granted_days", "extension_count")


def upgrade() -> None:
    """Add the ask and what it has given to referrals, and to events the days of which they tell."""
    for name, kind in COLUMNS.items():
        op.add_column("referral", sa.Column(name, kind, nullable=True))
    for name in COUNTS:
        op.add_column("referral", sa.Column(name, sa.SmallInteger(), server_default="0", nullable=False))
        op.alter_column("referral", name, server_default=None)
    stands = "extension_state in ('OPEN', 'GRANTED', 'REFUSED', 'LAPSED')"
    op.create_check_constraint(op.f("ck_referral_extension_state"), "referral", stands)
    op.add_column("event", sa.Column("days", sa.SmallInteger(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("event", "days")
    for name in (*COUNTS, *COLUMNS):
        op.drop_column("referral", name)
