"""Proposals that came with one list know its number.

Revision 0078, after 0077.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0078"
down_revision: str | None = "0077"


def upgrade() -> None:
    """Keep the number of the list; what is proposed already came by itself."""
    op.add_column("proposal", sa.Column("listed", sa.Text(collation="C"), nullable=True))
    op.create_index(op.f("ix_proposal_listed_id"), "proposal", ["listed", "id"], postgresql_where=sa.text("listed is not null"))


def downgrade() -> None:
    """Forget which proposals came together."""
    op.drop_index(op.f("ix_proposal_listed_id"), table_name="proposal")
    op.drop_column("proposal", "listed")
