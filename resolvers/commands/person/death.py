"""What a death ends: the cases of the person, their needs, what they receive and what is owed for them. No I/O.

Source: docs/domain.md 2 (Deaths); docs/lifecycle.md (`personDeathSet`). A day that is corrected or taken back moves the days on which
this ended, and opens nothing again.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from db.tables.entitlement import Entitlement
from db.tables.need import Need
from db.tables.referral import Referral
from domain.item import ItemState
from domain.need import NeedStatus, completed_items, need_status
from domain.outcome import OutcomeKind
from domain.referral import State
from resolvers.commands.aggregate.case import FamilyCase
from resolvers.commands.aggregate.follow import move, of_need
from resolvers.commands.aggregate.granted import granted_by
from resolvers.commands.context import Moment
from resolvers.commands.item.cancel import cancel

DECEASED = "DECEASED"
"""The reason for which items are cancelled and needs closed."""
ASKED = frozenset({State.COMPLETED, State.CONFIRMED})
"""The states in which a family is still asked, or called, of what its office decided."""
RESTING = frozenset({NeedStatus.OPEN, NeedStatus.UNMET})
"""The statuses of needs for which nothing moves, and that are not met."""
PAID = (OutcomeKind.PAYMENT, OutcomeKind.PLACEMENT)
"""The kinds of the outcomes of requests that ask for what was granted."""


def end(cases: Iterable[FamilyCase], at: Moment) -> list[FamilyCase]:
    """Cancel what is open, archive what is decided: nobody is asked of it any more. Return the cases that ended by it."""
    before = {case.item.id: of_need(case) for case in cases}
    ended = [case for case in cases if case.item.state != ItemState.ARCHIVED]
    for case in ended:
        if case.lead is not None and case.lead.state in ASKED:
            _archive(case, case.lead, at)
        else:
            cancel(case, DECEASED, at)
    for case in ended:
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


def close(needs: Iterable[Need], cases: Sequence[FamilyCase], at: Moment) -> None:
    """Close the needs that are not met and for which nothing moves now."""
    for need in needs:
        items = next(([*case.others, of_need(case)] for case in cases if case.need is need), None)
        status = need.status if items is None else need_status(items, closed=need.status == NeedStatus.CLOSED)
        if status in RESTING:
            need.status, need.close_reason, need.closed_at = NeedStatus.CLOSED, DECEASED, at.now
            need.completed_items = 0 if items is None else completed_items(items)
            need.changed(at.now)


def owe(case: FamilyCase, until: date | None) -> bool:
    """Write until when what a case granted is owed (None: as its outcome says); return whether that changed."""
    lead, outcome = case.lead, case.outcome
    if lead is None or outcome is None:
        return False
    before, given = lead.owed_until, [granted for kind in PAID if (granted := granted_by(outcome, kind)) is not None]
    lead.owed_until = until if until is not None and any(each.goes_on_after(until) for each in given) else None
    return lead.owed_until != before


def cut(entitlement: Entitlement, until: date | None, granted: Referral | None) -> bool:
    """Let what is received end on a day, or as it was told: for None, and where that is earlier.

    Return whether that changed until when what `granted` recognised holds.
    """
    told, was_cut = (entitlement.until_told, True) if entitlement.cut_by_death else (entitlement.until, False)
    is_cut = until is not None and (told is None or told > until)
    entitlement.cut_by_death = is_cut
    entitlement.until, entitlement.until_told = (until, told) if is_cut else (told, None)
    if granted is None or granted.recognised_on is None or not (is_cut or was_cut):
        return False
    granted.recognition_ended_on = until if is_cut else None
    return True
