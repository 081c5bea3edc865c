"""Offices correct the day of an acceptance.

Revision 0042, after 0041. What was dispatched before has asked nothing.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision: str = "0042"
down_revision: str | None = "0041"

COLUMNS: dict[str, TypeEngine[Any]] = {
    "acceptance_ask_state": sa.Text(collation="C"),
    "acceptance_ask_accepted_on": sa.Date(),
    "acceptance_ask_asked_at": sa.DateTime(timezone=True),
    "acceptance_ask_until": sa.DateTime(timezone=True),
}


def upgrade() -> None:
    """Add the ask to referrals."""
    for name, kind in COLUMNS.items():
        op.add_column("referral", sa.Column(name, kind, nullable=True))
    stands = "acceptance_ask_state in ('OPEN', 'GRANTED', 'REFUSED', 'LAPSED')"
    op.create_check_constraint(op.f("ck_referral_acceptance_ask_state"), "referral", stands)


def downgrade() -> None:
    """Drop it."""
    for name in reversed(COLUMNS):
        op.drop_column("referral", name)
