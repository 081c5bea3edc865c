"""How needs are read.

Source: docs/domain.md 2.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, select

from db.tables.item import AssistanceItem
from db.tables.need import Need
from resolvers.planner.mapping import Embedded, HomeOf, Many, Named, One, Rows, Special, mapping
from resolvers.planner.narrowing import From, HomeIn, Is, Until, Where
from resolvers.planner.printing import Printing
from resolvers.reads.mappings.event import EVENTS
from resolvers.reads.special.actions import available_actions


def _without_item(row: FromClause, printing: Printing, value: Any) -> ColumnElement[bool]:
    item = AssistanceItem.__table__.alias(printing.alias("i"))
    some = select(1).where(item.c.need_id == row.c.id).correlate_except(item).exists()
    return ~some if value else some


NEED = mapping(
    "Need",
    Need,
    domain=Named("NEED_DOMAIN", "domain"),
    urgency=Embedded({"level": "urgency_level", "kinds": "urgency_kinds"}),
    close_reason=Named("NEED_CLOSE_REASON", "close_reason"),
    region=HomeOf("region_code"),
    family=One("Family", "family_id"),
    person=One("Person", "person_id"),
    visit=One("Visit", "visit_id"),
    items=Many("AssistanceItem", "need_id", ("created_at", "id")),
    available_actions=Special(available_actions),
    events=EVENTS,
    filters={
        "changedAfter": ("updatedAt", From("updated_at")),
        "domain": ("domain", Is("domain", "NEED_DOMAIN")),
        "urgency": ("urgency", Is("urgency_level")),
        "status": ("status", Is("status")),
        "region": ("region", HomeIn()),
        "createdAfter": ("createdAt", From("created_at")),
        "createdBefore": ("createdAt", Until("created_at")),
        "number": ("number", Is("number")),
        "withoutItem": ("items", Where(_without_item)),
    },
    orders={"CREATED": (("created_at", "id"), False), "CREATED_DESC": (("created_at", "id"), True)},
)

ROOTS = {"needs": Rows("Need", "CREATED_DESC")}
