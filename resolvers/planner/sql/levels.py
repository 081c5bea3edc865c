"""Prints the viewer's level in a group towards one row: a number where their kind decides it, an expression where the row does.

Source: docs/design.md 4.4 and 4.5, docs/domain.md 7. Members of a family whom no row of family_access names are COARSE; what is the
household's own has the highest level of all its rows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, Select, and_, case, false, func, or_, select, true
from sqlalchemy.sql.elements import True_

from db.tables.family_access import LEVEL_OF_GROUP, FamilyAccess
from db.tables.reference import ShareContract
from db.tables.referral import Referral
from domain.disclosure import Half
from domain.referral import WORKED_ON, Part
from domain.rules.access import LEVELS, SUPERIOR_LEVELS, AsShared, level_of
from domain.rules.group import OF_PERSONS, Group, Level
from domain.viewer import OFFICES
from resolvers.planner.printing import Printing, Source
from resolvers.planner.rows import TOWARDS, Derived
from resolvers.planner.sql.json import among, number, text_literal, where_true
from resolvers.planner.sql.lookup import looked_up
from resolvers.planner.sql.scope import among_members, office_in_scope
from resolvers.planner.tree import RowsSeen, Seen

LevelOf = int | ColumnElement[int]
GROUP_OF_LEVEL = {column: group for group, column in LEVEL_OF_GROUP.items()}
OWN_LEVEL = {group: f"own_{column}" for group, column in LEVEL_OF_GROUP.items()}
"""Group -> the column beside its level that tells what the viewer's own office is given in it, of whomever of the family: as is noted."""
GROUP_OF_OWN = {column: group for group, column in OWN_LEVEL.items()}
OF_THE_HOUSEHOLD = frozenset({"Family", "Entitlement"})
"""The types whose rows tell of the household what is not of a single person."""


def source(printing: Printing, rows: RowsSeen, row: FromClause) -> Source:
    """A row, with a lateral probe of family_access where that decides its levels."""
    if rows.levels is None:
        return Source(rows.type_name, row)
    probe = printing.assumed or levels_of
    return Source(rows.type_name, row, probe(printing, rows.type_name, row))


