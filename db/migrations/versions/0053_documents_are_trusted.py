"""GraphQL documents are registered.

Revision 0053, after 0052.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0053"
down_revision: str | None = "0052"


def upgrade() -> None:
    op.create_table(
        "trusted_document",
        sa.Column("digest", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("origin", sa.Text(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_trusted_document")),
    )


def downgrade() -> None:
    op.drop_table("trusted_document")
