"""The households that the county has for a reason: the cases that a form, a rule or a spreadsheet meets sooner or later.

Source: docs/domain-facts.md 7 ("Cases worth having"); each has a name, by which tests and documents find it.
"""

from collections.abc import Callable
from dataclasses import replace
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


class Case(StrEnum):
    """Why the county has a household."""

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
    """One household for each case, in the order of the cases."""
    return [_MAKE[case](_Draw(draw, case)) for case in Case]


class _Draw:
    """Persons and households of one case."""

    def __init__(self, draw: Draw, case: Case) -> None:
        self.draw, self.case = draw, case

    def person(self, name: str, sex: Sex, years: int, relation: Relation = Relation.HEAD, ending: str | None = None) -> Person:
        """Somebody of this age, with an ID number."""
        born_on = born(self.draw.random, self.draw.today, (years, years))
        return Person(relation, name, sex, born_on, self.draw.numbers.draw(born_on, sex, ending))

    def certified(self, person: Person, category: DisabilityCategory, level: int, issues: int = 0) -> Person:
        """The same person with a certificate in force."""
        issued_on = max(person.born_on, self.draw.today - timedelta(days=1_500))
        return replace(person, certificate=Certificate(CertificateStatus.CERTIFIED, category, level, issues, issued_on))

    def household(self, *members: Person, registered_in: str | None = None, wish: Wish | None = None) -> Household:
        """A household of these members."""
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


def _minor(of: _Draw) -> Household:
    child = of.certified(of.person("沈小宝", Sex.MALE, 9, Relation.CHILD), DisabilityCategory.INTELLECTUAL, 2)
    wish = Wish(ContactBy.PHONE, "工作日下午", ContactThrough.GUARDIAN)
    return of.household(of.person("沈建国", Sex.MALE, 38), of.person("方秀英", Sex.FEMALE, 36, Relation.SPOUSE), child, wish=wish)


def _multiple(of: _Draw) -> Household:
    return of.household(of.certified(of.person("章桂英", Sex.FEMALE, 52), DisabilityCategory.MULTIPLE, 1))


def _no_certificate(of: _Draw) -> Household:
    stated = Certificate(CertificateStatus.NONE, DisabilityCategory.PHYSICAL, 3)
    return of.household(replace(of.person("俞荣根", Sex.MALE, 66), certificate=stated))


def _reissued(of: _Draw) -> Household:
    return of.household(of.certified(of.person("邵海涛", Sex.MALE, 47), DisabilityCategory.PHYSICAL, 2, issues=2))


def _two(of: _Draw) -> Household:
    head = of.certified(of.person("洪志明", Sex.MALE, 61), DisabilityCategory.VISUAL, 1)
    spouse = of.certified(of.person("钱玉兰", Sex.FEMALE, 59, Relation.SPOUSE), DisabilityCategory.HEARING, 2)
    return of.household(head, spouse)


def _from_xpcc(of: _Draw) -> Household:
    return of.household(of.certified(of.person("蒋军", Sex.MALE, 44), DisabilityCategory.PHYSICAL, 3), registered_in=SHIHEZI)


def _from_dongguan(of: _Draw) -> Household:
    return of.household(of.certified(of.person("何梅", Sex.FEMALE, 33), DisabilityCategory.SPEECH, 2), registered_in=DONGGUAN)


def _moved(of: _Draw) -> Household:
    return of.household(of.certified(of.person("汪华强", Sex.MALE, 50), DisabilityCategory.PHYSICAL, 2), registered_in=MOVED_FROM)


def _deceased(of: _Draw) -> Household:
    head = of.certified(of.person("胡春林", Sex.MALE, 83), DisabilityCategory.PHYSICAL, 1)
    return of.household(head, of.person("朱文琴", Sex.FEMALE, 80, Relation.SPOUSE))


def _ending_x(of: _Draw) -> Household:
    return of.household(of.certified(of.person("郑永刚", Sex.MALE, 55, ending="X"), DisabilityCategory.PSYCHOSOCIAL, 2))


def _dot(of: _Draw) -> Household:
    return of.household(of.certified(of.person("阿依·古丽", Sex.FEMALE, 41), DisabilityCategory.HEARING, 1))


def _compound(of: _Draw) -> Household:
    return of.household(of.certified(of.person("欧阳明华", Sex.MALE, 70), DisabilityCategory.VISUAL, 2))


def _no_id(of: _Draw) -> Household:
    born_on = date(of.draw.today.year - 30, 1, 1)
    stated = Certificate(CertificateStatus.NONE, DisabilityCategory.INTELLECTUAL, 2)
    unknown = Person(Relation.CHILD, "余小云", Sex.FEMALE, born_on, None, no_id_reason="NO_HUKOU", certificate=stated)
    return of.household(of.person("余金林", Sex.MALE, 64), unknown)


def _left_alone(of: _Draw) -> Household:
    head = of.certified(of.person("吴敏", Sex.FEMALE, 48), DisabilityCategory.PSYCHOSOCIAL, 3)
    return of.household(head, wish=Wish(ContactBy.DO_NOT_CONTACT))


def _without_phone(of: _Draw) -> Household:
    return replace(of.household(of.certified(of.person("方永林", Sex.MALE, 74), DisabilityCategory.PHYSICAL, 4)), phone=None)


_MAKE: dict[Case, Callable[[_Draw], Household]] = {
    Case.MINOR_WITH_GUARDIAN: _minor,
    Case.MULTIPLE_DISABILITIES: _multiple,
    Case.NO_CERTIFICATE: _no_certificate,
    Case.REISSUED_TWICE: _reissued,
    Case.TWO_CERTIFICATES: _two,
    Case.FROM_XPCC: _from_xpcc,
    Case.FROM_CITY_WITHOUT_COUNTIES: _from_dongguan,
    Case.MOVED: _moved,
    Case.DECEASED: _deceased,
    Case.ID_ENDING_X: _ending_x,
    Case.NAME_WITH_DOT: _dot,
    Case.COMPOUND_SURNAME: _compound,
    Case.NO_ID_NUMBER: _no_id,
    Case.DO_NOT_CONTACT: _left_alone,
    Case.WITHOUT_PHONE: _without_phone,
}
