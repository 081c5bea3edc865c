"""Prints what an office is given of a family: a level and a reason for each group of the share contracts.

Source: docs/domain.md 7 (share contract; the union over an office's referrals). The levels are those of `resolvers/planner/sql/levels.py`.
"""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, not_, null, or_, select, true, union_all
from sqlalchemy.dialects.postgresql import array, distinct_on

from db.tables.organization import Office
from db.tables.reference import ShareContract
from db.tables.referral import Referral
from domain.disclosure import IN_ITS_AREA, Half, of_federation
from domain.referral import TAKEN_ON, WORKED_ON, Part
from domain.rules.group import OF_PERSONS, OF_REFERRALS, Group, Level
from domain.viewer import CITIES_WITHOUT_COUNTIES, Kind, Language, OrganizationKind
from resolvers.planner.mapping import PrintRow
from resolvers.planner.printing import Printing, Source
from resolvers.planner.sql.json import LEVEL_NAMES, Sql, among, by_level, json_list, number, object_of, text_literal
from resolvers.planner.tree import Field, Object

COARSE, HIDDEN = number(Level.COARSE), number(Level.HIDDEN)


def disclosed(printing: Printing, of: Source, field: Field, _: PrintRow) -> Sql:
    """What the referral's office sees now of the family, of the person whom the referral names (else of all members), of the case."""
    row, office = of.row, printing.table(Office, "o")
    line = printing.table(ShareContract, "s")
    pinned = and_(line.c.type_code == row.c.type_code, line.c.version == row.c.contract_version, line.c.half == half_of(row))
    given = case(
        (line.c.group == text_literal(Group.CASE), row.c.case_level),
        (and_(line.c.group == text_literal(Group.OTHER_HELP), ~_works_on(row)), HIDDEN),
        else_=line.c.level,
    )
    in_force = case((_retained(printing, row), given), else_=HIDDEN)
    own = _lines(printing, line, in_force, office).where(pinned, office.c.id == row.c.office_id).correlate_except(line, office)
    return _printed(printing, field, own, _others(printing, row, row.c.office_id, but=row.c.id))


def would_be_disclosed(printing: Printing, item: FromClause, office: FromClause, version: Sql, field: Field) -> Sql:
    """What an office would see if the item were dispatched to it: the contract's half before signing, joined with what it sees already."""
    line = printing.table(ShareContract, "s")
    before = and_(line.c.type_code == item.c.type_code, line.c.version == version, line.c.half == text_literal(Half.BEFORE))
    own = _lines(printing, line, line.c.level, office).where(before).correlate_except(line)
    return _printed(printing, field, own, _others(printing, item, office.c.id))


def half_of(referral: FromClause) -> Sql:
    """The half of the contract that holds in the state of a referral."""
    assists, taken = referral.c.part == text_literal(Part.ASSISTING), among(referral.c.state, TAKEN_ON)
    return case(
        (and_(assists, taken), text_literal(Half.ASSISTING_AFTER)),
        (assists, text_literal(Half.ASSISTING_BEFORE)),
        (taken, text_literal(Half.AFTER)),
        else_=text_literal(Half.BEFORE),
    )


def federal_level(office: FromClause, group: Sql, otherwise: Sql) -> Sql:
    """The level in a group that a federation's office has by its area; for every other office `otherwise`."""

    def by_group(levels: Mapping[Group, Level]) -> Sql:
        each = ((group == text_literal(name), number(level)) for name, level in levels.items() if level)
        return case(*each, else_=HIDDEN)

    federal = office.c.kind == text_literal(OrganizationKind.FEDERATION)
    in_clear = or_(office.c.county_code.is_not(None), among(office.c.region_code, CITIES_WITHOUT_COUNTIES))
    return case(
        (and_(federal, in_clear), by_group(of_federation(Kind.CADRE))),
        (federal, by_group(of_federation(Kind.SUPERIOR_FEDERATION))),
        else_=otherwise,
    )


