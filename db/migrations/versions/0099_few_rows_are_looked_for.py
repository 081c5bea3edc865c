"""Few rows that pass a filter are looked for by indexes of their own; what an office is given of a family tells where that lives.

Revision 0099, after 0098. The indexes are built beside those who work; one goes that a longer one holds as well.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0099"
down_revision: str | None = "0098"

LIVES = """
create function family_lives(family uuid) returns text
language sql stable set search_path = public, pg_temp as $$ select region_code from family where id = $1 $$
"""
"""For this migration alone."""
FOUNDED = """
create or replace function family_access_founded() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    select f.created_at, f.region_code into new.family_created_at, new.family_region_code from public.family f where f.id = new.family_id;
    return new;
end
$$
"""
"""Runs as the owner: an office is given a family that it does not see yet."""
FOUNDED_BEFORE = """
create or replace function family_access_founded() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    new.family_created_at := (select f.created_at from public.family f where f.id = new.family_id);
    return new;
end
$$
"""
MOVED = """
create function family_moved() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update family_access set family_region_code = new.region_code where family_id = new.id;
    return null;
end
$$
"""
"""Runs as the owner. What is past keeps the division in which it happened, and tells where its family lives."""
TRIGGER = """
create trigger family_moved after update of region_code on family
for each row when (old.region_code is distinct from new.region_code) execute function family_moved()
"""


def upgrade() -> None:
    """Add the column with what it holds in one statement, which writes the table anew once; have no index that another holds as well."""
    op.execute(LIVES)
    op.execute('alter table family_access add column family_region_code text collate "C"')
    op.execute("alter table family no force row level security")
    op.execute('alter table family_access alter column family_region_code type text collate "C" using family_lives(family_id)')
    op.execute("alter table family force row level security")
    op.execute("drop function family_lives")
    op.execute(FOUNDED)
    op.execute(MOVED)
    op.execute(TRIGGER)
    op.drop_index("ix_family_village_name", table_name="family")


def downgrade() -> None:
    """Have neither column nor trigger, and the index again."""
    unnamed = sa.text("head_id is null")
    op.create_index("ix_family_village_name", "family", ["village_code", sa.text('display_name collate "C"')], postgresql_where=unnamed)
    op.execute("drop trigger family_moved on family")
    op.execute("drop function family_moved")
    op.execute(FOUNDED_BEFORE)
    op.drop_column("family_access", "family_region_code")
