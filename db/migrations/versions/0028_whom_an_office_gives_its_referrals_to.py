"""Whom an office gives its referrals to by default.

Revision 0028, after 0027.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"

CODE = sa.Text(collation="C")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "default_handler",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("town_code", CODE, nullable=True),
        sa.Column("type_code", CODE, nullable=True),
        sa.Column("handler_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["handler_id"], ["account.id"], name=op.f("fk_default_handler_handler_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_default_handler_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_default_handler")),
        sa.UniqueConstraint(
            "office_id",
            "town_code",
            "type_code",
            name=op.f("uq_default_handler_office_id_town_code_type_code"),
            postgresql_nulls_not_distinct=True,
        ),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("default_handler")