def towards(type_name: str, row: FromClause) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The ids of the family that a row is about, and of the person (the head, of a family's own row)."""
    family, person = TOWARDS[type_name]
    return row.c[family], row.c[person]


def by_person(type_name: str, group: Group) -> bool:
    """Whether a row of family_access gives a group of this type only for the person it names; else it gives it for all the household."""
    return type_name not in OF_THE_HOUSEHOLD or group in OF_PERSONS


def levels_of(printing: Printing, type_name: str, row: FromClause) -> FromClause:
    """One row with two columns per group: the highest level that family_access gives the viewer now towards a row, and `OWN_LEVEL`."""
    given = gives(printing, type_name, row)
    rows = select().select_from(given.access).where(*given.in_force).having(true()).correlate_except(given.access)
    highest = {column: partial(given.highest, group) for column, group in GROUP_OF_LEVEL.items()}
    return _columns(printing.alias("v"), rows, highest | {column: partial(given.own, group) for column, group in GROUP_OF_OWN.items()})


@dataclass(frozen=True)
class Gives:
    """The rows of family_access that are in force for the viewer towards one row."""

    access: FromClause
    in_force: tuple[ColumnElement[bool], ...]
    mine: ColumnElement[bool]
    """Whether one is of the viewer's own office, and not of their line."""
    level: Callable[[Group], ColumnElement[Any]]
    """The level that one gives in a group."""
    with_line: bool
    """Whether some are of the viewer's line alone."""

    def highest(self, group: Group) -> ColumnElement[Any]:
        """The highest level of all in a group; HIDDEN where there is none."""
        found: ColumnElement[Any] = func.coalesce(func.max(self.level(group)), number(Level.HIDDEN))
        return found

    def own(self, group: Group) -> ColumnElement[Any]:
        """The highest level of those of the viewer's own office in a group; null where there is none."""
        highest = func.max(self.access.c[LEVEL_OF_GROUP[group]])
        return highest.filter(self.mine) if self.with_line else highest


def gives(printing: Printing, type_name: str, row: FromClause) -> Gives:
    """What family_access gives the viewer towards a row of a type."""
    access = printing.table(FamilyAccess, "a")
    family, person = towards(type_name, row)
    mine = access.c.office_id == printing.office
    superior = any(level is AsShared.SUPERIOR for level in LEVELS[printing.kind].values())
    line = and_(access.c.department_code == printing.department, office_in_scope(printing, access)) if superior else None

    def level(group: Group) -> ColumnElement[Any]:
        own: ColumnElement[Any] = access.c[LEVEL_OF_GROUP[group]]
        if by_person(type_name, group):
            own = towards_person(access, person, own)
        if superior:
            given = number(SUPERIOR_LEVELS.get(group, Level.HIDDEN))
            of_line = case((among_members(access, person), given), else_=number(Level.HIDDEN)) if by_person(type_name, group) else given
            own = case((mine, own), else_=of_line)
        return own

    in_force = (access.c.family_id == family, access.c.until > printing.now, mine if line is None else or_(mine, line))
    return Gives(access, in_force, mine, level, superior)


def towards_person(access: FromClause, person: ColumnElement[Any], given: ColumnElement[Any]) -> ColumnElement[Any]:
    """The level that a row of family_access gives towards a member: in full if it names them or the household, else at most COARSE.

    Of a member who is none of those that it gives anything of: HIDDEN.
    """
    named = or_(access.c.person_id.is_(None), access.c.person_id == person)
    within = case((named, given), else_=func.least(given, number(Level.COARSE)))
    return case((among_members(access, person), within), else_=number(Level.HIDDEN))


def by_group(name: str, rows: Select[Any], level: Callable[[Group, str], ColumnElement[Any]]) -> FromClause:
    """Rows beside an outer one with a column per group, called as in `family_access`: the level of the group."""
    return _columns(name, rows, {column: partial(level, group, column) for column, group in GROUP_OF_LEVEL.items()})


def _columns(name: str, rows: Select[Any], columns: Mapping[str, Callable[[], ColumnElement[Any]]]) -> FromClause:
    """Rows beside an outer one, which have the columns that are asked of them.

    Where none is asked they have one still: SQLAlchemy does not print every statement that has none.
    """

    def made(asked: Sequence[str]) -> Select[Any]:
        levels = [columns[column]().label(column) for column in asked]
        return rows.add_columns(*(levels or [number(1).label("one")]))

    return Derived(name, dict.fromkeys(columns, Integer()), made)


def level(printing: Printing, of: Source, seen: Seen) -> LevelOf:
    """The viewer's level in a group towards a row; history and outcome have the level of their referral."""
    if isinstance(seen.level, Level):
        return int(seen.level)
    if of.levels is not None and seen.group in LEVEL_OF_GROUP:
        return of.levels.c[LEVEL_OF_GROUP[seen.group]]
    if seen.group is Group.OTHER_HELP:
        return _while_worked_on(printing, of.row)
    if "case_level" in of.row.c:
        return _of_referral(printing, of.row, seen.level)
    referral = printing.table(Referral, "r")
    key = of.row.c["subject_id" if "subject_id" in of.row.c else "referral_id"]
    return looked_up(_of_referral(printing, referral, seen.level), referral, referral.c.id == key)


def _of_referral(printing: Printing, referral: FromClause, decided: AsShared) -> ColumnElement[int]:
    own: ColumnElement[int] = referral.c.case_level
    if decided is AsShared.SUPERIOR:
        return case((referral.c.office_id == printing.office, own), else_=number(SUPERIOR_LEVELS[Group.CASE]))
    return own


def _while_worked_on(printing: Printing, referral: FromClause) -> ColumnElement[int]:
    """The level of OTHER_HELP that the contract gives the viewer's office while it works on its lead referral; HIDDEN else."""
    line = printing.table(ShareContract, "s")
    pinned = (line.c.type_code == referral.c.type_code, line.c.version == referral.c.contract_version)
    after = (line.c.half == text_literal(Half.AFTER), line.c.group == text_literal(Group.OTHER_HELP))
    mine = (referral.c.office_id == printing.office, referral.c.part == text_literal(Part.LEAD), among(referral.c.state, WORKED_ON))
    return case((and_(*mine), looked_up(line.c.level, line, *pinned, *after)), else_=number(Level.HIDDEN))


def address_level(printing: Printing, of: Source) -> LevelOf:
    """The viewer's level in ADDRESS towards a row's family; by its line a superior office has at most COARSE, so its own rows decide."""
    decided = level_of(printing.kind, Group.ADDRESS)
    if isinstance(decided, Level):
        return int(decided)
    if of.levels is not None:
        return of.levels.c.address_level
    access = printing.table(FamilyAccess, "a")
    in_force = (access.c.family_id == family_of(printing, of), access.c.until > printing.now, access.c.office_id == printing.office)
    return looked_up(func.coalesce(func.max(access.c.address_level), number(0)), access, *in_force)


def family_of(printing: Printing, of: Source) -> ColumnElement[Any]:
    """The id of the family that is shown with a row, or is the row: to an office the one that it goes on being shown."""
    family: ColumnElement[Any] = of.row.c.id if of.type_name == "Family" else of.row.c.family_id
    goes_on = printing.kind in OFFICES and "kept_family_id" in of.row.c
    return kept(of.row, "kept_family_id", family) if goes_on else family


def kept(row: FromClause, column: str, otherwise: ColumnElement[Any]) -> ColumnElement[Any]:
    """The key that an office goes on being shown, where one is kept, else another. A CASE: behind COALESCE row security uses no index."""
    return case((row.c[column].is_not(None), row.c[column]), else_=otherwise)


def home(printing: Printing, of: Source, code: ColumnElement[Any]) -> ColumnElement[Any]:
    """The code of the village in which a family lives, where the viewer's level in ADDRESS is MASKED or higher; else of the township."""
    return where_true(knows_village(printing, of), code, func.rpad(func.left(code, number(9)), number(12), text_literal("0")))


def knows_village(printing: Printing, of: Source) -> ColumnElement[bool]:
    """Whether the viewer may know in which village the family of a row lives."""
    return reaches(address_level(printing, of), Level.MASKED)


def may_place(printing: Printing, of: Source, neighbour: FromClause) -> ColumnElement[bool]:
    """Whether an office or campaign may be shown beside a row: one of a village, unless it is the viewer's own office, tells the home."""
    knows = knows_village(printing, of)
    if isinstance(knows, True_):
        return knows
    own = [neighbour.c.id == printing.office] if neighbour.c.get("organization_id") is not None else []
    return or_(neighbour.c.village_code.is_(None), knows, *own)


def scope_of(printing: Printing, of: Source, codes: ColumnElement[Any]) -> ColumnElement[Any]:
    """The divisions of a membership as an array: each village is shown as its township, unless it is the viewer's own or STAFF is FULL."""
    if level_of(printing.kind, Group.STAFF) is Level.FULL:
        return codes
    each = func.unnest(codes).column_valued(printing.alias("code"))
    towns = func.array(select(func.rpad(func.left(each, number(9)), number(12), text_literal("0"))).scalar_subquery())
    return case((of.row.c.account_id == printing.account, codes), else_=towns)


def reaches(at: LevelOf, level: Level) -> ColumnElement[bool]:
    """Whether a level is at least this one."""
    if isinstance(at, int):
        return true() if at >= level else false()
    return at >= number(level)
