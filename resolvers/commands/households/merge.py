"""`familyMerge`: one household that was registered twice becomes one family; the id of the other goes on as this one's.

Source: docs/domain.md 2 (Family: merged families); docs/decisions/030-merging.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from typing_extensions import override

from db.protect.cipher import Cipher
from db.session.lock import lock
from db.tables.family import Family
from db.tables.family_merge import FamilyMerge as Merge
from db.tables.person import Person
from db.tables.person_match import PersonMatch
from domain.family import MatchDecision
from domain.message.refusal import Refusal, Refusals
from domain.routing import divisions_over
from domain.value.values import Count, FreeText
from resolvers.commands.aggregate.follow import homes_of
from resolvers.commands.campaign.listing import lists_of
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.family.household import households
from resolvers.commands.households.merging import Merging, number_index
from resolvers.commands.households.two import TwoHouseholds
from resolvers.commands.inputs.input import IdOf, Input, Says, Several
from resolvers.commands.locks import Locks
from resolvers.commands.view import View

PERSONS_MOST = 30
"""Members of one family who go on as members of another."""


class SamePersonInput(Input):
    """One person who was registered in both families. 在两户中重复登记的同一人。"""

    merged: Annotated[UUID, IdOf("Person"), Says("The registration that ends. 并入的登记。")]
    survivor: Annotated[UUID, IdOf("Person"), Says("The one that goes on. 保留的登记。")]


class FamilyMergeInput(Input):
    """Two registrations of one household. 同一家庭的两次登记。"""

    survivor: Annotated[UUID, IdOf("Family"), Says("The family that goes on, whose values stand. 保留的家庭，以其信息为准。")]
    merged: Annotated[UUID, IdOf("Family"), Says("The family that is merged into it. 并入的家庭。")]
    persons: Annotated[
        tuple[SamePersonInput, ...],
        Several(0, PERSONS_MOST),
        Says("Who is registered in both; everybody else moves. 两户中重复登记的人员；其余成员一并转入。"),
    ] = ()
    reason: Annotated[str, FreeText(), Says("Why they are one family; no number of a person in it. 合并理由，不得填写证件号、电话等。")]
    merged_version: Annotated[
        int | None,
        Count("none_least", "version_most"),
        Says("The version of the merged family that was read. 并入家庭的版本号，与 expectedVersion 相同用法。"),
    ] = None


class Two(NamedTuple):
    """The keys of the two families."""

    survivor: UUID
    merged: UUID


@dataclass(kw_only=True)
class BothFamilies(TwoHouseholds):
    """Two households, whom of them is known to be one person or two, and what was merged into the second before."""

    earlier: Sequence[Family | Person]
    """Families and persons that go on as the merged one, or as a member of it."""


class FamilyMerge(Command[BothFamilies, FamilyMergeInput, Two]):
    """Merge two registrations of one household. 合并同一家庭的两次登记。"""

    answers = "Family"
    aims_at = "survivor"

    @override
    async def find(self, view: View, input: FamilyMergeInput) -> Two:
        """Return the keys of the families. Raises NOT_FOUND, ONE_FAMILY; notes NOT_FOUND for persons who are not seen."""
        survivor = await view.row(Family, input.survivor, ("survivor",))
        merged = await view.row(Family, input.merged, ("merged",))
        if survivor.id == merged.id:
            raise Refusal("ONE_FAMILY", path=("merged",))
        for place, pair in enumerate(input.persons):
            await view.row_if_seen(Person, pair.merged, ("persons", place, "merged"))
            await view.row_if_seen(Person, pair.survivor, ("persons", place, "survivor"))
        return Two(survivor.id, merged.id)

    @override
    async def load(self, locks: Locks, found: Two) -> BothFamilies:
        """Return both households, locked, with the matches of the merged one's members. Raises BUSY if one was merged meanwhile."""
        session = locks.session
        before = await session.scalars(select(Family.id).where(Family.merged_into_id == found.merged))
        await lock(session, Family, Family.id.in_([*found, *before]))  # all at once, by ascending id: whoever parts two of them waits
        both = await households(locks, found)
        mine, theirs = both[found.survivor], both[found.merged]
        if mine.family.merged_into_id or theirs.family.merged_into_id:
            raise Refusal("BUSY")
        members = [each.id for each in theirs.of(Person)]
        of_members = or_(PersonMatch.known_id.in_(members), PersonMatch.registered_id.in_(members))
        return BothFamilies(
            answer=mine.family,
            family=mine.family,
            mine=mine,
            theirs=theirs,
            matches=await lock(session, PersonMatch, of_members),
            earlier=[
                *await lock(session, Family, Family.merged_into_id == found.merged),
                *await lock(session, Person, Person.merged_into_id.in_(members)),
            ],
            lists=await lists_of(session, found),
            near=await locks.over(divisions_over(homes_of(mine.family))),
        )

    @override
    def apply(self, both: BothFamilies, input: FamilyMergeInput, at: Moment) -> Change:
        """Merge them. Raises MOVE_PROPOSED, CONFLICT, PERSON_NOT_OF_FAMILY, REPEATED, NOT_SAME, PAIR_MISSING."""
        both.mine.check_stays("survivor")
        both.theirs.check_stays("merged")
        if input.merged_version not in (None, both.theirs.family.version):
            raise Refusal("CONFLICT", path=("mergedVersion",))
        if unfit := [*_unfit(both, input, at.cipher)]:
            raise Refusals(*unfit)
        twins = {each.id: each for each in both.mine.of(Person)}
        merging = Merging(both.mine, both.theirs, {each.merged: twins[each.survivor] for each in input.persons}, both.near, at)
        merging.run()
        _follow(both, merging, at)
        _list(both, at)
        merge = Merge(
            id=at.fresh.id(),
            survivor_id=both.mine.family.id,
            merged_id=both.theirs.family.id,
            at=at.now,
            account_id=at.viewer.account,
            office_id=at.viewer.office,
            reason=input.reason,
        )
        return Change(rows=(merge, *merging.ledger.lines(merge, at)))


