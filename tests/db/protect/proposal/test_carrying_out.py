"""An account or a membership comes of a proposal by one administrator that another approves, also for whoever has the login alone.

Source: docs/decisions/041-two-administrators.md.
"""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from db.server.login import Addresses
from domain.code_version import WITH_FACTS
from domain.time.calendar import day_of
from domain.trusted_document import TEXT_CHARACTERS, digest_of
from tests.builders.account import nobody_yet
from tests.builders.world import NOW, UNTIL, World
from tests.db.protect.test_policies import as_stolen

PROPOSE = """
insert into proposal
  (id, version, updated_at, kind, state, at, proposed_by, becomes_id, account_id, office_id, role, scope, ends_at, lines, office_ids,
  organization_ids, requirements)
values ($1, 1, $2, 'MEMBERSHIP', 'PROPOSED', $2, $3, $1, $4, $5, $6, '{330110000000}', $7, '{}', '{}', '{}', '{}')
"""
DECIDE = "update proposal set state = $2, decided_by = $3, decided_at = $4 where id = $1"


class Stolen:
    """Whoever has the application's login, in a world of three administrators and somebody who holds nothing."""

    def __init__(self, connection: asyncpg.Connection, world: World, account: UUID) -> None:
        self.connection, self.world, self.account = connection, world, account

    async def propose(self, by: str = "admin.system", role: str = "FEDERATION_CADRE") -> UUID:
        office, key = self.world.office("federation.330110").id, uuid4()
        await self.connection.execute(PROPOSE, key, NOW, self.world.viewer(by).account, self.account, office, role, UNTIL)
        return key

    async def decide(self, proposal: UUID, by: str = "admin.security", state: str = "APPROVED") -> None:
        await self.connection.execute(DECIDE, proposal, state, self.world.viewer(by).account, NOW)

    async def held(self) -> list[Any]:
        await self.connection.execute("select set_config('app.mode', 'apply', false)")
        return [row["role"] for row in await self.connection.fetch("select role from membership where account_id = $1", self.account)]


async def test_the_login_alone_makes_no_membership_but_by_two_administrators(addresses: Addresses) -> None:
    world = World()
    for name in ("admin.system", "admin.security", "admin.audit"):
        world.viewer(name)
    world.office("federation.330110")
    new = nobody_yet(world)
    await world.insert(addresses.loader)
    async with as_stolen(addresses) as connection:
        stolen = Stolen(connection, world, new.id)
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
            await connection.execute("insert into membership select gen_random_uuid(), account_id from membership limit 1")
        by_another = await stolen.propose(by="admin.audit")
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="proposed by a system administrator"):
            await stolen.decide(by_another)
        proposal = await stolen.propose()
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="approved by a security administrator"):
            await stolen.decide(proposal, by="admin.audit")
        with pytest.raises(asyncpg.CheckViolationError, match="two_people"):
            await stolen.decide(proposal, by="admin.system")
        assert await stolen.held() == []
        await stolen.decide(proposal)
        assert await stolen.held() == ["FEDERATION_CADRE"]
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="stays decided"):
            await stolen.decide(proposal, state="DECLINED")
        with pytest.raises(asyncpg.CheckViolationError, match="no other role"):
            await stolen.decide(await stolen.propose(role="AUDIT_ADMIN"))
        with pytest.raises(asyncpg.CheckViolationError, match="held in this office"):
            await stolen.decide(await stolen.propose())
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="proposed first"):
            await connection.execute(
                "insert into proposal (id, version, updated_at, kind, state, at, proposed_by, decided_by, becomes_id, scope, lines,"
                " office_ids, organization_ids, requirements) select gen_random_uuid(), 1, at, kind, 'DECLINED', at,"
                " proposed_by, $1, gen_random_uuid(), '{}', '{}', '{}', '{}', '{}'"
                " from proposal limit 1",
                world.viewer("admin.security").account,
            )
        assert await stolen.held() == ["FEDERATION_CADRE"]


END = """
insert into proposal (id, version, updated_at, kind, state, at, proposed_by, becomes_id, office_id, scope, lines, office_ids,
  organization_ids, requirements)
values ($1, 1, $2, 'OFFICE_END', 'PROPOSED', $2, $3, $1, $4, '{}', '{}', '{}', '{}', '{}')
"""


