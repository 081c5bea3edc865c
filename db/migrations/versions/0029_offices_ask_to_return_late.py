"""Offices ask to return late.

Revision 0029, after 0028. What was dispatched before has asked nothing.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision: str = "0029"
down_revision: str | None = "0028"

CODE, MOMENT = sa.Text(collation="C"), sa.DateTime(timezone=True)
COLUMNS: dict[str, TypeEngine[Any]] = {
    "return_ask_state": CODE,
    "return_ask_reason": CODE,
    "return_ask_returned_by": CODE,
    "return_ask_suggested_office_id": sa.Uuid(),
    "return_ask_asked_at": MOMENT,
    "return_ask_until": MOMENT,
    "federation_until": MOMENT,
}
CHECKS = {
    "return_ask_state": "return_ask_state in ('OPEN', 'GRANTED', 'REFUSED', 'LAPSED')",
    "return_ask_returned_by": "return_ask_returned_by in ('NOT_OUR_DUTY', 'NOT_OUR_AREA', 'FAMILY_DECLINED', 'INFORMATION_MISSING')",
}
SUGGESTED = "return_ask_suggested_office_id"


def upgrade() -> None:
    """Add the ask to referrals, and to events whether they grant one."""
    for name, kind in COLUMNS.items():
        op.add_column("referral", sa.Column(name, kind, nullable=True))
    for name, values in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_referral_{name}"), "referral", values)
    op.create_foreign_key(op.f(f"fk_referral_{SUGGESTED}"), "referral", "office", [SUGGESTED], ["id"])
    op.add_column("event", sa.Column("granted", sa.Boolean(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("event", "granted")
    for name in reversed(COLUMNS):
        op.drop_column("referral", name)
