"""Offices assist the one that leads.

Revision 0026, after 0025.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"


def _point_at_lead(**when: Any) -> None:
    op.drop_constraint(op.f("fk_referral_lead_id"), "referral", type_="foreignkey")
    op.create_foreign_key(op.f("fk_referral_lead_id"), "referral", "referral", ["lead_id"], ["id"], **when)


def upgrade() -> None:
    """Add what a lead says of the offices that assist it; these follow a new lead in the command that makes it."""
    _point_at_lead(deferrable=True, initially="DEFERRED")
    op.add_column("referral", sa.Column("assisting_returned", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column("referral", "assisting_returned", server_default=None)
    op.add_column("referral", sa.Column("without_assisting", sa.Text(collation="C"), nullable=True))


def downgrade() -> None:
    """Drop it."""
    _point_at_lead()
    op.drop_column("referral", "without_assisting")
    op.drop_column("referral", "assisting_returned")