def _lines(printing: Printing, line: FromClause, level: Sql, office: FromClause) -> Select[tuple[object, ...]]:
    """Rows of group, level, reason, rank: the lines of the row's own contract, whose reasons come first (rank 0)."""
    federal = office.c.kind == text_literal(OrganizationKind.FEDERATION)
    reason = case((federal, text_literal(IN_ITS_AREA.in_language(printing.viewer.language))), else_=reason_in(printing, line))
    shown = federal_level(office, line.c.group, level)
    return select(line.c.group.label("group"), shown.label("level"), reason.label("reason"), number(0).label("rank"))


def _others(printing: Printing, row: FromClause, office: Sql, but: Sql | None = None) -> Select[tuple[object, ...]]:
    """The same of the other referrals that the office has of the family (rank 1), towards the person of this row; never of their cases."""
    other, line = printing.table(Referral, "r"), printing.table(ShareContract, "s")
    theirs = printing.table(Office, "o")
    by_contract = and_(theirs.c.id == other.c.office_id, theirs.c.kind != text_literal(OrganizationKind.FEDERATION))
    pinned = and_(line.c.type_code == other.c.type_code, line.c.version == other.c.contract_version, line.c.half == half_of(other))
    of_household = ~among(line.c.group, OF_PERSONS)
    named = or_(of_household, other.c.person_id.is_(None), other.c.person_id == row.c.person_id)
    elsewhere = and_(~of_household, other.c.members.is_not(None), not_(other.c.members.bool_op("&&")(_whom(row))))
    kept = other.c.kept_family_id.is_not_distinct_from(row.c.kept_family_id if "kept_family_id" in row.c else null())
    level = case((elsewhere, HIDDEN), (named, line.c.level), else_=func.least(line.c.level, COARSE))
    reason, rank = reason_in(printing, line).label("reason"), number(1).label("rank")
    return (
        select(line.c.group.label("group"), level.label("level"), reason, rank)
        .select_from(other.join(line, pinned).join(theirs, by_contract))
        .where(other.c.family_id == row.c.family_id, other.c.office_id == office, _retained(printing, other), kept)
        .where(~among(line.c.group, OF_REFERRALS), true() if but is None else other.c.id != but)
        .correlate_except(other, line, theirs)
    )


def _whom(row: FromClause) -> Sql:
    """The members whom a row is about: the one that it names, else those of whom its office is given anything; null: all."""
    members: Sql = row.c.members if "members" in row.c else null()
    return case((row.c.person_id.is_not(None), array([row.c.person_id])), else_=members)


def _works_on(referral: FromClause) -> ColumnElement[bool]:
    """Whether the office works on it as its lead: then alone it is told what other departments do."""
    return and_(referral.c.part == text_literal(Part.LEAD), among(referral.c.state, WORKED_ON))


def reason_in(printing: Printing, line: FromClause) -> Sql:
    """The reason of a line of a contract in the viewer's language."""
    found: Sql = line.c.reason_en if printing.viewer.language is Language.EN else line.c.reason_zh
    return found


def _retained(printing: Printing, referral: FromClause) -> Sql:
    return or_(referral.c.visible_until.is_(None), referral.c.visible_until > printing.now)


def _printed(printing: Printing, field: Field, own: Select[tuple[object, ...]], more: Select[tuple[object, ...]]) -> Sql:
    """A JSON list of { group level reason }: the highest level of each group, with the reason of the contract that gives it."""
    lines = union_all(own, more).lateral(printing.alias("given"))
    order = (lines.c.group, lines.c.level.desc(), lines.c.rank, lines.c.reason)
    best = select(lines).ext(distinct_on(lines.c.group)).order_by(*order).lateral(printing.alias("best"))
    shown: dict[str, Sql] = {"group": best.c.group, "level": by_level(best.c.level, LEVEL_NAMES), "reason": best.c.reason}
    assert isinstance(field.below, Object)
    return select(json_list(object_of(field.below, lambda each: shown[each.name]), best.c.group)).select_from(best).scalar_subquery()
