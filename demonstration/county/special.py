"""Make the special households: one for each rare case that forms, rules and spreadsheets have to handle.

Source: docs/domain-facts.md 7 ("Cases worth having"). Tests and documents find them by the name of the case.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from demonstration.county.household import Certificate, Household, Person, Wish, born
from demonstration.county.ordinary import Draw
from domain.family import CertificateStatus, ContactBy, ContactThrough, Relation, Sex
from domain.value.citizen import DisabilityCategory

DONGGUAN = "441900000000"
"""A city without counties."""
SHIHEZI = "659001000000"
"""A city of 兵团, which has no code of its own."""
MOVED_FROM = "341023000000"


class SpecialFamily(StrEnum):
    """The rare case that a special household shows."""

    MINOR_WITH_GUARDIAN = "MINOR_WITH_GUARDIAN"
    MULTIPLE_DISABILITIES = "MULTIPLE_DISABILITIES"
    NO_CERTIFICATE = "NO_CERTIFICATE"
    REISSUED_TWICE = "REISSUED_TWICE"
    TWO_CERTIFICATES = "TWO_CERTIFICATES"
    FROM_XPCC = "FROM_XPCC"
    FROM_CITY_WITHOUT_COUNTIES = "FROM_CITY_WITHOUT_COUNTIES"
    MOVED = "MOVED"
    DECEASED = "DECEASED"
    ID_ENDING_X = "ID_ENDING_X"
    NAME_WITH_DOT = "NAME_WITH_DOT"
    COMPOUND_SURNAME = "COMPOUND_SURNAME"
    NO_ID_NUMBER = "NO_ID_NUMBER"
    DO_NOT_CONTACT = "DO_NOT_CONTACT"
    WITHOUT_PHONE = "WITHOUT_PHONE"


def special_households(draw: Draw) -> list[Household]:
    """Return one household for each case, in the order of the cases."""
    draws = [_Draw(draw, case) for case in SpecialFamily]
    return [each.alone(_ALONE[each.case]) if each.case in _ALONE else _TOGETHER[each.case](each) for each in draws]


@dataclass(frozen=True)
class Alone:
    """A person who lives alone and has a certificate: category, level, how often it was reissued; `ending`: of the ID number."""

    name: str
    sex: Sex
    years: int
    category: DisabilityCategory
    level: int
    issues: int = 0
    ending: str | None = None
    registered_in: str | None = None
    wish: Wish | None = None
    has_phone: bool = True


class _Draw:
    """Makes the persons and the household of one case."""

    def __init__(self, draw: Draw, case: SpecialFamily) -> None:
        self.draw, self.case = draw, case

    def person(self, name: str, sex: Sex, years: int, relation: Relation = Relation.HEAD, ending: str | None = None) -> Person:
        """Return a person of an age, with an ID number that ends in `ending` if given."""
        born_on = born(self.draw.random, self.draw.today, (years, years))
        return Person(relation, name, sex, born_on, self.draw.numbers.draw(born_on, sex, ending))

    def certified(self, person: Person, category: DisabilityCategory, level: int, issues: int = 0) -> Person:
        """Return the person with a certificate in force."""
        issued_on = max(person.born_on, self.draw.today - timedelta(days=1_500))
        return replace(person, certificate=Certificate(CertificateStatus.CERTIFIED, category, level, issues, issued_on))

    def household(self, *members: Person, registered_in: str | None = None, wish: Wish | None = None) -> Household:
        """Return a household of these members, the head first."""
        guarded = tuple(self.draw.guarded(each, list(members)) for each in members)
        return Household(
            members=guarded,
            categories=("ILL_AND_DISABLED", "POVERTY_RISK"),
            address=self.draw.address(urban=False),
            phone=self.draw.phones.draw(),
            income_per_head=110_000,
            registered_in=registered_in,
            wish=wish,
            case=self.case,
        )

    def alone(self, of: Alone) -> Household:
        """Return the household of somebody who lives alone."""
        head = self.certified(self.person(of.name, of.sex, of.years, ending=of.ending), of.category, of.level, of.issues)
        made = self.household(head, registered_in=of.registered_in, wish=of.wish)
        return made if of.has_phone else replace(made, phone=None)


def _minor(of: _Draw) -> Household:
    child = of.certified(of.person("沈小宝", Sex.MALE, 9, Relation.CHILD), DisabilityCategory.INTELLECTUAL, 2)
    wish = Wish(ContactBy.PHONE, "工作日下午", ContactThrough.GUARDIAN)
    return of.household(of.person("沈建国", Sex.MALE, 38), of.person("方秀英", Sex.FEMALE, 36, Relation.SPOUSE), child, wish=wish)


def _no_certificate(of: _Draw) -> Household:
    stated = Certificate(CertificateStatus.NONE, DisabilityCategory.PHYSICAL, 3)
    return of.household(replace(of.person("俞荣根", Sex.MALE, 66), certificate=stated))


def _two(of: _Draw) -> Household:
    head = of.certified(of.person("洪志明", Sex.MALE, 61), DisabilityCategory.VISUAL, 1)
    spouse = of.certified(of.person("钱玉兰", Sex.FEMALE, 59, Relation.SPOUSE), DisabilityCategory.HEARING, 2)
    return of.household(head, spouse)


def _deceased(of: _Draw) -> Household:
    head = of.certified(of.person("胡春林", Sex.MALE, 83), DisabilityCategory.PHYSICAL, 1)
    return of.household(head, of.person("朱文琴", Sex.FEMALE, 80, Relation.SPOUSE))


def _no_id(of: _Draw) -> Household:
    born_on = date(of.draw.today.year - 30, 1, 1)
    stated = Certificate(CertificateStatus.NONE, DisabilityCategory.INTELLECTUAL, 2)
    unknown = Person(Relation.CHILD, "余小云", Sex.FEMALE, born_on, None, no_id_reason="NO_HUKOU", certificate=stated)
    return of.household(of.person("余金林", Sex.MALE, 64), unknown)


_ALONE = {
    SpecialFamily.MULTIPLE_DISABILITIES: Alone("章桂英", Sex.FEMALE, 52, DisabilityCategory.MULTIPLE, 1),
    SpecialFamily.REISSUED_TWICE: Alone("邵海涛", Sex.MALE, 47, DisabilityCategory.PHYSICAL, 2, issues=2),
    SpecialFamily.FROM_XPCC: Alone("蒋军", Sex.MALE, 44, DisabilityCategory.PHYSICAL, 3, registered_in=SHIHEZI),
    SpecialFamily.FROM_CITY_WITHOUT_COUNTIES: Alone("何梅", Sex.FEMALE, 33, DisabilityCategory.SPEECH, 2, registered_in=DONGGUAN),
    SpecialFamily.MOVED: Alone("汪华强", Sex.MALE, 50, DisabilityCategory.PHYSICAL, 2, registered_in=MOVED_FROM),
    SpecialFamily.ID_ENDING_X: Alone("郑永刚", Sex.MALE, 55, DisabilityCategory.PSYCHOSOCIAL, 2, ending="X"),
    SpecialFamily.NAME_WITH_DOT: Alone("阿依·古丽", Sex.FEMALE, 41, DisabilityCategory.HEARING, 1),
    SpecialFamily.COMPOUND_SURNAME: Alone("欧阳明华", Sex.MALE, 70, DisabilityCategory.VISUAL, 2),
    SpecialFamily.DO_NOT_CONTACT: Alone("吴敏", Sex.FEMALE, 48, DisabilityCategory.PSYCHOSOCIAL, 3, wish=Wish(ContactBy.DO_NOT_CONTACT)),
    SpecialFamily.WITHOUT_PHONE: Alone("方永林", Sex.MALE, 74, DisabilityCategory.PHYSICAL, 4, has_phone=False),
}
_TOGETHER: dict[SpecialFamily, Callable[[_Draw], Household]] = {
    SpecialFamily.MINOR_WITH_GUARDIAN: _minor,
    SpecialFamily.NO_CERTIFICATE: _no_certificate,
    SpecialFamily.TWO_CERTIFICATES: _two,
    SpecialFamily.DECEASED: _deceased,
    SpecialFamily.NO_ID_NUMBER: _no_id,
}
