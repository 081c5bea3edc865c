"""Statements by chance that add, change and remove referrals, items and families on lists. Source: docs/decisions/056-sums.md."""

from collections.abc import Iterator
from itertools import chain
from random import Random
from typing import Any
from uuid import UUID

import asyncpg

from db.tables.item import AssistanceItem
from domain.campaign import ListingState
from domain.item import ItemState
from domain.referral import Part, State, UrgencyLevel
from domain.visit import ContactResult
from tests.builders.world import NOW
from tests.resolvers.planner.test_plans import COLUMNS

ITEM_COLUMNS = [column.name for column in AssistanceItem.__table__.columns if column.computed is None]
UNLED = "not exists (select from assistance_item i where i.lead_id = referral.id)"
TOGETHER = (frozenset({"office_id", "office_region_code", "department_code"}), frozenset({"family_id", "line_sum"}))
"""Columns of a referral that change together or not at all."""
DOMAINS = ("LIVING_ASSISTANCE", "MEDICAL")
MONDAYS = ("2026-11-23", "2026-06-01", "2024-12-30", "2025-01-01")
"""Days, the first moments of which and those before are of two weeks, months or ISO years in Shanghai; the last is no Monday."""
LEAVING = ("2025-11-24 12:00", "2026-06-30 23:59", "2026-07-01 00:00", "2026-10-01 00:00", "2026-12-31 12:00")
"""Moments at which offices see what has ended no more: the first two before the quarter of `NOW` and the one before it."""
TOWNS = ("330110109200", "330110110000", "330106002051", "330110000000", "330100000000", "441900003000", "330201001001", "340102001000")


def drawn(random: Random, offices: list[Any]) -> dict[str, Any]:
    """What a statement writes of a referral."""

    def moment() -> str:
        around = random.choice(("-40 days", "-1 millisecond", "0", "1 millisecond", "40 days"))
        return f"timestamptz '{NOW.isoformat()}' + interval '{around}'"

    def perhaps(sql: str) -> str:
        return sql if random.random() < 0.4 else "null"

    office = random.choice(offices)
    waits = {f"waits_{party}": str(random.random() < 0.3) for party in ("office", "federation", "commissioner", "monitor")}
    return {
        "state": f"'{random.choice([*State])}'",
        "part": f"'{random.choice([*Part])}'",
        "urgency_level": f"'{random.choice([*UrgencyLevel])}'",
        "type_code": f"'{random.choice(('A01', 'A11', 'A14'))}'",
        "need_domain": f"'{random.choice(DOMAINS)}'",
        "region_code": f"'{random.choice(TOWNS)}'",
        "department_code": f"'{office['department_code']}'",
        "office_id": f"'{office['id']}'",
        "office_region_code": f"'{office['region_code']}'",
        "office_county_id": perhaps(f"'{office['id']}'"),
        "dispatching_office_id": f"'{random.choice(offices)['id']}'",
        "dispatched_at": f"timestamptz '{random.choice(MONDAYS)} 00:00 +08' - interval '{random.choice((0, 1, 10**7))} microseconds'",
        "work_due_at": moment(),
        "yellow_at": moment(),
        "visible_until": perhaps(random.choice((moment(), *(f"timestamptz '{at} +08'" for at in LEAVING)))),
        "waits_from": perhaps(moment()),
        "federation_until": perhaps(moment()),
        "monitor_until": perhaps(moment()),
        **waits,
        **({"family_id": "null", "line_sum": "1"} if random.random() < 0.2 else {}),
    }


def changes(random: Random, offices: list[Any]) -> Iterator[str]:
    """Statements that add, change and remove referrals."""
    while True:
        values = drawn(random, offices)
        match random.random():
            case few if few < 0.1:
                yield f"delete from referral where id in (select id from referral where number like 'copy%' and {UNLED} limit 2)"
            case many if many < 0.5:
                columns = values | {"id": "gen_random_uuid()", "number": "'copy ' || gen_random_uuid()"}
                shown = ", ".join(columns.get(name, name) for name in COLUMNS)
                copied = "select * from referral where number not like 'copy%' order by number limit 3"
                yield f"insert into referral ({', '.join(COLUMNS)}) select {shown} from ({copied}) r"
            case _:
                some = random.sample(sorted(values), 4)
                some += [name for columns in TOGETHER if columns & {*some} for name in sorted(columns - {*some})]
                written = ", ".join(f"{name} = {values[name]}" for name in some)
                which = f"select id from referral order by md5(number || {values['state']}) limit 4"
                yield f"update referral set {written} where id in ({which})"


