"""Prints what an office is given of a family: a level and a reason for each group that share contracts govern.

Source: docs/domain.md 7 (share contract; the union over an office's referrals). It says what `resolvers/planner/sql/levels.py` shows.
"""

from collections.abc import Mapping

from sqlalchemy import FromClause, Integer, Select, and_, case, func, literal_column, or_, select, true, union_all
from sqlalchemy.dialects.postgresql import distinct_on

from db.tables.organization import Office
from db.tables.reference import ShareContract
from db.tables.referral import Referral
from domain.disclosure import IN_ITS_AREA, Half, of_federation
from domain.referral import TAKEN_ON
from domain.rules.access import OF_PERSONS, Group, Level
from domain.viewer import CITIES_WITHOUT_COUNTIES, Kind, Language, OrganizationKind
from resolvers.planner.mapping import PrintRow
from resolvers.planner.printing import Printing, Source
from resolvers.planner.sql.json import LEVEL_NAMES, Sql, among, by_level, json_list, object_of, text_literal
from resolvers.planner.tree import Field, Object

COARSE: Sql = literal_column(str(int(Level.COARSE)), Integer())
HIDDEN: Sql = literal_column(str(int(Level.HIDDEN)), Integer())


def disclosed(printing: Printing, of: Source, field: Field, _: PrintRow) -> Sql:
    """What the referral's office sees now: of the family, of the person whom the referral names (else of everybody), of the case."""
    row, office = of.row, Office.__table__.alias(printing.alias("o"))
    line = ShareContract.__table__.alias(printing.alias("s"))
    pinned = and_(line.c.type_code == row.c.type_code, line.c.version == row.c.contract_version, line.c.half == half_of(row))
    given = case((line.c.group == text_literal(Group.CASE), row.c.case_level), else_=line.c.level)
    in_force = case((_retained(printing, row), given), else_=HIDDEN)
    own = _lines(printing, line, in_force, office).where(pinned, office.c.id == row.c.office_id).correlate_except(line, office)
    return _printed(printing, field, own, _others(printing, row, row.c.office_id, but=row.c.id))


def would_be_disclosed(printing: Printing, item: FromClause, office: FromClause, version: Sql, field: Field) -> Sql:
    """The same of an office to which an item is not yet dispatched: the contract's half before signing joined with what it has already."""
    line = ShareContract.__table__.alias(printing.alias("s"))
    before = and_(line.c.type_code == item.c.type_code, line.c.version == version, line.c.half == text_literal(Half.BEFORE))
    own = _lines(printing, line, line.c.level, office).where(before).correlate_except(line)
    return _printed(printing, field, own, _others(printing, item, office.c.id))


def half_of(referral: FromClause) -> Sql:
    """The half of the contract that the state of a referral gives."""
    return case((among(referral.c.state, TAKEN_ON), text_literal(Half.AFTER)), else_=text_literal(Half.BEFORE))


def federal_level(office: FromClause, group: Sql, otherwise: Sql) -> Sql:
    """The level that the cadres of a federation's office have by its area; of every other office `otherwise`."""

    def by_group(levels: Mapping[Group, Level]) -> Sql:
        each = ((group == text_literal(name), literal_column(str(int(level)), Integer())) for name, level in levels.items() if level)
        return case(*each, else_=HIDDEN)

    federal = office.c.kind == text_literal(OrganizationKind.FEDERATION)
    in_clear = or_(office.c.county_code.is_not(None), among(office.c.region_code, CITIES_WITHOUT_COUNTIES))
    return case(
        (and_(federal, in_clear), by_group(of_federation(Kind.CADRE))),
        (federal, by_group(of_federation(Kind.SUPERIOR_FEDERATION))),
        else_=otherwise,
    )


def _lines(printing: Printing, line: FromClause, level: Sql, office: FromClause) -> Select[tuple[object, ...]]:
    """The lines of the contract itself, the first to be named as a reason."""
    federal = office.c.kind == text_literal(OrganizationKind.FEDERATION)
    reason = case((federal, text_literal(IN_ITS_AREA.in_language(printing.viewer.language))), else_=_reason(printing, line))
    shown = federal_level(office, line.c.group, level)
    return select(line.c.group.label("group"), shown.label("level"), reason.label("reason"), literal_column("0").label("rank"))


def _others(printing: Printing, row: FromClause, office: Sql, but: Sql | None = None) -> Select[tuple[object, ...]]:
    """The lines of the office's (other) referrals of the family, as far as they hold for whom this row names; never of their case."""
    other, line = Referral.__table__.alias(printing.alias("r")), ShareContract.__table__.alias(printing.alias("s"))
    theirs = Office.__table__.alias(printing.alias("o"))
    by_contract = and_(theirs.c.id == other.c.office_id, theirs.c.kind != text_literal(OrganizationKind.FEDERATION))
    pinned = and_(line.c.type_code == other.c.type_code, line.c.version == other.c.contract_version, line.c.half == half_of(other))
    of_household = ~among(line.c.group, OF_PERSONS)
    named = or_(of_household, other.c.person_id.is_(None), other.c.person_id == row.c.person_id)
    level = case((named, line.c.level), else_=func.least(line.c.level, COARSE))
    reason, rank = _reason(printing, line).label("reason"), literal_column("1", Integer()).label("rank")
    return (
        select(line.c.group.label("group"), level.label("level"), reason, rank)
        .select_from(other.join(line, pinned).join(theirs, by_contract))
        .where(other.c.family_id == row.c.family_id, other.c.office_id == office, _retained(printing, other))
        .where(line.c.group != text_literal(Group.CASE), true() if but is None else other.c.id != but)
        .correlate_except(other, line, theirs)
    )


def _reason(printing: Printing, line: FromClause) -> Sql:
    return line.c.reason_en if printing.viewer.language is Language.EN else line.c.reason_zh


def _retained(printing: Printing, referral: FromClause) -> Sql:
    return or_(referral.c.visible_until.is_(None), referral.c.visible_until > printing.now)


def _printed(printing: Printing, field: Field, own: Select[tuple[object, ...]], more: Select[tuple[object, ...]]) -> Sql:
    """A list of { group level reason }: of each group the highest level, with the reason of whichever contract gives it."""
    lines = union_all(own, more).lateral(printing.alias("given"))
    order = (lines.c.group, lines.c.level.desc(), lines.c.rank, lines.c.reason)
    highest = select(lines).ext(distinct_on(lines.c.group)).order_by(*order)
    best = highest.lateral(printing.alias("best"))
    shown: dict[str, Sql] = {"group": best.c.group, "level": by_level(best.c.level, LEVEL_NAMES), "reason": best.c.reason}
    assert isinstance(field.below, Object)
    return select(json_list(object_of(field.below, lambda each: shown[each.name]), best.c.group)).select_from(best).scalar_subquery()
