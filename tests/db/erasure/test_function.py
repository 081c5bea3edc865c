"""A family past its time is erased with all that tells of it; what still runs, is held or is younger stays. Source: docs/domain.md 7."""

from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import Date, DateTime, Integer, LargeBinary, Table, Uuid
from sqlalchemy import Text as SqlText

from db.audit.seal import connect, seal, verify
from db.erasure.columns import ERASED
from db.erasure.families import erased, past_their_time
from db.server.embedded import Embedded
from db.server.login import Addresses
from db.tables import Row
from domain.need import NeedStatus
from domain.referral import State
from tests.builders.case import Case, a_family
from tests.builders.world import NOW, OTHER_VILLAGE, VILLAGE, World

LATER = NOW + timedelta(days=11 * 366)
OFFICE = "civil-affairs.330110"
PLANTED, SEALED = "PLANTED", b"PLANTED".hex()
CODES = {"source": "VISIT", "value": "PHONE", "state": "REFUSED", "result": "ON_POST", "notice_basis": "ORAL"}
"""What columns of codes hold that a CHECK looks at."""
RECORD = "insert into audit_record (id, at, kind, action, family_ids, person_ids, trace) values ($1, $2, 'READ', 'query', $3, $4, 't')"
COUNTS = """
select 'referral', number, state, type_code, county_code, dispatched_at::text, ended_at::text, version, updated_at from referral
union all select 'item', number, state, type_code, county_code, created_at::text, null, version, updated_at from assistance_item
union all select 'need', number, status, domain, county_code, created_at::text, closed_at::text, version, updated_at from need
union all select 'visit', number, mode, contact_result, county_code, at::text, null, version, updated_at from visit
union all select 'event', id::text, action, reason, county_code, at::text, null, null, placed_at from event
union all select 'outcome', id::text, result, null, county_code, decided_on::text, null, version, at from outcome
"""
"""What is counted by area, type, state and period."""
STANDS = {
    "an unsolved need": "update need set status = 'UNMET' where family_id = $1",
    "an item": "update assistance_item set state = 'DRAFT' where family_id = $1",
    "a referral": "update referral set state = 'COMPLETED' where family_id = $1",
    "a call that is owed": "update referral set call_on = '2030-01-01' where family_id = $1",
    "what was recognised": "update referral set recognised_on = '2026-01-01' where family_id = $1",
    "what was granted": "update entitlement set referral_id = (select min(id::text)::uuid from referral where family_id = $1) "
    "where family_id = $1",
    "a line that is not paid": "update item_line set state = 'FAILED' where granted_id in "
    "(select id from assistance_item where family_id = $1)",
    "a proposed correction": "update correction set state = 'OPEN' where family_id = $1",
    "a proposed move": "update family_move_proposal set state = 'OPEN' where family_id = $1",
    "a campaign": "update campaign set ends_on = '2040-01-01'; update campaign_listing set family_id = $1",
    "a contact that is planned": "update family set next_contact_on = '2040-01-01' where id = $1",
    "something that was done since": "update visit set at = '2035-01-01' where family_id = $1",
    "a call to a hotline": "update family_access set until = '2035-01-01', referral_id = null, visit_id = "
    "(select min(id::text)::uuid from visit where family_id = $1) where family_id = $1",
    "a hold of the family": "update legal_hold set family_id = $1, state = 'PROPOSED', ended_at = null",
    "a hold of whoever acted": "update legal_hold set account_id = (select visitor_id from visit where family_id = $1 limit 1), "
    "state = 'PROPOSED', ended_at = null",
    "a hold of everything": "update legal_hold set state = 'PROPOSED', ended_at = null",
    "a record of a reading": "update audit_record set family_ids = array[$1::uuid], at = '2037-01-01'",
    "a record of a person": "update audit_record set person_ids = array(select id from person where family_id = $1), at = '2037-01-01'",
    "an other household that names a member": "update assistance_item set person_id = (select min(id::text)::uuid from person "
    "where family_id = $1) where number = $2; update family set split_from_id = $1, next_contact_on = '2040-01-01' where number = $3",
}


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture(scope="module")
async def cases(shared_addresses: Addresses, world: World) -> list[Case]:
    """A family with everything, one that was merged into it, and one that lives in another village; all is over for long."""
    made = [a_family(world, VILLAGE), a_family(world, VILLAGE), a_family(world, OTHER_VILLAGE)]
    for case in made:
        case.with_member("李春花").with_certificate().visited().with_need("LIVING_ASSISTANCE")
        case.referred_to(OFFICE, State.CONFIRMED).with_outcome().followed_up().with_event("referralSign", "已电话联系家属")
        case.need.status = NeedStatus.MET
        await world.insert(shared_addresses.loader)
    async with connect(shared_addresses.loader) as loader:
        await loader.execute("update family set merged_into_id = $1 where id = $2", made[0].family.id, made[1].family.id)
        for case in made:
            await _filled(loader, case)
            await _planted(loader, case)
        await loader.execute("delete from campaign_listing where family_id <> $1", made[0].family.id)
        await loader.execute("update legal_hold set state = 'DECLINED', ended_at = at, account_id = null, family_id = null")
    async with connect(shared_addresses.app) as app, connect(shared_addresses.worker) as worker:
        await app.execute(RECORD, uuid4(), LATER, [uuid4()], None)
        await seal(worker, LATER)
    return made


