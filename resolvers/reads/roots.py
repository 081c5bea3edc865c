"""The root fields of the schema and the mappings of its types, for the planner.

Source: docs/design.md 8 (roots), docs/lifecycle.md ("Whom a referral waits for": the inbox).
"""

from sqlalchemy import ColumnElement, FromClause, and_, false, or_

from domain.packages import modules_of, values_of
from domain.referral import State, WaitingFor
from domain.viewer import OFFICES, Kind
from resolvers.planner.mapping import ByIds, Explains, Root, RootRows, Self, TypeMapping
from resolvers.planner.printing import Printing
from resolvers.planner.sql.groups import waits_now
from resolvers.planner.sql.json import among
from resolvers.planner.sql.scope import asked, in_scope
from resolvers.reads import mappings
from resolvers.reads.special.explain import EXPLANATION

FEDERATIONS = frozenset({Kind.CADRE, Kind.SUPERIOR_FEDERATION})


def waits_for_me(row: FromClause, printing: Printing) -> ColumnElement[bool]:
    """Whether a referral waits for the viewer or for their office, by the condition of a partial index for each kind of viewer."""
    office = and_(row.c.office_id == printing.office, waits_now(printing, row, WaitingFor.OFFICE))
    match printing.kind:
        case Kind.OFFICE | Kind.SUPERIOR_OFFICE:
            return or_(and_(asked(printing, row), waits_now(printing, row, WaitingFor.FEDERATION)), office)
        case Kind.CADRE | Kind.SUPERIOR_FEDERATION:
            return or_(and_(row.c.dispatching_office_id == printing.office, waits_now(printing, row, WaitingFor.FEDERATION)), office)
        case Kind.COMMISSIONER:
            return and_(in_scope(printing, row), waits_now(printing, row, WaitingFor.COMMISSIONER))
        case Kind.MONITOR:
            return and_(row.c.monitor_office_id == printing.office, waits_now(printing, row, WaitingFor.MONITOR))
        case _:
            return false()


def follow_up_due(row: FromClause, printing: Printing) -> ColumnElement[bool]:
    """Whether a referral is completed or a call about a post is owed, and the viewer or their office has to ask the family about it."""
    to_be_asked = and_(among(row.c.state, {State.COMPLETED, State.CONFIRMED}), waits_now(printing, row, WaitingFor.COMMISSIONER))
    if printing.kind in FEDERATIONS:
        return and_(to_be_asked, row.c.dispatching_office_id == printing.office)
    return to_be_asked if printing.kind is Kind.COMMISSIONER else false()


ROOTS: dict[str, Root] = {
    "viewer": Self("Viewer"),
    "node": ByIds(several=False),
    "nodes": ByIds(several=True),
    "explainAccess": Explains(EXPLANATION),
    "inbox": RootRows("Referral", "WORK_DUE", waits_for_me, FEDERATIONS | OFFICES | {Kind.MONITOR}, apart=FEDERATIONS | OFFICES),
    "followUpsDue": RootRows("Referral", "WORK_DUE", follow_up_due, FEDERATIONS),
}


def all_mappings() -> dict[str, TypeMapping]:
    """The mappings of all modules of `mappings`, by their types."""
    return {each.type_name: each for module in modules_of(mappings) for each in values_of(module, TypeMapping)}


def all_roots() -> dict[str, Root]:
    """The root fields of this module and of those of `mappings`, by their names."""
    return ROOTS | {name: root for module in modules_of(mappings) for name, root in getattr(module, "ROOTS", {}).items()}