def _unfit(both: BothFamilies, input: FamilyMergeInput, cipher: Cipher) -> Iterator[Refusal]:
    """Yield what is wrong with who is paired: members of other families, anybody twice, two numbers, a number left out."""
    mine, theirs = ({each.id: each for each in household.of(Person)} for household in (both.mine, both.theirs))
    for side, members in (("merged", theirs), ("survivor", mine)):
        named = [getattr(pair, side) for pair in input.persons]
        for place, key in enumerate(named):
            if key not in members:
                yield Refusal("PERSON_NOT_OF_FAMILY", path=("persons", place, side), row=("Person", key))
            elif key in named[:place]:
                yield Refusal("REPEATED", path=("persons", place, side))
    decided = {frozenset((each.known_id, each.registered_id)) for each in both.matches if each.decision == MatchDecision.NOT_SAME}
    for place, pair in enumerate(input.persons):
        if pair.merged in theirs and pair.survivor in mine:
            numbers = {number_index(each, cipher) for each in (theirs[pair.merged], mine[pair.survivor])} - {None}
            if len(numbers) > 1 or frozenset((pair.merged, pair.survivor)) in decided:
                yield Refusal("NOT_SAME", path=("persons", place))
            dead = [each.id for each in (theirs[pair.merged], mine[pair.survivor]) if each.deceased_on is not None]
            if len(dead) == 1:  # of the other something may be open still: the death is recorded there first
                yield Refusal("PERSON_DECEASED", path=("persons", place), row=("Person", dead[0]))
    paired = {pair.merged for pair in input.persons}
    yield from (
        Refusal("PAIR_MISSING", path=("persons",), row=("Person", key)) for key in _left_out(mine, theirs, cipher) if key not in paired
    )


def _left_out(mine: Mapping[UUID, Person], theirs: Mapping[UUID, Person], cipher: Cipher) -> Iterator[UUID]:
    """Yield who has the ID number of a member of the other family."""
    numbers = {number_index(each, cipher) for each in mine.values()} - {None}
    yield from (each.id for each in theirs.values() if number_index(each, cipher) in numbers)


def _follow(both: BothFamilies, merging: Merging, at: Moment) -> None:
    """Let whatever names the merged family or its members name the survivor; the match of two who are paired is decided."""
    ledger, survivor = merging.ledger, both.mine.family
    twins = {key: twin.id for key, twin in merging.pairs.items()}
    for match in both.matches:
        if twins.get(match.known_id) == match.registered_id or twins.get(match.registered_id) == match.known_id:
            if match.decision != MatchDecision.SAME:
                ledger.set(match, decision=MatchDecision.SAME.value, decided_at=at.now, decided_by=at.viewer.account)
                match.changed(at.now)
            continue
        ledger.set(
            match,
            known_id=twins.get(match.known_id, match.known_id),
            registered_id=twins.get(match.registered_id, match.registered_id),
            family_id=survivor.id if match.family_id == both.theirs.family.id else match.family_id,
        )
    for each in both.earlier:
        into = survivor.id if isinstance(each, Family) else twins.get(each.merged_into_id or each.id, each.merged_into_id)
        ledger.set(each, merged_into_id=into)


def _list(both: BothFamilies, at: Moment) -> None:
    """Bring the lists of campaigns to what the visits of both say."""
    mine, theirs, lists = both.mine.family.id, both.theirs.family.id, both.lists
    lists.contacts[mine] = [*lists.contacts.get(mine, ()), *lists.contacts.get(theirs, ())]
    lists.listings = [each for each in lists.listings if each.family_id == mine]
    lists.write(at.now)
