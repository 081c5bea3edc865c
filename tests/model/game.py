"""One example: moves are made on the platform and in the model, and whatever differs between the two is a disagreement.

Source: docs/lifecycle.md (same states, same refusals, one event and one audit record for each change).
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

from domain.viewer import Viewer
from resolvers.commands.context import Done, Envelope
from tests.builders.world import NOW
from tests.model.due import day_of
from tests.model.inputs import told
from tests.model.model import Model, Move
from tests.model.people import Cast
from tests.model.platform import Platform, Record
from tests.model.rows import Book, Family, Item, Need, Person, Referral, Row, columns
from tests.model.table import TABLE

KINDS = ("need", "item", "referral")
"""What has actions of its own that a viewer is told of."""
HOUSEHOLDS = ("family", "person")
Step = tuple[UUID, str, UUID, str | None, str | None]
"""Of a history: the referral, item or need, the action, who, from where, to where."""
Moved = tuple[Row, str | None, str | None]
"""A row, where it stood, where it stands."""
Line = tuple[str, UUID, UUID | None, int | None]
"""Of the audit: the action, who, on which row, in which version it is now."""


class Disagreement(AssertionError):
    """The platform and the model differ."""


@dataclass(frozen=True)
class Effect:
    """What a move did: its answer, and for each row that it touched where that stood and stands."""

    move: Move
    done: Done
    moved: Sequence[Moved]

    def steps(self) -> list[Step]:
        """What the histories must tell of it."""
        return [(row.id, self.move.action, self.move.by.account, before, after) for row, before, after in self.moved]

    def line(self) -> Line:
        """What the audit must tell of it."""
        return self.move.action, self.move.by.account, self.done.subject, self.done.version


class Game:
    """Three families of one county, everybody who may want something of them, and what has happened so far."""

    def __init__(self, platform: Platform, cast: Cast) -> None:
        self.platform = platform
        self.cast = cast
        self.model = Model(Book(cast.offices, cast.members, cast.signed_in), cast.actors)
        self.known_events: set[UUID] = set()
        self.visits: list[tuple[Any, ...]] = []
        """Those that there were: nothing takes one away, nor moves one."""
        self.played = 0

    async def start(self, *, posts: bool) -> None:
        """New families at 09:00 of the same day."""
        self.platform.now = NOW
        book, owner = self.model.book, self.cast.offices["federation.330110"]
        for found in await self.platform.families(posts=posts):
            until, head = self.cast.called_until if found.called else None, found.persons[0]
            book.families[found.family] = Family(found.family, found.number, found.village, found.village, head, until)
            for key in found.persons:
                book.persons[key] = Person(key, found.family, found.village, found.certified and key == head)
            whose = (found.family, head if found.of_head else None, found.village)
            book.needs[found.need] = Need(found.need, owner, *whose, status="IN_HAND")
            book.items[found.item] = Item(found.item, found.need, owner, *whose, found.type_code, "请求帮助")
        self.visits = await self.platform.visits(self.families)

    @property
    def families(self) -> list[UUID]:
        """All of them, also those that go on as others and those that were founded."""
        return list(self.model.book.families)

    def viewer(self, move: Move) -> Viewer:
        """The viewer of the actor."""
        return self.platform.world.viewers[move.by.name]

    async def make(self, move: Move, trace: str, key: str | None = None) -> Done:
        """The move on the platform alone."""
        given = told(move, self.model, day_of(self.platform.now))
        return await self.platform.run(move.action, self.viewer(move), move.target, given, Envelope(trace, key, move.version))

    async def play(self, move: Move) -> None:
        """A move: refused with the same codes, or done with the same effect."""
        trace = uuid4().hex
        self.played += 1
        done = await self.make(move, trace)
        told_off, effects = in_order(self.model, [(move, done)], self.platform.now)
        agree("what is answered", told_off, [])
        await self.compare([trace], effects)
        await self.compare_what_is_available_to(move.by.name)

    async def play_at_once(self, moves: Sequence[Move]) -> None:
        """Two moves at the same time: done as in one of the two orders; with the version that both have read one is a CONFLICT."""
        traces = [uuid4().hex for _ in moves]
        answers = await asyncio.gather(*(self.make(move, trace) for move, trace in zip(moves, traces, strict=True)))
        if all(move.version is not None and not self.model.judge(move, self.platform.now) for move in moves):
            agree(f"of {moves} at once are done", sum(not each.errors for each in answers), 1)
        found, tried = await self.platform.rows(self.families), []
        for order in permutations(zip(moves, answers, strict=True)):
            model = deepcopy(self.model)
            told_off, effects = in_order(model, order, self.platform.now)
            tried.append([*told_off, *differing(model, found)])
            if not tried[-1]:
                self.model = model
                await self.compare(traces, effects)
                return
        raise Disagreement(f"{moves} at once: {[codes(each) for each in answers]}, in neither order: {tried}")

    async def play_twice_with_one_key(self, move: Move, other: Mapping[str, Any]) -> None:
        """The same move twice at once under one key has one effect and one answer; the key is for no other input."""
        key, traces = uuid4().hex, [uuid4().hex, uuid4().hex]
        first, second = await asyncio.gather(*(self.make(move, trace, key) for trace in traces))
        agree(f"{move} twice under one key", as_answer(second), as_answer(first))
        told_off, effects = in_order(self.model, [(move, first)], self.platform.now)
        agree("what is answered", told_off, [])
        await self.compare(traces, effects)
        today, another = day_of(self.platform.now), replace(move, given=other)
        if effects and told(another, self.model, today) != told(move, self.model, today):
            reused = await self.make(another, uuid4().hex, key)
            agree(f"{move} with the key of another input", codes(reused), ["KEY_REUSED"])

    async def play_and_take_back(self, move: Move) -> None:
        """A merger that is parted at once leaves everything as it was."""
        before = await self.platform.everything(self.families)
        await self.play(move)
        numbers = self.model.book.families[move.target].merged_numbers
        back = replace(move, action="familyPart", given={"merged_number": numbers[-1] if numbers else "", "needs": ()})
        if numbers and not self.model.judge(back, self.platform.now):
            await self.play(back)
            agree("what a merger that is parted at once leaves otherwise", before ^ await self.platform.everything(self.families), set())

    async def compare(self, traces: Sequence[str], effects: Sequence[Effect]) -> None:
        """Everything that stands must be the same on both sides, after these moves had their effect."""
        if differences := differing(self.model, await self.platform.rows(self.families)):
            raise Disagreement(f"after {[each.move for each in effects]}: {differences}")
        agree("nowhere", self.model.nowhere(), [])
        agree("what does not hold", await self.platform.broken(self.families), [])
        agree("the visits", await self.platform.visits(self.families), self.visits)
        agree("items whose route is not what would be decided now", await self.platform.rerouted(list(self.model.book.items)), 0)
        events = [each for each in await self.platform.events(self.families) if each["id"] not in self.known_events]
        self.known_events |= {each["id"] for each in events}
        steps = [step for effect in effects for step in effect.steps()]
        agree("the history", sorted(map(as_step, events), key=str), sorted(steps, key=str))
        audited = await self.platform.audited(self.families, traces)
        agree("the audit", sorted(map(as_line, audited), key=str), sorted((each.line() for each in effects), key=str))

    async def compare_what_is_available_to(self, name: str) -> None:
        """Each row is seen or not, and each action allowed or not with its reason, as the model says for this actor now."""
        actor = next(each for each in self.cast.actors if each.name == name)
        keys = [(kind, key) for kind in KINDS for key in self.model.rows(kind)]
        nodes = await self.platform.nodes(self.platform.world.viewers[name], keys)
        for (kind, key), node in zip(keys, nodes, strict=True):
            row = self.model.rows(kind)[key]
            expected = self.model.available(actor, kind, row, self.platform.now)
            agree(f"what {name} may do with {kind} {row}", None if node is None else available(node), expected)
            if node is not None and isinstance(row, Referral):
                former = actor.role.startswith("OFFICE") and row.state in {"RETURNED", "CANCELLED"}  # is told nothing of what comes after
                agree(f"{row} waits for", frozenset(node["waitingFor"]), frozenset() if former else row.waits_at(self.platform.now))
                agree(f"{row} has a due moment", node["workDueAt"] is not None, True)


def agree(what: str, found: object, expected: object) -> None:
    """Raises Disagreement."""
    if found != expected:
        raise Disagreement(f"{what}: {found} on the platform, {expected} in the model")


def codes(done: Done) -> list[str]:
    """What was wrong, sorted."""
    return sorted(error.code for error in done.errors)


def as_answer(done: Done) -> tuple[list[str], UUID | None, int | None]:
    """What the caller gets."""
    return codes(done), done.subject, done.version


def as_step(event: Record) -> Step:
    """A line of a history."""
    return event["subject_id"], event["action"], event["account_id"], event["before"], event["after"]


def as_line(record: Record) -> Line:
    """A line of the audit."""
    return record["action"], record["account_id"], record["target_id"], record["version"]


def available(node: Record) -> dict[str, str | None]:
    """Action -> why it is not allowed; None where it is. An allowed action has no reason."""
    for each in node["availableActions"]:
        agree("an action is allowed without a reason", each["allowed"], each["reason"] is None)
    return {each["action"]: None if each["allowed"] else each["reason"]["code"] for each in node["availableActions"]}


def in_order(model: Model, made: Iterable[tuple[Move, Done]], now: datetime) -> tuple[list[str], list[Effect]]:
    """Makes the moves in the model one after the other: what the platform has answered differently, and what they do."""
    differences, effects = [], []
    for move, done in made:
        expected = model.judge(move, now)
        if codes(done) != expected:
            differences.append(f"{move}: {codes(done)} on the platform, {expected} in the model")
        elif not expected:
            before = standings(model)
            model.apply(replace(move, given={**move.given, "new": done.subject}), now)
            after = standings(model)
            aimed_at = None if move.action == "itemDraft" else move.target  # what it makes is its subject, not the need
            moved: list[Moved] = [
                (each, before[key][0] if key in before else None, each.state)
                for kind in KINDS
                for key, each in model.rows(kind).items()
                if before.get(key) != after[key] or key == aimed_at
            ]
            if TABLE[move.action].over in HOUSEHOLDS:  # of which the history tells no state
                households = model.households(TABLE[move.action].over)
                moved += [(households[key], None, None) for key in {move.target, done.subject} if key is not None]
            effects.append(Effect(move, done, moved))
            answered = getattr(model.rows(TABLE[move.action].over)[move.target], "version", None)
            if done.version != (1 if move.action == "itemDraft" else answered):
                differences.append(f"{move}: version {done.version} on the platform, {answered} in the model")
    return differences, effects


def standings(model: Model) -> dict[UUID, tuple[str, object]]:
    """Where each row stands, and until when what it granted is owed: of what changes of that the histories tell."""
    return {key: (row.state, getattr(row, "owed_until", None)) for kind in KINDS for key, row in model.rows(kind).items()}


def differing(model: Model, found: Mapping[str, Mapping[UUID, Record]]) -> list[str]:
    """Every column that is not as the model says. Rows that are new in the model take the keys that they have got."""
    adopt(model.book, found)
    differences = []
    for kind in (*KINDS, *HOUSEHOLDS):
        rows = model.rows(kind) if kind in KINDS else model.households(kind)
        if rows.keys() != found[kind].keys():
            differences.append(f"{kind}: {len(found[kind])} rows and not {len(rows)}")
        for key in rows.keys() & found[kind].keys():
            row, stands = rows[key], found[kind][key]
            if isinstance(row, Referral):
                read_clock(row, stands)
            for column, value in columns(row).items():
                if stands[column] != value:
                    differences.append(f"{kind} {key} {column}: {stands[column]!r} and not {value!r}")
    return differences


def read_clock(row: Referral, stands: Record) -> None:
    """The finishing clock is not the model's: what follows from it is read from the row; an ask for more time lapses with it."""
    if row.work_due_at is None and stands["work_due_at"] is not None:
        row.work_due_at = stands["work_due_at"]
    if row.extension_state == "OPEN" and row.state != "SUSPENDED":
        row.extension_until = row.work_due_at
        corrected = row.acceptance_ask_until if row.acceptance_ask_state == "OPEN" else None
        if row.monitor_until is not None:
            row.monitor_until = max(filter(None, (row.work_due_at, corrected)))
        elif row.federation_until is not None:
            asked_back = row.return_ask_until if row.return_ask_state == "OPEN" else None
            row.federation_until = max(filter(None, (row.work_due_at, corrected, asked_back)))


def adopt(book: Book, found: Mapping[str, Mapping[UUID, Record]]) -> None:
    """Rows made by the model get the keys of the rows made by the platform, a family that was founded its number."""
    for family in (each for each in book.families.values() if not each.number and each.id in found["family"]):
        family.number = found["family"][family.id]["number"]
    kept: tuple[tuple[str, dict[UUID, Any], str], ...] = (("item", book.items, "need_id"), ("referral", book.referrals, "item_id"))
    for kind, rows, parent in kept:
        for unborn in [each for key, each in rows.items() if key not in found[kind]]:
            stands = next(
                (each for each in found[kind].values() if each["id"] not in rows and each[parent] == getattr(unborn, parent)), None
            )
            if stands is not None:
                rename(book, unborn, stands["id"])


def rename(book: Book, row: Item | Referral, key: UUID) -> None:
    """The row's key, and what points at it."""
    old = row.id
    rows: dict[UUID, Any] = book.items if isinstance(row, Item) else book.referrals
    rows[key] = rows.pop(old)
    for each in (*book.items.values(), *book.referrals.values()):
        for name, value in vars(each).items():
            if value == old:
                setattr(each, name, key)
