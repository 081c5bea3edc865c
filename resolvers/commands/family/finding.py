"""The statements by which families are found: of the rows that the viewer sees, those whose value they are shown in full.

Source: docs/domain.md 7 (a search finds by what is shown); docs/decisions/028-finding.md. They run in read mode, where row security holds;
the viewer's scope stands in them as well, by equality on the column of each level, so that an index can be used.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Select, and_, any_, false, func, null, or_, select, true, union_all
from sqlalchemy.orm import InstrumentedAttribute, aliased

from db.tables.declare import COLUMN_OF_LEVEL, InRegion
from db.tables.family import Family
from db.tables.family_access import LEVEL_OF_GROUP, FamilyAccess
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.person import Person
from db.tables.referral import Referral
from db.tables.visit import Visit
from domain.rules.access import level_of
from domain.rules.condition import Unmerged
from domain.rules.group import Group, Level
from domain.rules.rows import ROWS
from domain.search import after
from domain.value.number import NumberKind
from domain.viewer import RegionLevel, Viewer, region_level
from resolvers.commands.visit.standing import STANDS

NUMBERED: dict[str, type[AssistanceItem | Need | Referral | Visit]] = {
    NumberKind.ITEM: AssistanceItem,
    NumberKind.NEED: Need,
    NumberKind.REFERRAL: Referral,
    NumberKind.VISIT: Visit,
}
"""First letter of a number -> what has a family and such a number. A family's own number begins with its own letter."""
BYTEWISE = "C"
"""The collation of the indexes of names, in which a prefix is a range."""

Rows = Select[Any, Any]
"""Rows of a family and, where one of its members is meant, of the member."""


@dataclass(frozen=True)
class Sight:
    """For whom families are searched, and when."""

    viewer: Viewer
    now: datetime

    def named(self, name: str, *, whole: bool) -> Rows:
        """Members with this name, or with one that begins with it; families that have no head yet, by their name."""
        of_member = (
            _begins(Person.name, name, whole=whole),
            self._in_scope(Person),
            self._shown(Group.IDENTITY, Person.family_id, Person.id),
        )
        of_family = _begins(Family.display_name, name, whole=whole), self._in_scope(Family), self._shown(Group.IDENTITY, Family.id, null())
        members = select(Person.family_id, Person.id).where(*of_member)
        return _either(members, select(Family.id, null()).where(Family.head_id.is_(None), *of_family))

    def called(self, phone: str) -> Rows:
        """Families with this telephone, and members whose guardian has it."""
        families = select(Family.id, null()).where(Family.phone == phone, self._shown(Group.CONTACT, Family.id))
        guarded = Person.guardian_phone == phone, self._shown(Group.CONTACT, Person.family_id, Person.id)
        return _either(families, select(Person.family_id, Person.id).where(*guarded))

    def of_row(self, number: str) -> Rows:
        """The family with this number, or that of the item, need, referral or visit with it."""
        if number[0] == NumberKind.FAMILY:
            return select(Family.id, null()).where(Family.number == number)
        row = NUMBERED[number[0]]
        return select(row.family_id, row.person_id).where(row.number == number, row.family_id.is_not(None))

    def of_ticket(self, ticket: str) -> Rows:
        """The families of the calls with this ticket of a hotline that stand."""
        return select(Visit.family_id, Visit.person_id).where(Visit.hotline_ticket == ticket, STANDS)

    def of_reference(self, reference: str) -> Rows:
        """The family of the referral to which the viewer's office gave this number of its own."""
        own = Referral.office_id == self.viewer.office, Referral.external_reference == reference, Referral.family_id.is_not(None)
        return select(Referral.family_id, Referral.person_id).where(*own)

    def families(self, rows: Rows, region: str | None, most: int) -> Select[UUID, list[UUID]]:
        """Of these rows, the families that live in the division, each with the members that are meant: `most`, and one more."""
        found: FromClause = rows.subquery("found")
        family, person = found.c
        members: ColumnElement[list[UUID]] = func.array_remove(func.array_agg(person.distinct()), null())
        several = select(Family.id, members).join(found, family == Family.id).where(self._lives_in(region))
        return several.group_by(Family.id).order_by(Family.id).limit(most + 1)

    def _shown(self, group: Group, family: Any, person: Any = None) -> ColumnElement[bool]:
        """Whether the viewer is shown a group in full: by their kind, or by a row of family_access in force.

        `person`: whom such a row must name, if it does not give access to the whole household; None: what is the household's own.
        """
        level = level_of(self.viewer.kind, group)
        if isinstance(level, Level):
            return true() if level is Level.FULL else false()
        return self._given(group, family, person) >= Level.FULL.value

    def _given(self, group: Group, family: Any, person: Any = None) -> ColumnElement[int]:
        """The highest level that family_access gives the viewer's office: probed by family, where EXISTS would join all of its rows."""
        access = aliased(FamilyAccess)
        among = or_(access.members.is_(None), person == any_(access.members))
        named = [] if person is None else [or_(access.person_id.is_(None), access.person_id == person), among]
        in_force = access.family_id == family, access.office_id == self.viewer.office, access.until > self.now
        return select(func.coalesce(func.max(getattr(access, LEVEL_OF_GROUP[group])), 0)).where(*in_force, *named).scalar_subquery()

    def _in_scope(self, row: type[InRegion]) -> ColumnElement[bool]:
        """Whether a row lies in the viewer's scope, where their rows are those of their scope."""
        if Unmerged() not in ROWS["family"].get(self.viewer.kind, ()):
            return true()
        by_level: dict[RegionLevel, list[str]] = defaultdict(list)
        for code in self.viewer.scope:
            by_level[region_level(code)].append(code)
        if RegionLevel.NATION in by_level:
            return true()
        return or_(false(), *(getattr(row, COLUMN_OF_LEVEL[level]).in_(codes) for level, codes in by_level.items()))

    def _lives_in(self, region: str | None) -> ColumnElement[bool]:
        """Whether a family lives in a division; in a village only where the viewer may know the village."""
        if region is None or region_level(region) is RegionLevel.NATION:
            return true()
        lives = getattr(Family, COLUMN_OF_LEVEL[region_level(region)]) == region
        return and_(lives, self._knows_village()) if region_level(region) is RegionLevel.VILLAGE else lives

    def _knows_village(self) -> ColumnElement[bool]:
        """Whether the viewer's level in ADDRESS towards a family is MASKED or higher."""
        level = level_of(self.viewer.kind, Group.ADDRESS)
        if isinstance(level, Level):
            return true() if level >= Level.MASKED else false()
        return self._given(Group.ADDRESS, Family.id) >= Level.MASKED.value


def numbered(id_number: Sequence[bytes], certificate: Sequence[bytes] | None = None) -> Rows:
    """Return the members under the keyed indexes of an ID number, or of a certificate's number, which holds an ID number."""
    by_id = select(Person.family_id, Person.id).where(Person.id_number_index.in_(id_number))
    if certificate is None:
        return by_id
    return _either(by_id, select(Person.family_id, Person.id).where(Person.certificate_number_index.in_(certificate)))


def _begins(column: InstrumentedAttribute[str], text: str, *, whole: bool) -> ColumnElement[bool]:
    """Whether a column begins with a text, or is it: as a range, since LIKE uses no index under row security."""
    bytewise = column.collate(BYTEWISE)
    if whole:
        return bytewise == text
    end = after(text)
    return bytewise >= text if end is None else and_(bytewise >= text, bytewise < end)


def _either(*rows: Rows) -> Rows:
    """Return the rows of all of these."""
    both = union_all(*rows).subquery()
    return select(*both.c)
