"""Play what becomes of households of the demonstration county: registered twice, merged by mistake, one of two generations.

Source: docs/domain.md 2 (Merged families, Families that split); docs/lifecycle.md (`familyMerge`, `familyPart`, `familySplit`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from db.tables.campaign import Campaign, CampaignListing
from db.tables.declare import Row
from db.tables.family import Family
from db.tables.family_merge import FamilyMerge as Merge
from db.tables.family_merge import MergeLine
from db.tables.need import Need
from db.tables.person import Person
from db.tables.visit import Visit
from demonstration.county.load import with_defaults
from demonstration.county.people import Members
from demonstration.history.cast import Cast
from demonstration.history.diary import CLOSES, Diary
from demonstration.history.stage import Stage
from domain.campaign import Contact
from domain.time.calendar import start_of
from domain.viewer import RegionLevel
from domain.visit import ContactResult, VisitState
from resolvers.commands.campaign.listing import Listed
from resolvers.commands.family.household import HISTORIES, LOCKED, Household
from resolvers.commands.households.merge import BothFamilies, FamilyMerge, FamilyMergeInput
from resolvers.commands.households.part import FamilyPart, FamilyPartInput, MergedFamily
from resolvers.commands.households.parting import key_of
from resolvers.commands.households.split import FamilySplit, FamilySplitInput, SplitFamily, founded
from resolvers.commands.households.splitting import Splitting

A_WHILE = timedelta(minutes=10)
"""Between two of the commands, which are played when the offices have closed."""
GROWN_UP = 20
"""The age from which somebody founds a household of their own."""


def change(stage: Stage, cast: Cast, diary: Diary, families: Iterable[Members]) -> None:
    """Merge a family that was registered twice, merge and part two that are not one, and let somebody found a household of their own."""
    households = Households(stage, cast, start_of(diary.days[-1]) + CLOSES + A_WHILE)
    ordinary = [each for each in families if each.case is None]
    for play, pair in zip((households.merge, households.part), _neighbours(stage, ordinary), strict=False):
        play(*pair)
    households.split(ordinary)


def _neighbours(stage: Stage, families: Iterable[Members]) -> Iterator[tuple[Members, Members]]:
    """Yield families of one county in pairs: the first has needs, the second none, if there is one without."""
    found = {row.family_id for row in stage.rows if isinstance(row, Need)}
    counties = defaultdict[str, list[Members]](list)
    for each in sorted(families, key=lambda each: each.family.id not in found):
        counties[each.family.region_code[: RegionLevel.COUNTY]].append(each)
    for together in counties.values():
        while len(together) > 1:
            yield together.pop(0), together.pop()


class Households:
    """Plays commands over whole households; `at` is when the next one is played."""

    def __init__(self, stage: Stage, cast: Cast, at: datetime) -> None:
        self.stage, self.cast, self.at = stage, cast, at

    def merge(self, mine: Members, theirs: Members) -> list[Row]:
        """Make one family of two; return what was written of it."""
        both = BothFamilies(
            answer=mine.family,
            family=mine.family,
            mine=self._household(mine),
            theirs=self._household(theirs),
            matches=(),
            earlier=(),
            lists=self._lists(mine.family, theirs.family),
            near=self.cast.near(mine.family),
        )
        told = FamilyMergeInput(survivor=mine.family.id, merged=theirs.family.id, reason="同一户以不同户主登记两次")
        made = self.stage.play(FamilyMerge(), both, told, self.cast.cadre(mine.family), self.at)
        self.at += A_WHILE
        return made

    def part(self, mine: Members, theirs: Members) -> None:
        """Merge two families that are not one, and part them again: what was kept for it is gone by then."""
        made = self.merge(mine, theirs)
        lines = [row for row in made if isinstance(row, MergeLine)]
        one = self._household(mine, theirs)
        rows = (mine.family, theirs.family, *one.all(), *self._household(theirs).all())
        parted = MergedFamily(
            answer=mine.family,
            family=mine.family,
            mine=one,
            theirs=self._household(theirs),
            merge=next(row for row in made if isinstance(row, Merge)),
            rows={key_of(row): row for row in rows},
            matches=(),
            lists=self._lists(mine.family, theirs.family),
            near=self.cast.near(theirs.family),
            gone=lines,
        )
        told = FamilyPartInput(id=mine.family.id, merged_number=theirs.family.number, reason="TWO_HOUSEHOLDS")
        self.stage.play(FamilyPart(), parted, told, self.cast.cadre(mine.family), self.at)
        self.stage.rows = [row for row in self.stage.rows if row not in lines]
        self.at += A_WHILE

    def split(self, families: Iterable[Members]) -> None:
        """Let the first grown-up member who can, and is not the head, found a household of their own."""
        can = ((each, person) for each in families for person in each.persons[1:] if self._may_go(each, person))
        for members, head in islice(can, 1):
            self._split(members, head)

    def _split(self, members: Members, head: Person) -> None:
        family, by = members.family, self.cast.cadre(members.family)
        told = FamilySplitInput(id=family.id, persons=(head.id,), head=head.id, reason="OWN_HOUSEHOLD")
        new = founded(family, head, told, self.stage.at(by, self.at))
        two = SplitFamily(
            answer=new,
            family=family,
            mine=self._household(members),
            going=(head,),
            head=head,
            remaining_head=None,
            matches=(),
            near=self.cast.near(new),
        )
        self.stage.play(FamilySplit(), two, told, by, self.at)

    def _may_go(self, members: Members, person: Person) -> bool:
        grown_up = self.at.year - (person.birth_year or self.at.year) >= GROWN_UP
        going, at = frozenset({person.id}), self.stage.at(self.cast.cadre(members.family), self.at)
        stays = members.family.merged_into_id is None and person.family_id == members.family.id and not members.family.merged_numbers
        return grown_up and stays and not any(Splitting(self._household(members), members.family, going, frozenset(), (), at).unfit())

    def _household(self, *families: Members) -> Household:
        """Return the first of the families with all that belongs to it by now."""
        family = families[0].family
        found = Household(family)
        with_defaults(family)
        rows = [row for each in families for row in (*each.persons, *each.records)] + self.stage.rows
        for row in rows:
            if isinstance(row, (*LOCKED, *HISTORIES)) and getattr(row, "family_id", None) == family.id:
                with_defaults(row)
                found.rows.setdefault(type(row), []).append(row)
        return found

    def _lists(self, *families: Family) -> Listed:
        keys = {each.id for each in families}
        lists = Listed(campaigns={row.id: row for row in self.stage.rows if isinstance(row, Campaign)})
        for row in self.stage.rows:
            if isinstance(row, CampaignListing) and row.family_id in keys:
                lists.listings.append(row)
            if isinstance(row, Visit) and row.family_id in keys and row.state == VisitState.RECORDED:
                lists.add(row.family_id, Contact(row.at, ContactResult(row.contact_result)))
        return lists
