"""How referrals, their history and their outcomes are read.

Source: docs/domain.md 3 and 4; only what is not a column of the field's name.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, false, func, literal_column, select, true
from sqlalchemy.dialects.postgresql import array

from db.tables.event import Event, EventText
from db.tables.outcome import Outcome
from db.tables.referral import Referral
from db.tables.referral_read import ReferralRead
from domain.ask import ACCEPTANCE_ASK, EXTENSION, RETURN_ASK, Ask, AskState
from domain.event import SubjectType
from domain.referral import USUAL, Part, State, WaitingFor
from domain.time.waiting import paused_by
from domain.viewer import Kind
from resolvers.planner.mapping import (
    CHANGED_WITHIN,
    Candidates,
    Coded,
    CodedBy,
    Composed,
    Entry,
    Expression,
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
from resolvers.planner.narrowing import CHANGED, ById, HomeIn, Is, IsNull, Where, between, equal
from resolvers.planner.printing import Printing
from resolvers.planner.sql.days import day_ended_by, last_day, provisional
from resolvers.planner.sql.groups import colour, is_awaited, of_colour, waits
from resolvers.planner.sql.json import text_literal
from resolvers.planner.sql.lists.way import repeated
from resolvers.planner.sql.lookup import looked_up
from resolvers.planner.sql.scope import asked
from resolvers.reads.special.actions import available_actions
from resolvers.reads.special.disclosed import disclosed
from resolvers.reads.special.other_help import other_help


def waiting_for(row: FromClause, printing: Printing) -> ColumnElement[Any]:
    """The parties for whom the referral waits, as a JSON list."""
    parties = array([case((waits(printing, row, party), text_literal(party.value))) for party in WaitingFor])
    return func.array_to_json(func.array_remove(parties, None))


def clock_paused_by(row: FromClause, printing: Printing) -> ColumnElement[Any]:
    """The party for whom the finishing clock stands still (`domain.time.waiting.paused_by`); null while it runs."""
    parties = {state: paused_by(state) for state in State}
    return case(*((row.c.state == text_literal(state), text_literal(party)) for state, party in parties.items() if party is not None))


def event_text(row: FromClause, printing: Printing) -> ColumnElement[Any]:
    """The text that was written with the event; null where there is none, or where it has been erased."""
    written = printing.table(EventText, "x")
    return looked_up(written.c.body, written, written.c.event_id == row.c.id)


def unread(row: FromClause, printing: Printing) -> ColumnElement[bool]:
    """Whether somebody else took the last step of its history, and the account has not marked the referral as read since."""
    mark = printing.table(ReferralRead, "m")
    marked = looked_up(mark.c.event_id, mark, mark.c.account_id == printing.account, mark.c.referral_id == row.c.id)
    by_another = row.c.last_event_by.is_distinct_from(printing.account)
    return and_(row.c.last_event_id.is_not(None), by_another, marked.is_distinct_from(row.c.last_event_id))


def _waits_for(row: FromClause, printing: Printing, value: Any) -> ColumnElement[bool]:
    waiting = waits(printing, row, WaitingFor(str(value)))
    if value == WaitingFor.MONITOR:  # next to nothing does: an index of that alone is read as a whole
        return waiting
    return and_(is_awaited(row), repeated(waiting))


def _handed_back(row: FromClause, printing: Printing, value: Any) -> ColumnElement[bool]:
    return row.c.handed_back if value else ~row.c.handed_back


def _mine(row: FromClause, printing: Printing, value: Any) -> ColumnElement[bool]:
    if value:
        return row.c.handler_id == printing.account  # as an index compares it
    return row.c.handler_id.is_distinct_from(printing.account)


def worked_on(row: FromClause, printing: Printing) -> ColumnElement[bool]:
    """Which of the referrals that the viewer sees are theirs to look at: an office's own requests for funds are a list of their
    own, and what it has delegated stands beside each of them."""
    if printing.kind is Kind.OFFICE:
        return row.c.office_id == printing.office  # by one index, in the list's own order
    return ~requested(row, printing) if printing.kind is Kind.SUPERIOR_OFFICE else true()


def requested(row: FromClause, printing: Printing) -> ColumnElement[bool]:
    """Whether a referral is a request for funds by the viewer's office; viewers who only count have none."""
    if printing.kind is Kind.COUNTER:
        return false()
    return asked(printing, row)


def ask_state(of: Ask) -> Expression:
    """Where an ask stands: one that is open has lapsed once its moment has passed, whether or not that is written down."""

    def read(row: FromClause, printing: Printing) -> ColumnElement[Any]:
        state = row.c[of.column("state")]
        lapsed = and_(state == text_literal(AskState.OPEN), row.c[of.column("until")] <= printing.now)
        return case((lapsed, text_literal(AskState.LAPSED)), else_=state)

    return read


