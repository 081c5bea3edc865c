"""Reader: how a read flows, one line per step.

Source: docs/design.md 4; the document is parsed and validated before, the bytes are spliced after.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg
from graphql import FieldNode
from graphql.execution.values import VariableValues

from db.reference.read import Reference
from db.session.engine import Database
from db.session.read import read, read_and_note
from domain.memory import Memory
from domain.viewer import Viewer
from resolvers.document.limits import too_costly
from resolvers.document.parse import Operation
from resolvers.document.shape import shape_of_variables, shape_of_viewer
from resolvers.planner.plan import Plan, Planner
from resolvers.planner.printing import Call

KEPT_PLANS, KEPT_BYTES = 2000, 64 << 20
"""Plans kept, and the memory that they hold together, as `bytes_of` estimates it; an account may bring an eighth of it."""
CHARACTER_BYTES, ARGUMENT_BYTES, PLAN_BYTES = 12, 16, 8 << 10
"""What a plan holds for a character of its statement, for one of its arguments, and beside, at the most; measured in decision 022."""


Place = tuple[str, ...]
"""Where in an operation a payload stands: the keys of the response that lead there."""


@dataclass(frozen=True)
class PayloadRow:
    """A row that a mutation's payload shows."""

    type_name: str
    nodes: Sequence[FieldNode]
    place: Place


class Reader:
    """Answers queries and payloads as one viewer sees them, over the reference data in force."""

    def __init__(self, database: Database, planner: Planner, references: Callable[[], Reference]) -> None:
        self.database = database
        self.planner = planner
        self.references = references
        self._plans: Memory[Hashable, Plan] = Memory(KEPT_PLANS, KEPT_BYTES // 8, size=KEPT_BYTES, size_of=bytes_of)

    async def answer(self, operation: Operation, variables: VariableValues, viewer: Viewer, trace: str) -> bytes:
        """The JSON of `data` for a query, without what introspection answers. Raises MembershipEnded, Refusal; GraphQLError where a
        variable is null and must not be."""
        plan = self._known((), operation, variables, viewer, lambda: self.planner.query(operation, variables, viewer))
        return await self._read(plan, plan.bind(variables, self._call(viewer, trace)))

    async def answer_without_unfit(self, operation: Operation, variables: VariableValues, viewer: Viewer, trace: str) -> bytes:
        """The same without what a variable's null makes unfit. Raises MembershipEnded, Refusal."""
        plan = self.planner.query(operation, variables, viewer, tolerant=True)
        return await self._read(plan, plan.bind(variables, self._call(viewer, trace)))

    async def payload(
        self, row: PayloadRow, key: UUID, operation: Operation, variables: VariableValues, viewer: Viewer, trace: str
    ) -> bytes:
        """The JSON of `{"row": ...}` for one row by its key, as the viewer sees it; null where they do not see it."""
        plan = self._payload(row, operation, variables, viewer)
        return await self._read(plan, plan.bind(variables, self._call(viewer, trace, key)))

    def try_payload(self, row: PayloadRow, operation: Operation, variables: VariableValues, viewer: Viewer) -> None:
        """Plan a payload before its command runs: what is wrong with it must not be found when all is done. Raises Refusal."""
        self._payload(row, operation, variables, viewer).bind(variables, self._call(viewer, "", UUID(int=0)))

    async def _read(self, plan: Plan, arguments: Sequence[object]) -> bytes:
        """One execution. Raises TOO_COSTLY where it outlives the limit of a statement."""
        if plan.counts:
            self.database.note_costly(plan.sql)
        try:
            return await (read_and_note if plan.notes else read)(self.database, plan.sql, arguments)
        except asyncpg.QueryCanceledError as error:
            raise too_costly("SECONDS", None, round(self.database.bounds.statement)) from error

    def _payload(self, row: PayloadRow, operation: Operation, variables: VariableValues, viewer: Viewer) -> Plan:
        def make() -> Plan:
            return self.planner.row(row.type_name, row.nodes, operation, variables, viewer)

        return self._known(row.place, operation, variables, viewer, make)

    def _call(self, viewer: Viewer, trace: str, *keys: UUID) -> Call:
        reference = self.references()
        return Call(viewer, self.database.clock(), trace, reference.limits, reference.known, keys=keys)

    def _known(
        self, place: tuple[str, ...], operation: Operation, variables: VariableValues, viewer: Viewer, make: Callable[[], Plan]
    ) -> Plan:
        steering = shape_of_variables(self.planner.schema, operation.node, variables.coerced)
        key = (operation.text, operation.name, place, steering, shape_of_viewer(viewer))
        plan = self._plans.get(key)
        if plan is None:
            plan = make()
            self._plans.keep(key, plan, viewer.account)
        return plan


def bytes_of(plan: Plan) -> int:
    """An upper estimate of the bytes that a plan holds, without the text of its document."""
    return PLAN_BYTES + CHARACTER_BYTES * len(plan.sql) + ARGUMENT_BYTES * sum(each.characters for each in plan.argued)