async def _filled(loader: asyncpg.Connection, case: Case) -> None:
    """A row in each table of what belongs to the family, in which the builder makes none."""
    of = {"family": case.family.id, "person": case.head.id, "visit": case.visit.id, "referral": case.referral.id}
    of |= {"item": case.item.id, "granted": case.item.id, "granted_referral": case.referral.id, "owner_office": case.federation.id}
    of |= {"account": case.cadre.account, "office": case.federation.id}
    for table in ("campaign", "import", "correction", "entitlement", "person_match", "family_merge", "family_hand_over", "emergency_view"):
        of[table] = uuid4()
        await _insert(loader, Row.metadata.tables[table], of, id=of[table])
    of |= {"survivor": case.family.id, "merge": of["family_merge"], "hand_over": of["family_hand_over"], "known": case.head.id}
    for table in ("correction_text", "merge_line", "family_hand_over_text", "family_move_proposal", "placement_call", "import_row"):
        await _insert(loader, Row.metadata.tables[table], of, state="ACCEPTED")
    await _insert(loader, Row.metadata.tables["item_line"], of, state="PAID", township_code="330110109000")
    for table in ("campaign_listing", "legal_hold"):
        await _insert(
            loader, Row.metadata.tables[table], of, state="VISITED" if table == "campaign_listing" else "DECLINED", reason="OTHER"
        )


async def _insert(loader: asyncpg.Connection, table: Table, of: dict[str, UUID], **given: object) -> None:
    values = dict(_needed(table, of), **{name: value for name, value in given.items() if name in table.columns})
    places = ", ".join(f"${place}" for place in range(1, len(values) + 1))
    await loader.execute(f'insert into "{table.name}" ({", ".join(values)}) values ({places})', *values.values())


def _needed(table: Table, of: dict[str, UUID]) -> Iterator[tuple[str, object]]:
    """A value for each column that needs one, and whose row it is."""
    for column in table.columns:
        name, key = column.name, column.name.removesuffix("_id")
        if name == "ended_at" and table.name == "legal_hold":
            yield name, NOW
        elif column.computed is not None or (column.nullable and (key not in of or name == "referral_id")):
            continue
        elif isinstance(column.type, Uuid):
            named = next((foreign.column.table.name for foreign in column.foreign_keys), key)
            yield name, of.get(key, of.get(named, uuid4()))
        elif isinstance(column.type, DateTime | Date | Integer):
            yield name, NOW if isinstance(column.type, DateTime) else date(2026, 1, 1) if isinstance(column.type, Date) else 1
        elif isinstance(column.type, LargeBinary):
            yield name, uuid4().bytes
        elif isinstance(column.type, SqlText):
            yield name, VILLAGE if name.endswith("region_code") else CODES.get(name, str(uuid4()))
        else:
            yield name, [] if column.type.python_type is list else False


