"""How assistance items are read, and the lines of requests for funds.

Source: docs/domain.md 3.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, func

from db.tables.item import AssistanceItem
from db.tables.item_line import ItemLine
from db.tables.referral import Referral
from resolvers.planner.mapping import (
    CHANGED_WITHIN,
    Coded,
    Composed,
    HomeOf,
    Listed,
    Many,
    One,
    Placed,
    RootRows,
    Special,
    by_moment,
    mapping,
)
from resolvers.planner.narrowing import CHANGED, CREATED, ById, HomeIn, Is, LiesIn, Under, Where, equal
from resolvers.planner.printing import Printing
from resolvers.planner.sql.groups import colour
from resolvers.planner.sql.json import text_literal
from resolvers.planner.sql.lookup import is_any
from resolvers.reads.mappings.event import EVENTS
from resolvers.reads.special.actions import available_actions
from resolvers.reads.special.preview import PREVIEW
from resolvers.reads.special.warnings import WARNINGS


def _colour_is(row: FromClause, printing: Printing, value: Any) -> ColumnElement[bool]:
    lead = printing.table(Referral, "l")
    return is_any(lead, lead.c.id == row.c.lead_id, colour(printing, lead) == text_literal(str(value)))


ITEM = mapping(
    "AssistanceItem",
    AssistanceItem,
    type=One("AssistanceType", "type_code", "code", version="type_version"),
    urgency=Composed("urgency_"),
    need_domain=Coded("NEED_DOMAIN", "need_domain"),
    cancel_reason=Coded("CANCEL_REASON", "cancel_reason"),
    region=HomeOf("region_code"),
    dispatched_at="first_dispatched_at",
    office=Placed("Office", "lead_office_id"),
    last_returned_office=Placed("Office", "last_returned_office_id"),
    suggested_office=Placed("Office", "suggested_office_id"),
    family=One("Family", "family_id"),
    person=One("Person", "person_id"),
    need=One("Need", "need_id"),
    lead=One("Referral", "lead_id"),
    previous=One("AssistanceItem", "previous_id"),
    referrals=Many("Referral", "item_id", ("dispatched_at", "id")),
    available_actions=Special(available_actions),
    events=EVENTS,
    dispatch_preview=PREVIEW,
    warnings=WARNINGS,
    lines=Listed("ItemLine", "item_id", ("id",)),
    line_summary=Composed("line_", unless_null="line_sum"),
    fund_source=Coded("FUND_SOURCE", "fund_source"),
    filters={
        **CHANGED,
        **CREATED,
        "domain": ("needDomain", Is("need_domain", "NEED_DOMAIN", alone=True)),
        "urgency": ("urgency", Is("urgency_level")),
        "region": ("region", HomeIn()),
        "office": ("office", ById("lead_office_id", "Office")),
        "department": ("office", Under("DEPARTMENT", "DEPARTMENT", ("lead_department_code", "type_department_code"))),
        **equal("state", "number"),
        "type": ("type", Is("type_code", "ASSISTANCE_TYPE", alone=True)),
        "colour": ("state", Where(_colour_is)),
    },
    orders=by_moment("CREATED", "created_at"),
    found_widely=frozenset({"type", "domain", "department"}),
)


def period(row: FromClause, printing: Printing) -> ColumnElement[str]:
    """The month, as 2026-11."""
    return func.to_char(row.c.period, text_literal("YYYY-MM"))


ITEM_LINE = mapping(
    "ItemLine",
    ItemLine,
    type=One("AssistanceType", "type_code", to="code", version="type_version"),
    township=One("Region", "township_code", "code"),
    period=period,
    failure=Coded("PAYMENT_FAILURE", "failure"),
    referral=One("Referral", "referral_id"),
    granted=One("Referral", "granted_referral_id"),
    filters={"type": ("type", Is("type_code", "ASSISTANCE_TYPE")), "region": ("township", LiesIn()), **equal("state")},
    orders=by_moment("CREATED", "created_at"),
)

ROOTS = {
    "items": RootRows("AssistanceItem", "CREATED_DESC", few={"changedAfter": CHANGED_WITHIN}),
    "lines": RootRows("ItemLine", "CREATED_DESC"),
}
