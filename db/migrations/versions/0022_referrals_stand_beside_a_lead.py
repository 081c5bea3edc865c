"""Referrals stand beside a lead: what a county's office delegates to a township.

Revision 0022, after 0021.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"

POINTS_AT = {"lead_id": "referral", "delegating_office_id": "office"}


def upgrade() -> None:
    """Add the lead and the delegating office; every referral that there is is a lead."""
    for name, table in POINTS_AT.items():
        op.add_column("referral", sa.Column(name, sa.Uuid(), nullable=True))
        op.create_foreign_key(op.f(f"fk_referral_{name}"), "referral", table, [name], ["id"])
    op.create_index(op.f("ix_referral_lead_id"), "referral", ["lead_id"])
    op.add_column("referral", sa.Column("handed_back", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column("referral", "handed_back", server_default=None)


def downgrade() -> None:
    """Drop them."""
    op.drop_column("referral", "handed_back")
    op.drop_index(op.f("ix_referral_lead_id"), "referral")
    for name in reversed(POINTS_AT):
        op.drop_column("referral", name)
