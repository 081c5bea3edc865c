"""A family is found by the number of one that was merged into it.

Revision 0056, after 0055. A function that tells by a number as which family the merged one goes on: an id alone, which shows nothing to
whoever does not see its row.
"""

from alembic import op

revision: str = "0056"
down_revision: str | None = "0055"

FUNCTION = """
create function survivor_by_number(asked text) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select merged_into_id from family where number = asked
$$
"""


def upgrade() -> None:
    """Create the function."""
    op.execute(FUNCTION)


def downgrade() -> None:
    """Drop it."""
    op.execute("drop function survivor_by_number")
