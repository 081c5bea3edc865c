"""What becomes of households that move, become one, are parted again, or split: the rows of the model, and what is refused.

Source: docs/domain.md 2 (Moves, Merged families, Families that split).
"""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.model.registered import Family, Merger, Person, Proposal, Values, Visit
from tests.model.rows import Book, Call, Item, Need, Owned, Referral, Row
from tests.model.table import AT_THE_COUNTY

OVER = ("CANCELLED", "ARCHIVED")
WHERE = ("family_id", "person_id", "region_code", "kept_family_id", "kept_person_id", "merged_into_id")
"""What says whose a row is, and where: it is given back whatever else became of the row."""
KEPT = ("members", "certified", "called_until", "merged_numbers")
"""What is given back where nobody has changed it since."""


def is_past(row: Row) -> bool:
    """Whether the row tells of what is past: it keeps the division in which that happened."""
    match row:
        case Need():
            return row.status == "CLOSED"
        case Item():
            return row.state in OVER
        case Referral():
            return row.ended_at is not None
        case Proposal() | Visit():
            return True
    return False


def standing(book: Book, family: UUID) -> Family:
    """The family as which an id goes on."""
    found = book.families[family]
    return found if found.merged_into_id is None else book.families[found.merged_into_id]


def count(book: Book, items: list[Item]) -> None:
    """Items that have moved and are not over count a version, with their referrals that have not ended."""
    for item in items:
        if item.state not in OVER:
            item.version += 1
            for each in book.referrals_of(item):
                if each.ended_at is None:
                    each.version = item.version


def move_to(family: Family, call: Call) -> list[Item]:
    family.region_code = call.given["village"]
    family.registration_region_code = call.given["registration_region"] or family.registration_region_code
    family.version += 1
    for row in call.book.of(family.id):
        if not is_past(row) and row.state != "MERGED":
            row.region_code = family.region_code
            if isinstance(row, Need):
                row.version += 1
    count(call.book, [each for each in call.book.items.values() if each.family_id == family.id])
    return []


def merge(family: Family, call: Call) -> list[Item]:
    """Everything of the other family is this one's; of those who are paired one goes on as the other."""
    book, other = call.book, standing(call.book, call.given["merged"])
    pairs: dict[UUID, UUID] = dict(call.given["pairs"])
    before = deepcopy(dict(_all(book)))
    for each in (family, other):
        _give_as_before(book, each, pairs, goes_on=each is family)
        if each.called_until is not None:
            each.called_until = min(each.called_until, call.now)
    for row in list(book.of(other.id)):
        _become(row, family, pairs)
    for merged, survivor in pairs.items():
        book.persons[survivor].certified |= book.persons[merged].certified
    both: tuple[Family | Person, ...] = (*book.families.values(), *book.persons.values())
    for earlier in both:
        if earlier.merged_into_id == other.id:
            earlier.merged_into_id = family.id
        elif isinstance(earlier, Person) and earlier.merged_into_id in pairs:
            earlier.merged_into_id = pairs[earlier.merged_into_id]
    other.merged_into_id = family.id
    family.merged_numbers = [*family.merged_numbers, other.number]
    lines = {key: found for key, row in _all(book) if (found := _changes(before[key], row)) != ({}, {})}
    book.mergers.append(Merger(family.id, other.id, call.now, lines))
    family.version, other.version = family.version + 1, other.version + 1
    count(book, [each for each in book.items.values() if "family_id" in lines.get(each.id, ({}, {}))[0]])
    return []


def _all(book: Book) -> Iterator[tuple[UUID, Row]]:
    kinds: tuple[Mapping[UUID, Row], ...] = (
        book.families,
        book.persons,
        book.needs,
        book.items,
        book.referrals,
        book.proposals,
        book.visits,
    )
    for rows in kinds:
        yield from rows.items()


def _changes(before: Row, after: Row) -> tuple[Values, Values]:
    names = [name for name in (*WHERE, *KEPT) if getattr(before, name, None) != getattr(after, name, None)]
    return {name: getattr(before, name) for name in names}, {name: getattr(after, name) for name in names}


