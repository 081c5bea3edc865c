"""Offices say what they have room for.

Revision 0038, after 0037. That an office takes nothing at all was a column that nobody wrote.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0038"
down_revision: str | None = "0037"

CODE = sa.Text(collation="C")


def upgrade() -> None:
    """Create the table, in place of the column."""
    op.create_table(
        "availability",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("town_code", CODE, nullable=True),
        sa.Column("type_code", CODE, nullable=True),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_reason", CODE, nullable=True),
        sa.CheckConstraint("paused_until is null or places is null", name=op.f("ck_availability_paused_or_open")),
        sa.CheckConstraint("(paused_until is null) = (pause_reason is null)", name=op.f("ck_availability_pause_reason")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_availability_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availability")),
        sa.UniqueConstraint(
            "office_id",
            "town_code",
            "type_code",
            name=op.f("uq_availability_office_id_town_code_type_code"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.drop_column("office", "paused")


def downgrade() -> None:
    """Bring the column back, and drop the table."""
    op.add_column("office", sa.Column("paused", sa.Boolean(), server_default="false", nullable=False))
    op.drop_table("availability")
