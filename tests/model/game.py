"""One example: moves are made on the platform and in the model, and whatever differs between the two is a disagreement.

Source: docs/lifecycle.md (same states, same refusals, one event and one audit record for each change).
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import permutations
from typing import Any
from uuid import UUID, uuid4

from domain.viewer import Viewer
from resolvers.commands.context import Done, Envelope
from tests.builders.world import NOW
from tests.model.counties import county
from tests.model.differences import KINDS, differing
from tests.model.due import day_of
from tests.model.inputs import told
from tests.model.model import Model, Move
from tests.model.people import Cast
from tests.model.platform import Platform, Record
from tests.model.registered import Family, Person, Visit
from tests.model.rows import Book, Item, Need, Referral, Row
from tests.model.table import TABLE

TOLD_OF = (*KINDS, "visit")
"""What the history tells the state of."""
MAKING = ("itemDraft", "visitRecord")
"""Actions of which the subject is what they make."""
Step = tuple[UUID, str, UUID, str | None, str | None]
"""Of a history: the referral, item or need, the action, who, from where, to where."""
Moved = tuple[Row, UUID, str | None, str | None]
"""A row, of whom its history tells the move, where it stood, where it stands."""
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
        return [(row.id, self.move.action, account, before, after) for row, account, before, after in self.moved]

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
        stands = await self.platform.rows(self.families)
        names = [each.name for each in fields(Visit)]
        book.visits = {key: Visit(**{name: row[name] for name in names}) for key, row in stands["visit"].items()}
        for key, need in book.needs.items():
            need.visit_id, need.created_at = stands["need"][key]["visit_id"], stands["need"][key]["created_at"]

    @property
    def families(self) -> list[UUID]:
        """All of them, also those that go on as others and those that were founded."""
        return list(self.model.book.families)

    def viewer(self, move: Move) -> Viewer:
        """The viewer of the actor."""
        return self.platform.world.viewers[move.by.name]

    async def make(self, move: Move, trace: str, key: str | None = None, *, elsewhere: bool = False) -> Done:
        """The move on the platform alone; `elsewhere`: in another process."""
        given = told(move, self.model, day_of(self.platform.now))
        return await self.platform.run(
            move.action, self.viewer(move), move.target, given, Envelope(trace, key, move.version), elsewhere=elsewhere
        )

    async def play(self, move: Move) -> None:
        """A move: refused with the same codes, or done with the same effect."""
        trace = uuid4().hex
        self.played += 1
        done = await self.make(move, trace)
        told_off, effects = in_order(self.model, [(move, done)], self.platform.now)
        agree("what is answered", told_off, [])
        await self.compare([trace], effects)
        await self.compare_what_is_available_to(move.by.name)

    async def play_at_once(self, moves: Sequence[Move], held: Sequence[UUID] = ()) -> None:
        """Two moves at the same time, in two processes: done as in one of the two orders; of one version one is a CONFLICT.

        `held`: families that are locked until both have found what they name, and wait, the first before the second. One may be BUSY then.
        """
        traces, made = [uuid4().hex for _ in moves], list[asyncio.Task[Done]]()
        async with self.platform.held(held) as waits:
            for move, trace in zip(moves, traces, strict=True):
                made.append(asyncio.create_task(self.make(move, trace, elsewhere=bool(made))))
                await waits(made)
        answers = await asyncio.gather(*made)
        deadlocks, self.platform.deadlocks = self.platform.deadlocks, []
        agree("deadlocks", deadlocks, [])
        if all(move.version is not None and not self.model.judge(move, self.platform.now) for move in moves):
            agree(f"of {moves} at once are done", sum(not each.errors for each in answers), 1)
        done = [(move, answer) for move, answer in zip(moves, answers, strict=True) if not held or codes(answer) != ["BUSY"]]
        agree("somebody gets something done", bool(done), True)
        families = [*self.families, *(each.subject for each in answers if each.subject is not None)]
        found, tried = await self.platform.rows(families), []
        for order in permutations(done):
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
    for named, done in made:
        move = model.going_on(named)
        expected = model.judge(move, now)
        if codes(done) != expected:
            differences.append(f"{move}: {codes(done)} on the platform, {expected} in the model")
        elif not expected:
            before = standings(model)
            model.apply(replace(move, given={**move.given, "new": done.subject}), now)
            after = standings(model)
            aimed_at = None if move.action in MAKING else move.target  # what it makes is its subject, not the need
            moved: list[Moved] = [
                (each, teller(model, move, each), before[key][0] if key in before else None, each.state)
                for kind in TOLD_OF
                for key, each in model.rows(kind).items()
                if (before.get(key) != after[key] or key == aimed_at) and is_told(model, move, each)
            ]
            moved += [(each, move.by.account, None, None) for each in households(model, move, done)]
            effects.append(Effect(move, done, moved))
            answered = getattr(model.rows(TABLE[move.action].over)[move.target], "version", None)
            if done.version != (1 if move.action in MAKING else answered):
                differences.append(f"{move}: version {done.version} on the platform, {answered} in the model")
    return differences, effects


def households(model: Model, move: Move, done: Done) -> list[Row]:
    """The families and persons of which the history tells the move, without a state."""
    book, over = model.book, TABLE[move.action].over
    if over == "proposal":
        return [book.families[book.proposals[move.target].family_id]]
    rows: Mapping[UUID, Row] = book.families if over == "family" and move.action not in MAKING else book.persons if over == "person" else {}
    return [rows[key] for key in {move.target, done.subject} if key is not None and key in rows]


def teller(model: Model, move: Move, row: Row) -> UUID:
    """Of whom the history tells it: what ends where a family has left is told as of who proposed it to another county."""
    if move.action == "familyMoveDecide" and isinstance(row, Item | Referral):
        return model.book.proposals[move.target].account_id
    return move.by.account


def is_told(model: Model, move: Move, row: Row) -> bool:
    """Whether the history tells it: what a death does to what is past in a county that the family has left is not."""
    if move.action != "personDeathSet" or not isinstance(row, Item | Referral):
        return True
    return county(row.region_code) == county(model.book.families[row.family_id].region_code)


def standings(model: Model) -> dict[UUID, tuple[str, object]]:
    """Where each row stands, and until when what it granted is owed: of what changes of that the histories tell."""
    return {key: (row.state, getattr(row, "owed_until", None)) for kind in TOLD_OF for key, row in model.rows(kind).items()}
