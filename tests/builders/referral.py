"""A referral's row in any state, with dues that fit it.

Source: docs/lifecycle.md (states, flags, whom a referral waits for).
"""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from db.tables.item import AssistanceItem
from db.tables.organization import Office
from db.tables.referral import Referral
from domain.referral import ENDED, TAKEN_ON, LegalBasis, Part, State, WaitingFor
from domain.rules.group import Level
from domain.time.clock import dues
from domain.time.clock_facts import clock_facts
from domain.time.limit import TypeLimit
from tests.builders.limits import LIMITS, RETAINED, WEEKDAYS

LATER = {State.COMPLETED, State.CONFIRMED, State.ARCHIVED, State.REOPENED}


def a_referral(
    item: AssistanceItem, to: Office, state: State, at: datetime, of_type: TypeLimit, *, number: str, **columns: Any
) -> Referral:
    """The lead referral of an item, dispatched at a moment and brought to a state within minutes; `columns` win over all of that."""
    taken, ended = state in TAKEN_ON, state in ENDED
    given: dict[str, Any] = {
        "id": uuid4(),
        "part": Part.LEAD,
        "version": item.version,
        "dispatching_office_id": item.owner_office_id,
        "apply_region_code": item.region_code,
        "contract_version": 1,
        "legal_basis": LegalBasis.SEPARATE_CONSENT,
        "case_level": Level.FULL if taken else Level.MASKED,
        "dispatched_at": at,
        "first_dispatched_at": at,
        "signed_at": at + timedelta(minutes=1) if taken else None,
        "started_at": at + timedelta(minutes=2) if taken and state is not State.SIGNED else None,
        "suspended_at": at + timedelta(minutes=3) if state is State.SUSPENDED else None,
        "missing": ["ID_DOCUMENT"] if state is State.SUSPENDED else [],
        "suspended_until": date(2026, 12, 1) if state is State.SUSPENDED else None,
        "state_before": State.IN_PROGRESS if state is State.SUSPENDED else None,
        "completed_at": at + timedelta(minutes=4) if state in LATER else None,
        "reopened_at": at + timedelta(minutes=5) if state is State.REOPENED else None,
        "reopen_count": 1 if state is State.REOPENED else 0,
        "reopen_until": at + timedelta(days=60) if state in LATER else None,
        "ended_at": at + timedelta(minutes=6) if ended else None,
        "visible_until": at + RETAINED if ended else None,
        "cancel_reason": "RECALLED" if state is State.CANCELLED else None,
        "suspended_days": 0,
        "suspended_seconds": 0,
        "question_open": False,
        "extension_granted_days": 0,
        "extension_count": 0,
    }
    row = _of_item(item) | _of_office(to) | _of_type(of_type) | given | columns
    referral = Referral(number=number, state=state, **row)
    _set_dues(referral, of_type)
    return referral


def _of_item(item: AssistanceItem) -> dict[str, Any]:
    same = (
        "family_id",
        "person_id",
        "region_code",
        "type_code",
        "type_version",
        "need_domain",
        "urgency_level",
        "urgency_kinds",
        "request_text",
    )
    return {"item_id": item.id} | {name: getattr(item, name) for name in same}


def _of_office(to: Office) -> dict[str, Any]:
    return {
        "office_id": to.id,
        "department_code": to.department_code or to.kind,
        "office_region_code": to.region_code,
        "office_county_id": to.id,
    }


def _of_type(of_type: TypeLimit) -> dict[str, Any]:
    return {"urgency_applies": of_type.urgency_applies, "needs_application": of_type.needs_application}


def _set_dues(referral: Referral, of_type: TypeLimit) -> None:
    found = dues(clock_facts(referral), of_type, LIMITS, WEEKDAYS)
    for name in ("answer_due_at", "return_due_at", "finish_due_at", "work_due_at", "yellow_at", "calendar_version"):
        setattr(referral, name, getattr(found, name))
    referral.waits_office = WaitingFor.OFFICE in found.waiting_for
    referral.waits_federation = WaitingFor.FEDERATION in found.waiting_for
    referral.waits_from, referral.federation_until, referral.monitor_until = found.waits_from, found.federation_until, found.monitor_until
    referral.waits_monitor = WaitingFor.MONITOR in found.waiting_for
    referral.waits_commissioner = WaitingFor.COMMISSIONER in found.waiting_for
