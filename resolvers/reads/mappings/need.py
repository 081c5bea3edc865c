"""How needs are read.

Source: docs/domain.md 2.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, true

from db.tables.item import AssistanceItem
from db.tables.need import Need
from resolvers.planner.mapping import CHANGED_WITHIN, IN_SCOPE, Coded, Composed, HomeOf, Many, One, RootRows, Special, by_moment, mapping
from resolvers.planner.narrowing import CHANGED, CREATED, HomeIn, Is, Where, equal
from resolvers.planner.printing import Printing
from resolvers.planner.sql.lists.way import repeated
from resolvers.planner.sql.lookup import is_any
from resolvers.reads.mappings.event import EVENTS
from resolvers.reads.special.actions import available_actions


def _without_item(row: FromClause, printing: Printing, value: Any) -> ColumnElement[bool]:
    item = printing.table(AssistanceItem, "i")
    some = is_any(item, item.c.need_id == row.c.id)
    if value:  # a need that moved left behind what is past: who does not see that is told of none
        return and_(row.c.without_item, repeated(~some))
    return case((row.c.without_item, some), else_=true())


NEED = mapping(
    "Need",
    Need,
    domain=Coded("NEED_DOMAIN", "domain"),
    urgency=Composed("urgency_"),
    close_reason=Coded("NEED_CLOSE_REASON", "close_reason"),
    region=HomeOf("region_code"),
    family=One("Family", "family_id"),
    person=One("Person", "person_id"),
    visit=One("Visit", "visit_id"),
    items=Many("AssistanceItem", "need_id", ("created_at", "id")),
    available_actions=Special(available_actions),
    events=EVENTS,
    filters={
        **CHANGED,
        "domain": ("domain", Is("domain", "NEED_DOMAIN", alone=True)),
        "urgency": ("urgency", Is("urgency_level")),
        **equal("status", "number"),
        "region": ("region", HomeIn()),
        **CREATED,
        "withoutItem": ("items", Where(_without_item)),
    },
    orders=by_moment("CREATED", "created_at"),
    found_widely=frozenset({"domain"}),
    awaited=frozenset({"withoutItem"}),
)

FEW = {**dict.fromkeys(("domain", "status", "urgency"), IN_SCOPE), "changedAfter": CHANGED_WITHIN}
ROOTS = {"needs": RootRows("Need", "CREATED_DESC", few=FEW)}
