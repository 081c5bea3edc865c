"""A row lies in a scope whose digits its code begins with: the function goes that made the codes of all levels of a division.

Revision 0105, after 0104. With it go the indexes of families that offices are given; those that hold what is asked of each row as well are
built beside those who work.
"""

from alembic import op

revision: str = "0105"
down_revision: str | None = "0104"

BEFORE = ("ix_family_access_families", "ix_family_access_line_city_families", "ix_family_access_line_province_families")
"""They were built beside those who work as well."""


def upgrade() -> None:
    """Have neither: no policy speaks of the function any more."""
    op.execute("drop function if exists levels_of(text)")
    for name in BEFORE:
        op.execute(f"drop index if exists {name}")


def downgrade() -> None:
    """Do nothing: the version of before makes its functions and builds its indexes itself. Those of this one stay."""
