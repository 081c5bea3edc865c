"""Counties hand authority over a type of help down to their townships, or draw it up.

Revision 0030, after 0029.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0030"
down_revision: str | None = "0029"

CODE = sa.Text(collation="C")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "authority",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("type_code", CODE, nullable=False),
        sa.Column("decided_at", CODE, nullable=True),
        sa.Column("accepted_at", CODE, nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.CheckConstraint("decided_at in ('COUNTY', 'TOWNSHIP')", name=op.f("ck_authority_decided_at")),
        sa.CheckConstraint("accepted_at in ('COUNTY', 'TOWNSHIP')", name=op.f("ck_authority_accepted_at")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_authority_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority")),
        sa.UniqueConstraint("office_id", "type_code", name=op.f("uq_authority_office_id_type_code")),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("authority")
