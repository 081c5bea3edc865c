"""How assistance items are read, and the lines of requests for funds.

Source: docs/domain.md 3.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, func, select

from db.tables.item import AssistanceItem
from db.tables.item_line import ItemLine
from db.tables.referral import Referral
from domain.item import USUAL
from domain.referral import Colour, Part
from domain.viewer import Kind
from resolvers.planner.mapping import (
    CHANGED_WITHIN,
    IN_SCOPE,
    Candidates,
    Coded,
    Composed,
    HomeOf,
    Listed,
    Many,
    One,
    Placed,
    RootRows,
    Special,
    Within,
    by_moment,
    mapping,
)
from resolvers.planner.narrowing import CHANGED, CREATED, ById, HomeIn, Is, LiesIn, Under, Where, equal
from resolvers.planner.printing import Printing
from resolvers.planner.sql.groups import colour, of_colour
from resolvers.planner.sql.json import text_literal
from resolvers.planner.sql.lookup import is_any
from resolvers.planner.sql.scope import in_scope
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
        "state": ("state", Is("state", alone=True, usual=USUAL)),
        **equal("number"),
        "type": ("type", Is("type_code", "ASSISTANCE_TYPE", alone=True)),
        "colour": ("state", Where(_colour_is)),
    },
    orders=by_moment("CREATED", "created_at"),
    found_widely=frozenset({"type", "domain", "department", "office", "state"}),
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


def _leads_of_colour(printing: Printing, most: int, value: object) -> list[Select[Any]]:
    """The items of the leads in the viewer's scope that have a colour."""
    lead = printing.table(Referral, "o")
    is_lead = lead.c.part == text_literal(Part.LEAD)
    return [select(lead.c.item_id.label("id")).where(in_scope(printing, lead), is_lead, of_colour(printing, lead, value))]


FEW: Mapping[str, Within | Candidates] = {
    "colour": Candidates(frozenset(Colour), _leads_of_colour, frozenset({Kind.COMMISSIONER}), times=5),
    **dict.fromkeys(("state", "office", "type", "domain", "department"), IN_SCOPE),
    "changedAfter": CHANGED_WITHIN,
}
"""Filters that few items may pass. A colour is looked for by who sees a lead in the scope alone, as the item that it leads."""

ROOTS = {
    "items": RootRows("AssistanceItem", "CREATED_DESC", few=FEW),
    "lines": RootRows("ItemLine", "CREATED_DESC"),
}
