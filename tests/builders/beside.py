"""Referrals that stand beside the lead of a case: what it delegated, and who assists.

Source: docs/lifecycle.md (Parts).
"""

from collections.abc import Mapping
from typing import Any

from domain.referral import Part, State
from domain.time.limit import TypeLimit
from tests.builders.case import Case
from tests.builders.limits import PLAIN, RETAINED


def delegated_to(case: Case, office: str, state: State = State.SIGNED, *, of_type: TypeLimit = PLAIN, **columns: Any) -> Case:
    """The case, of which the office of the newest lead has delegated a part to a township's; `columns` of the new referral win."""
    by = {"delegating_office_id": case.lead.office_id}
    return _beside(case, Part.DELEGATE, office, state, of_type, by | columns)


def assisted_by(case: Case, office: str, state: State = State.SIGNED, *, of_type: TypeLimit = PLAIN, **columns: Any) -> Case:
    """The case, with another office that assists its newest lead; `columns` of the new referral win."""
    done = {"ended_at": case.at, "visible_until": case.at + RETAINED} if state is State.COMPLETED else {}
    return _beside(case, Part.ASSISTING, office, state, of_type, done | columns)


def _beside(case: Case, part: Part, office: str, state: State, of_type: TypeLimit, columns: Mapping[str, Any]) -> Case:
    lead, ended = case.lead, {"cancel_reason": "LEAD_ENDED"} if state is State.CANCELLED else {}
    given = {"part": part, "lead_id": lead.id, "monitor_office_id": lead.monitor_office_id}
    case.sent(case.world.office(office), state, None, of_type, {**given, **ended, **columns})
    action = "referralDelegate" if part is Part.DELEGATE else "referralAssist"
    return case.with_event(action, at=case.referral.dispatched_at, office_id=lead.office_id, after=State.DISPATCHED)
