"""The model of the life cycle: who may do what now, with which code it is refused, and what is true afterwards.

Source: docs/lifecycle.md (order of refusals; whom a referral waits for; need status).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from tests.model import counties as of_counties
from tests.model import refusals as of_cases
from tests.model import unfit as of_households
from tests.model import visits as of_visits
from tests.model.beside import end_with_lead
from tests.model.counties import OVER_PROPOSAL, propose
from tests.model.deaths import die
from tests.model.effects import OVER_NEED_OR_ITEM, OVER_REFERRAL
from tests.model.guards import is_left, is_of_village
from tests.model.households import OVER_FAMILY as AT_HOME
from tests.model.refusals import GRANTS, no_refusals
from tests.model.registered import Family, Person, Proposal, Visit
from tests.model.rows import Actor, Book, Call, Item, Need, Referral, Row
from tests.model.table import OPEN, TABLE, Line, is_superior
from tests.model.unfit import FOUND
from tests.model.visits import OVER_VISIT, record
from tests.model.waiting import hear_of_assisting, hear_of_transfer, lapse, wait, wait_for_decisions

RETENTION = timedelta(days=365)
REFUSED = {**of_cases.REFUSED, **of_households.REFUSED, **of_counties.REFUSED, **of_visits.REFUSED}
WANTS_VERSION = frozenset({"itemDispatch"})
"""Actions for which the version that was read must be sent."""
OVER_FAMILY = {**AT_HOME, "familyMovePropose": propose, "visitRecord": record}
OVER_OTHERS: Mapping[str, Callable[[Any, Call], list[Item]]] = {**OVER_PROPOSAL, **OVER_VISIT}
IN_SCOPE = ("FEDERATION_CADRE", "FEDERATION_MONITOR", "COMMISSIONER")


@dataclass(frozen=True)
class Move:
    """An action that an actor tries on a row. `version`: the one that the actor has read, None where none is sent."""

    action: str
    by: Actor
    target: UUID
    given: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None


@dataclass
class Model:
    """The rows of an example and everyone who may act on them."""

    book: Book
    actors: tuple[Actor, ...]

    def rows(self, over: str) -> Mapping[UUID, Row]:
        """The rows of a kind."""
        book = self.book
        kinds: Mapping[str, Mapping[UUID, Row]] = {"need": book.needs, "item": book.items, "referral": book.referrals}
        return kinds[over] if over in kinds else {key: row for key, row in self.households(over).items() if row.state != "MERGED"}

    def households(self, over: str) -> Mapping[UUID, Row]:
        """All families, persons or proposals, also those that go on as others."""
        book = self.book
        kinds: Mapping[str, Mapping[UUID, Row]] = {
            "family": book.families,
            "person": book.persons,
            "proposal": book.proposals,
            "visit": book.visits,
        }
        return kinds[over]

    def going_on(self, move: Move) -> Move:
        """The move, aimed at the family or person as which its own goes on."""
        row = self.rows(TABLE[move.action].over).get(move.target) or self.households(TABLE[move.action].over)[move.target]
        into = getattr(row, "merged_into_id", None)
        return move if into is None else replace(move, target=into)

    def judge(self, move: Move, now: datetime) -> list[str]:
        """The codes of the refusal, sorted; none where it is done."""
        line = TABLE[move.action]
        row: Any = self.rows(line.over)[move.target]
        if not line.names(move.by):
            return ["FORBIDDEN"]
        if move.action in WANTS_VERSION and move.version is None:
            return ["REQUIRED"]
        if not self.sees(move.by, row, now):
            return ["NOT_FOUND"]
        if not self.is_actor(move.by, line, row):
            return ["FORBIDDEN"]
        call = Call(self.book, move.by, now, move.given)
        if move.action in FOUND and (codes := FOUND[move.action](row, call)):
            return codes
        if move.version not in (None, getattr(row, "version", None)):
            return ["CONFLICT"]
        code = refusal(line, row, move.by, now)
        return sorted(REFUSED.get(move.action, no_refusals)(row, call)) if code is None else [code]

    def available(self, by: Actor, over: str, row: Row, now: datetime) -> dict[str, str | None] | None:
        """For each action of the role over the row: why it is not allowed now, None where it is; None for a row that is not seen."""
        if not self.sees(by, row, now):
            return None
        lines = {action: line for action, line in TABLE.items() if line.over == over and line.names(by)}
        return {action: "FORBIDDEN" if not self.is_actor(by, line, row) else refusal(line, row, by, now) for action, line in lines.items()}

    def within_reach(self, now: datetime) -> Iterator[tuple[Move, str | None]]:
        """Return every action of every actor on the rows they may act on at all, with the code of its refusal or None."""

        @cache
        def seen(by: Actor, over: str) -> list[tuple[UUID, Row]]:
            return [(key, row) for key, row in self.rows(over).items() if self.sees(by, row, now)]

        for action, line, by in named(self.actors):
            for key, row in seen(by, line.over):
                if self.is_actor(by, line, row):
                    yield Move(action, by, key), refusal(line, row, by, now)

    def sees(self, by: Actor, row: Row, now: datetime) -> bool:
        """Return whether the row is in the actor's scope, of their office's call, or their office's referral until a year after its end."""
        if isinstance(row, Proposal):
            return by.role == "FEDERATION_CADRE" and (is_of_village(row, by, now) or is_left(row, by, now))
        if isinstance(row, Visit):
            return row.region_code.startswith(by.scope) and self.sees(by, self.book.families[row.family_id], now)
        if by.role in IN_SCOPE:
            return row.region_code.startswith(by.scope)
        if isinstance(row, Family | Person):
            return False  # no other role of the game acts on them
        if by.role == "HOTLINE_OPERATOR":
            until = self.book.families[row.family_id].called_until
            return by.office == self.book.need_of(row).owner_office_id and until is not None and now < until
        if by.role in ("OFFICE_DISPATCHER", "OFFICE_HANDLER") and isinstance(row, Referral):
            own = by.office in (row.office_id, row.delegating_office_id) or self.stands_above(by, row)
            return own and (row.ended_at is None or now < row.ended_at + RETENTION)
        return False

    def stands_above(self, by: Actor, row: Referral) -> bool:
        """Whether the actor's office stands above the referral's in its line."""
        return is_superior(by) and by.office != row.office_id and row.office_id in self.book.line_of(by.office)

    def is_actor(self, by: Actor, line: Line, row: Any) -> bool:
        """Whether the actor, whose role has the action, is this row's actor."""
        column = line.by[by.role]
        if by.role in line.part and row.part not in line.part[by.role]:
            return False
        if by.role in line.self_handled and line.self_handled[by.role] != (row.office_id == row.dispatching_office_id):
            return False
        if line.authors and by.role != "FEDERATION_CADRE" and row.visitor_id != by.account:
            return False
        if line.above:
            return self.stands_above(by, row)
        return (column is None or getattr(row, column) == by.office) and (by.role not in line.drafts_only or row.state == "DRAFT")

    def apply(self, move: Move, now: datetime) -> None:
        """Do it, and everything that follows from it. `move` is not refused."""
        row: Any = self.rows(TABLE[move.action].over)[move.target]
        call = Call(self.book, move.by, now, move.given)
        if move.action in OVER_FAMILY:
            OVER_FAMILY[move.action](row, call)
            return
        versions = {key: each.version for key, each in self.book.needs.items()}
        if move.action == "personDeathSet":
            changed = die(row, call)
        elif move.action in OVER_OTHERS:
            changed = OVER_OTHERS[move.action](row, call)
        elif move.action in OVER_REFERRAL:
            if row.part == "LEAD" and move.by.office == row.office_id:
                row.handed_back = False
            self._seen_by_the_federation(self.book.items[row.item_id], move.by)
            OVER_REFERRAL[move.action](row, call)
            changed = [self.book.items[row.item_id]]
        else:
            changed = OVER_NEED_OR_ITEM[move.action](row, call)
            for item in changed:
                self._seen_by_the_federation(item, move.by)
        for item in changed:
            item.version += 1
            end_with_lead(item, call)
            self._follow_lead(item)
            for referral in self.book.referrals_of(item):
                over = referral.state in {"RETURNED", "CANCELLED"} or (referral.part == "ASSISTING" and referral.ended_at is not None)
                if not over or referral.ended_at == now:  # a former office's stands still
                    referral.version = item.version
                lapse(referral, now)
                wait(self.book, item, referral)
                hear_of_assisting(referral)
                wait_for_decisions(referral)
                hear_of_transfer(referral)
        touched = set() if isinstance(row, Person | Proposal | Visit) else {self.book.need_of(row).id}
        for key in touched | {each.need_id for each in changed}:
            self._settle_need(self.book.needs[key], closed=move.action == "needClose")
        for need in self.book.needs.values() if isinstance(row, Proposal) and row.state == "ACCEPTED" else ():
            if need.family_id == row.family_id and need.status != "CLOSED" and need.version == versions.get(need.id):
                need.version += 1

    def _seen_by_the_federation(self, item: Item, by: Actor) -> None:
        """Whatever it does with the item, it knows who does not assist."""
        lead = None if item.lead_id is None else self.book.referrals[item.lead_id]
        if lead is not None and by.office == lead.dispatching_office_id:
            lead.assisting_returned = False

    def _follow_lead(self, item: Item) -> None:
        lead = None if item.lead_id is None else self.book.referrals[item.lead_id]
        if lead is None or item.state == "CANCELLED":
            return
        came_back = lead.state == "RETURNED" or lead.cancel_reason == "RECALLED"
        item.state = "TO_DISPATCH" if came_back else lead.state
        if came_back:
            item.lead_id = item.lead_office_id = None

    def _settle_need(self, need: Need, *, closed: bool) -> None:
        items = [each for each in self.book.items.values() if each.need_id == need.id]
        before = (need.status, need.completed_items)
        need.completed_items = sum(each.state == "COMPLETED" for each in items)
        need.status = need.status if need.status == "CLOSED" else status(items)
        need.version += closed or before != (need.status, need.completed_items)

    def is_over(self) -> bool:
        """Whether nothing can move any more."""
        return all(need.status == "CLOSED" for need in self.book.needs.values()) and all(map(has_ended, self.book.items.values()))

    def nowhere(self) -> list[str]:
        """What is nowhere: an open need whose items have stopped without an end, an item that nobody has and that has no end."""
        lost = []
        for need in self.book.needs.values():
            moving = [each for each in self.book.items.values() if each.need_id == need.id and not has_ended(each)]
            if (need.status == "IN_HAND") != bool(moving) and need.status != "CLOSED":
                lost.append(f"need {need.id}: {need.status} over {len(moving)} items that move")
        for item in self.book.items.values():
            leads = [each for each in self.book.leads_of(item) if each.state in (*OPEN.split(), "COMPLETED")]
            if len(leads) != (0 if has_ended(item) or item.state in ("DRAFT", "TO_DISPATCH") else 1):
                lost.append(f"item {item.id}: {item.state} with {len(leads)} leads")
        return lost


@cache
def named(actors: tuple[Actor, ...]) -> list[tuple[str, Line, Actor]]:
    """Return every action with each of those whose role has it."""
    return [(action, line, by) for action, line in TABLE.items() for by in actors if line.names(by)]


def refusal(line: Line, row: Any, by: Actor, now: datetime) -> str | None:
    """The state, then the guards in their order."""
    if row.state not in line.frm.split():
        return "INVALID_TRANSITION"
    return next((code for code, holds in line.guards.items() if not holds(row, by, now)), None)


def has_ended(item: Item) -> bool:
    """Whether nothing more is to be done for the item."""
    return item.state in ("CANCELLED", "CONFIRMED", "ARCHIVED")


def status(items: list[Item]) -> str:
    """The status of an open need: the first that holds."""
    if not all(has_ended(each) for each in items):
        return "IN_HAND"
    if any(each.state == "CONFIRMED" and each.said == "SOLVED" and each.result in GRANTS for each in items):
        return "MET"
    return "UNMET" if any(each.state in ("CONFIRMED", "ARCHIVED") for each in items) else "OPEN"