def _give_as_before(book: Book, family: Family, pairs: Mapping[UUID, UUID], *, goes_on: bool) -> None:
    """Offices are given the members whom they saw, and nobody else: of the family that goes on those of which it has ended as well.

    What shows no family any more gives nothing of it.
    """
    everybody = [each.id for each in book.persons.values() if each.family_id == family.id]
    for referral in (each for each in book.referrals.values() if each.family_id == family.id):
        goes_on_here = goes_on and referral.shows_family and referral.kept_family_id in (None, family.id)
        if referral.ended_at is None or goes_on_here:
            given = everybody if referral.members is None else referral.members
            referral.members = sorted({pairs.get(each, each) for each in given}, key=str)


def _become(row: Owned, family: Family, pairs: Mapping[UUID, UUID]) -> None:
    if isinstance(row, Person):
        if row.id in pairs:
            row.merged_into_id = pairs[row.id]
            return
    elif not isinstance(row, Proposal):
        _keep_shown(row)
        row.person_id = None if row.person_id is None else pairs.get(row.person_id, row.person_id)
    _bring(row, family)


def _keep_shown(row: Need | Item | Referral | Visit) -> None:
    """What has ended stays shown to its office as of the family of which it was."""
    if isinstance(row, Referral) and row.ended_at is not None and row.kept_family_id is None:
        row.kept_family_id, row.kept_person_id = row.family_id, row.person_id


def _bring(row: Owned, family: Family) -> None:
    row.family_id = family.id
    if not is_past(row):
        row.region_code = family.region_code


@dataclass(frozen=True)
class Parting:
    """A merger that is taken back. `back`: the members who had moved; `before`: as whom a member of the survivor was registered before."""

    book: Book
    merger: Merger
    named: frozenset[UUID] = frozenset()
    """The needs found since that are named."""

    @property
    def back(self) -> frozenset[UUID]:
        members = (each for each in self.book.persons.values() if each.family_id == self.merger.survivor)
        return frozenset(each.id for each in members if "family_id" in self._written(each.id))

    @property
    def before(self) -> dict[UUID, UUID]:
        paired = (each for each in self.book.persons.values() if each.family_id == self.merger.merged)
        return {self._written(each.id)["merged_into_id"]: each.id for each in paired if "merged_into_id" in self._written(each.id)}

    def _written(self, key: UUID) -> Values:
        return self.merger.lines.get(key, ({}, {}))[1]

    def new(self) -> list[Need]:
        """The needs that the survivor has, and were found since."""
        return [each for each in self.book.needs.values() if self._came_since(each)]

    def _came_since(self, row: Need | Visit) -> bool:
        assert row.created_at is not None
        return row.family_id == self.merger.survivor and row.id not in self.merger.lines and row.created_at > self.merger.at

    def later(self) -> list[Need | Item | Referral | Visit]:
        """What was found, asked and sent since of who goes back, and for the needs that go back."""
        visits = [each for each in self.book.visits.values() if self._came_since(each) and each.person_id in self.back]
        seen = {each.id for each in visits}
        needs = [
            each
            for each in self.new()
            if each.person_id in self.back or each.id in self.named or (each.person_id is None and each.visit_id in seen)
        ]
        keys = {*self.merger.lines, *(each.id for each in needs)}
        items = [each for each in self.book.items.values() if each.need_id in keys]
        cases: tuple[Item | Referral, ...] = (*items, *(referral for each in items for referral in self.book.referrals_of(each)))
        return [*needs, *(each for each in cases if each.id not in self.merger.lines), *visits]

    def is_in_two(self) -> bool:
        """Whether something that was moved is with neither family."""
        two, book = (self.merger.survivor, self.merger.merged), self.book
        rows: dict[UUID, Owned] = {**book.persons, **book.needs, **book.items, **book.referrals}
        return any(rows[key].family_id not in two and rows[key].state != "MERGED" for key in self.merger.lines if key in rows)


