"""The need that an office tells the federation of: it was found at no visit.

Source: docs/domain.md 3 (`familyTransfer`, `familyHandOver`).
"""

from uuid import UUID

from db.tables.need import Need
from domain.message.refusal import Refusal
from domain.need import NeedStatus
from domain.referral import UrgencyLevel
from domain.value.number import NumberKind
from resolvers.commands.context import Moment

REASONS = "TRANSFER_DECLINE_REASON"


def check_decision(accepted: bool, reason: str | None) -> None:
    """Raise REQUIRED where it is declined without a reason, NOT_EXPECTED where it is taken on with one."""
    if accepted is (reason is not None):
        raise Refusal("NOT_EXPECTED" if accepted else "REQUIRED", path=("reason",))


def told_need(
    family_id: UUID, region_code: str, owner: UUID, domain: str, request_text: str, at: Moment, person: UUID | None = None
) -> Need:
    """Return the row of a need that an office has told of; `owner`: the federation's office that takes it on."""
    return Need(
        id=at.fresh.id(),
        number=at.fresh.number(NumberKind.NEED, at.now),
        version=1,
        family_id=family_id,
        region_code=region_code,
        person_id=person,
        owner_office_id=owner,
        domain=domain,
        urgency_level=UrgencyLevel.NORMAL,
        urgency_kinds=[],
        request_text=request_text,
        status=NeedStatus.OPEN,
        completed_items=0,
        created_at=at.now,
    )