def ask(of: Ask, parts: Mapping[str, Any]) -> Composed:
    """How an ask is read: as it stands now, with the last day on which it can be decided. `parts`: what is not the column of its name."""
    shown = {"state": ask_state(of), "untilOn": last_day(of.column("until"))}
    return Composed(f"{of.name}_", {**shown, **parts}, unless_null=of.column("state"))


def returnable(row: FromClause, printing: Printing) -> ColumnElement[Any]:
    """Whether the referral may be returned at all: an ask that nobody decided in time counts as refused."""
    lapsed = and_(row.c.return_ask_state == text_literal(AskState.OPEN), row.c.return_ask_until <= printing.now)
    return and_(row.c.returnable, ~func.coalesce(lapsed, literal_column("false")))


REFERRAL = mapping(
    "Referral",
    Referral,
    type=One("AssistanceType", "type_code", "code", version="type_version"),
    urgency=Composed("urgency_"),
    stage=Coded("STAGE", "stage"),
    need_domain=Coded("NEED_DOMAIN", "need_domain"),
    missing=Coded("MISSING", "missing"),
    return_reason=Coded("RETURN_REASON", "return_reason"),
    cancel_reason=Coded("CANCEL_REASON", "cancel_reason"),
    waiting_for=waiting_for,
    colour=lambda row, printing: colour(printing, row),
    clock_paused_by=clock_paused_by,
    answer_due_on=last_day("answer_due_at"),
    return_due_on=last_day("return_due_at"),
    finish_due_on=last_day("finish_due_at"),
    work_due_on=last_day("work_due_at"),
    due_provisional=provisional("answer_due_at", "return_due_at", "finish_due_at", "work_due_at", version="calendar_version"),
    reopen_until_on=day_ended_by("reopen_until"),
    urged_for_on=last_day("urged_for"),
    apply_region=HomeOf("apply_region_code"),
    region=HomeOf("region_code"),
    office=Placed("Office", "office_id"),
    dispatching_office=One("Office", "dispatching_office_id"),
    handler=One("Account", "handler_id"),
    family=One("Family", "family_id", kept="kept_family_id"),
    person=One("Person", "person_id", kept="kept_person_id"),
    item=One("AssistanceItem", "item_id"),
    previous=One("Referral", "previous_id"),
    lead=One("Referral", "lead_id"),
    beside=Many("Referral", "lead_id", ("dispatched_at", "id")),
    without_assisting=Coded("WITHOUT_ASSISTING_REASON", "without_assisting"),
    delegating_office=One("Office", "delegating_office_id"),
    suggested_office=Placed("Office", "suggested_office_id"),
    outcome=One("Outcome", "id", "referral_id", newest=("version",)),
    outcomes=Many("Outcome", "referral_id", ("at", "id")),
    returnable=returnable,
    transfer=Composed(
        "transfer_",
        {"domain": Coded("NEED_DOMAIN", "transfer_domain"), "reason": Coded("TRANSFER_DECLINE_REASON", "transfer_reason")},
        unless_null="transfer_state",
    ),
    return_ask=ask(
        RETURN_ASK,
        {
            "reason": Coded("RETURN_REASON", "return_ask_reason"),
            "suggestedOffice": Placed("Office", "return_ask_suggested_office_id"),
        },
    ),
    acceptance_ask=ask(ACCEPTANCE_ASK, {}),
    extension=ask(EXTENSION, {"reason": Coded("EXTENSION_REASON", "extension_reason")}),
    designation=Composed("designation_", {"reason": Coded("DESIGNATION_REASON", "designation_reason")}, unless_null="designation_reason"),
    events=Many("ReferralEvent", "subject_id", ("at", "id")),
    lines=Listed("ItemLine", "referral_id", ("id",)),
    line_summary=Composed("line_", unless_null="line_sum"),
    fund_source=Coded("FUND_SOURCE", "fund_source"),
    follow_ups=Many("FollowUp", "referral_id", ("at", "id")),
    placement_calls=Listed("PlacementCall", "referral_id", ("at", "id")),
    created_at="dispatched_at",
    available_actions=Special(available_actions),
    disclosed=Special(disclosed),
    unread=unread,
    other_help=Special(other_help),
    filters={
        **CHANGED,
        **between("createdAfter", "createdBefore", "createdAt", "dispatched_at"),
        **between("dueAfter", "dueBefore", "workDueAt"),
        "part": ("part", Is("part", alone=True, usual=frozenset({Part.LEAD}))),
        "handedBack": ("handedBack", Where(_handed_back)),
        "unassigned": ("handler", IsNull("handler_id")),
        "handler": ("handler", ById("handler_id", "Account")),
        "mine": ("handler", Where(_mine)),
        "unread": ("unread", Where(lambda row, printing, value: unread(row, printing) if value else ~unread(row, printing))),
        "domain": ("needDomain", Is("need_domain", "NEED_DOMAIN", alone=True)),
        "urgency": ("urgency", Is("urgency_level")),
        "region": ("region", HomeIn()),
        "office": ("office", ById("office_id", "Office")),
        "department": ("office", Is("department_code", "DEPARTMENT", alone=True)),
        "state": ("state", Is("state", alone=True, usual=USUAL)),
        **equal("number", "externalReference"),
        "type": ("type", Is("type_code", "ASSISTANCE_TYPE", alone=True)),
        "waitingFor": ("waitingFor", Where(_waits_for)),
        "colour": ("colour", Where(lambda row, printing, value: of_colour(printing, row, value))),
    },
    orders={"WORK_DUE": (("work_due_at", "id"), False), **by_moment("CREATED", "dispatched_at")},
    found_widely=frozenset({"type", "domain", "department", "state", "part", "office"}),
    awaited=frozenset({"colour", "waitingFor"}),
    follows=("dispatched_at", "work_due_at"),
)

