"""Who acts in the demonstration county, and the offices that a dispatch goes to.

Source: docs/lifecycle.md (Actors); docs/domain.md 3 (Routing).
"""

from collections import Counter
from datetime import datetime
from random import Random
from uuid import UUID

from db.tables.family import Family
from db.tables.organization import Office
from demonstration.county.county import County
from demonstration.county.places import CITY
from domain.catalogue import TypeFacts
from domain.routing import Homes, Located, at_level, below, destination, divisions_over, monitored_from
from domain.time.calendar import day_of
from domain.viewer import OrganizationKind, RegionLevel, Viewer, region_level
from resolvers.commands.aggregate.case import ChosenOffice
from resolvers.commands.aggregate.follow import homes_of


class Cast:
    """The members of the county by what they do; `random` chooses where several could."""

    def __init__(self, county: County, random: Random) -> None:
        self.county, self.random = county, random
        self._words = {office.id: word for word, office in county.places.offices.items()}
        self._offices = {each.id: each for each in county.places.offices.values()}
        self._lines = {(each.kind, each.region_code, each.department_code): each.id for each in self._offices.values()}
        self._members = {(each.office.id, each.account.id): each.viewer for each in county.accounts.members.values()}
        self._numbers: Counter[UUID] = Counter()
        self._federations = {each.region_code: each for each in self._offices.values() if each.kind == OrganizationKind.FEDERATION}

    def named(self, name: str) -> Viewer:
        """The member of an account."""
        return self.county.accounts[name].viewer

    def federation(self, family: Family) -> Office:
        """The office of the county's federation in which the family lives."""
        return self.county.places.offices[f"federation.{family.region_code[: RegionLevel.COUNTY]}"]

    def cadre(self, family: Family) -> Viewer:
        """Who dispatches for the family."""
        return self.named(f"cadre.{self._words[self.federation(family).id]}")

    def commissioner(self, family: Family) -> Viewer:
        """Who visits the family."""
        return self.named(self.county.accounts.commissioners[family.region_code])

    def operator(self, family: Family) -> Viewer:
        """Who answers the family's calls."""
        return self.named(f"operator.{self._words[self.federation(family).id]}")

    def monitor(self) -> Viewer:
        """Who sees all three counties."""
        return self.named(f"monitor.federation.{CITY}")

    def dispatcher(self, office: UUID) -> Viewer:
        """Who signs and assigns at an office; at the federation's own a cadre."""
        word = self._words[office]
        return self.named(f"cadre-2.{word}" if word.startswith("federation.") else f"dispatcher.{word}")

    def superior(self, office: UUID) -> Viewer:
        """Who works at the office that stands above an office of a department, in the city."""
        return self.named(f"dispatcher.{self._words[office].partition('.')[0]}.{CITY}")

    def handler(self, office: UUID) -> Viewer:
        """Who works on a referral at an office, one of those there are."""
        word = self._words[office]
        hands = [name for name in (f"handler.{word}", f"handler-2.{word}") if name in self.county.accounts.members]
        return self.named(self.random.choice(hands)) if hands else self.dispatcher(office)

    def at_office(self, office: UUID, account: UUID | None) -> Viewer | None:
        """The member of an office that an account is; None for nobody."""
        return None if account is None else self._members.get((office, account))

    def own_number(self, office: UUID, now: datetime) -> str:
        """The next number that an office gives of its own."""
        self._numbers[office] += 1
        return f"{self._words[office].partition('.')[0].upper()}-{day_of(now).year}-{self._numbers[office]:04d}"

    def near(self, family: Family) -> list[Located]:
        """The offices over where the family is registered or lives."""
        return self.over(homes_of(family))

    def over(self, homes: Homes) -> list[Located]:
        """The offices over two divisions."""
        over = divisions_over(homes)
        return [
            Located(each.id, each.kind, each.department_code, each.region_code)
            for each in self._offices.values()
            if each.region_code in over
        ]

    def has_office_for(self, facts: TypeFacts, family: Family) -> bool:
        """Whether the county has the very office that the catalogue names for a type of help for the family."""
        goal = destination(facts, *homes_of(family))
        return any(map(goal.is_at, self.near(family)))

    def can_delegate(self, facts: TypeFacts, family: Family) -> bool:
        """Whether the county's office that decides over a type of help for the family can delegate to a township."""
        goal = destination(facts, *homes_of(family))
        return goal.kind is OrganizationKind.DEPARTMENT and bool(below(self.near(family), facts.lead_department, goal.region))

    def office(self, key: UUID) -> Office:
        """The office with this key."""
        return self._offices[key]

    def chosen(self, key: UUID, owner: Office) -> ChosenOffice:
        """Return the office with this key, and the offices that follow from it for an item of `owner`."""
        office = self._offices[key]
        above = monitored_from(office.region_code, owner.region_code)
        monitor = next((self._federations[code].id for code in above if code in self._federations), None)
        return ChosenOffice(office, self._counted_under(office), monitor)

    def _counted_under(self, office: Office) -> UUID:
        if region_level(office.region_code) <= RegionLevel.COUNTY:
            return office.id
        county = at_level(office.region_code, RegionLevel.COUNTY)
        return self._lines.get((OrganizationKind.DEPARTMENT, county, office.department_code), office.id)
