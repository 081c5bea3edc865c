"""What was granted and is paid by requests for funds: what its outcome owes, and since when a payment of it is missing.

Source: docs/domain.md 3 (Pooled items); docs/lifecycle.md ("Whom a referral waits for"); docs/decisions/026-pooled-items.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from db.tables.item import AssistanceItem
from db.tables.item_line import ItemLine
from db.tables.outcome import Outcome
from db.tables.referral import Referral
from domain.fund import ASKED, Granted, LineState, Owed, owed
from domain.outcome import GRANTING, BenefitPer, OutcomeKind
from domain.time.calendar import day_of
from domain.time.clock import dues
from domain.time.clock_facts import clock_facts
from resolvers.commands.aggregate.follow import count_version, write_dues
from resolvers.commands.context import Moment


@dataclass(kw_only=True)
class GrantedItem:
    """An item of a family that a request for funds has lines for, and its referrals, without the rest of its case."""

    item: AssistanceItem
    referrals: list[Referral]
    elsewhere: list[ItemLine] = field(default_factory=list)
    """The lines that other requests have for it."""
    missing: frozenset[date] = frozenset()
    """The months that were neither paid nor asked for anew after a payment failed, before the command; by their first days."""

    @property
    def lead(self) -> Referral:
        """The referral by which it was granted."""
        return next(each for each in self.referrals if each.id == self.item.lead_id)

    def is_asked_anew(self, line: ItemLine) -> bool:
        """Return whether another request asks for what a line asks for."""
        return any(each.due == line.due and each.state in ASKED for each in self.elsewhere)

    def still_missing(self, lines: Iterable[ItemLine]) -> frozenset[date]:
        """Return the months that are missing by what stands elsewhere and by `lines`, the request's own."""
        known = [*self.elsewhere, *(line for line in lines if line.granted_id == self.item.id)]
        of = {state: {line.due for line in known if line.state == state} for state in LineState}
        return frozenset(of[LineState.FAILED].difference(*(of[state] for state in ASKED)))

    def settle(self, lines: Iterable[ItemLine], at: Moment) -> None:
        """Bring its referral up to date, as a new version."""
        if self.mark(lines, at):
            count_version(self, at, is_new=False)

    def mark(self, lines: Iterable[ItemLine], at: Moment) -> bool:
        """Say on its referral since when a payment is missing, once another one is, or that none is; return whether that changed it."""
        lead, missing = self.lead, self.still_missing(lines)
        if missing == self.missing or bool(missing) == (lead.payment_failed_on is not None):
            return False
        lead.payment_failed_on = day_of(at.now) if missing else None
        of_type = at.reference.type_at(lead.type_code, lead.type_version)
        write_dues(lead, dues(clock_facts(lead), of_type.limit, at.reference.clock, at.reference.calendar))
        return True


def granted_by(outcome: Outcome, pays: OutcomeKind) -> Granted | None:
    """Return what an outcome gives that requests whose own outcome is of kind `pays` ask for; None for nothing.

    Money is asked for benefits. Posts are agreed on by number, and no sum is asked for them.
    """
    if outcome.result not in GRANTING:
        return None
    if pays is OutcomeKind.PAYMENT:
        if outcome.benefit_amount is None or outcome.benefit_per is None or outcome.benefit_from is None:
            return None
        return Granted(outcome.benefit_amount, BenefitPer(outcome.benefit_per), outcome.benefit_from, outcome.benefit_until)
    if outcome.placement_from is None:
        return None
    return Granted(1, BenefitPer.MONTH, outcome.placement_from, outcome.placement_until)


def owed_of(outcome: Outcome, by: Referral | None, period: date, pays: OutcomeKind) -> Owed | None:
    """Return what is owed by a period for an outcome, in a request whose own outcome is of kind `pays`; None for nothing.

    `by`: the referral that granted it, whose family may have told since that somebody has died, or has left the post.
    """
    given = granted_by(outcome, pays)
    if given is not None and by is not None:
        given = given.cut(by.owed_until).cut(by.post_left_on)
    found = None if given is None else owed(given, period)
    return found if found is None or pays is OutcomeKind.PAYMENT else Owed(found.due, 0)
