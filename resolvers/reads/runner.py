"""Reader: how a read flows, one line per step.

Source: design.md 4; the document is parsed and validated before, the bytes are spliced after.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from uuid import UUID

from graphql import FieldNode, FragmentDefinitionNode, OperationDefinitionNode
from graphql.execution.values import VariableValues

from db.engine import Database
from db.read import read
from domain.viewer import Viewer
from resolvers.planner.draft import Call
from resolvers.planner.plan import Plan, Planner
from resolvers.planner.shape import shape_of_variables, shape_of_viewer

KEPT = 1000
"""Plans kept; a plan is some kilobytes of text."""

Fragments = Mapping[str, FragmentDefinitionNode]


class Reader:
    """Answers queries and payloads as one viewer sees them. `limits`: key -> number in force, for guards."""

    def __init__(self, database: Database, planner: Planner, limits: Callable[[], Mapping[str, int]]) -> None:
        self.database = database
        self.planner = planner
        self.limits = limits
        self._plans: OrderedDict[Hashable, Plan] = OrderedDict()

    async def answer(
        self, text: str, operation: OperationDefinitionNode, fragments: Fragments, variables: VariableValues, viewer: Viewer, trace: str
    ) -> bytes:
        """The JSON of `data` for a query whose roots are all planned. Raises MembershipEnded, Refusal."""
        steering = shape_of_variables(self.planner.schema, operation, variables.coerced)
        name = operation.name.value if operation.name else None
        plan = self._known(
            (text, name, steering, shape_of_viewer(viewer)), lambda: self.planner.query(operation, fragments, variables, viewer)
        )
        return await read(self.database, plan.sql, plan.bind(variables, self._call(viewer, trace)))

    async def payload(
        self,
        type_name: str,
        key: UUID,
        nodes: Sequence[FieldNode],
        fragments: Fragments,
        variables: VariableValues,
        viewer: Viewer,
        trace: str,
    ) -> bytes:
        """The JSON of `{"row": ...}` for one row by its key, as the viewer sees it; null where he does not."""
        plan = self.planner.row(type_name, nodes, fragments, variables, viewer)
        return await read(self.database, plan.sql, plan.bind(variables, self._call(viewer, trace, key)))

    def is_planned(self, operation: OperationDefinitionNode, fragments: Fragments, variables: VariableValues, viewer: Viewer) -> bool:
        """Whether `answer` can answer the whole of a query."""
        return self.planner.is_planned(operation, fragments, variables, viewer)

    def _call(self, viewer: Viewer, trace: str, *keys: UUID) -> Call:
        return Call(viewer, self.database.clock(), trace, self.limits(), keys=keys)

    def _known(self, key: Hashable, make: Callable[[], Plan]) -> Plan:
        if key in self._plans:
            self._plans.move_to_end(key)
            return self._plans[key]
        plan = self._plans[key] = make()
        if len(self._plans) > KEPT:
            self._plans.popitem(last=False)
        return plan
