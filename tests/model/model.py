"""The model of the life cycle: who may do what now, with which code it is refused, and what is true afterwards.

Source: docs/lifecycle.md (order of refusals; whom a referral waits for; need status).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from tests.model import refusals as of_cases
from tests.model import unfit as of_households
from tests.model.beside import end_with_lead
from tests.model.deaths import die
from tests.model.due import day_of, end_after, end_of, working_day_from
from tests.model.effects import OVER_NEED_OR_ITEM, OVER_REFERRAL
from tests.model.households import OVER_FAMILY
from tests.model.refusals import GRANTS, no_refusals
from tests.model.rows import Actor, Book, Call, Family, Item, Need, Person, Referral, Row
from tests.model.table import ACCEPTANCE_DECIDED, EXTENSION_DECIDED, OPEN, RETURN_ASKED, TABLE, Line, is_superior
from tests.model.unfit import FOUND

RETENTION = timedelta(days=365)
REFUSED = {**of_cases.REFUSED, **of_households.REFUSED}
WANTS_VERSION = frozenset({"itemDispatch"})
"""Actions for which the version that was read must be sent."""
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
        return kinds[over] if over in kinds else {key: row for key, row in self.households(over).items() if row.state == "STANDS"}

    def households(self, over: str) -> Mapping[UUID, Row]:
        """All families, or all persons, also those that go on as others."""
        return self.book.families if over == "family" else self.book.persons

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

        for action, line in TABLE.items():
            for by in filter(line.names, self.actors):
                for key, row in seen(by, line.over):
                    if self.is_actor(by, line, row):
                        yield Move(action, by, key), refusal(line, row, by, now)

    def sees(self, by: Actor, row: Row, now: datetime) -> bool:
        """Return whether the row is in the actor's scope, of their office's call, or their office's referral until a year after its end."""
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
        if move.action == "personDeathSet":
            changed = die(row, call)
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
                self._lapse(referral, now)
                self._wait(item, referral)
                self._hear_of_assisting(referral)
                self._wait_for_decisions(referral)
                self._hear_of_transfer(referral)
        touched = set() if isinstance(row, Person) else {self.book.need_of(row).id}
        for key in touched | {each.need_id for each in changed}:
            self._settle_need(self.book.needs[key], closed=move.action == "needClose")

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

    def _lapse(self, referral: Referral, now: datetime) -> None:
        """What nobody has decided in time counts as refused; what nobody can decide any more is over."""
        if referral.return_ask_state == "OPEN":
            assert referral.return_ask_until is not None
            if referral.return_ask_until <= now:
                referral.return_ask_state, referral.returnable = "LAPSED", False
            elif referral.state not in RETURN_ASKED.split():
                referral.return_ask_state = "LAPSED"
        if referral.acceptance_ask_state == "OPEN":
            assert referral.acceptance_ask_until is not None
            if referral.acceptance_ask_until <= now or referral.state not in ACCEPTANCE_DECIDED.split():
                referral.acceptance_ask_state = "LAPSED"
        if referral.extension_state == "OPEN":
            assert referral.extension_until is not None
            if referral.extension_until <= now or referral.state not in EXTENSION_DECIDED.split():
                referral.extension_state = "LAPSED"

    def _wait(self, item: Item, referral: Referral) -> None:
        """Whom it waits for and until when; the finishing clock is not the model's: it is read from the row."""
        referral.waits_from = None
        match referral.state:
            case "DISPATCHED":
                referral.waits = frozenset({"OFFICE"})
                referral.work_due_at = end_after(day_of(referral.dispatched_at), 1)
            case "SIGNED" | "IN_PROGRESS" | "REOPENED":
                referral.waits = frozenset({"OFFICE", "FEDERATION"} if referral.question_open else {"OFFICE"})
                referral.work_due_at, referral.extended_to = referral.extended_to, None
            case "SUSPENDED":
                assert referral.suspended_until is not None
                referral.waits, referral.work_due_at = frozenset({"FEDERATION", "COMMISSIONER"}), end_of(referral.suspended_until)
            case "COMPLETED" if referral.part == "ASSISTING":
                referral.waits = frozenset()
            case "COMPLETED" | "CONFIRMED" if referral.review_on is not None and referral.confirmed is not None:
                referral.waits, referral.work_due_at = frozenset({"OFFICE"}), end_of(working_day_from(referral.review_on))
                referral.waits_from = end_of(referral.review_on - timedelta(days=1))
            case "COMPLETED":
                assert referral.completed_at is not None
                last = max(filter(None, (day_of(referral.completed_at), referral.first_payment_on)))
                referral.waits, referral.work_due_at = frozenset({"FEDERATION", "COMMISSIONER"}), end_after(last, 1)
            case "CONFIRMED" if referral.call_on is not None:
                referral.waits, referral.work_due_at = frozenset({"FEDERATION", "COMMISSIONER"}), end_after(referral.call_on, 1)
                referral.waits_from = end_of(referral.call_on - timedelta(days=1))
            case _:
                came_back = referral.part == "LEAD" and (referral.state == "RETURNED" or referral.cancel_reason == "RECALLED")
                waits = came_back and item.state == "TO_DISPATCH" and referral is self.book.leads_of(item)[-1]
                referral.waits = frozenset({"FEDERATION"} if waits else ())
                if came_back and referral.ended_at is not None:
                    referral.work_due_at = end_after(day_of(referral.ended_at), 2)

    def _wait_for_decisions(self, referral: Referral) -> None:
        """Who decides what is asked; where they are waited for in any case, without an end."""
        own = referral.office_id == referral.dispatching_office_id
        asked = {"FEDERATION": [referral.return_ask_until] if referral.return_ask_state == "OPEN" else []}
        asked["MONITOR"] = []
        if referral.extension_state == "OPEN":
            asked["MONITOR" if own else "FEDERATION"].append(referral.extension_until)
        if referral.acceptance_ask_state == "OPEN":
            asked["MONITOR" if own else "FEDERATION"].append(referral.acceptance_ask_until)
        waited_for = referral.waits
        referral.waits |= {party for party, moments in asked.items() if moments}
        until = {party: None if party in waited_for else max(filter(None, moments), default=None) for party, moments in asked.items()}
        referral.federation_until, referral.monitor_until = until["FEDERATION"], until["MONITOR"]

    def _hear_of_transfer(self, referral: Referral) -> None:
        """The federation has to decide what it does with what the office told it of."""
        if referral.transfer_state == "OPEN":
            referral.federation_until = None
            referral.waits |= {"FEDERATION"}

    def _hear_of_assisting(self, referral: Referral) -> None:
        """The federation has to look for somebody else who assists."""
        if referral.assisting_returned and referral.state in OPEN.split():
            referral.waits |= {"FEDERATION"}

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
