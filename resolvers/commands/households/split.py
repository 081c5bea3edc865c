"""`familySplit`: some members of a household found one of their own, with a new id and number, in the same county.

Source: docs/domain.md 2 (Family: families that split); docs/lifecycle.md (`familySplit`); docs/decisions/030-merging.md.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.session.lock import lock
from db.tables.family import Family
from db.tables.need import Need
from db.tables.person import Person
from db.tables.person_match import PersonMatch
from domain.message.refusal import Path, Refusal, Refusals
from domain.routing import Located, at_level, divisions_over
from domain.value.number import NumberKind
from domain.value.values import Phone, RegionAt, ShortText
from domain.viewer import RegionLevel, lies_in
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.aggregate.follow import homes_of
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.family.household import Household, households
from resolvers.commands.households.splitting import Splitting
from resolvers.commands.inputs.input import CodeOf, Distinct, IdOf, Input, Says, Several
from resolvers.commands.locks import Locks
from resolvers.commands.settle.history import steps
from resolvers.commands.view import View

REASONS = "FAMILY_SPLIT_REASON"
PERSONS_MOST, NEEDS_MOST = 30, 50
"""Members and needs of the household that go."""


class FamilySplitInput(Input):
    """Who founds a household of their own, and where. 分户的成员及新户住址。"""

    id: Annotated[UUID, IdOf("Family"), Says("The family that they leave. 原家庭。")]
    persons: Annotated[
        tuple[Annotated[UUID, IdOf("Person")], ...],
        Several(1, PERSONS_MOST),
        Distinct(),
        Says("The members who go; not all. 分出的成员，不得为全部成员。"),
    ]
    head: Annotated[UUID, IdOf("Person"), Says("Who of them is the head. 新户户主，须为分出的成员。")]
    remaining_head: Annotated[
        UUID | None, IdOf("Person"), Says("Who is the head from then on where the head goes. 原户主分出时，原家庭的新户主。")
    ] = None
    village: Annotated[
        str | None,
        RegionAt(RegionLevel.VILLAGE),
        Says("Where they live, in the county; the same village by default. 新户居住地，默认同村。"),
    ] = None
    registration_region: Annotated[
        str | None, RegionAt(RegionLevel.COUNTY), Says("Where their household is registered; as before by default. 新户户籍地，默认不变。")
    ] = None
    address: Annotated[str | None, ShortText(), Says("The address below the village. 村（社区）以下住址。")] = None
    phone: Annotated[str | None, Phone(), Says("The telephone. 电话。")] = None
    needs: Annotated[
        tuple[Annotated[UUID, IdOf("Need")], ...],
        Several(0, NEEDS_MOST),
        Distinct(),
        Says("Needs of the household that are theirs; those of the persons go anyway. 随新户转出的全家需求；个人需求自动随本人转出。"),
    ] = ()
    reason: Annotated[str, CodeOf(REASONS), Says("Why; a code. 分户原因代码。")]


@dataclass(frozen=True)
class Leaving:
    """The family, who leaves it, as they are registered now, in the order of the input, and how the household that they found is made."""

    family: Family
    persons: tuple[Person | None, ...]
    head: Person | None
    remaining_head: Person | None
    made: Callable[[Family], Family]


@dataclass(kw_only=True)
class SplitFamily(Aggregate[Family]):
    """The new family, which is shown, and the one that it leaves. `near`: the offices over where it lives and is registered."""

    mine: Household
    going: tuple[Person, ...]
    head: Person | None
    remaining_head: Person | None
    matches: Sequence[PersonMatch]
    near: list[Located]

    @property
    @override
    def touched(self) -> list[UUID]:
        """Both families."""
        return [self.mine.family.id, self.answer.id]

    @property
    @override
    def version(self) -> int:
        """The version of the family that is left: the one that a caller has read."""
        return self.mine.family.version


class FamilySplit(Command[SplitFamily, FamilySplitInput, Leaving]):
    """Let members of a family found one of their own; the payload shows the new one. 家庭分户；返回新户。"""

    answers = "Family"

    @override
    async def find(self, view: View, input: FamilySplitInput) -> Leaving:
        """Return the family, who leaves it, and how the new one is made. Raises NOT_FOUND; notes it for whom and what is not seen."""
        family = await view.row(Family, input.id, ("id",))
        persons = [await view.row_if_seen(Person, key, ("persons", place)) for place, key in enumerate(input.persons)]
        head = await view.row_if_seen(Person, input.head, ("head",))
        remaining = await view.row_if_seen(Person, input.remaining_head, ("remainingHead",))
        await view.named_rows(Need, input.needs, ("needs",))
        return Leaving(family, tuple(persons), head, remaining, partial(founded, head=head, input=input, at=view.at))

    @override
    async def load(self, locks: Locks, found: Leaving) -> SplitFamily:
        """Return the household, locked, and the new one, written before what refers to it. Raises BUSY where it was merged meanwhile."""
        session = locks.session
        mine = (await households(locks, (found.family.id,)))[found.family.id]
        if mine.family.merged_into_id is not None:
            raise Refusal("BUSY")
        for place, person in enumerate(found.persons):
            locks.note_stranger(person, mine.family.id, ("persons", place))
        new = found.made(mine.family)  # of the family as it is now that it is locked
        session.add(new)
        await session.flush()
        going = tuple(each for each in mine.of(Person) if each in found.persons)
        keys = [each.id for each in going]
        return SplitFamily(
            answer=new,
            family=mine.family,
            mine=mine,
            going=going,
            head=found.head,
            remaining_head=found.remaining_head,
            matches=await lock(session, PersonMatch, PersonMatch.known_id.in_(keys)),
            near=await locks.over(divisions_over(homes_of(new))),
        )

    @override
    def apply(self, family: SplitFamily, input: FamilySplitInput, at: Moment) -> Change:
        """Part the household. Raises MOVE_PROPOSED, OUT_OF_SCOPE, NOBODY_STAYS, OF_WHO_STAYS and others."""
        family.mine.check_stays("id")
        splitting = Splitting(
            family.mine, family.answer, frozenset(each.id for each in family.going), frozenset(input.needs), family.near, at
        )
        if unfit := [*_place(family, at), *_heads(family), *_needs(family, input), *splitting.unfit()]:
            raise Refusals(*unfit)
        assert family.head is not None
        splitting.run(family.head, family.remaining_head)
        for match in family.matches:
            match.family_id = family.answer.id
        why = Change(reasons=(REASONS, [input.reason]))
        of_left = steps(self.action, family.mine.family, None, None, why, at)
        return Change(reasons=why.reasons, rows=(family.answer, *of_left))


def founded(family: Family, head: Person | None, input: FamilySplitInput, at: Moment) -> Family:
    """Return the new family: named after its head, contacted as the one that it leaves, and nothing else of what that is."""
    return Family(
        id=at.fresh.id(),
        number=at.fresh.number(NumberKind.FAMILY, at.now),
        version=1,
        display_name="" if head is None else head.name,
        region_code=input.village or family.region_code,
        registration_region_code=input.registration_region or family.registration_region_code,
        address=input.address,
        phone=input.phone,
        contact_wish_by=family.contact_wish_by,
        contact_wish_when=family.contact_wish_when,
        contact_wish_through=family.contact_wish_through,
        next_contact_on=family.next_contact_on,
        split_from_id=family.id,
        categories=[],
        health_categories=[],
        merged_numbers=[],
        created_at=at.now,
        created_by=at.viewer.account,
        contact_person_id=at.viewer.account,
    )


def _place(family: SplitFamily, at: Moment) -> Iterator[Refusal]:
    """Yield OUT_OF_SCOPE where the new household lives outside the viewer's scope, or in another county than the one it leaves."""
    village, left = family.answer.region_code, family.mine.family.region_code
    if not lies_in(village, at.viewer.scope) or at_level(village, RegionLevel.COUNTY) != at_level(left, RegionLevel.COUNTY):
        yield Refusal("OUT_OF_SCOPE", path=("village",))


