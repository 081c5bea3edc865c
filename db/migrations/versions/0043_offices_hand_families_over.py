"""Offices hand families to the federation.

Revision 0043, after 0042. What was dispatched before has handed over nothing; a need that an office tells of was found at no visit.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

from db.migrations.data import past_row_security

revision: str = "0043"
down_revision: str | None = "0042"

CODE = sa.Text(collation="C")
COLUMNS: dict[str, TypeEngine[Any]] = {
    "transfer_state": CODE,
    "transfer_domain": CODE,
    "transfer_request_text": sa.Text(),
    "transfer_reason": CODE,
    "transfer_asked_at": sa.DateTime(timezone=True),
    "transfer_open_at": sa.DateTime(timezone=True),
}
WITHOUT_VISIT = """
update need set visit_id = earliest.id
from (select distinct on (family_id) family_id, id from visit order by family_id, at, id) earliest
where need.visit_id is null and earliest.family_id = need.family_id
"""


def upgrade() -> None:
    """Add what an office tells to referrals, and let a need be found at no visit."""
    for name, kind in COLUMNS.items():
        op.add_column("referral", sa.Column(name, kind, nullable=True))
    op.create_check_constraint(op.f("ck_referral_transfer_state"), "referral", "transfer_state in ('OPEN', 'GRANTED', 'REFUSED', 'LAPSED')")
    op.alter_column("need", "visit_id", existing_type=sa.Uuid(), nullable=True)


def downgrade() -> None:
    """Drop them; a need that an office told of is counted to the family's first visit."""
    with past_row_security("need", "visit"):
        op.execute(WITHOUT_VISIT)
    op.alter_column("need", "visit_id", existing_type=sa.Uuid(), nullable=False)
    for name in reversed(COLUMNS):
        op.drop_column("referral", name)
