"""Needs know whether there is an item of them where they lie, so that the few without one are found by an index.

Revision 0109, after 0108. The indexes are built afterwards, beside those who work.
"""

from alembic import op

from db.migrations.data import past_row_security

revision: str = "0109"
down_revision: str | None = "0108"

NONE_THERE = "not exists (select from assistance_item i where i.need_id = {need}.id and i.region_code = {need}.region_code)"
MOVED = f"""
create function need_moved() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    new.without_item := {NONE_THERE.format(need="new")};
    return new;
end
$$
"""
"""Of a need that is elsewhere now: its items that go along may have been written already, or are written next."""
ASKED_FOR = """
create function need_asked_for() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update need n set without_item = false from added i where n.id = i.need_id and n.region_code = i.region_code and n.without_item;
    return null;
end
$$
"""
FOLLOWED = f"""
create function need_followed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update need n set without_item = not n.without_item
    where n.id = new.need_id and n.without_item is distinct from {NONE_THERE.format(need="n")};
    return null;
end
$$
"""
"""All run as the owner, who sees both tables whoever writes. An item leaves no need; one that is not past goes where a closed need does
not."""
TRIGGERS = (
    """create trigger need_moved before update of region_code on need
    for each row when (new.region_code is distinct from old.region_code) execute function need_moved()""",
    """create trigger need_asked_for after insert on assistance_item referencing new table as added
    for each statement execute function need_asked_for()""",
    """create trigger need_followed after update of region_code on assistance_item
    for each row when (new.region_code is distinct from old.region_code) execute function need_followed()""",
)


def upgrade() -> None:
    """Add the column, which is false of all that stand, set it where there is no item, and have it true of each that comes."""
    op.execute("alter table need add column without_item boolean not null default false")
    with past_row_security("need", "assistance_item"):
        op.execute(f"update need set without_item = true where {NONE_THERE.format(need='need')}")
    op.execute("alter table need alter column without_item set default true")
    for statement in (MOVED, ASKED_FOR, FOLLOWED, *TRIGGERS):
        op.execute(statement)


def downgrade() -> None:
    """Have neither column nor triggers."""
    op.execute("drop trigger need_moved on need")
    for name in ("need_asked_for", "need_followed"):
        op.execute(f"drop trigger {name} on assistance_item")
    for name in ("need_moved", "need_asked_for", "need_followed"):
        op.execute(f"drop function {name}")
    op.drop_column("need", "without_item")
