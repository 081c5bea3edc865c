"""What waits is counted.

Revision 0071, after 0070. The function itself is made with the policies, after every migration (db/protect/functions/standing.py).
"""

from alembic import op

revision: str = "0071"
down_revision: str | None = "0070"


def upgrade() -> None:
    """Nothing: a database of this revision has the function."""


def downgrade() -> None:
    """Drop the function."""
    op.execute("drop function if exists platform_standing(timestamptz, integer)")
