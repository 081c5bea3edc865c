"""What an operator's list says of a division stays through every later load.

Revision 0070, after 0069.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0070"
down_revision: str | None = "0069"


def upgrade() -> None:
    """Say of each division where it comes from: so far all of them from the files."""
    op.add_column("region", sa.Column("origin", sa.Text(collation="C"), server_default="FILE", nullable=False))


def downgrade() -> None:
    """Forget where divisions come from."""
    op.drop_column("region", "origin")
