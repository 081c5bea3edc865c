"""Two people change the same households at once, each in a process of their own: both orders end as the model says of one of the two.

Source: docs/design.md 5 (locks); docs/decisions/017-sight-and-locks.md, 030-merging.md, 033-moving.md (at the same moment).
"""

from asyncio import Barrier, Runner, gather
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
import strawberry

from db.reference.read import Reference
from db.server.embedded import Embedded
from db.session.lock import lock_one
from db.session.transaction import transaction
from db.tables.family import Family
from resolvers.commands.all import COMMANDS
from schema.contract import contract
from tests.builders.world import NOW
from tests.conftest import clone
from tests.model.due import day_of
from tests.model.game import Game
from tests.model.homes import ELSEWHERE, VILLAGES
from tests.model.model import Move
from tests.model.people import SECOND_CADRE, Cast, cast
from tests.model.platform import Platform
from tests.model.rows import Given
from tests.model.table import TABLE

CADRE, THERE = "cadre.federation.330110", "cadre.federation.330106"
TODAY = day_of(NOW)
WITHDRAWN: Given = {"result": "WITHDRAWN", "detail": True, "first_payment_on": None, "review_on": TODAY, "post_from": TODAY}


@dataclass(frozen=True)
class Scene:
    """A game with three families, each with a head, a child and a draft."""

    game: Game

    def by(self, name: str, action: str, target: UUID, **given: object) -> Move:
        """A move with the version that stands where that must be sent."""
        actor = next(each for each in self.game.cast.actors if each.name == name)
        row = self.game.model.rows(TABLE[action].over)[target]
        return Move(action, actor, target, given, getattr(row, "version", None) if action == "itemDispatch" else None)

    def family(self, place: int) -> UUID:
        """Of the three that there were."""
        return list(self.game.model.book.families)[place]

    def by_id(self) -> tuple[int, int]:
        """Of the first two the one with the greater id, and the other: locked in another order than by their ids they would stand still."""
        return (1, 0) if self.family(0) < self.family(1) else (0, 1)

    def members(self, place: int) -> list[UUID]:
        """Head and child of one of the three, as they were registered."""
        return list(self.game.model.book.persons)[place * 2 : place * 2 + 2]

    def item(self, place: int) -> UUID:
        """The draft of one of the three."""
        return list(self.game.model.book.items)[place]

    def last_referral(self) -> UUID:
        return list(self.game.model.book.referrals)[-1]

    def proposal(self) -> UUID:
        return list(self.game.model.book.proposals)[-1]

    def merge(self, into: int, other: int, name: str = CADRE) -> Move:
        return self.by(name, "familyMerge", self.family(into), merged=self.family(other), pairs=())

    def part(self, into: int, other: int) -> Move:
        number = self.game.model.book.families[self.family(other)].number
        return self.by(SECOND_CADRE, "familyPart", self.family(into), merged_number=number, needs=())

    def move(self, place: int) -> Move:
        return self.by(CADRE, "familyMove", self.family(place), village=VILLAGES[0], registration_region=None, address="2号")

    def split(self, place: int) -> Move:
        child = self.members(place)[1]
        where = dict.fromkeys(("remaining_head", "village", "registration_region"))
        return self.by(SECOND_CADRE, "familySplit", self.family(place), persons=(child,), head=child, needs=(), **where)

    def propose(self, place: int, name: str = CADRE) -> Move:
        return self.by(name, "familyMovePropose", self.family(place), village=ELSEWHERE, registration_region=None, address="3号")

    def accept(self) -> Move:
        return self.by(THERE, "familyMoveDecide", self.proposal(), accepted=True, reason=None)

    def decline(self) -> Move:
        return self.by(THERE, "familyMoveDecide", self.proposal(), accepted=False, reason="NOT_ARRIVED")

    def withdraw(self) -> Move:
        return self.by(SECOND_CADRE, "familyMoveWithdraw", self.proposal())

    def death(self, place: int, member: int = 0) -> Move:
        person = self.members(place)[member]
        return self.by(SECOND_CADRE, "personDeathSet", person, deceased_on=TODAY, others_live=False)

    def dispatch(self, place: int) -> Move:
        return self.by(SECOND_CADRE, "itemDispatch", self.item(place), office=None, preview_seen=True)

    def visit(self, place: int) -> Move:
        """A need of the head is found."""
        given = {"person": self.members(place)[0], "needs": (False,), "at": NOW - timedelta(hours=1)}
        return self.by(SECOND_CADRE, "visitRecord", self.family(place), **given)

    def take_visit_back(self, place: int) -> Move:
        need = self.game.model.book.needs[self.game.model.book.items[self.item(place)].need_id]
        assert need.visit_id is not None
        return self.by(SECOND_CADRE, "visitWithdraw", need.visit_id, reason="WRONG_FAMILY")

    def sign(self) -> Move:
        return self.by("dispatcher.healthcare-security.330110", "referralSign", self.last_referral(), handler=None)

    def complete(self) -> Move:
        return self.by("handler.healthcare-security.330110", "referralComplete", self.last_referral(), **WITHDRAWN, without_assisting=None)


