"""The level that a viewer has in a group towards one row: a number where his kind decides it, an expression where the row does.

Source: docs/design.md 4.4 and 4.5, docs/domain.md 7. Members of a family whom no row of family_access names are COARSE; what is the
household's own has the highest level of all its rows.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, false, func, or_, select, true
from sqlalchemy import literal_column as literal
from sqlalchemy.sql.elements import True_

from db.tables.family_access import LEVEL_OF_GROUP, FamilyAccess
from db.tables.referral import Referral
from domain.rules.access import AUDITED, LEVELS, OF_PERSONS, SUPERIOR_LEVELS, Cell, Group, Level, Shared, level_of
from resolvers.planner.draft import Draft
from resolvers.planner.scope import office_in_scope

LevelOf = int | ColumnElement[int]

TOWARDS = {"Family": ("id", "head_id"), "Person": ("family_id", "id"), "CertificateRecord": ("family_id", "person_id")}
"""The types whose personal groups are shared through family_access: the columns of the family, and of the member towards whom.

On a family only what is in OF_PERSONS goes by its head.
"""


@dataclass(frozen=True)
class Source:
    """A row in a statement: its type, its alias, and beside it the levels that family_access gives, where the row decides them."""

    type_name: str
    row: FromClause
    levels: FromClause | None = None

    @property
    def own(self) -> tuple[FromClause, ...]:
        """What a statement selects from for this row: everything else in it belongs to an outer one."""
        return (self.row,) if self.levels is None else (self.row, self.levels)

    @property
    def joined(self) -> FromClause:
        """The row with its levels, to select from."""
        return self.row if self.levels is None else self.row.join(self.levels, true())


def decided_by_row(draft: Draft) -> bool:
    """Whether family_access decides what this kind of viewer sees."""
    return any(isinstance(level, Shared) for level in LEVELS[draft.kind].values())


def source(draft: Draft, type_name: str, row: FromClause) -> Source:
    """The row, with a lateral probe of family_access where its levels come from there."""
    if type_name in TOWARDS and draft.sources is not None:
        assumed: Source = draft.sources(draft, type_name, row)
        return assumed
    if type_name in TOWARDS and decided_by_row(draft):
        return Source(type_name, row, levels_of(draft, type_name, row))
    return Source(type_name, row)


def towards(type_name: str, row: FromClause) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The family that a row is about, and the member towards whom its levels are."""
    family, person = TOWARDS[type_name]
    return row.c[family], row.c[person]


def by_person(type_name: str, group: Group) -> bool:
    """Whether a row of family_access gives a group of this type only towards the person it names; else to the household as a whole."""
    return type_name != "Family" or group in OF_PERSONS


def levels_of(draft: Draft, type_name: str, row: FromClause) -> FromClause:
    """One row with the highest level in force per group."""
    access = FamilyAccess.__table__.alias(draft.alias("a"))
    family, person = towards(type_name, row)
    named = or_(access.c.person_id.is_(None), access.c.person_id == person)
    mine = access.c.office_id == draft.office
    superior = any(level is Shared.SUPERIOR for level in LEVELS[draft.kind].values())
    line = and_(access.c.department_code == draft.department, office_in_scope(draft, access)) if superior else None

    def level(group: Group, column: str) -> ColumnElement[Any]:
        own: ColumnElement[Any] = access.c[column]
        if by_person(type_name, group):
            own = case((named, own), else_=func.least(own, literal(str(int(Level.COARSE)))))
        if superior:
            own = case((mine, own), else_=literal(str(int(SUPERIOR_LEVELS.get(group, Level.HIDDEN)))))
        return func.coalesce(func.max(own), literal("0")).label(column)

    whose = mine if line is None else or_(mine, line)
    return (
        select(*(level(group, column) for group, column in LEVEL_OF_GROUP.items()))
        .where(access.c.family_id == family, access.c.until > draft.now, whose)
        .lateral(draft.alias("v"))
    )


def level(draft: Draft, of: Source, group: Group) -> LevelOf:
    """The viewer's level in a group towards this row; notes it for the read audit."""
    decided = level_of(draft.kind, group)
    found: LevelOf = int(decided) if isinstance(decided, Level) else _of_row(draft, of, group, decided)
    if group in AUDITED and not (isinstance(found, int) and found == Level.HIDDEN):
        draft.audited.add(group)
    return found