def changes_of_items(random: Random, offices: list[Any]) -> Iterator[str]:
    """Statements that add, change and remove items: alone, and in one statement with referrals, their leads and others."""
    copied = "assistance_item where number like 'copy%'"
    while True:
        values = {
            "state": f"'{random.choice([*ItemState])}'",
            "type_code": f"'{random.choice(('A01', 'A11', 'A14'))}'",
            "urgency_level": f"'{random.choice([*UrgencyLevel])}'",
            "need_domain": f"'{random.choice(DOMAINS)}'",
            "lead_office_id": random.choice(("null", f"'{random.choice(offices)['id']}'")),
            "type_department_code": f"'{random.choice(('CIVIL_AFFAIRS', 'FINANCE'))}'",
            "region_code": f"'{random.choice(TOWNS)}'",
            "first_dispatched_at": random.choice(
                ("null", *(f"timestamptz '{day} 00:00 +08' - interval '1 microsecond'" for day in MONDAYS))
            ),
            "lead_id": random.choice(("null", "(select r.id from referral r where r.item_id = i.id order by md5(r.number) limit 1)")),
        }
        some = ", ".join(f"{name} = {values[name]}" for name in random.sample(sorted(values), 3))
        which = f"i.id in (select id from assistance_item order by md5(number || {values['state']}) limit 3)"
        match random.random():
            case few if few < 0.1:
                yield f"delete from assistance_item where id in (select id from {copied} limit 2)"
            case many if many < 0.4:
                columns = values | {"id": "gen_random_uuid()", "number": "'copy ' || gen_random_uuid()", "lead_id": "null"}
                shown = ", ".join(columns.get(name, name) for name in ITEM_COLUMNS)  # the lead of another is nobody's
                of = "select * from assistance_item where number not like 'copy%' order by number limit 3"
                yield f"insert into assistance_item ({', '.join(ITEM_COLUMNS)}) select {shown} from ({of}) i"
            case both if both < 0.7:
                lead = f"r.item_id in (select i.id from assistance_item i where {which})"
                waits = f"waits_office = {random.random() < 0.5}, work_due_at = timestamptz '{NOW.isoformat()}' - interval '1 day'"
                yield f"""with leads as (update referral r set {waits} where {lead} returning 1)
                    update assistance_item i set {some} where {which} and (select count(*) from leads) >= 0"""
            case _:
                yield f"update assistance_item i set {some} where {which}"


def changes_of_listings(random: Random, campaigns: list[Any]) -> Iterator[str]:
    """Statements that add, change and remove families on lists; some that are listed already are written by the same statement."""
    while True:
        values = {
            "state": f"'{random.choice([*ListingState])}'",
            "contact_result": random.choice(("null", f"'{random.choice([*ContactResult])}'")),
            "region_code": f"'{random.choice(TOWNS)}'",
        }
        some = random.sample(sorted(values), random.choice((1, 2, 3)))
        by_chance = f"order by md5(id || '{random.random()}') limit 3"
        match random.random():
            case few if few < 0.2:
                yield f"delete from campaign_listing where id in (select id from campaign_listing {by_chance})"
            case many if many < 0.6:
                columns = {
                    "id": "gen_random_uuid()",
                    "version": "1",
                    "campaign_id": f"'{random.choice(campaigns)['id']}'",
                    "family_id": "f.id",
                }
                columns |= values | dict.fromkeys(("listed_at", "updated_at"), f"timestamptz '{NOW.isoformat()}'")
                yield f"""insert into campaign_listing ({", ".join(columns)}) select {", ".join(columns.values())}
                    from (select id from family {by_chance}) f
                    on conflict (campaign_id, family_id) do update set {", ".join(f"{name} = excluded.{name}" for name in some)}"""
            case _:
                written = ", ".join(f"{name} = {values[name]}" for name in some)
                yield f"update campaign_listing set {written} where id in (select id from campaign_listing {by_chance})"


async def changes_of_all(random: Random, connection: asyncpg.Connection) -> Iterator[str]:
    """Statements of referrals, of items and of families on lists in turns, over the offices and campaigns that stand in the database."""
    offices, campaigns = await offices_of(connection), await campaigns_of(connection)
    made = (changes(random, offices), changes_of_items(random, offices), changes_of_listings(random, campaigns))
    return chain.from_iterable(zip(*made, strict=True))


async def campaigns_of(connection: asyncpg.Connection) -> list[asyncpg.Record]:
    """The campaigns, always in the same order: of four, two are told to who only counts, and all but the first are a part of another."""
    if not await connection.fetchval("select exists (select from campaign where number like 'sum%')"):
        await connection.execute(
            f"""insert into campaign (id, version, number, title, document_number, starts_on, ends_on, categories, office_id, region_code,
                counts_told, created_at, updated_at, parent_id)
            select md5('sum' || n)::uuid, 1, 'sum' || n, 'sum' || n, '1', '2026-11-01', '2026-12-31', '{{}}', o.id,
                '330000000000', n % 2 = 0, moment, moment, case when n > 0 then md5('sum' || n / 2)::uuid end
            from generate_series(0, 3) n, (select id from office order by id limit 1) o,
                (select timestamptz '{NOW.isoformat()}') m (moment)"""
        )
    return await connection.fetch("select id from campaign order by number")


async def offices_of(connection: asyncpg.Connection) -> list[asyncpg.Record]:
    """The offices of departments, always in the same order."""
    return await connection.fetch("select id, region_code, department_code from office where department_code is not null order by id")


async def put_on_a_list(connection: asyncpg.Connection, campaign: UUID | None = None) -> None:
    """Put some families, who live in one town from then on, on the list of a campaign, the first unless another is told."""
    known = await campaigns_of(connection)
    chosen = next(each for each in known if campaign in (None, each["id"]))
    await connection.execute(next(each for each in changes_of_listings(Random(1), [chosen]) if "insert into" in each))
    await connection.execute("update campaign_listing set region_code = '330110109200'")
