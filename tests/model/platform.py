"""The platform as the model's moves meet it: commands, reads and rows in a database of the run's own, a clock that is told.

Source: docs/design.md 4 and 5.
"""

from asyncio import Task
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from inspect import signature
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import strawberry
from typing_extensions import override

from db.protect.cipher import Cipher, Keys
from db.reference.read import Reference
from db.server.away import sqlstate
from db.server.login import Addresses
from db.session.connect import connected
from db.session.engine import Database
from db.session.turns.bounds import Bounds
from domain.memory import Memory
from domain.value.node_id import global_id
from domain.viewer import Viewer
from resolvers.commands.all import COMMANDS
from resolvers.commands.context import Done, Envelope
from resolvers.commands.item.reroute import reroute
from resolvers.commands.runner import Commands
from resolvers.document.parse import Documents
from resolvers.planner.plan import Planner
from resolvers.planner.same import FieldsOfRows
from resolvers.reads.roots import all_mappings, all_roots
from resolvers.reads.runner import KEPT_PLANS, Reader
from schema.build.assemble import graphql_of
from schema.build.mutations import asks
from schema.execute.execute import Executor, Request
from tests.builders.case import a_family
from tests.builders.world import NOW, OTHER_VILLAGE, VILLAGE, World
from tests.model.inputs import COMMAND
from tests.model.invariants import BROKEN, EVERYTHING
from tests.model.people import OPERATOR

CIPHER = Cipher(Keys(writing="test", by_id={"test": bytes(32)}, index=b"1" * 32))
TYPE_NAMES = {"need": "Need", "item": "AssistanceItem", "referral": "Referral"}
ACTIONS = "availableActions { action allowed reason { code } }"
DOCUMENT = f"""query Allowed($ids: [ID!]!) {{ nodes(ids: $ids) {{ id
  ... on Need {{ {ACTIONS} }} ... on AssistanceItem {{ {ACTIONS} }}
  ... on Referral {{ waitingFor workDueAt {ACTIONS} }} }} }}"""
ROWS = {
    "family": "select * from family where id = any($1)",
    "person": "select * from person where family_id = any($1)",
    "need": "select * from need where family_id = any($1)",
    "item": "select * from assistance_item where family_id = any($1) order by created_at",
    "referral": """select referral.*, not exists (
        select from family_access where referral_id = referral.id and family_access.family_id is null) as shows_family
        from referral where family_id = any($1) order by dispatched_at""",
    "proposal": "select * from family_move_proposal where family_id = any($1)",
    "visit": "select * from visit where family_id = any($1)",
}
EVENTS = "select id, subject_id, action, account_id, before, after from event where family_id = any($1)"
AUDITED = "select action, account_id, target_type, target_id, version from audit_record where family_ids && $1 and trace = any($2)"

WAITING = """select count(distinct pid) from pg_locks
    where not granted and pid in (select pid from pg_stat_activity where datname = current_database())"""
"""How many transactions of the database wait for a lock."""
PATIENT = Bounds(request=120.0)
"""On a machine that has much to do nobody gives up while another is only slow."""
AT_ONCE = 20
"""For so many examples families are registered together."""

Record = Mapping[str, Any]
FAMILIES = (
    (VILLAGE, None, "A01", "CIVIL_AFFAIRS", False),
    (VILLAGE, OPERATOR, "A21", "FEDERATION", True),
    (OTHER_VILLAGE, None, "A11", "HEALTHCARE_SECURITY", True),
)
"""Of an example: the village, who was called, the help that is drafted, the line that gives it, whether it is the head's own."""
WITH_A_POST = (*FAMILIES[:2], (OTHER_VILLAGE, None, "A15", "HUMAN_RESOURCES", True))
"""The same, where somebody is to be placed on a post."""


@dataclass(frozen=True)
class Found:
    """A family with a need and a draft, as an example finds it."""

    family: UUID
    number: str
    persons: tuple[UUID, ...]
    need: UUID
    item: UUID
    village: str
    called: bool
    certified: bool
    of_head: bool
    type_code: str


class NothingSealed:
    """In the place of what reveals and opens: nothing sealed is shown here."""

    async def reveal(self, *_: Any) -> Any:
        """Not asked for."""
        raise AssertionError

    async def body(self, *_: Any) -> Any:
        """Not asked for."""
        raise AssertionError


class Watched(Database):
    """A database that notes the deadlocks of its transactions."""

    def __init__(self, platform: "Platform", *of: Any) -> None:
        super().__init__(*of)
        self._platform = platform

    @override
    def note_failure(self, error: BaseException) -> None:
        """Note a deadlock."""
        if sqlstate(error) == asyncpg.DeadlockDetectedError.sqlstate:
            self._platform.deadlocks.append(repr(error))
        super().note_failure(error)


