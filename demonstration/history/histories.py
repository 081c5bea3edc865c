"""Play a year of history for every family of the demonstration county: visits, needs, items, referrals.

Source: docs/decisions/007-demonstration.md. Every step is a command that is permitted at its moment.
"""

from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from random import Random

from db.protect.cipher import Cipher
from db.reference.read import Reference
from db.tables.declare import Row
from demonstration.county.county import County
from demonstration.county.people import Members
from demonstration.county.special import SpecialFamily
from demonstration.history.campaigns import announce, draft, list_families
from demonstration.history.cast import Cast
from demonstration.history.course import Course
from demonstration.history.diary import Diary
from demonstration.history.families.corrections import receive
from demonstration.history.families.households import change
from demonstration.history.families.mistakes import mend
from demonstration.history.families.moves import move_away
from demonstration.history.offices.funds import request_funds
from demonstration.history.stage import Stage
from demonstration.history.stories import STORIES, Act, Story
from demonstration.history.visits import Visitor
from demonstration.history.wants import Want, wants
from domain.catalogue import TypeFacts
from domain.family import ContactBy
from resolvers.commands.aggregate.case import FamilyCase

NOT_VISITED, NOT_REACHED, NO_DIFFICULTY = 0.10, 0.08, 0.14
SECOND_NEED, SECOND_ITEM = 0.18, 0.10
"""The share of families with a second need, and of needs with a second item."""
VISITS = range(-60, 0)
"""The days of the diary on which families without needs are visited."""


@dataclass(frozen=True)
class Planned:
    """A story of one type of help; `days`: the number of each step's day; `start`: days from the visit to the first step."""

    facts: TypeFacts
    story: Story
    days: tuple[int, ...]
    start: int


@dataclass(frozen=True)
class Difficulty:
    """A need that a visit finds, and the stories of its items."""

    want: Want
    items: tuple[Planned, ...]


def histories(county: County, reference: Reference, cipher: Cipher, seed: str) -> list[Row]:
    """Play a year of commands; return the rows they made, in an order in which they can be inserted. The county's families are changed."""
    random = Random(f"{seed}/histories")
    stage = Stage(reference, cipher, Random(f"{seed}/numbers"))
    cast, diary = Cast(county, random), Diary.before(county.today, reference.calendar, random)
    campaigns = announce(stage, cast, diary)
    visitor = Visitor(stage, cast, random, campaigns)
    draft(stage, cast, diary)
    telling = _Telling(stage, cast, diary, random, visitor)
    for members in county.families:
        telling.tell(members)
    request_funds(stage, cast, diary, county.families)
    list_families(stage, cast, diary, campaigns, county.families)
    mend(stage, cast, diary, visitor, county.families)
    change(stage, cast, diary, county.families)
    move_away(stage, cast, diary, county.families)
    receive(stage, cast, diary, county.families)
    return stage.rows


@dataclass
class _Telling:
    """Plays the history of one family after the other. `_first`: the stories not told yet; each is told once before random ones."""

    stage: Stage
    cast: Cast
    diary: Diary
    random: Random
    visitor: Visitor
    _first: list[Story] = field(init=False)

    def __post_init__(self) -> None:
        self._first = self.random.sample(STORIES, len(STORIES))
        self._catalogue = {code: facts for code, facts in self.stage.reference.types.items() if not facts.pooled}

    def tell(self, members: Members) -> None:
        """Play the history of a family."""
        chance = self.random.random()
        if (
            members.family.phone is None
            or members.family.contact_wish_by == ContactBy.DO_NOT_CONTACT
            or members.case == SpecialFamily.DECEASED
        ):
            self.visitor.not_reached(members, self._some_morning())
            return
        if not self._first and chance < NOT_VISITED + NOT_REACHED + NO_DIFFICULTY:
            if chance >= NOT_VISITED + NOT_REACHED:
                self.visitor.no_difficulty(members, self._some_morning())
            elif chance >= NOT_VISITED:
                self.visitor.not_reached(members, self._some_morning())
            return
        found = [self._difficulty(members) for _ in range(1 + (self.random.random() < SECOND_NEED))]
        if found := [each for each in found if each is not None]:
            self._play(members, found)

    def _some_morning(self) -> datetime:
        return self.diary.morning(self.random.choice(VISITS))

    def _difficulty(self, members: Members) -> Difficulty | None:
        """Return a random need with one or two stories that suit the family; None if the first story suits no need of it."""
        story = self._story()
        want = self._want(members, story, set())
        if want is None:
            return None
        items = [self._dated(want.facts, story)]
        if self.random.random() < SECOND_ITEM and not story.is_of_one_item:
            another = self._story()
            other = None if another.is_of_one_item else self._want(members, another, {want.facts.code}, want.domain)
            items += [] if other is None else [self._dated(other.facts, another)]
        return Difficulty(want, tuple(items))

    def _want(self, members: Members, story: Story, without: set[str], domain: str | None = None) -> Want | None:
        """Return a need that suits the story and whose type has an office; None if there is none."""
        for want in wants(self.random, members, self._catalogue, sent_away=story.sent_away, urgent=story.urgent):
            suits = want.facts.code not in without and domain in (None, want.domain)
            if story.delegated and not self.cast.can_delegate(want.facts, members.family):
                continue
            if story.applied and not want.facts.needs_application:
                continue
            if story.gives not in (None, want.facts.outcome_kind):
                continue
            if suits and self.cast.has_office_for(want.facts, members.family):
                return want
        return None

    def _story(self) -> Story:
        if self._first:
            return self._first.pop()
        return self.random.choices(STORIES, [story.share for story in STORIES])[0]

    def _dated(self, facts: TypeFacts, story: Story) -> Planned:
        """Date a story's steps backwards from the last; with a type that urgency applies to, the gaps are the shortest."""
        hurried = facts.urgency_applies
        gaps = [step.after[0] if hurried else self.random.randint(*step.after) for step in story.steps]
        last = -1 - self.random.randint(story.rest[0], min(story.rest[1], story.rest[0] + 1) if hurried else story.rest[1])
        days = [last - sum(gaps[place + 1 :]) for place in range(len(gaps))]
        return Planned(facts, story, tuple(days), gaps[0])

    def _play(self, members: Members, found: list[Difficulty]) -> None:
        visited = self.diary.morning(min(item.days[0] - item.start for each in found for item in each.items))
        needs = self.visitor.met(members, [each.want for each in found], visited)
        steps: list[tuple[datetime, Course, Act]] = []
        for each, need in zip(found, needs, strict=True):
            siblings: list[FamilyCase] = []
            person = None if each.want.person is None else each.want.person.id
            for item in each.items:
                course = Course(self.stage, self.cast, self.random, members, need, item.facts, person, siblings)
                moments = self.diary.moments(item.days, visited)
                steps += [(at, course, step.act) for at, step in zip(moments, item.story.steps, strict=True)]
        for at, course, act in sorted(steps, key=itemgetter(0)):
            course.now = at
            act(course)
