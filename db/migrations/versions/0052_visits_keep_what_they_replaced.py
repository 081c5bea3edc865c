"""Visits keep what they replaced on a family.

Revision 0052, after 0051.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0052"
down_revision: str | None = "0051"


def upgrade() -> None:
    """A visit that is withdrawn can give it back."""
    op.add_column("visit", sa.Column("before_cipher", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("visit", "before_cipher")
