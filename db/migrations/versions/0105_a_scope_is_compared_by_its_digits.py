"""A row lies in a scope whose digits its code begins with: the function goes that made the codes of all levels of a division.

Revision 0105, after 0104. With it goes the index of families that offices are given; one that holds what is asked of each row as well is
built beside those who work.
"""

from alembic import op

revision: str = "0105"
down_revision: str | None = "0104"

BEFORE = "ix_family_access_families"
"""It was built beside those who work as well."""


def upgrade() -> None:
    """Have neither: no policy speaks of the function any more."""
    op.execute("drop function if exists levels_of(text)")
    op.execute(f"drop index if exists {BEFORE}")


def downgrade() -> None:
    """Do nothing: the version of before makes its functions and builds its indexes itself. Those of this one stay."""
