"""Makes a referral that stands beside the lead of an item: another office helps with it, and the item follows the lead alone.

Source: docs/lifecycle.md (`referralAssist`, `referralDelegate`).
"""

from collections.abc import Awaitable, Callable, Container
from uuid import UUID

from db.tables.organization import Office
from db.tables.referral import Referral
from domain.message.refusal import Refusal
from domain.referral import OPEN, LegalBasis, Part, State
from resolvers.commands.aggregate.case import Case, ChosenOffice
from resolvers.commands.context import Moment
from resolvers.commands.item.dispatch import pinned
from resolvers.commands.locks import Locks
from resolvers.commands.view import View

Choose = Callable[[Locks, Case, Office], Awaitable[ChosenOffice]]
"""Returns an office with those that follow from it, or raises why it cannot help."""


async def named(view: View, office: UUID) -> tuple[Referral, Office | None]:
    """Return the lead that a command is aimed at, and the office with this key if it is seen. Raises NOT_FOUND for the lead."""
    referral = await view.aimed_at(Referral)
    return referral, await view.row_if_seen(Office, office, ("office",))


async def with_office(locks: Locks, lead: Referral, office: Office | None, choose: Choose) -> Case:
    """Return the lead's case, locked, with the office that is to help; what forbids that is noted."""
    case = await locks.referral(lead)
    if office is not None:
        with locks.findings.noted():
            case.chosen = await choose(locks, case, office)
    return case


def beside(case: Case, part: Part, asked: str | None, at: Moment, among: Container[str]) -> Referral:
    """Add to the case a new referral of this part to the chosen office, pinned as the lead is; return it.

    Who assists has the newest contract. `asked`: of the office; None: the same as of the lead. `among`: the parts of which the office has
    no other that is open.
    Raises HAS_IT_ALREADY.
    """
    lead, chosen = case.lead, case.chosen
    assert lead is not None
    assert chosen is not None
    if any(each.part in among and each.office_id == chosen.office.id and each.state in OPEN for each in case.referrals):
        raise Refusal("HAS_IT_ALREADY", path=("office",), row=("Office", chosen.office.id))
    referral = pinned(case, LegalBasis(lead.legal_basis), at)
    referral.part, referral.lead_id, referral.previous_id = part, lead.id, None
    referral.state = State.DISPATCHED
    referral.type_version = lead.type_version
    if part is Part.DELEGATE:
        referral.contract_version = lead.contract_version
    referral.request_text = asked or lead.request_text
    referral.first_dispatched_at = at.now
    case.referrals.append(referral)
    return referral