Made = Callable[[Scene], Move]
"""What is done, made when the scene has come so far."""
RACES: Mapping[str, tuple[tuple[Made, ...], Made, Made]] = {
    "each family is merged into the other": ((), lambda at: at.merge(0, 1), lambda at: at.merge(1, 0, SECOND_CADRE)),
    "one family is merged into two": ((), lambda at: at.merge(0, 1), lambda at: at.merge(2, 1, SECOND_CADRE)),
    "a family is merged and another into it": ((), lambda at: at.merge(0, 1), lambda at: at.merge(1, 2, SECOND_CADRE)),
    "a family is merged and its item dispatched": ((), lambda at: at.merge(0, 1), lambda at: at.dispatch(1)),
    "a family is parted and its item dispatched": ((lambda at: at.merge(0, 1),), lambda at: at.part(0, 1), lambda at: at.dispatch(1)),
    "a family is parted and merged on": (
        (lambda at: at.merge(*at.by_id()),),
        lambda at: at.part(*at.by_id()),
        lambda at: at.merge(2, at.by_id()[0]),
    ),
    "a family splits and moves": ((), lambda at: at.split(0), lambda at: at.move(0)),
    "a family splits and its child dies": ((), lambda at: at.split(0), lambda at: at.death(0, 1)),
    "a family splits and is merged": ((), lambda at: at.split(0), lambda at: at.merge(1, 0)),
    "a family is proposed and merged": ((), lambda at: at.propose(0), lambda at: at.merge(1, 0, SECOND_CADRE)),
    "a family is proposed twice": ((), lambda at: at.propose(0), lambda at: at.propose(0, SECOND_CADRE)),
    "a family is taken on and the proposal taken back": ((lambda at: at.propose(0),), lambda at: at.accept(), lambda at: at.withdraw()),
    "a family is taken on and declined": ((lambda at: at.propose(0),), lambda at: at.accept(), lambda at: at.decline()),
    "a family is taken on and its item dispatched": ((lambda at: at.propose(0),), lambda at: at.accept(), lambda at: at.dispatch(0)),
    "a family is taken on and its referral signed": (
        (lambda at: at.dispatch(2), lambda at: at.propose(2)),
        lambda at: at.accept(),
        lambda at: at.sign(),
    ),
    "a family is taken on and its last member dies": (
        (lambda at: at.propose(0), lambda at: at.death(0, 1)),
        lambda at: at.accept(),
        lambda at: at.death(0),
    ),
    "a family is merged and visited": ((), lambda at: at.merge(1, 0), lambda at: at.visit(0)),
    "a family is taken on and visited": ((lambda at: at.propose(0),), lambda at: at.accept(), lambda at: at.visit(0)),
    "a visit is withdrawn and its draft dispatched": ((), lambda at: at.take_visit_back(2), lambda at: at.dispatch(2)),
    "a visit is withdrawn and its family merged": ((), lambda at: at.take_visit_back(0), lambda at: at.merge(1, 0)),
    "whom an item is of dies and it is completed": (
        (lambda at: at.dispatch(2), lambda at: at.sign()),
        lambda at: at.death(2),
        lambda at: at.complete(),
    ),
}


@pytest.fixture(scope="module")
def declared() -> strawberry.Schema:
    """The whole contract."""
    return contract(COMMANDS)


@pytest.fixture(scope="module")
def stage(server: Embedded, template: str, reference: Reference, declared: strawberry.Schema) -> Iterator[tuple[Runner, Platform, Cast]]:
    """A loop, and a platform of two processes with its people."""
    with clone(server, template) as addresses, Runner() as loop:
        here = Platform(addresses, reference, declared)
        people = cast(here.world)
        loop.run(here.open())
        loop.run(here.world.insert(addresses.loader))
        yield loop, here, people
        loop.run(here.close())


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("name", RACES)
def test_two_at_once_end_as_one_after_the_other_or_one_is_busy(stage: tuple[Runner, Platform, Cast], name: str, is_first: bool) -> None:
    loop, platform, people = stage
    before, *both = RACES[name]

    async def play() -> None:
        at = Scene(Game(platform, people))
        await at.game.start(posts=False)
        for each in before:
            move = each(at)
            assert at.game.model.judge(move, platform.now) == []
            await at.game.play(move)
        moves = [each(at) for each in both]
        await at.game.play_at_once(moves if is_first else moves[::-1], held=at.game.families)

    loop.run(play())


def test_a_deadlock_is_heard(stage: tuple[Runner, Platform, Cast]) -> None:
    loop, platform, people = stage

    async def play() -> None:
        at = Scene(Game(platform, people))
        await at.game.start(posts=False)
        both, met = (at.family(0), at.family(1)), Barrier(2)

        async def locks(*keys: UUID) -> None:
            async with transaction(platform.database, platform.world.viewer(CADRE)) as tx:
                await tx.apply()
                for key in keys:
                    await lock_one(tx.session, Family, key)
                    if key == keys[0]:
                        await met.wait()

        await gather(locks(*both), locks(*both[::-1]), return_exceptions=True)

    loop.run(play())
    deadlocks, platform.deadlocks = platform.deadlocks, []
    assert len(deadlocks) == 1