REFERRAL_EVENT = mapping(
    "ReferralEvent",
    Event,
    only=lambda row, printing: row.c.subject_type == text_literal(SubjectType.REFERRAL),
    office=Placed("Office", "office_id"),
    account=One("Account", "account_id"),
    client=One("Client", "client_id"),
    reason=CodedBy("reason_list", "reason"),
    reasons=CodedBy("reason_list", "reasons"),
    stage=Coded("STAGE", "stage"),
    handler=One("Account", "handler_id"),
    suggested_office=Placed("Office", "suggested_office_id"),
    text=event_text,
    state="after",
)

RECOGNISED: Mapping[str, Entry] = {
    "kind": Coded("MONITORED_KIND", "recognition_kind"),
    "riskCause": Coded("RISK_CAUSE", "recognition_risk_cause"),
    "measures": Coded("SUPPORT_MEASURE", "recognition_measures"),
}

OUTCOME = mapping(
    "Outcome",
    Outcome,
    benefit=Composed("benefit_", unless_null="benefit_amount"),
    placement=Composed("placement_", {"region": One("Region", "placement_region_code", "code")}, unless_null="placement_employer"),
    recognition=Composed("recognition_", RECOGNISED, unless_null="recognition_from"),
    service=Composed("service_", unless_null="service_provider"),
    payment=Composed("payment_", {"source": Coded("FUND_SOURCE", "payment_source")}, unless_null="payment_paid"),
    refusal=Composed("refusal_", {"reason": Coded("REFUSAL_REASON", "refusal_code")}, unless_null="refusal_code"),
)


def _read(printing: Printing, most: int, unread: object) -> list[Select[Any]]:
    """What the account has marked as read, the last step of which is its own, or that has no step."""
    mark, own, without = printing.table(ReferralRead, "m"), printing.table(Referral, "o"), printing.table(Referral, "o")
    marked = select(mark.c.referral_id.label("id")).where(mark.c.account_id == printing.account)
    last_by = select(own.c.id.label("id")).where(own.c.last_event_by == printing.account)
    return [marked, last_by, select(without.c.id.label("id")).where(without.c.last_event_id.is_(None))]


OF_OFFICES = Within(frozenset({"office_id", "office_city_code", "office_province_code"}))
OF_ANYBODY = Within(OF_OFFICES.columns | {"dispatching_office_id", "province_code", "city_code", "county_code", "village_code"})
FEW: Mapping[str, Within | Candidates] = {
    "unread": Candidates(frozenset({False}), _read, times=3),
    **dict.fromkeys(("colour", "waitingFor"), Within(frozenset({"office_id", "village_code", "town_code"}))),
    **dict.fromkeys(("part", "state"), replace(OF_OFFICES, in_scope=True)),
    "office": Within(frozenset(), in_scope=True),
    **dict.fromkeys(("type", "domain"), replace(OF_OFFICES, in_scope=True)),
    "department": Within(frozenset({"office_id"}), in_scope=True),
    "region": Within(OF_OFFICES.columns | {"dispatching_office_id"}),
    **dict.fromkeys(("dueAfter", "createdBefore"), OF_ANYBODY),
    "changedAfter": Within(CHANGED_WITHIN.columns | {"office_id", "dispatching_office_id"}),
}
"""Filters that few referrals may pass."""

ROOTS = {
    "referrals": RootRows(
        "Referral",
        "CREATED_DESC",
        worked_on,
        frozenset({Kind.OFFICE}),
        found_by=frozenset({"handler", "mine", "handedBack"}),
        few=FEW,
    ),
    "requests": RootRows("Referral", "CREATED_DESC", requested, frozenset(Kind)),
}
