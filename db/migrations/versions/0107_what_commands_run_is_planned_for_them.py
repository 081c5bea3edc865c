"""What commands lock and write is planned for commands: policies say so, which are made anew after each migration.

Revision 0107, after 0106. Servers of this version ask for such policies; those of before are served by them as well.
"""

revision: str = "0107"
down_revision: str | None = "0106"


def upgrade() -> None:
    """Change no table."""


def downgrade() -> None:
    """Change no table: the version of before makes its policies anew."""
