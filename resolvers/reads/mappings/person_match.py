"""How matches of persons are read.

Source: docs/domain.md 2 (Person).
"""

from db.tables.person_match import PersonMatch
from resolvers.planner.mapping import One, RootRows, by_moment, mapping
from resolvers.planner.narrowing import CREATED, Where, equal

PERSON_MATCH = mapping(
    "PersonMatch",
    PersonMatch,
    known=One("Person", "known_id"),
    registered=One("Person", "registered_id"),
    decided_by=One("Account", "decided_by"),
    filters={
        **equal("decision"),
        "decided": ("decision", Where(lambda row, printing, value: row.c.decision.is_not(None) if value else row.c.decision.is_(None))),
        **CREATED,
    },
    orders=by_moment("CREATED", "created_at"),
)

ROOTS = {"personMatches": RootRows("PersonMatch", "CREATED_DESC")}