def last_into(book: Book, family: Family) -> Merger | None:
    """The last merger into the family."""
    return next((each for each in reversed(book.mergers) if each.survivor == family.id), None)


def part(family: Family, call: Call) -> list[Item]:
    """What the merger wrote goes back; what came since goes along with what goes back."""
    book, merger = call.book, last_into(call.book, family)
    assert merger is not None
    parting, other = Parting(book, merger, frozenset(call.given["needs"])), book.families[merger.merged]
    later, back, before = parting.later(), parting.back, parting.before
    everybody = [each.id for each in book.persons.values() if each.family_id == family.id]
    has_left = family.region_code[:AT_THE_COUNTY] != other.region_code[:AT_THE_COUNTY]
    if has_left:  # it has come along, and lives where the other does
        other.region_code = family.region_code
    rows = dict(_all(book))
    for key, line in merger.lines.items():
        _return(rows[key], *line, family, other)
    if has_left:
        along: list[Any] = [*book.persons.values(), *(each for each in book.needs.values() if not is_past(each))]
        for row in (each for each in along if each.family_id == other.id):
            row.region_code = other.region_code
    for row in later:
        _keep_shown(row)
        if isinstance(row, Referral) and row.ended_at is None:
            given = everybody if row.members is None else row.members
            row.members = sorted((before.get(each, each) for each in given if each in before or each in back), key=str)
        row.person_id = None if row.person_id is None else before.get(row.person_id, row.person_id)
        _bring(row, other)
    book.mergers.remove(merger)
    family.version, other.version = family.version + 1, other.version + 1
    came = {each.id for each in later}
    count(book, [each for each in book.items.values() if each.id in came or "family_id" in merger.lines.get(each.id, ({}, {}))[0]])
    return []


def _return(row: Any, before: Values, after: Values, family: Family, other: Family) -> None:
    for name, value in before.items():
        if name in WHERE or getattr(row, name) == after[name]:
            setattr(row, name, value)
    is_home = "region_code" in before or is_past(row)
    if "family_id" in before and not is_home and row.region_code == family.region_code:
        row.region_code = other.region_code


def needs_that_go(family: Family, call: Call) -> set[UUID]:
    """Needs of who goes, those named, and those of the household whose items are all of who goes."""
    going, found = set(call.given["persons"]), set(call.given["needs"])
    for need in (each for each in call.book.needs.values() if each.family_id == family.id):
        whose = {each.person_id for each in call.book.items.values() if each.need_id == need.id and each.state != "CANCELLED"}
        if need.person_id in going or (need.person_id is None and whose and whose <= going):
            found.add(need.id)
    return found


def split(family: Family, call: Call) -> list[Item]:
    """Who goes founds a family; what is theirs goes along."""
    book, given, going = call.book, call.given, set(call.given["persons"])
    lives, registered = given["village"] or family.region_code, given["registration_region"] or family.registration_region_code
    new = book.families[given["new"]] = Family(given["new"], "", lives, registered, given["head"])
    needs = needs_that_go(family, call)
    items = [each for each in book.items.values() if each.need_id in needs]
    referrals = [referral for each in items for referral in book.referrals_of(each)]
    rows: tuple[Need | Item | Referral, ...] = (*(book.needs[key] for key in needs), *items, *referrals)
    for row in rows:
        _keep_shown(row)
        if isinstance(row, Referral) and row.ended_at is None:
            row.members = sorted(going if row.members is None else going.intersection(row.members), key=str)
        _bring(row, new)
    for key in going:
        _bring(book.persons[key], new)
    family.head_id = given["remaining_head"] or family.head_id
    family.version += 1
    count(book, items)
    return []


OVER_FAMILY: Mapping[str, Callable[[Any, Call], list[Item]]] = {
    "familyMerge": merge,
    "familyPart": part,
    "familyMove": move_to,
    "familySplit": split,
}
