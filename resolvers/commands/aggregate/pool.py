"""The aggregate of a request for funds: an item without a family, its referrals, and its lines.

Source: docs/domain.md 3 (Pooled items); docs/decisions/026-pooled-items.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from typing_extensions import override

from db.tables.declare import Row, Summed
from db.tables.item import AssistanceItem
from db.tables.item_line import ItemLine
from domain.fund import LineState, sums
from domain.item import ItemState
from domain.outcome import OutcomeKind
from domain.referral import UrgencyLevel
from domain.routing import Homes
from resolvers.commands.aggregate.case import Case, FamilyCase
from resolvers.commands.aggregate.draft import begin
from resolvers.commands.aggregate.follow import write_route
from resolvers.commands.aggregate.granted import GrantedItem, owed_of
from resolvers.commands.context import Moment


@dataclass(kw_only=True)
class Pool(Case):
    """A request for funds. A line belongs to the referral that works on it, and to none before a dispatch and after a return."""

    lines: list[ItemLine] = field(default_factory=list)
    granted: Sequence[GrantedItem] = ()
    """What it has lines for, as far as a payment for it failed or is about to."""
    left: Sequence[ItemLine] = ()
    """The lines that went on to a new request."""

    @property
    @override
    def homes(self) -> Homes:
        """The division of the office that requests, twice: no family decides where it goes."""
        return self.item.region_code, self.item.region_code

    @property
    @override
    def subjects(self) -> list[Row]:
        """The referrals that granted what it has lines for, beside the item and its referrals."""
        return [*super().subjects, *(each.lead for each in self.granted)]

    @override
    def settle(self, made: Sequence[Row], at: Moment) -> Iterable[Row]:
        """Settle item and referrals, then give the lines to the lead, and write what they come to."""
        rows = super().settle(made, at)
        if self.item.state == ItemState.CANCELLED:
            self.void(self.lines)
        for line in self.lines:
            line.referral_id = self.item.lead_id
        self.summed()
        for each in self.granted:
            each.settle([*self.lines, *self.left], at)
        return rows

    @override
    def follows(self, granted: FamilyCase, at: Moment) -> bool:
        """Make the lines void that the granted item does not owe any more, in this sum; return whether there are any."""
        kind = OutcomeKind(at.reference.type_at(self.item.type_code, self.item.type_version).outcome_kind)
        lost = [line for line in self.open() if line.granted_id == granted.item.id and not _stands(line, granted, kind)]
        self.void(lost)
        return bool(lost)

    def open(self) -> list[ItemLine]:
        """Return the lines that are not yet paid."""
        return [line for line in self.lines if line.state == LineState.OPEN]

    def reopen(self) -> None:
        """Take back what was decided on the lines, so that it can be decided anew; what another request asks for by now stays failed."""
        for line in self.lines:
            decided = line.state in {LineState.PAID, LineState.FAILED}
            if decided and not any(each.item.id == line.granted_id and each.is_asked_anew(line) for each in self.granted):
                line.state, line.failure = LineState.OPEN, None

    def void(self, lines: Iterable[ItemLine]) -> None:
        """Ask no longer for those of the lines that are not yet paid."""
        for line in lines:
            if line.state == LineState.OPEN:
                line.state = LineState.VOID

    def summed(self) -> None:
        """Write on the item, and on its lead, what the lines come to; a referral that ended keeps what it was."""
        lead = self.lead
        for row in (self.item, *(() if lead is None else (lead,))):
            write_sums(row, self.lines)

    def left_for_later(self, lines: Sequence[ItemLine], at: Moment) -> AssistanceItem:
        """Return a new draft of the request, with the lines that were left unpaid."""
        before = self.item
        item = AssistanceItem(id=at.fresh.id(), owner_office_id=before.owner_office_id, region_code=before.region_code)
        fill(item, before.type_code, at)
        item.need_domain, item.previous_id = before.need_domain, before.id
        item.request_document, item.fund_source = before.request_document, before.fund_source
        self.lines, self.left = [line for line in self.lines if line not in lines], lines
        for line in lines:
            line.item_id, line.referral_id = item.id, None
        write_sums(item, lines)
        write_route(self, item, (), at)
        return item


def _stands(line: ItemLine, granted: FamilyCase, kind: OutcomeKind) -> bool:
    """Return whether the outcome in force of a granted item still owes a line's sum."""
    if granted.item.state == ItemState.CANCELLED or granted.outcome is None:
        return False
    found = owed_of(granted.outcome, granted.lead, line.period, kind)
    return found is not None and (found.due, found.sum) == (line.due, line.sum)


def fill(item: AssistanceItem, type_code: str, at: Moment) -> None:
    """Write on a new request for funds what it takes from its type; its lines and their field of life are still missing."""
    begin(item, at.reference.types[type_code], at)
    item.urgency_level, item.urgency_kinds = UrgencyLevel.NORMAL, []


def write_sums(row: Summed, lines: Iterable[ItemLine]) -> None:
    """Write on an item or a referral what lines come to."""
    found = sums((LineState(line.state), line.persons, line.sum) for line in lines)
    row.line_persons, row.line_sum, row.line_paid = found.persons, found.sum, found.paid
    row.line_outstanding, row.line_failed = found.outstanding, found.failed
