"""What a death ends beside the cases of the person: their needs, what they receive and what is owed for them. No I/O.

Source: docs/domain.md 2 (Deaths); docs/lifecycle.md (`personDeathSet`). A day that is corrected or taken back moves the days on which
this ended, and opens nothing again.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from db.tables.entitlement import Entitlement
from db.tables.need import Need
from db.tables.referral import Referral
from domain.need import NeedStatus, completed_items, need_status
from domain.outcome import OutcomeKind
from resolvers.commands.aggregate.case import FamilyCase
from resolvers.commands.aggregate.follow import of_need
from resolvers.commands.aggregate.granted import granted_by
from resolvers.commands.context import Moment

DECEASED = "DECEASED"
"""The reason for which items are cancelled and needs closed."""
RESTING = frozenset({NeedStatus.OPEN, NeedStatus.UNMET})
"""The statuses of needs for which nothing moves, and that are not met."""
PAID = (OutcomeKind.PAYMENT, OutcomeKind.PLACEMENT)
"""The kinds of the outcomes of requests that ask for what was granted."""


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
