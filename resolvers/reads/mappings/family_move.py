"""How families that are proposed to another county are read; the family itself is a neighbour, shown to whoever sees it.

Source: docs/decisions/033-moving.md.
"""

from sqlalchemy import ColumnElement, FromClause, and_

from db.tables.family_move import FamilyMoveProposal
from domain.moving import MoveState
from resolvers.planner.mapping import Coded, HomeOf, One, Placed, RootRows, by_moment, mapping
from resolvers.planner.narrowing import CHANGED, HomeIn, Where, equal
from resolvers.planner.printing import Printing
from resolvers.planner.sql.days import last_day
from resolvers.planner.sql.json import text_literal
from resolvers.planner.sql.scope import in_scope


def _is_late(row: FromClause, printing: Printing, late: object) -> ColumnElement[bool]:
    """Whether it is still to be decided after its time."""
    is_late = and_(row.c.state == text_literal(MoveState.OPEN), row.c.due_at <= printing.now)
    return is_late if late else ~is_late


def _arrives(row: FromClause, printing: Printing, arrives: object) -> ColumnElement[bool]:
    """Whether the family would come to the viewer's divisions."""
    here = in_scope(printing, row)
    return here if arrives else ~here


FAMILY_MOVE_PROPOSAL = mapping(
    "FamilyMoveProposal",
    FamilyMoveProposal,
    region=HomeOf("region_code"),
    office=Placed("Office", "office_id"),
    by=One("Account", "account_id"),
    reason=Coded("MOVE_DECLINE_REASON", "reason"),
    due_on=last_day("due_at"),
    decided_by=One("Account", "decided_by"),
    family=One("Family", "family_id"),
    filters={
        **CHANGED,
        **equal("state", "number"),
        "region": ("region", HomeIn()),
        "arriving": ("region", Where(_arrives)),
        "late": ("dueAt", Where(_is_late)),
    },
    orders=by_moment("AT", "at"),
)

ROOTS = {"familyMoveProposals": RootRows("FamilyMoveProposal", "AT_DESC")}
