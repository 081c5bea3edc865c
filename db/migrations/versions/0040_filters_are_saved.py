"""Filters of lists are saved under a name.

Revision 0040, after 0039.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0040"
down_revision: str | None = "0039"

CODE = sa.Text(collation="C")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("shared_office_id", sa.Uuid(), nullable=True),
        sa.Column("list", CODE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("filter", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("list in ('REFERRALS', 'ITEMS', 'NEEDS', 'VISITS', 'FAMILIES')", name=op.f("ck_saved_filter_list")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_saved_filter_account_id")),
        sa.ForeignKeyConstraint(["shared_office_id"], ["office.id"], name=op.f("fk_saved_filter_shared_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
    )
    op.create_index(op.f("ix_saved_filter_account_id"), "saved_filter", ["account_id"], unique=False)
    op.create_index(op.f("ix_saved_filter_shared_office_id"), "saved_filter", ["shared_office_id"], unique=False)


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("saved_filter")