def _of_row(draft: Draft, of: Source, group: Group, decided: Shared) -> LevelOf:
    if of.levels is not None and group in LEVEL_OF_GROUP:
        return of.levels.c[LEVEL_OF_GROUP[group]]
    if group is not Group.CASE:
        return int(Level.HIDDEN)
    if "case_level" in of.row.c:
        return _of_referral(draft, of.row, decided)
    referral = Referral.__table__.alias(draft.alias("r"))  # history and outcome follow their referral
    key = of.row.c["subject_id" if "subject_id" in of.row.c else "referral_id"]
    followed = select(_of_referral(draft, referral, decided)).where(referral.c.id == key)
    return followed.correlate_except(referral).scalar_subquery()


def _of_referral(draft: Draft, referral: FromClause, decided: Shared) -> ColumnElement[int]:
    own: ColumnElement[int] = referral.c.case_level
    if decided is Shared.SUPERIOR:
        return case((referral.c.office_id == draft.office, own), else_=literal(str(int(SUPERIOR_LEVELS[Group.CASE]))))
    return own


def address_level(draft: Draft, of: Source) -> LevelOf:
    """The viewer's level in ADDRESS towards the family of a row, by whichever row it is reached.

    What a superior office sees of its line is never more than COARSE, so that its own rows decide.
    """
    decided = level_of(draft.kind, Group.ADDRESS)
    if isinstance(decided, Level):
        return int(decided)
    if of.levels is not None:
        return of.levels.c.address_level
    access = FamilyAccess.__table__.alias(draft.alias("a"))
    family = of.row.c.id if of.type_name == "Family" else of.row.c.family_id
    highest = select(func.coalesce(func.max(access.c.address_level), literal("0"))).where(
        access.c.family_id == family, access.c.until > draft.now, access.c.office_id == draft.office
    )
    return highest.correlate_except(access).scalar_subquery()


def home(draft: Draft, of: Source, code: ColumnElement[Any]) -> ColumnElement[Any]:
    """As much of the division in which a family lives as its address shows: the village from MASKED on, else the township."""
    at, town = address_level(draft, of), func.rpad(func.left(code, 9), 12, "0")
    if isinstance(at, int):
        return code if at >= Level.MASKED else town
    return case((at >= literal(str(int(Level.MASKED))), code), else_=town)


def knows_village(draft: Draft, of: Source) -> ColumnElement[bool]:
    """Whether the viewer may know in which village the family of a row lives."""
    at = address_level(draft, of)
    return (true() if at >= Level.MASKED else false()) if isinstance(at, int) else at >= literal(str(int(Level.MASKED)))


def may_place(draft: Draft, of: Source, neighbour: FromClause) -> ColumnElement[bool]:
    """Whether a neighbour (an office, a campaign) may be shown beside a row: one in a village tells that the row's family lives there.

    The viewer's own office always: where it stands is known to it.
    """
    knows = knows_village(draft, of)
    if isinstance(knows, True_):
        return knows
    own = [neighbour.c.id == draft.office] if neighbour.c.get("organization_id") is not None else []
    return or_(neighbour.c.village_code.is_(None), knows, *own)


def scope_of(draft: Draft, of: Source, codes: ColumnElement[Any]) -> ColumnElement[Any]:
    """The divisions of a membership as the viewer may see them: a township in the place of each of its villages, where COARSE."""
    if level_of(draft.kind, Group.STAFF) is Level.FULL:
        return codes
    each = func.unnest(codes).column_valued(draft.alias("code"))
    towns = func.array(select(func.rpad(func.left(each, literal("9")), literal("12"), literal("'0'"))).scalar_subquery())
    return case((of.row.c.account_id == draft.account, codes), else_=towns)


def guarded(at: LevelOf, cell: Cell, value: ColumnElement[Any]) -> ColumnElement[Any] | None:
    """The value where the level reaches the cell's; None where it never does."""
    if isinstance(at, int):
        return value if at >= cell.at else None
    return case((at >= literal(str(int(cell.at))), value))
