"""`personDeathSet`: a death is recorded once, and ends all that hangs on the person; by mistake, it is taken back.

Source: docs/domain.md 2 (Deaths); docs/lifecycle.md (`personDeathSet`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from sqlalchemy import select
from typing_extensions import override

from db.session.lock import lock
from db.tables.declare import Row
from db.tables.entitlement import Entitlement
from db.tables.family import Family
from db.tables.family_move import FamilyMoveProposal
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.person import Person
from domain.item import ItemState
from domain.message.refusal import Refusal
from domain.moving import MoveState
from domain.routing import at_level
from domain.value.citizen import is_before_birth
from domain.value.values import NotInFuture
from domain.viewer import RegionLevel
from resolvers.commands.aggregate.case import Case, WithCases, of_family
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.item.ending import end
from resolvers.commands.locks import Locks
from resolvers.commands.person.death import DECEASED, close, cut, owe
from resolvers.commands.target import Note, RowCommand


class PersonDeathSetInput(Input):
    """Who has died, and when. 登记成员去世。"""

    id: Annotated[UUID, IdOf("Person"), Says("The person. 成员。")]
    deceased_on: Annotated[
        date | None, NotInFuture(), Says("The day of death; null takes back what was recorded by mistake. 去世日期；为空表示撤销误登。")
    ]
    others_live: Annotated[
        bool, Says("Whether somebody of the household who is not registered lives on: its own items stay. 是否另有未登记的家人健在。")
    ] = False
    note: Note = None


@dataclass(kw_only=True)
class Deceased(WithCases[Person]):
    """A person, locked, with what may end with them: cases and entitlements of theirs and of the household, and needs."""

    members: list[Person]
    needs: list[Need]
    entitlements: list[Entitlement]
    proposed: Sequence[FamilyMoveProposal]
    """The proposal of the family to another county, if it is not decided yet."""
    is_last: bool
    """Whether every other member is dead, of a family whose head is registered: what is the household's ends with this one."""

    @property
    @override
    def subjects(self) -> list[Row]:
        """The person, the needs, and the subjects of the cases of the county.

        A family that has moved on from another one left cases there: their offices are told until when they owe, and not who tells it.
        """
        here = [case for case in self.cases if _is_of_county(case, self.family)]
        return [self.answer, *(row for case in here for row in case.subjects), *self.needs]


@dataclass(frozen=True)
class Ends:
    """Until when what is the person's goes on, and what is the household's; None: its end is not known."""

    person: UUID
    own: date | None
    household: date | None

    def of(self, row: AssistanceItem | Need | Entitlement) -> date | None:
        """Return until when a row goes on."""
        return self.own if row.person_id == self.person else self.household


class PersonDeathSet(RowCommand[Deceased, PersonDeathSetInput, Person]):
    """Record a death, with which all that is asked and given for the person ends. 登记成员去世，其未结事项、待遇与回访随之终止。"""

    answers = "Person"

    @override
    async def load(self, locks: Locks, found: Person) -> Deceased:
        """Return the person with what may end with them, locked. Raises BUSY where the person went to another family meanwhile."""
        session, family = locks.session, await locks.family_of(found)
        members = list(await lock(session, Person, Person.family_id == family.id, Person.merged_into_id.is_(None)))
        person = next((each for each in members if each.id == found.id), None)
        if person is None:
            raise Refusal("BUSY")
        is_last = family.head_id is not None and all(each is person or each.deceased_on is not None for each in members)

        def concerned(row: AssistanceItem | Need | Entitlement) -> bool:
            return row.person_id == person.id or (is_last and row.person_id is None)

        needs = [*filter(concerned, await lock(session, Need, Need.family_id == family.id))]
        of_family_ = select(AssistanceItem).where(AssistanceItem.family_id == family.id, AssistanceItem.state != ItemState.CANCELLED.value)
        items = [*filter(concerned, await session.scalars(of_family_))]
        return Deceased(
            answer=person,
            family=family,
            members=members,
            needs=needs,
            cases=await locks.cases([each.id for each in items]) if items else (),
            entitlements=[*filter(concerned, await lock(session, Entitlement, Entitlement.family_id == family.id))],
            proposed=await lock(
                session, FamilyMoveProposal, FamilyMoveProposal.family_id == family.id, FamilyMoveProposal.state == MoveState.OPEN.value
            ),
            is_last=is_last,
        )

    @override
    def apply(self, deceased: Deceased, input: PersonDeathSetInput, at: Moment) -> Change:
        """Write the day, and what ends on it. Raises VALUE_STANDS, BEFORE_BIRTH."""
        person, day = deceased.answer, input.deceased_on
        if day == person.deceased_on:
            raise Refusal("VALUE_STANDS", path=("deceasedOn",))
        born = person.birth_date or person.birth_year
        if day is not None and born is not None and is_before_birth(day, born):
            raise Refusal("BEFORE_BIRTH", path=("deceasedOn",), row=("Person", person.id), born=born)
        person.deceased_on = day
        _follow(deceased, _ends(deceased, input), at)
        assert deceased.family is not None
        deceased.family.changed(at.now)
        return Change(text=input.note)


def _is_of_county(case: Case, family: Family | None) -> bool:
    """Return whether a case lies in the county where its family lives."""
    return family is not None and at_level(case.item.region_code, RegionLevel.COUNTY) == at_level(family.region_code, RegionLevel.COUNTY)


def _ends(deceased: Deceased, input: PersonDeathSetInput) -> Ends:
    """Return what ends by what is known now: the household's with the last of its members, on the latest of their days."""
    days = [each.deceased_on for each in deceased.members if each.deceased_on is not None]
    is_over = input.deceased_on is not None and deceased.is_last and not input.others_live
    return Ends(deceased.answer.id, input.deceased_on, max(days) if is_over else None)


def _follow(deceased: Deceased, ends: Ends, at: Moment) -> None:
    """End the cases, close the needs for which nothing moves any more, cut what is received; nobody is contacted if nobody is left."""
    cases = [of_family(case) for case in deceased.cases]
    changed = {case.item.id for case in end([each for each in cases if ends.of(each.item) is not None], DECEASED, at)}
    close([each for each in deceased.needs if ends.of(each) is not None], cases, at)
    changed |= {case.item.id for case in cases if owe(case, ends.of(case.item))}
    granted = {case.lead.id: case for case in cases if case.lead is not None}
    for each in deceased.entitlements:
        by = None if each.referral_id is None else granted.get(each.referral_id)
        if cut(each, ends.of(each), None if by is None else by.lead) and by is not None:
            changed.add(by.item.id)
    deceased.cases = [case for case in cases if case.item.id in changed]
    if ends.household is not None and deceased.family is not None:
        deceased.family.next_contact_on = None
        for proposal in deceased.proposed:  # told as any other withdrawal: the county there does not learn why
            proposal.decide(MoveState.WITHDRAWN, at.viewer.account, at.now)
