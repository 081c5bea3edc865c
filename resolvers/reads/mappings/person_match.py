"""How matches of persons are read.

Source: docs/domain.md 2 (Person).
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause

from db.tables.person_match import PersonMatch
from resolvers.planner.mapping import One, Rows, by_moment, mapping
from resolvers.planner.narrowing import CREATED, Where, equal
from resolvers.planner.printing import Printing


def _decided(row: FromClause, printing: Printing, value: Any) -> ColumnElement[bool]:
    return row.c.decision.is_not(None) if value else row.c.decision.is_(None)


PERSON_MATCH = mapping(
    "PersonMatch",
    PersonMatch,
    known=One("Person", "known_id"),
    registered=One("Person", "registered_id"),
    decided_by=One("Account", "decided_by"),
    filters={
        **equal("decision"),
        "decided": ("decision", Where(_decided)),
        **CREATED,
    },
    orders=by_moment("CREATED", "created_at"),
)

ROOTS = {"personMatches": Rows("PersonMatch", "CREATED_DESC")}
