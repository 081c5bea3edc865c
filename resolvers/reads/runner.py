"""Reader: how a read flows, from a valid operation to the JSON of its answer.

Source: docs/design.md 4.
"""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple
from uuid import UUID

import asyncpg
from graphql import FieldNode
from graphql.execution.values import VariableValues

from db.reference.read import Reference
from db.session.engine import Database
from db.session.read import Reading, read, read_and_note
from domain.memory import Memory
from domain.time.spent import Phase, Timed
from domain.viewer import Viewer
from resolvers.document.beside import Beside
from resolvers.document.parse import Operation
from resolvers.document.shape import shape_of_variables, shape_of_viewer
from resolvers.planner.plan import Plan, Planner
from resolvers.planner.printing import Call
from resolvers.reads.outlived import outlived

KEPT_PLANS, KEPT_BYTES = 2000, 64 << 20
"""Most plans kept, and most bytes that they hold together by the estimate of `bytes_of`; an eighth of them for one account."""
CHARACTER_BYTES, ARGUMENT_BYTES, PLAN_BYTES = 12, 16, 8 << 10
"""The bytes that a plan holds for a character of its statement, for one of its fields' arguments, and beside; measured in decision 022."""


KeyPath = tuple[str, ...]
"""The keys of the response that lead to a payload."""


class Read(NamedTuple):
    """What a query reads: the JSON of `data`, and how many rows it might have had, whichever are stored."""

    data: bytes
    rows: int


@dataclass(frozen=True)
class PayloadRow:
    """A row that a mutation's payload shows: its type, the fields that ask for it, and its place."""

    type_name: str
    nodes: Sequence[FieldNode]
    place: KeyPath


class Reader:
    """Answers queries and payloads. `references`: returns the reference data in force."""

    def __init__(
        self,
        database: Database,
        planner: Planner,
        references: Callable[[], Reference],
        unnoted: Callable[[Reading], Awaitable[bytes]] | None = None,
    ) -> None:
        """`unnoted`: how a query that notes nothing for the audit is read; None: as everything else, from the database."""
        self.database = database
        self._unnoted = unnoted or partial(read, database)
        self.planner = planner
        self.references = references
        self._beside = Beside()
        self._plans: Memory[Hashable, Plan] = Memory(KEPT_PLANS, KEPT_BYTES // 8, size=KEPT_BYTES, size_of=bytes_of)

    async def answer(self, operation: Operation, variables: VariableValues, viewer: Viewer, trace: str) -> Read:
        """The planned roots of a query. Raises MembershipEnded, Refusal; GraphQLError where a variable must not be
        null."""
        key = self._key((), operation, self.shape(operation, variables), viewer)
        plan = self._plans.get(key) or await self._made(key, viewer, lambda: self.planner.query(operation, variables, viewer))
        return Read(await self._read(plan, plan.bind(variables, self._call(viewer, trace)), viewer), plan.rows)

    async def answer_without_unfit(self, operation: Operation, variables: VariableValues, viewer: Viewer, trace: str) -> Read:
        """The same without the fields that a variable's null makes unfit. Raises MembershipEnded, Refusal."""
        plan = await self._beside.done(object(), lambda: self.planner.query(operation, variables, viewer, tolerant=True))
        return Read(await self._read(plan, plan.bind(variables, self._call(viewer, trace)), viewer), plan.rows)

    async def payload(
        self, row: PayloadRow, key: UUID, operation: Operation, variables: VariableValues, viewer: Viewer, trace: str, shape: Hashable
    ) -> bytes:
        """The JSON of `{"row": ...}` for a payload: the row with this key, null where the viewer does not see it.

        `shape`: that of the variables, which a bulk command's hundred rows share.
        """
        plan = await self._payload(row, operation, variables, viewer, shape)
        return await self._read(plan, plan.bind(variables, self._call(viewer, trace, key)), viewer, partial(read, self.database))

    async def try_payload(self, row: PayloadRow, operation: Operation, variables: VariableValues, viewer: Viewer) -> None:
        """Plan a payload before its command runs, so that an unfit one refuses the command. Raises Refusal, GraphQLError."""
        plan = await self._payload(row, operation, variables, viewer, self.shape(operation, variables))
        plan.bind(variables, self._call(viewer, "", UUID(int=0)))

    async def _read(
        self, plan: Plan, arguments: list[object], viewer: Viewer, unnoted: Callable[[Reading], Awaitable[bytes]] | None = None
    ) -> bytes:
        """Execute a plan. Raises Refusals with TOO_COSTLY where the statement takes longer than its limit."""
        try:
            reading = Reading(plan.sql, arguments, viewer.account, plan.counts)
            if plan.notes:
                return await read_and_note(self.database, reading, plan.commits)
            return await (unnoted or self._unnoted)(reading)
        except asyncpg.QueryCanceledError as error:
            raise outlived(plan.tree, self.planner.mappings, round(self.database.bounds.statement)) from error

    def shape(self, operation: Operation, variables: VariableValues) -> Hashable:
        """Return the shape of a request's variables, by which its plans are known."""
        return shape_of_variables(operation, variables.coerced)

    async def _payload(self, row: PayloadRow, operation: Operation, variables: VariableValues, viewer: Viewer, shape: Hashable) -> Plan:
        planner, of, nodes = self.planner, row.type_name, row.nodes
        key = self._key(row.place, operation, shape, viewer)
        return self._plans.get(key) or await self._made(key, viewer, lambda: planner.row(of, nodes, operation, variables, viewer))

    def _call(self, viewer: Viewer, trace: str, *keys: UUID) -> Call:
        reference = self.references()
        return Call(viewer, self.database.clock(), trace, reference.calendar, reference.limits, reference.known, keys=keys)

    def _key(self, place: KeyPath, operation: Operation, shape: Hashable, viewer: Viewer) -> Hashable:
        """The shape of a request, by which its plan is known."""
        return (operation.text, operation.name, place, shape, viewer.once(shape_of_viewer))

    async def _made(self, key: Hashable, viewer: Viewer, make: Callable[[], Plan]) -> Plan:
        """A plan that is not known, made beside the event loop."""
        plan = await self._beside.done(key, lambda: _timed(make))
        self._plans.keep(key, plan, viewer.account)
        return plan


def _timed(make: Callable[[], Plan]) -> Plan:
    with Timed(Phase.PLANNING):
        return make()


def bytes_of(plan: Plan) -> int:
    """An upper estimate of the bytes that a plan holds in memory, without the text of its document."""
    return PLAN_BYTES + CHARACTER_BYTES * len(plan.sql) + ARGUMENT_BYTES * sum(each.characters for each in plan.argued)
