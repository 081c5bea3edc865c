"""A row lies in a scope whose digits its code begins with: the function goes that made the codes of all levels of a division.

Revision 0105, after 0104.
"""

from alembic import op

revision: str = "0105"
down_revision: str | None = "0104"


def upgrade() -> None:
    """Have no such function: no policy speaks of it any more."""
    op.execute("drop function if exists levels_of(text)")


def downgrade() -> None:
    """Do nothing: the version of before makes its functions itself."""
