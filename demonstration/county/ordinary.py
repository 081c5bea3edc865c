"""Draw ordinary households at random: their members, disabilities, certificates and target categories.

Source: docs/domain-facts.md 7 (the distributions, which are only plausible), 1.3 (target categories).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from demonstration.county.household import SPEAKS_THROUGH_A_GUARDIAN, Certificate, Household, IdNumbers, Person, Wish, age, born
from demonstration.county.names import Phones, full_name, inherited
from domain.family import CertificateStatus, ContactBy, ContactThrough, Relation, Sex
from domain.value.citizen import DisabilityCategory

Value = TypeVar("Value")

ADULT, OF_WORKING_AGE = 18, range(18, 60)


@dataclass(frozen=True)
class Seat:
    """A member of a kind of household: relation, age range, and the weight with which they are the one with a disability."""

    relation: Relation
    ages: tuple[int, int]
    weight: int


@dataclass(frozen=True)
class HouseholdKind:
    """A kind of household: its share of all, and its members, the head first."""

    share: int
    seats: tuple[Seat, ...]


HEAD, SPOUSE, CHILD, PARENT = Relation.HEAD, Relation.SPOUSE, Relation.CHILD, Relation.PARENT
SHAPES = (
    HouseholdKind(22, (Seat(HEAD, (45, 88), 1),)),
    HouseholdKind(28, (Seat(HEAD, (45, 85), 3), Seat(SPOUSE, (45, 85), 2))),
    HouseholdKind(22, (Seat(HEAD, (28, 50), 4), Seat(SPOUSE, (27, 48), 3), Seat(CHILD, (1, 17), 2))),
    HouseholdKind(16, (Seat(HEAD, (56, 78), 1), Seat(SPOUSE, (54, 76), 1), Seat(CHILD, (20, 45), 6))),
    HouseholdKind(6, (Seat(HEAD, (60, 78), 3), Seat(Relation.GRANDCHILD, (3, 16), 2))),
    HouseholdKind(6, (Seat(HEAD, (40, 62), 4), Seat(PARENT, (70, 92), 3))),
)
SECOND_HOLDER = 0.12
CATEGORIES = dict(zip(DisabilityCategory, (11, 10, 1, 56, 9, 10, 3), strict=True))
CATEGORIES_OF_CHILDREN = dict(zip(DisabilityCategory, (5, 14, 8, 25, 40, 5, 3), strict=True))
"""Category -> weight."""
LEVELS = {1: 15, 2: 30, 3: 25, 4: 30}
STATUSES = {CertificateStatus.CERTIFIED: 90, CertificateStatus.APPLYING: 4, CertificateStatus.NONE: 4, CertificateStatus.EXPIRED: 2}
REISSUES = {0: 965, 1: 30, 2: 5}
NO_ID = 0.008
NO_ID_REASONS = {"NOT_AT_HAND": 6, "NO_HUKOU": 2, "REFUSED": 2}
WISHES = (
    Wish(ContactBy.PHONE, "工作日上午"),
    Wish(ContactBy.PHONE, "晚上六点以后"),
    Wish(ContactBy.HOME_VISIT, "周末"),
    Wish(ContactBy.MESSAGE),
    Wish(ContactBy.HOME_VISIT, None, ContactThrough.COMMISSIONER),
    Wish(ContactBy.DO_NOT_CONTACT),
)
HAS_A_WISH, HAS_A_PHONE, INCOME_KNOWN = 0.15, 0.96, 0.85
INCOMES = (30_000, 260_000)
"""The least and the most income per head and month, in fen."""
ELSEWHERE_IN_THE_COUNTY, FROM_FAR = 0.03, 0.02
FAR = ("341023000000", "360323000000", "411628000000", "522632000000", "513433000000")
"""Counties of other provinces in which a household can be registered."""


def pick(random: Random, weighted: Mapping[Value, int]) -> Value:
    """Draw one of the keys by its weight."""
    return random.choices(tuple(weighted), tuple(weighted.values()))[0]


@dataclass(frozen=True)
class Draw:
    """Draws households. `villages`: those in which a household can be registered without living there."""

    random: Random
    today: date
    numbers: IdNumbers
    phones: Phones
    villages: tuple[str, ...]

    def household(self, *, urban: bool) -> Household:
        """Draw a household in the country or, `urban`, in town."""
        shape = self.random.choices(SHAPES, [each.share for each in SHAPES])[0]
        members = self._with_disabilities(shape, self._members(shape))
        return Household(
            members=tuple(members),
            categories=self._categories(members),
            address=self.address(urban=urban),
            phone=self.phones.draw() if self.random.random() < HAS_A_PHONE else None,
            income_per_head=self.random.randrange(*INCOMES, 1_000) if self.random.random() < INCOME_KNOWN else None,
            registered_in=self._registered_in(),
            wish=self.random.choice(WISHES) if self.random.random() < HAS_A_WISH else None,
        )

    def address(self, *, urban: bool) -> str:
        """Draw an address below the village: a flat in town, a house number in the country."""
        if urban:
            house, stair, floor, door = (self.random.randint(1, most) for most in (60, 4, 18, 4))
            return f"{house}幢{stair}单元{floor}{door:02d}室"
        return f"{self.random.randint(1, 400)}号"

    def person(self, relation: Relation, ages: tuple[int, int], sex: Sex | None = None, surname: str | None = None) -> Person:
        """Draw a person of an age range, without a disability; a few have no ID number."""
        chosen = sex or self.random.choice(tuple(Sex))
        born_on = born(self.random, self.today, ages)
        name = full_name(self.random, chosen, surname)
        if self.random.random() < NO_ID:
            return Person(relation, name, chosen, born_on, None, no_id_reason=pick(self.random, NO_ID_REASONS))
        return Person(relation, name, chosen, born_on, self.numbers.draw(born_on, chosen))

    def certificate(self, person: Person) -> Certificate:
        """Draw a certificate of a category that is usual at the person's age; without an ID number it is not issued yet."""
        years = age(person.born_on, self.today)
        category = pick(self.random, CATEGORIES if years >= ADULT else CATEGORIES_OF_CHILDREN)
        level = pick(self.random, LEVELS)
        status = pick(self.random, STATUSES)
        if person.id_number is None:
            status = CertificateStatus.NONE if status is CertificateStatus.NONE else CertificateStatus.APPLYING
        if status in {CertificateStatus.APPLYING, CertificateStatus.NONE}:
            return Certificate(status, category, level)
        return Certificate(status, category, level, pick(self.random, REISSUES), self._issued_on(person))

    def _issued_on(self, person: Person) -> date:
        days = max(1, min((self.today - person.born_on).days, 15 * 365))
        return self.today - timedelta(days=self.random.randrange(days))

    def _members(self, shape: HouseholdKind) -> list[Person]:
        """Draw the members: spouses of different sexes, everybody else with the head's surname."""
        sex = self.random.choice(tuple(Sex))
        head = self.person(HEAD, shape.seats[0].ages, sex)
        other = Sex.FEMALE if sex is Sex.MALE else Sex.MALE
        surname = inherited(head.name)
        members = [head]
        for seat in shape.seats[1:]:
            if seat.relation is SPOUSE:
                members.append(self.person(SPOUSE, seat.ages, other))
            else:
                members.append(self.person(seat.relation, seat.ages, None, surname))
        return members

    def _with_disabilities(self, shape: HouseholdKind, members: list[Person]) -> list[Person]:
        """Give one member, sometimes two, a disability, and a guardian to those who need one."""
        places = range(len(members))
        holders = {self.random.choices(places, [seat.weight for seat in shape.seats])[0]}
        if self.random.random() < SECOND_HOLDER:
            holders.add(self.random.choice(places))
        certified = [replace(each, certificate=self.certificate(each)) if at in holders else each for at, each in enumerate(members)]
        return [self.guarded(each, certified) for each in certified]

    def guarded(self, person: Person, members: list[Person]) -> Person:
        """Return the person with a guardian if they are a minor or have an intellectual or psychosocial disability.

        The guardian is the first other adult of the household, or else somebody who does not live there.
        """
        through = person.certificate is not None and person.certificate.category in SPEAKS_THROUGH_A_GUARDIAN
        if age(person.born_on, self.today) >= ADULT and not through:
            return person
        adults = [each.name for each in members if each is not person and age(each.born_on, self.today) >= ADULT]
        name = adults[0] if adults else full_name(self.random, self.random.choice(tuple(Sex)), inherited(person.name))
        return replace(person, guardian=(name, self.phones.draw()))

    def _categories(self, members: list[Person]) -> tuple[str, ...]:
        """Draw one or two target categories that fit the household."""
        ages = [age(each.born_on, self.today) for each in members]
        possible = ["ILL_AND_DISABLED", "ILL_AND_DISABLED", "MEDICAL_ACCESS_HARDSHIP", "POVERTY_RISK", "MARGINAL_HOUSEHOLD"]
        if len(members) == 1:
            possible += ["ORPHANED_OR_ALONE", "ORPHANED_OR_ALONE"]
        if any(each.certificate and years in OF_WORKING_AGE for each, years in zip(members, ages, strict=True)):
            possible += ["EMPLOYMENT_HARDSHIP", "EMPLOYMENT_HARDSHIP"]
        if min(ages) < ADULT:
            possible.append("SCHOOLING_HARDSHIP")
        return tuple(sorted(set(self.random.sample(possible, 2))))

    def _registered_in(self) -> str | None:
        chance = self.random.random()
        if chance < FROM_FAR:
            return self.random.choice(FAR)
        return self.random.choice(self.villages) if chance < FROM_FAR + ELSEWHERE_IN_THE_COUNTY else None
