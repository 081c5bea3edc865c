"""Cases end where nobody is there any more whom they are for: what is open is cancelled, what is decided is archived. No I/O.

Source: docs/domain.md 2 (Deaths; Moves to another county); docs/decisions/033-moving.md.
"""

from collections.abc import Iterable

from db.tables.referral import Referral
from domain.item import ItemState
from domain.referral import State
from resolvers.commands.aggregate.case import FamilyCase
from resolvers.commands.aggregate.follow import move, of_need
from resolvers.commands.context import Moment
from resolvers.commands.item.cancel import cancel

ASKED = frozenset({State.COMPLETED, State.CONFIRMED})
"""The states in which a family is still asked, or called, of what its office decided."""


def end(cases: Iterable[FamilyCase], reason: str, at: Moment) -> list[FamilyCase]:
    """Cancel what is open, archive what is decided: nobody is asked of it any more. Return the cases that ended by it."""
    cases = [*cases]
    before = {case.item.id: of_need(case) for case in cases}
    ended = [case for case in cases if case.item.state != ItemState.ARCHIVED]
    for case in ended:
        if case.lead is not None and case.lead.state in ASKED:
            _archive(case, case.lead, at)
        else:
            cancel(case, reason, at)
    for case in cases:  # also of those that had ended before, by which a need is judged as well
        for sibling in ended:
            if sibling is not case and sibling.need is case.need:
                case.others.remove(before[sibling.item.id])
                case.others.append(of_need(sibling))
    return ended


def _archive(case: FamilyCase, lead: Referral, at: Moment) -> None:
    """End a decided referral as `referralComplete` does with DECEASED: without the family's word where it was not asked yet."""
    lead.confirmed = bool(lead.confirmed)
    lead.call_on = lead.review_on = None
    move(lead, State.ARCHIVED, at)
    case.item.state = ItemState.ARCHIVED
