"""An office's families are found in the order of their creation by what is given of them, which knows their moment and its office's levels.

Revision 0087, after 0086. The indexes are built afterwards, beside those who work.
"""

from alembic import op

revision: str = "0087"
down_revision: str | None = "0086"

LEVELS = {"province": (1, 2), "city": (3, 4), "county": (5, 6), "town": (7, 9)}
"""Level of a division -> the first and the last digit that say which it is."""
FOUNDED = """
create function family_founded(family uuid) returns timestamptz
language sql stable set search_path = public, pg_temp as $$ select created_at from family where id = $1 $$
"""
"""For this migration alone."""
FUNCTION = """
create function family_access_founded() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    new.family_created_at := (select f.created_at from public.family f where f.id = new.family_id);
    return new;
end
$$
"""
"""Runs as the owner: an office is given a family that it does not see yet."""
TRIGGER = """
create trigger family_access_founded before insert or update of family_id on family_access
for each row execute function family_access_founded()
"""


def _level(level: str) -> str:
    """Say how the column with the code of a level of the office's division is declared."""
    first, last = LEVELS[level]
    own = f"substr(office_region_code, {first}, {last - first + 1}) <> '{'0' * (last - first + 1)}'"
    code = f"substr(office_region_code, 1, {last}) || '{'0' * (12 - last)}'"
    return f'add column office_{level}_code text collate "C" generated always as (case when {own} then {code} end) stored'


def upgrade() -> None:
    """Add the columns with what they hold in one statement, which writes the table anew once."""
    op.execute(FOUNDED)
    op.execute("alter table family_access add column family_created_at timestamptz")
    op.execute("alter table family no force row level security")
    filled = "alter column family_created_at type timestamptz using family_founded(family_id)"
    op.execute(f"alter table family_access {filled}, {', '.join(map(_level, LEVELS))}")
    op.execute("alter table family force row level security")
    op.execute("drop function family_founded")
    op.execute(FUNCTION)
    op.execute(TRIGGER)


def downgrade() -> None:
    """Have neither columns nor trigger."""
    op.execute("drop trigger family_access_founded on family_access")
    op.execute("drop function family_access_founded")
    for column in ("family_created_at", *(f"office_{level}_code" for level in LEVELS)):
        op.drop_column("family_access", column)
