"""Families have a plan: their items in an order, and who answers for it.

Revision 0041, after 0040.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0041"
down_revision: str | None = "0040"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("family", sa.Column("plan_responsible_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_family_plan_responsible_id"), "family", "account", ["plan_responsible_id"], ["id"])
    op.add_column("assistance_item", sa.Column("plan_place", sa.SmallInteger(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("assistance_item", "plan_place")
    op.drop_constraint(op.f("fk_family_plan_responsible_id"), "family", type_="foreignkey")
    op.drop_column("family", "plan_responsible_id")
