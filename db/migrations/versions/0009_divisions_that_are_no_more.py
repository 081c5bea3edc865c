"""Divisions that are no more.

Revision 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"


def upgrade() -> None:
    op.create_table(
        "former_division",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("above", sa.ARRAY(sa.Text(collation="C")), nullable=False),
        sa.Column("until", sa.SmallInteger(), nullable=False),
        sa.Column("successor_code", sa.Text(collation="C"), nullable=True),
        sa.PrimaryKeyConstraint("code", "name", name=op.f("pk_former_division")),
    )


def downgrade() -> None:
    op.drop_table("former_division")
