"""How matches of persons are read.

Source: docs/domain.md 2 (Person).
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause

from db.tables.person_match import PersonMatch
from resolvers.planner.mapping import One, Rows, mapping
from resolvers.planner.narrowing import From, Is, Until, Where
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
        "decision": ("decision", Is("decision")),
        "decided": ("decision", Where(_decided)),
        "createdAfter": ("createdAt", From("created_at")),
        "createdBefore": ("createdAt", Until("created_at")),
    },
    orders={"CREATED": (("created_at", "id"), False), "CREATED_DESC": (("created_at", "id"), True)},
)

ROOTS = {"personMatches": Rows("PersonMatch", "CREATED_DESC")}
