"""How changes of referrals are read: the steps of their histories, in the order in which they were committed.

Source: docs/design.md 6; docs/decisions/027-feed.md. Row security shows of them what it shows of the history.
"""

from sqlalchemy import ColumnElement, FromClause, and_, or_, true

from db.tables.event import Event
from domain.event import SubjectType
from domain.viewer import Kind
from resolvers.planner.mapping import Feed, One, mapping
from resolvers.planner.printing import Printing
from resolvers.planner.sql.json import text_literal
from resolvers.planner.sql.lists.cursors import position


def _placed(row: FromClause, printing: Printing) -> ColumnElement[bool]:
    return and_(row.c.subject_type == text_literal(SubjectType.REFERRAL), row.c.placed_at.is_not(None))


def _near(row: FromClause, printing: Printing) -> ColumnElement[bool]:
    """What an office can be told of: what it works on, delegated or requested. For everybody else nothing is left out beforehand."""
    if printing.kind is not Kind.OFFICE:
        return true()
    offices = (row.c.subject_office_id, row.c.subject_delegating_id, row.c.dispatching_office_id)
    return or_(*(office == printing.office for office in offices))


CHANGE = mapping(
    "Change",
    Event,
    only=_placed,
    position=position,
    referral=One("Referral", "subject_id"),
    orders={"PLACED": (("placed_at", "at", "id"), False)},
)

ROOTS = {"changes": Feed("Change", "PLACED", _near)}
