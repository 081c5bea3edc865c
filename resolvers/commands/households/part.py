"""`familyPart`: a family that was merged into another is one of its own again; what came since stays, but for what is of who goes back.

Source: docs/lifecycle.md (`familyPart`); docs/decisions/030-merging.md (parting).
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from typing_extensions import override

from db.session.lock import lock
from db.tables.campaign import Campaign
from db.tables.declare import Row
from db.tables.family import Family
from db.tables.family_merge import FamilyMerge as Merge
from db.tables.family_merge import MergeLine
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.person import Person
from db.tables.person_match import PersonMatch
from db.tables.referral import Referral
from db.tables.visit import Visit
from domain.campaign import Contact
from domain.message.refusal import Refusal, Refusals
from domain.routing import Homes, divisions_over
from domain.value.number import NumberKind, RowNumber
from domain.viewer import lies_in
from domain.visit import ContactResult, VisitState
from resolvers.commands.campaign.listing import lists_of
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.family.household import households
from resolvers.commands.family.move import campaigns_of, in_charge_there
from resolvers.commands.households.along import Along, has_left
from resolvers.commands.households.ledger import Written, written_of
from resolvers.commands.households.parting import Parting, key_of
from resolvers.commands.households.two import TwoHouseholds
from resolvers.commands.inputs.input import CodeOf, Distinct, IdOf, Input, Says, Several
from resolvers.commands.locks import Locks
from resolvers.commands.view import View

REASONS = "FAMILY_PART_REASON"
NEEDS_MOST = 50
"""Needs that go back though they were found since."""
KEPT: tuple[type[Row], ...] = (Person, Need, AssistanceItem, Referral)
"""What nothing removes: where one that moved is with neither family, the household has become two in between."""


class FamilyPartInput(Input):
    """A merger that is taken back. 撤销的家庭合并。"""

    id: Annotated[UUID, IdOf("Family"), Says("The family that goes on. 保留的家庭。")]
    merged_number: Annotated[
        str,
        RowNumber((NumberKind.FAMILY,)),
        Says("The number of the family that was merged into it last, of its `mergedNumbers`. 最后并入的家庭编号。"),
    ]
    needs: Annotated[
        tuple[Annotated[UUID, IdOf("Need")], ...],
        Several(0, NEEDS_MOST),
        Distinct(),
        Says("Needs found since that are the other family's. 合并后发现、应归另一户的需求。"),
    ] = ()
    reason: Annotated[str, CodeOf(REASONS), Says("Why; a code. 撤销合并的原因代码。")]


class Named(NamedTuple):
    """The family, and the number of the one that was merged into it."""

    family: UUID
    number: str


@dataclass(kw_only=True)
class MergedFamily(TwoHouseholds):
    """A household with the one that was merged into it, the merger, and the rows that it changed.

    `campaigns`, `in_charge`: as for a move.
    """

    merge: Merge
    rows: dict[tuple[str, UUID], Row]
    campaigns: Mapping[UUID, Campaign] = field(default_factory=dict)
    in_charge: frozenset[UUID] = frozenset()


class FamilyPart(Command[MergedFamily, FamilyPartInput, Named]):
    """Part a family that was merged by mistake. 撤销误合并的家庭。"""

    answers = "Family"

    @override
    async def find(self, view: View, input: FamilyPartInput) -> Named:
        """Return the family, and the number of the merged one. Raises NOT_FOUND; notes it for needs that are not seen."""
        family = await view.row(Family, input.id, ("id",))
        await view.named_rows(Need, input.needs, ("needs",))
        return Named(family.id, input.merged_number)

    @override
    async def load(self, locks: Locks, found: Named) -> MergedFamily:
        """Return both households, locked, with all that the merger changed. Raises NOT_MERGED, MERGED_ON, BUSY."""
        session = locks.session
        merge = await _merger(session, found)
        lines = (await session.scalars(select(MergeLine).where(MergeLine.merge_id == merge.id))).all()
        keys = {table: [each.row_id for each in lines if each.row_table == table] for table in {each.row_table for each in lines}}
        two = (merge.survivor_id, merge.merged_id)
        await lock(session, Family, Family.id.in_([*two, *keys.get("family", ())]))  # all at once, by ascending id, as who merges them
        both = await households(locks, two)
        mine, theirs = both[merge.survivor_id], both[merge.merged_id]
        (merge,) = await lock(session, Merge, Merge.id == merge.id)
        if mine.family.merged_into_id is not None or merge.parted_at is not None:
            raise Refusal("BUSY")
        if mine.family.merged_numbers[-1] != found.number:
            raise Refusal("MERGED_ON", path=("mergedNumber",))
        members = [each.id for household in (mine, theirs) for each in household.of(Person)]
        elsewhere = [*await lock(session, Family, Family.id.in_(keys.get("family", ())), Family.id.not_in(both))]
        of_earlier = (Person.id.in_(keys.get("person", ())), Person.id.not_in(members), Person.merged_into_id.is_not(None))
        merged = [*await lock(session, Person, *of_earlier)]
        of_members = or_(PersonMatch.known_id.in_(members), PersonMatch.registered_id.in_(members))
        matches = await lock(session, PersonMatch, or_(of_members, PersonMatch.id.in_(keys.get("person_match", ()))))
        rows = (mine.family, theirs.family, *elsewhere, *merged, *matches, *mine.all(), *theirs.all())
        return MergedFamily(
            answer=mine.family,
            family=mine.family,
            mine=mine,
            theirs=theirs,
            merge=merge,
            rows={key_of(row): row for row in rows},
            matches=matches,
            lists=await lists_of(session, tuple(both)),
            near=await locks.over(divisions_over(_homes(mine.family, theirs.family))),
            gone=lines,
            campaigns=await campaigns_of(locks, mine) | await campaigns_of(locks, theirs),
            in_charge=await in_charge_there(locks, mine, mine.family.region_code)
            | await in_charge_there(locks, theirs, mine.family.region_code),
        )

    @override
    def apply(self, both: MergedFamily, input: FamilyPartInput, at: Moment) -> Change:
        """Part them. Raises MOVE_PROPOSED, OUT_OF_SCOPE, PARTED_SINCE, REGISTERED_SINCE, NEED_NOT_OF_FAMILY, OF_WHO_STAYS, TAKEN_OVER."""
        both.mine.check_stays("id")
        moved = has_left(both.mine.family, both.theirs.family)
        if not moved and not lies_in(both.theirs.family.region_code, at.viewer.scope):
            raise Refusal("OUT_OF_SCOPE", path=("mergedNumber",))
        lines = _lines(both, at)
        new = frozenset(each.id for each in both.mine.of(Need) if each not in lines and each.created_at > both.merge.at)
        named = new.intersection(input.needs)
        parting = Parting(both.mine, both.theirs, both.merge.at, lines, named, tuple(both.matches), both.near, at)
        if unfit := [*_registered(both, parting), *_strange(new, input), *parting.unfit()]:
            raise Refusals(*unfit)
        along = Along(both.mine, both.theirs, both.matches, both.campaigns, both.in_charge, at)
        if moved:
            along.arrive()
        parting.run()
        _list(both, at)
        if moved:
            along.settle()
        both.merge.parted_at, both.merge.parted_by = at.now, at.viewer.account
        return Change(reasons=(REASONS, [input.reason]))


def _homes(survivor: Family, merged: Family) -> Homes:
    """Return where the family is registered and lives from then on: in the county where it was, or where it has come along to."""
    lives = survivor if has_left(survivor, merged) else merged
    return merged.registration_region_code, lives.region_code


async def _merger(session: AsyncSession, found: Named) -> Merge:
    """Return the merger that is to be taken back. Raises NOT_MERGED, and MERGED_ON where what it was merged into was merged itself."""
    of_number = select(Merge).join(Family, Family.id == Merge.merged_id).where(Family.number == found.number, Merge.parted_at.is_(None))
    merge = await session.scalar(of_number)
    if merge is not None and merge.survivor_id != found.family:
        into = await session.scalar(select(Family.merged_into_id).where(Family.id == merge.survivor_id))
        raise Refusal("MERGED_ON" if into == found.family else "NOT_MERGED", path=("mergedNumber",))
    if merge is None:
        raise Refusal("NOT_MERGED", path=("mergedNumber",))
    return merge


def _lines(both: MergedFamily, at: Moment) -> dict[Row, Written]:
    """Return what the merger wrote on each row that is there yet. Raises PARTED_SINCE where one that moved is with neither family."""
    kept = {kind.__tablename__ for kind in KEPT}
    written = dict[Row, Written]()
    for line in both.gone:
        assert isinstance(line, MergeLine)
        row = both.rows.get((line.row_table, line.row_id))
        if row is not None:
            written[row] = written_of(line, type(row), at)
        elif line.row_table in kept:
            raise Refusal("PARTED_SINCE", path=("mergedNumber",))
    return written


def _registered(both: MergedFamily, parting: Parting) -> Iterator[Refusal]:
    """Yield REGISTERED_SINCE for who was registered since: in the family, or elsewhere under the number of who had been paired."""
    for person in both.mine.of(Person):
        if person.created_at > both.merge.at:
            yield Refusal("REGISTERED_SINCE", path=("mergedNumber",), row=("Person", person.id))
    for match in both.matches:
        if match.created_at > both.merge.at and match.known_id in parting.before:
            yield Refusal("REGISTERED_SINCE", path=("mergedNumber",))


def _strange(new: Container[UUID], input: FamilyPartInput) -> Iterator[Refusal]:
    """Yield NEED_NOT_OF_FAMILY for each named need that was not found since: of another family, or one that either of the two had."""
    for place, key in enumerate(input.needs):
        if key not in new:
            yield Refusal("NEED_NOT_OF_FAMILY", path=("needs", place), row=("Need", key))


def _list(both: MergedFamily, at: Moment) -> None:
    """Bring the lists of campaigns to what the visits of each family say."""
    both.lists.contacts = {}
    for household in (both.mine, both.theirs):
        for visit in household.of(Visit):
            if visit.state == VisitState.RECORDED:
                both.lists.add(visit.family_id, Contact(visit.at, ContactResult(visit.contact_result)))
    both.lists.write(at.now)