async def test_the_login_alone_ends_no_office_in_which_somebody_works_and_makes_no_member_of_one_that_ended(addresses: Addresses) -> None:
    world = World()
    for name in ("admin.system", "admin.security", "dispatcher.health.330110"):
        world.viewer(name)
    staffed, empty, new = world.office("health.330110"), world.office("justice.330110"), nobody_yet(world)
    await world.insert(addresses.loader)
    async with as_stolen(addresses) as connection:
        stolen = Stolen(connection, world, new.id)

        async def end(office: UUID) -> None:
            key = uuid4()
            await connection.execute(END, key, NOW, world.viewer("admin.system").account, office)
            await stolen.decide(key)

        with pytest.raises(asyncpg.CheckViolationError, match="somebody works there"):
            await end(staffed.id)
        await end(empty.id)
        assert await connection.fetchval("select ended_at from office where id = $1", empty.id) == NOW
        key = uuid4()
        await connection.execute(PROPOSE, key, NOW, world.viewer("admin.system").account, new.id, empty.id, "OFFICE_HANDLER", UNTIL)
        with pytest.raises(asyncpg.CheckViolationError, match="the office has ended"):
            await stolen.decide(key)
        assert await stolen.held() == []


LIMIT = """
insert into proposal (id, version, updated_at, kind, state, at, proposed_by, becomes_id, code_list, code, type_code, follows, value, unit,
  valid_from, basis, scope, lines, office_ids, organization_ids, requirements)
values ($1, 1, $2, 'LIMIT', 'PROPOSED', $2, $3, $1, 'LIMIT', $4, $5, 1, $6, $7, $8, 'x', '{}', '{}', '{}', '{}', '{}')
"""
TODAY, TOMORROW = day_of(NOW), day_of(NOW) + timedelta(days=1)


async def test_the_login_alone_writes_no_limit_none_for_a_clock_that_runs_and_none_that_nobody_can_read(addresses: Addresses) -> None:
    world = World()
    for name in ("admin.system", "admin.security"):
        world.viewer(name)
    await world.insert(addresses.loader)
    async with as_stolen(addresses) as connection:
        stolen = Stolen(connection, world, world.viewer("admin.system").account)

        async def set_limit(
            key: str, since: date = TOMORROW, value: int | None = 9, unit: str | None = "WORKING_DAY", of: str | None = None
        ) -> None:
            proposal = uuid4()
            await connection.execute(LIMIT, proposal, NOW, world.viewer("admin.system").account, key, of, value, unit, since)
            await stolen.decide(proposal)

        for table, statement in (
            ("rule_limit", "update rule_limit set value = 9"),
            ("rule_limit", "insert into rule_limit select * from rule_limit limit 1"),
            ("assistance_type", "update assistance_type set limit_value = 9"),
            ("assistance_type", "insert into assistance_type select * from assistance_type limit 1"),
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match=f"permission denied for table {table}"):
                await connection.execute(statement)
        for wrong in (
            set_limit("clue", TODAY),
            set_limit("audit_days"),
            set_limit("made_up"),
            set_limit("clue", value=None),
            set_limit("clue", value=-5),
            set_limit("clue", unit="FORTNIGHT"),
            set_limit("clue", unit=None),
            set_limit("yellow_share", value=50),
            set_limit("finish_type"),
            set_limit("finish_type", TODAY, of="A02"),
            set_limit("finish_type", of="Z99"),
            set_limit("finish_type", value=400, of="A02"),
            set_limit("finish_type", unit="FORTNIGHT", of="A02"),
        ):
            with pytest.raises(asyncpg.CheckViolationError, match="begins too early"):
                await wrong
        for of in (None, "A02"):
            await set_limit("finish_type" if of else "clue", of=of)
            with pytest.raises(asyncpg.CheckViolationError, match="another version"):
                await set_limit("finish_type" if of else "clue", of=of)
        assert await connection.fetchval("select value from rule_limit where key = 'clue' and valid_to is null") == 9
        now, then = await connection.fetch("select * from assistance_type where code = 'A02' order by version")
        assert (now["valid_to"], then["limit_value"], then["limit_unit"]) == (TOMORROW, 9, "WORKING_DAY")
        changed = {name for name, value in then.items() if value != now[name]}
        assert changed == {"version", "limit_value", "source_zh", "valid_from", "valid_to", "origin", "proposal_id"}


CODE = """
insert into proposal (id, version, updated_at, kind, state, at, proposed_by, becomes_id, code_list, code, follows, name, name_en,
  valid_from, basis, like_code, successor, scope, lines, office_ids, organization_ids, requirements)
values ($1, 1, $2, $3, 'PROPOSED', $2, $4, $1, $5, $6, $7, '新的', 'New', $8, 'x', $9, $10, '{}', '{}', '{}', '{}', '{}')
"""