def _heads(family: SplitFamily) -> Iterator[Refusal]:
    """Yield what is wrong with who goes and who is the head: of a household somebody stays, and each has a living head of its own."""
    left, going = family.mine.family, family.going
    staying = [each for each in family.mine.of(Person) if each not in going and each.merged_into_id is None]
    if left.head_id is not None and all(each.deceased_on is not None for each in staying):
        yield Refusal("NOBODY_STAYS", path=("persons",))
    yield from _head(family.head, going, ("head",))
    if all(each.id != left.head_id for each in going):
        if family.remaining_head is not None:
            yield Refusal("NOT_EXPECTED", path=("remainingHead",))
    elif family.remaining_head is None:
        yield Refusal("REQUIRED", path=("remainingHead",))
    else:
        yield from _head(family.remaining_head, staying, ("remainingHead",))


def _head(head: Person | None, among: Sequence[Person], path: Path) -> Iterator[Refusal]:
    if head is not None and head not in among:
        yield Refusal("HEAD_NOT_OF_HOUSEHOLD", path=path, row=("Person", head.id))
    elif head is not None and head.deceased_on is not None:
        yield Refusal("PERSON_DECEASED", path=path, row=("Person", head.id))


def _needs(family: SplitFamily, input: FamilySplitInput) -> Iterator[Refusal]:
    """Yield NEED_NOT_OF_FAMILY for each named need of another family."""
    own = {each.id for each in family.mine.of(Need)}
    yield from (Refusal("NEED_NOT_OF_FAMILY", path=("needs", place)) for place, key in enumerate(input.needs) if key not in own)