class Platform:
    """One database, seen through commands and reads by the people of one world. `now` is what the injected clock says."""

    def __init__(self, addresses: Addresses, reference: Reference, contract: strawberry.Schema) -> None:
        self.addresses = addresses
        self.now: datetime = NOW
        self.stock: dict[bool, list[list[Found]]] = {True: [], False: []}
        self.world = World()
        self.database = Watched(self, addresses.app, lambda: self.now, PATIENT)
        self.commands = Commands(self.database, lambda: reference, CIPHER, allow_synthetic=True)
        self.other_database = Watched(self, addresses.app, lambda: self.now, PATIENT)
        self.other_commands = Commands(self.other_database, lambda: reference, CIPHER, allow_synthetic=True)
        """As another process of the platform has them: nothing in memory is shared."""
        self.deadlocks: list[str] = []
        reader = Reader(self.database, Planner(graphql_of(contract), all_mappings(), all_roots(), asks(COMMANDS)), lambda: reference)
        sealed: Any = NothingSealed()
        documents = Documents(graphql_of(contract), introspection=False)
        self.executor = Executor(documents, reader, self.commands, sealed, sealed, sealed, sealed)
        self.loader: asyncpg.Connection

    async def open(self) -> None:
        """Connect."""
        await self.database.open()
        self.loader = await asyncpg.connect(self.addresses.loader)

    def forget_plans(self) -> None:
        """Plan every read anew."""
        reader = self.executor.reader
        reader._plans = Memory(KEPT_PLANS, KEPT_PLANS)
        reader.planner = replace(reader.planner, fields=FieldsOfRows())

    async def close(self) -> None:
        """Let go."""
        await self.loader.close()
        await self.database.close()
        await self.other_database.close()

    async def families(self, *, posts: bool) -> list[Found]:
        """Three families with a draft each: two of one village, of which one has called the hotline, and one of another village.

        `posts`: whether somebody of the third is to be placed on a post.
        """
        if not self.stock[posts]:
            self.stock[posts] = [[self._family(*each) for each in (WITH_A_POST if posts else FAMILIES)] for _ in range(AT_ONCE)]
            await self.world.insert(self.addresses.loader)
        return self.stock[posts].pop()

    def _family(self, village: str, operator: str | None, type_code: str, line: str, of_head: bool) -> Found:
        case = a_family(self.world, village)
        if operator is not None:
            case.called(operator)
        if village == OTHER_VILLAGE:
            case.with_certificate()
        case.with_member("王小红").with_need("LIVING_ASSISTANCE", person_id=case.head.id if of_head else None)
        case.with_draft(type_code, type_department_code=line)
        family, persons, certified = case.family, tuple(each.id for each in case.members), village == OTHER_VILLAGE
        return Found(
            family.id, family.number, persons, case.need.id, case.item.id, village, operator is not None, certified, of_head, type_code
        )

    @asynccontextmanager
    async def held(self, families: Sequence[UUID]) -> AsyncIterator[Callable[[Sequence[Task[Done]]], Awaitable[None]]]:
        """Lock families until the context ends; yield what waits until commands are done, or wait for them."""

        async def waits(tasks: Sequence[Task[Done]]) -> None:
            while families and await self.loader.fetchval(WAITING) < sum(not each.done() for each in tasks):
                pass

        if not families:
            yield waits
            return
        async with connected(self.addresses.loader) as holder, holder.transaction():
            await holder.execute("select from family where id = any($1) order by id for update", families)
            yield waits

    async def run(
        self, action: str, by: Viewer, target: UUID, given: Mapping[str, Any], envelope: Envelope, *, elsewhere: bool = False
    ) -> Done:
        """The command, aimed at the row; `elsewhere`: in another process."""
        command = COMMAND[action]
        named = not command.bulk and command.aims_at in signature(command.input).parameters
        aimed = {command.aims_at: target} if named else {}
        commands = self.other_commands if elsewhere else self.commands
        return await commands.run(command(), command.input(**aimed, **given), by, envelope, target if command.bulk else None)

    async def rows(self, families: Sequence[UUID]) -> dict[str, dict[UUID, Record]]:
        """Needs, items and referrals of the families as they stand."""
        return {kind: {row["id"]: dict(row) for row in await self.loader.fetch(sql, families)} for kind, sql in ROWS.items()}

    async def rerouted(self, items: Sequence[UUID]) -> int:
        """How many of the items have another route than would be decided now; nothing changes."""
        attempt = self.loader.transaction()
        await attempt.start()
        try:
            return await reroute(self.loader, items)
        finally:
            await attempt.rollback()

    async def broken(self, families: Sequence[UUID]) -> list[str]:
        """What holds of every row, and does not hold of these."""
        return [f"{row['broken']}: {row['id']}" for row in await self.loader.fetch(BROKEN, families)]

    async def everything(self, families: Sequence[UUID]) -> set[tuple[str, str]]:
        """Every row of these families, with its table, but for versions and the record."""
        return {(row["name"], row["held"]) for row in await self.loader.fetch(EVERYTHING, families)}

    async def events(self, families: Sequence[UUID]) -> list[Record]:
        """The histories of their needs, items and referrals."""
        return [dict(row) for row in await self.loader.fetch(EVENTS, families)]

    async def audited(self, families: Sequence[UUID], traces: Sequence[str]) -> list[Record]:
        """What was audited of them under these traces."""
        return [dict(row) for row in await self.loader.fetch(AUDITED, families, traces)]

    async def nodes(self, by: Viewer, keys: Sequence[tuple[str, UUID]]) -> list[Record | None]:
        """Return the rows as the viewer reads them, each with the actions that are allowed now."""
        ids = [global_id(TYPE_NAMES[kind], key) for kind, key in keys]
        answer = await self.executor.execute(Request(DOCUMENT, None, {"ids": ids}), by, "reads")
        assert answer.errors == ()
        assert answer.data is not None
        nodes: list[Record | None] = orjson.loads(answer.data)["nodes"]
        return nodes
