"""Sums are compared with rows.

Revision 0082, after 0081.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0082"
down_revision: str | None = "0081"


def upgrade() -> None:
    op.create_table(
        "sum_check",
        sa.Column("region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("differing", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("region_code", name=op.f("pk_sum_check")),
    )


def downgrade() -> None:
    op.execute("drop function if exists compare_sums(timestamptz)")
    op.drop_table("sum_check")
