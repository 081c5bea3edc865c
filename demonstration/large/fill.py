"""Fill a database that holds the demonstration county up to any number of families, by copies of it in other counties.

Source: docs/decisions/054-lists.md. As the owner's login, in one transaction, without the indexes meanwhile.
"""

from collections.abc import Callable

import asyncpg

from db.session.connect import connected
from db.sums.fold import FOLDED_AT_ONCE, fold
from demonstration.large.bare import bare
from demonstration.large.copied import HISTORY, of_family, tables
from demonstration.large.counties import PATTERN, sizes
from demonstration.large.places import copy_places
from domain.referral import WaitingFor

STANDS = 0.05
"""The share of copies of families with something under way, or without referrals; of the others no referral waits for anybody."""
WEEKS = 120
"""Over how many weeks before the year of the demonstration county what is over is spread."""

NUMBERED = """
create function pg_temp.numbered(number text, place bigint) returns text language plpgsql immutable as $$
declare
    year text := (substr(number, 2, 4)::int - 5)::text;
    digits text := lpad((place * 48271 % 100000000)::text, 8, '0');
    product int := 10;
    total int;
begin
    for at in 1 .. 12 loop
        total := (product + substr(year || digits, at, 1)::int) % 10;
        product := (case total when 0 then 10 else total end) * 2 % 11;
    end loop;
    return left(number, 1) || year || '-' || digits || '-' || ((11 - product) % 10)::text;
end $$
"""
"""A number like another, five years before, with the digits of a place: no number that was drawn is the same. Its check digit fits."""

OF_PERSONS = ("visit", "need", "assistance_item", "referral", "family_access", "entitlement", "correction")
OF_ANOTHER = "select from {0} r join person p on p.id = r.person_id where r.family_id = f.id and p.family_id <> f.id"
"""Rows about somebody who belongs to another family by now: such a family cannot be copied by itself."""

PATTERNS = f"""
create temporary table patterns as
    select f.id, row_number() over (partition by repeated order by f.id) - 1 as place, repeated
    from family f cross join lateral (
        select coalesce(not bool_or({" or ".join(f"r.waits_{party.lower()}" for party in WaitingFor)}), false) as repeated
        from referral r where r.family_id = f.id
    ) of_family
    where f.county_code = '{PATTERN}000000' and f.merged_into_id is null and f.split_from_id is null
        and not exists (select from referral r where r.family_id = f.id and r.kept_family_id is not null)
        and not exists ({" union all ".join(OF_ANOTHER.format(table) for table in OF_PERSONS)})
        and not exists (select from person_match m where m.family_id = f.id)
        and not exists (select from family_move_proposal p where p.family_id = f.id)
        and not exists (select from family_merge m where m.survivor_id = f.id)
"""

COPIES = """
insert into copies
select p.id, $1, $1 || '/' || p.repeated || n, (make_interval(days => 7 * weeks) + make_interval(secs => n * 7919 % 600)), 7 * weeks
from generate_series(0, $2::int - 1) n
join patterns p on p.repeated = $3 and p.place = n % nullif((select count(*) from patterns q where q.repeated = $3), 0)
cross join lateral (select case when $3 then 1 + n * 31 % $4::int else 0 end) w(weeks)
"""

Say = Callable[[str], None]


async def fill(owner_url: str, families: int, say: Say) -> None:
    """Add families to those of the demonstration county, which must be there, until there are `families` beside the special ones."""
    async with connected(owner_url) as connection:
        async with connection.transaction(), bare(connection, HISTORY, say):
            there = await connection.fetchval("select count(*) from family")
            await _draw(connection, families - there)
            await copy_places(connection)
            for table in tables():
                columns, source = of_family(table)
                say(f"Copying {table.name} ...")
                await connection.execute(
                    f"insert into {table.name} ({', '.join(columns)}) select {', '.join(columns.values())} from {source}"
                )
        say("Folding sums ...")
        while await fold(connection) == FOLDED_AT_ONCE:
            pass
        say("Making statistics ...")
        await connection.execute("vacuum (analyze)")


async def _draw(connection: asyncpg.Connection, families: int) -> None:
    """Decide which family is copied where, how often, and how much earlier."""
    await connection.execute("create temporary sequence numbers")
    await connection.execute(NUMBERED)
    await connection.execute(PATTERNS)
    await connection.execute("create temporary table copies (family_id uuid, county text, salt text, shift interval, days int)")
    for county, size in sizes(families):
        for repeated, many in ((False, round(size * STANDS)), (True, size - round(size * STANDS))):
            await connection.execute(COPIES, county, many, repeated, WEEKS)
    await connection.execute("create index on copies (family_id)")
    await connection.execute("analyze copies, patterns")