async def _planted(loader: asyncpg.Connection, case: Case) -> None:
    """Every text and sealed value of the family's rows is one that can be looked for."""
    ids = {
        "families": [case.family.id],
        "persons": [each.id for each in case.members],
        "referrals": [case.referral.id],
        "subjects": [case.family.id, case.referral.id],
    }
    for each in ERASED:
        where = each.of
        for name, keys in ids.items():
            listed = ", ".join(f"'{key}'" for key in keys)
            where = where.replace(f"any({name})", f"any(array[{listed}]::uuid[])")
        for column in Row.metadata.tables[each.table].columns:
            plain = isinstance(column.type, SqlText) and column.type.collation is None
            if column.computed is None and (plain or isinstance(column.type, LargeBinary)):
                value = f"'{PLANTED}' || gen_random_uuid()" if plain else f"'\\x{SEALED}'::bytea || uuid_send(gen_random_uuid())"
                other = {"id_number_cipher": "id_number_index", "certificate_number_cipher": "certificate_number_index"}.get(column.name)
                also = f", {other} = {value}" if other else ""
                if column.name not in ("id_number_index", "certificate_number_index"):
                    await loader.execute(f"update {each.table} t set {column.name} = {value}{also} where {where}")


async def _found(addresses: Addresses) -> dict[str, int]:
    """In how many rows of each table, whole as JSON, anything that was planted stands."""
    async with connect(addresses.loader) as loader:
        tables = [
            row[0]
            for row in await loader.fetch("select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'")
        ]
        every = {
            table: await loader.fetchval(f"""select count(*) from "{table}" t where t::text ~ '{PLANTED}|{SEALED}'""") for table in tables
        }
    return {table: count for table, count in every.items() if count}


@pytest.fixture
async def superuser(server: Embedded, shared_addresses: Addresses) -> AsyncIterator[asyncpg.Connection]:
    """Who may do everything, in a transaction that leaves nothing behind."""
    name = shared_addresses.owner.rpartition("@/")[2].partition("?")[0]
    async with connect(server.url("postgres", name)) as connection:
        transaction = connection.transaction()
        await transaction.start()
        yield connection
        await transaction.rollback()


async def _due(connection: asyncpg.Connection) -> set[str]:
    return {
        row["number"] for row in await connection.fetch("select number from erase_families($1, null, 50, true)", LATER) if row["number"]
    }


@pytest.mark.parametrize("what", STANDS)
async def test_nothing_is_erased_while_something_stands_against_it(superuser: asyncpg.Connection, cases: list[Case], what: str) -> None:
    family, other = cases[0], cases[2]
    numbers = {each.family.number for each in cases}
    assert await _due(superuser) == numbers
    told = STANDS[what].replace("$1", f"'{family.family.id}'").replace("$2", f"'{other.item.number}'")
    await superuser.execute(told.replace("$3", f"'{other.family.number}'"))
    assert not {family.family.number, cases[1].family.number} & await _due(superuser), "the merged family goes with the survivor alone"


async def test_a_rule_of_fewer_years_and_a_clock_that_runs_ahead_erase_nothing(superuser: asyncpg.Connection, cases: list[Case]) -> None:
    await superuser.execute("update retention_rule set years = 1")
    await superuser.execute("update audit_block set sealed_at = $1", NOW + timedelta(days=9 * 365))
    assert await _due(superuser) == set()


@pytest.mark.parametrize("login", ["app", "loader"])
async def test_the_worker_alone_erases(shared_addresses: Addresses, login: str) -> None:
    async with connect(getattr(shared_addresses, login)) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("select erase_families(now(), null, 1, false)")


async def test_no_table_keeps_a_value_and_every_count_stays(shared_addresses: Addresses, cases: list[Case]) -> None:
    async with connect(shared_addresses.loader) as loader, connect(shared_addresses.worker) as worker:
        before = sorted(map(str, await loader.fetch(COUNTS)))
        assert {"family", "person", "event_text", "merge_line", "import_row", "outcome"} <= set(await _found(shared_addresses))
        numbers = [each.family.number for each in cases]
        assert sorted(await past_their_time(worker, LATER)) == sorted(numbers)
        assert sorted(await erased(worker, LATER)) == sorted(numbers)
        assert await _found(shared_addresses) == {}
        assert sorted(map(str, await loader.fetch(COUNTS))) == before
        told = await loader.fetch("select target_id, person_ids, reason from audit_record where kind = 'REMOVED'")
        assert {(row["target_id"], row["person_ids"], row["reason"]) for row in told} == {
            (each.family.id, None, "FAMILY") for each in cases
        }
        assert await loader.fetchval("select count(*) from family where erased_at = $1 and county_code is null", LATER) == 3
        assert await erased(worker, LATER) == []
        await seal(worker, LATER + timedelta(days=1))
        assert await verify(worker, LATER + timedelta(days=1)) == []
