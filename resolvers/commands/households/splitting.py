"""Makes two households of one: what goes with the members who leave, and what offices are given of each from then on.

Source: docs/domain.md 2 (Family: families that split); docs/decisions/030-merging.md. No I/O.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from db.tables.correction import Correction
from db.tables.declare import Row
from db.tables.entitlement import Entitlement
from db.tables.family import Family
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.person import CertificateRecord, Person
from db.tables.referral import Referral
from domain.family import Relation
from domain.item import ItemState
from domain.message.refusal import Refusal
from domain.routing import Located
from resolvers.commands.aggregate.follow import route_anew
from resolvers.commands.context import Moment
from resolvers.commands.family.household import OVER, Household, Members, counted


@dataclass
class Splitting:
    """A household, the family that some of its members found, and the needs of the household that go with them."""

    household: Household
    new: Family
    going: frozenset[UUID]
    named: frozenset[UUID]
    near: Sequence[Located]
    at: Moment

    @cached_property
    def needs(self) -> frozenset[UUID]:
        """The needs that go: of who goes, those named, and those of the household whose items are all of who goes."""
        items = [each for each in self.household.of(AssistanceItem) if each.state != ItemState.CANCELLED]
        found = set(self.named)
        for need in self.household.of(Need):
            whose = {each.person_id for each in items if each.need_id == need.id}
            if need.person_id in self.going or (need.person_id is None and whose and whose <= self.going):
                found.add(need.id)
        return frozenset(found)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """What goes beside the members: cases, and what is told of the members themselves. Visits stay."""
        cases = [*self.household.cases(self.needs)]
        return (*cases, *(each for each in self._of_persons() if each not in cases))

    def _of_persons(self) -> Iterator[Row]:
        """Yield what the members who go receive, their certificates, and what was corrected of them."""
        yield from (each for each in self.household.of(Entitlement) if each.person_id in self.going)
        yield from (each for each in self.household.of(CertificateRecord) if each.person_id in self.going)
        corrected = [each for each in self.household.of(Correction) if each.person_id in self.going and each.visit_id is None]
        yield from corrected
        yield from self.household.texts(corrected)

    def unfit(self) -> Iterator[Refusal]:
        """Yield OF_WHO_STAYS for each need that would go without its member, and each item in work that its member would part from."""
        for need in self.household.of(Need):
            if need.id in self.needs and need.person_id not in {None, *self.going}:
                yield Refusal("OF_WHO_STAYS", path=("needs",), row=("Need", need.id))
        for item in self.household.of(AssistanceItem):
            goes, person = item.need_id in self.needs, item.person_id
            if person is not None and goes != (person in self.going) and not self.household.is_done(item, self.at):
                yield Refusal("OF_WHO_STAYS", path=("needs",), row=("AssistanceItem", item.id))

    def run(self, head: Person, remaining: Person | None) -> None:
        """Bring everything to where it belongs, then count versions."""
        rows = self.rows
        for row in rows:
            self.household.give(row, self.new, self._given)
        self._members(head, remaining)
        referrals = self.household.of(Referral)
        for item in (each for each in rows if isinstance(each, AssistanceItem)):
            item.plan_place = None
            of_item = [each for each in referrals if each.item_id == item.id]
            route_anew(item, self.new, self.near, of_item, self.at)
            if item.state not in OVER:
                counted(item, of_item, self.at.now)
        self.household.family.changed(self.at.now)

    def _members(self, head: Person, remaining: Person | None) -> None:
        """Both households have a head; who goes with the new one, or stays with another, is whatever they are to that one: OTHER."""
        for person in self.household.of(Person):
            if person.id in self.going:
                person.family_id, person.region_code, person.relation = self.new.id, self.new.region_code, Relation.OTHER.value
            elif remaining is not None:
                person.relation = Relation.OTHER.value
        head.relation, self.new.head_id = Relation.HEAD.value, head.id
        if remaining is not None:
            left = self.household.family
            remaining.relation, left.head_id, left.display_name = Relation.HEAD.value, remaining.id, remaining.name

    def _given(self, members: Members) -> list[UUID]:
        """Return of whom an office is given anything from now on: those who go of whom it was."""
        return sorted(self.going if members is None else self.going.intersection(members), key=str)
