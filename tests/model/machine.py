"""The state machine: random moves by random people at random times.

Source: docs/lifecycle.md.
"""

from asyncio import Runner
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.model.due import LAST
from tests.model.game import Game
from tests.model.inputs import inputs
from tests.model.model import WANTS_VERSION, Move
from tests.model.people import Cast
from tests.model.platform import Platform
from tests.model.table import TABLE
from tests.model.visits import is_played

ENDS = frozenset({"needClose", "itemCancel", "itemDiscard", "referralRecall", "personDeathSet"})
LEADS_ON = frozenset(
    {"itemDispatch", "referralSign", "referralComplete", "followUpRecord", "placementCallRecord", "referralMove", "familyMoveDecide"}
)
MANY_ITEMS = 5
BEFORE_A_RACE = 12
"""Moves that are made before two are made at once."""
NOT_AT_ONCE = ("needClose", "itemDraft", "referralUrge", "referralExtensionAsk", "referralExtensionDecide")
"""They reach beyond one item, or depend on a due moment that the model would have to read between the two."""
PAUSES = (timedelta(hours=3), *(timedelta(days=days) for days in (1, 1, 2, 4, 21, 63)))
TRIED = sorted(TABLE.keys() - {"reveal", "correctionPropose"})
"""Neither of the two left out moves a case."""
OF_HOUSEHOLDS = frozenset(action for action, line in TABLE.items() if line.over in ("family", "person", "proposal", "visit"))
"""What changes a household; a case that is found before and locked after may be BUSY, so that they are not tried at once with others."""

OF_VISITS = frozenset({"visitRecord", "visitCorrect", "visitWithdraw"})


def weight(action: str) -> int:
    """How often an action is drawn where it is possible: what leads on more often than what ends."""
    return 1 if action in ENDS else 16 if action in LEADS_ON else 6