async def test_the_login_alone_ends_no_code_on_which_the_program_relies_and_adds_none_that_it_could_not_use(addresses: Addresses) -> None:
    world, tomorrow = World(), day_of(NOW) + timedelta(days=1)
    for name in ("admin.system", "admin.security"):
        world.viewer(name)
    await world.insert(addresses.loader)
    async with as_stolen(addresses) as connection:
        admin = world.viewer("admin.system").account
        stolen = Stolen(connection, world, admin)

        async def propose(
            kind: str, of: str, code: str, follows: int | None, like: str | None = None, successor: str | None = None
        ) -> UUID:
            key = uuid4()
            await connection.execute(CODE, key, NOW, kind, admin, of, code, follows, tomorrow, like, successor)
            return key

        for unfit in (
            propose("CODE_END", "RETURN_REASON", "WRONG_AREA", 1),
            propose("CODE_END", "STAGE", "PAID", 1),
            propose("CODE_END", "RETURN_REASON", "INCOMPLETE", 1, successor="MADE_UP"),
            propose("CODE_END", "RETURN_REASON", "INCOMPLETE", 1, successor="INCOMPLETE"),
            propose("CODE", "STATE", "WAITING", None),
            propose("CODE", "STAGE", "WAITING", None),
            propose("CODE", "MADE_UP", "WAITING", None),
            *(propose("CODE", of, "WAITING", None, like) for of in sorted(WITH_FACTS) for like in (None, "MADE_UP", "WAITING")),
        ):
            with pytest.raises(asyncpg.CheckViolationError, match="or is none"):
                await stolen.decide(await unfit)
        await stolen.decide(await propose("CODE_END", "RETURN_REASON", "INCOMPLETE", 1, successor="NOT_OUR_DUTY"))
        assert await connection.fetchval("select valid_to from code_name where code = 'INCOMPLETE' and origin = 'FILE'") == tomorrow
        with pytest.raises(asyncpg.CheckViolationError, match="or is none"):
            await stolen.decide(await propose("CODE", "RETURN_REASON", "WAITING", None, "INCOMPLETE"))
        await stolen.decide(await propose("CODE", "RETURN_REASON", "WAITING", None, "NOT_OUR_DUTY"))
        alike = "select count(distinct facts) from code_name where list = 'RETURN_REASON' and code in ('WAITING', 'NOT_OUR_DUTY')"
        assert await connection.fetchval(alike) == 1


DOCUMENT = """
insert into proposal (id, version, updated_at, kind, state, at, proposed_by, becomes_id, name, document_text, digest, scope, lines,
  office_ids, organization_ids, requirements)
values ($1, 1, $2, $3, 'PROPOSED', $2, $4, $1, 'x', $5, $6, '{}', '{}', '{}', '{}', '{}')
"""
TEXT = "query Ours { inbox { totalCount } }"


async def test_the_login_alone_registers_and_changes_no_document_and_puts_none_under_the_digest_of_another(addresses: Addresses) -> None:
    world = World()
    for name in ("admin.system", "admin.security", "admin.audit"):
        world.viewer(name)
    await world.insert(addresses.loader)
    async with as_stolen(addresses) as connection:
        stolen = Stolen(connection, world, world.viewer("admin.system").account)
        known = await connection.fetchrow("select * from trusted_document order by digest limit 1")
        assert known is not None

        async def propose(text: str | None, of: str, kind: str = "DOCUMENT", by: str = "admin.system") -> UUID:
            key = uuid4()
            await connection.execute(DOCUMENT, key, NOW, kind, world.viewer(by).account, text, of)
            return key

        for statement in (
            "update trusted_document set text = 'query { viewer { id } }'",
            "update trusted_document set withdrawn_on = null",
            "insert into trusted_document select 'x', name, text from trusted_document limit 1",
            "delete from trusted_document",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied for table trusted_document"):
                await connection.execute(statement)
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="proposed by a system administrator"):
            await stolen.decide(await propose(TEXT, digest_of(TEXT), by="admin.audit"))
        with pytest.raises(asyncpg.CheckViolationError, match="two_people"):
            await stolen.decide(await propose(TEXT, digest_of(TEXT)), by="admin.system")
        long = "#" * (TEXT_CHARACTERS + 1)
        of_another, known_anew = (TEXT, known["digest"]), (known["text"], known["digest"])
        for text, digest in (of_another, known_anew, (TEXT, "made up"), (None, "made up"), (long, digest_of(long))):
            with pytest.raises(asyncpg.CheckViolationError, match="registered, or is not what its digest says"):
                await stolen.decide(await propose(text, digest))
        assert await connection.fetchrow("select * from trusted_document order by digest limit 1") == known
        await stolen.decide(await propose(TEXT, digest_of(TEXT)))
        assert await connection.fetchval("select text from trusted_document where digest = $1", digest_of(TEXT)) == TEXT
        await stolen.decide(await propose(None, digest_of(TEXT), "DOCUMENT_END"))
        with pytest.raises(asyncpg.CheckViolationError, match="no such document"):
            await stolen.decide(await propose(None, digest_of(TEXT), "DOCUMENT_END"))