class LifeCycle(RuleBasedStateMachine):
    """Plays games with a platform. A run has a subclass of its own, with its loop, its platform and its people."""

    runner: ClassVar[Runner]
    platform: ClassVar[Platform]
    cast: ClassVar[Cast]
    game: Game
    posts: bool
    """Whether somebody is to be placed on a post."""
    tried: ClassVar[Sequence[str]] = TRIED
    """The actions that people of the game try."""

    @initialize(posts=st.booleans())
    def a_new_game(self, posts: bool) -> None:
        self.posts = posts
        self.game = Game(self.platform, self.cast)
        self.runner.run(self.game.start(posts=posts))

    def draw_allowed(self, data: st.DataObject, *not_these: str, item: UUID | None = None) -> Move | None:
        """Something that somebody may do now, perhaps about one item."""
        left_out = OF_HOUSEHOLDS.union(not_these)
        moves = [move for move, code in self.within_reach() if code is None and move.action not in left_out]
        if item is not None:
            moves = [each for each in moves if self.item_of(each) == item]
        if len(self.game.model.book.items) >= MANY_ITEMS:
            moves = [each for each in moves if each.action != "itemDraft"]
        return self.draw_from(data, moves)

    def within_reach(self) -> Iterator[tuple[Move, str | None]]:
        """Return the actions that the actors could try on rows that they may act on at all."""
        reached = self.game.model.within_reach(self.platform.now)
        return ((move, code) for move, code in reached if move.action in self.tried and is_played(move.action, move.by))

    def draw_from(self, data: st.DataObject, moves: Sequence[Move]) -> Move | None:
        """One of them, with an input. None where there are none."""
        if not moves:
            return None
        names = sorted({each.action for each in moves}, key=lambda name: (-weight(name), name))
        action = data.draw(st.sampled_from([each for each in names for _ in range(weight(each))]))
        return self.with_input(data, data.draw(st.sampled_from([each for each in moves if each.action == action])))

    def with_input(self, data: st.DataObject, move: Move) -> Move:
        """The move with something that it is told; what wants the version that was read has it, but for once in a while."""
        given: dict[str, Any] = data.draw(inputs(self.game.model, move, self.platform.now))
        read = move.action in WANTS_VERSION and data.draw(st.integers(1, 10)) > 1
        return replace(self.with_version(move) if read else move, given=given)

    def with_version(self, move: Move, behind: int = 0) -> Move:
        """The move with the version that an actor has read who is up to date, or so many behind."""
        row: Any = self.game.model.rows(TABLE[move.action].over)[move.target]
        return replace(move, version=row.version - behind)

    def item_of(self, move: Move) -> UUID:
        """The item that the move is about; a need where it is about that."""
        referral = self.game.model.book.referrals.get(move.target)
        return move.target if referral is None else referral.item_id

    @rule(data=st.data())
    def something_happens(self, data: st.DataObject) -> None:
        """One rule for all: hypothesis leaves rules out of an example at random, and little happens where nobody acts."""
        if self.game.model.is_over():
            self.a_new_game(self.posts)
        data.draw(st.sampled_from([each for each, weight in self.happenings.items() for _ in range(weight)]))(data)

    @property
    def happenings(self) -> dict[Callable[[st.DataObject], None], int]:
        """What may happen, and how often."""
        return {
            self.somebody_does_what_he_may: 12,
            self.somebody_does_what_he_may_with_a_version: 2,
            self.a_household_changes: 4 if OF_HOUSEHOLDS.intersection(self.tried) else 0,
            self.a_visit_is_recorded_corrected_or_withdrawn: 3 if OF_VISITS.intersection(self.tried) else 0,
            self.a_move_to_another_county_is_proposed_or_decided: 4 if "familyMoveDecide" in self.tried else 0,
            self.a_merger_is_taken_back: 1 if {"familyMerge", "familyPart"}.issubset(self.tried) else 0,
            self.somebody_else_tries_it: 2,
            self.somebody_tries_what_a_guard_forbids: 2,
            self.somebody_tries_what_the_state_forbids: 3,
            self.somebody_tries_anything: 1,
            self.time_passes: 4,
            self.somebody_looks: 2,
            self.one_key_is_used_twice_at_once: 2,
            self.two_people_act_at_once: 2 if self.game.played >= BEFORE_A_RACE else 0,
        }

    def somebody_does_what_he_may(self, data: st.DataObject) -> None:
        self.play(self.draw_allowed(data))

    def somebody_does_what_he_may_with_a_version(self, data: st.DataObject) -> None:
        """The one that stands, or the one before."""
        if move := self.draw_allowed(data):
            self.play(self.with_version(move, data.draw(st.sampled_from((0, 1)))))

    def a_household_changes(self, data: st.DataObject) -> None:
        of_them = OF_HOUSEHOLDS - OF_VISITS
        self.play(self.draw_from(data, [move for move, code in self.within_reach() if move.action in of_them and code is None]))

    def a_visit_is_recorded_corrected_or_withdrawn(self, data: st.DataObject) -> None:
        self.play(self.draw_from(data, [move for move, code in self.within_reach() if move.action in OF_VISITS and code is None]))

    def a_move_to_another_county_is_proposed_or_decided(self, data: st.DataObject) -> None:
        allowed = [move for move, code in self.within_reach() if code is None]
        open_ones = [move for move in allowed if TABLE[move.action].over == "proposal"]
        self.play(self.draw_from(data, open_ones or [move for move in allowed if move.action == "familyMovePropose"]))

    def a_merger_is_taken_back(self, data: st.DataObject) -> None:
        mergers = [move for move, code in self.within_reach() if move.action == "familyMerge" and code is None]
        if (move := self.draw_from(data, mergers)) and not self.game.model.judge(move, self.platform.now):
            self.runner.run(self.game.play_and_take_back(move))

    def somebody_else_tries_it(self, data: st.DataObject) -> None:
        """What is allowed, by whoever."""
        if move := self.draw_allowed(data):
            self.play(replace(move, by=data.draw(st.sampled_from(self.cast.actors))))

    def somebody_tries_what_a_guard_forbids(self, data: st.DataObject) -> None:
        self.play(self.draw_from(data, [move for move, code in self.within_reach() if code not in (None, "INVALID_TRANSITION")]))

    def somebody_tries_what_the_state_forbids(self, data: st.DataObject) -> None:
        self.play(self.draw_from(data, [move for move, code in self.within_reach() if code == "INVALID_TRANSITION"]))

    def somebody_tries_anything(self, data: st.DataObject) -> None:
        rows = self.game.model.rows
        action = data.draw(st.sampled_from([each for each in self.tried if rows(TABLE[each].over)]))
        target = data.draw(st.sampled_from(list(rows(TABLE[action].over))))
        self.play(self.with_input(data, Move(action, data.draw(st.sampled_from(self.cast.actors)), target)))

    def play(self, move: Move | None) -> None:
        """Nothing where there is nothing to try."""
        if move is not None and is_played(move.action, move.by):
            self.runner.run(self.game.play(move))

    def time_passes(self, data: st.DataObject) -> None:
        self.platform.now = min(self.platform.now + data.draw(st.sampled_from(PAUSES)), LAST)

    def somebody_looks(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from([each.name for each in self.cast.actors]))
        self.runner.run(self.game.compare_what_is_available_to(name))

    def two_people_act_at_once(self, data: st.DataObject) -> None:
        """About one item, with the version that both have read or without. Who wins is not for hypothesis to repeat: a new game begins."""
        versioned = data.draw(st.booleans())
        if first := self.draw_allowed(data, *NOT_AT_ONCE):
            second = self.draw_allowed(data, *NOT_AT_ONCE, item=self.item_of(first)) or first
            self.runner.run(self.game.play_at_once([self.with_version(each) if versioned else each for each in (first, second)]))
            self.a_new_game(self.posts)

    def one_key_is_used_twice_at_once(self, data: st.DataObject) -> None:
        if move := self.draw_allowed(data):
            self.runner.run(self.game.play_twice_with_one_key(move, self.with_input(data, move).given))
