"""Prints the groups of a connection: counts by department, office, type, township, state, colour, county, week or month; any two.

Source: docs/domain.md 7 (Counted): count = rows seen, totalCount = the sum of groups; what is counted is what is seen, by the same
expressions.
"""

from sqlalchemy import ColumnElement, FromClause, Text, Uuid, and_, case, cast, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.sql.elements import True_

from db.tables.organization import Office
from db.tables.reference import AssistanceType
from db.tables.referral import Referral
from db.tables.region import Region
from domain.referral import GIVEN_UP, State, WaitingFor
from domain.viewer import Kind
from resolvers.planner.mapping import TypeMapping
from resolvers.planner.printing import Printing, Source
from resolvers.planner.sql.days import month, month_called, week, week_called
from resolvers.planner.sql.json import NULL, Sql, among, beside_outer, json_list, object_of, tagged, text_literal
from resolvers.planner.sql.levels import knows_village
from resolvers.planner.sql.names import code_name, name_in
from resolvers.planner.tree import Field, Groups, Object

WAITS = {
    WaitingFor.OFFICE: "waits_office",
    WaitingFor.FEDERATION: "waits_federation",
    WaitingFor.COMMISSIONER: "waits_commissioner",
    WaitingFor.MONITOR: "waits_monitor",
}
FORMER = frozenset({Kind.OFFICE, Kind.SUPERIOR_OFFICE})
"""The viewers to whom a referral that was returned or cancelled is a former one."""


def groups(printing: Printing, mapping: TypeMapping, counted: Groups, row: FromClause, narrowed: list[ColumnElement[bool]]) -> Sql:
    """A list of { key name keys labels count unsigned overdue }, the largest first."""
    joined, lead, overdue = _facts(printing, mapping, row)
    keys = [_key(printing, mapping, row, lead, each).label(f"key_{place}") for place, each in enumerate(counted.by)]
    rows = (
        select(
            *keys,
            func.count().label("count"),
            func.count().filter(row.c.state == State.DISPATCHED.value).label("unsigned"),
            func.count().filter(overdue).label("overdue"),
        )
        .select_from(joined)
        .where(and_(*narrowed))
        .group_by(*keys)
    )
    found = beside_outer(rows, printing.alias("groups"), row, joined)
    shared: dict[str, Sql] = {what: found.c[key.name] for what, key in zip(counted.by, keys, strict=True)}
    group = object_of(counted.object, lambda each: _part(printing, each, found, shared))
    return select(json_list(group, found.c.count.desc(), *shared.values())).select_from(found).scalar_subquery()


def _part(printing: Printing, field: Field, found: FromClause, shared: dict[str, Sql]) -> Sql:
    """A field of a group; `shared`: what its rows share, by what they are counted by."""
    match field.name, field.below:
        case "key", Object() as named:
            return object_of(named, lambda each: _of(each, {by: _shown(key, by) for by, key in shared.items()}))
        case "name", Object() as named:
            return object_of(named, lambda each: _of(each, {by: _label(printing, key, by) for by, key in shared.items()}))
        case "keys", _:
            return func.array_to_json(array([_shown(key, by) for by, key in shared.items()]))
        case "labels", _:
            return func.array_to_json(array([_label(printing, key, by) for by, key in shared.items()]))
        case name, _:
            return found.c[name]
    raise AssertionError(field)


def _of(field: Field, values: dict[str, Sql]) -> Sql:
    """The value of what a field is named after; null where it is not counted by."""
    return values.get(field.name.upper(), NULL)


def _facts(printing: Printing, mapping: TypeMapping, row: FromClause) -> tuple[FromClause, FromClause, ColumnElement[bool]]:
    """The rows to count (an item with its lead), the referral that a row counts by, and whether it is overdue."""
    if mapping.type_name == "Referral":
        return row, row, and_(row.c.waits_office, row.c.work_due_at <= printing.now)
    lead = Referral.__table__.alias(printing.alias("lead"))
    return row.outerjoin(lead, lead.c.id == row.c.lead_id), lead, and_(lead.c.waits_office, lead.c.work_due_at <= printing.now)


def under(printing: Printing, mapping: TypeMapping, row: FromClause, by: str) -> Sql:
    """What a row counts under, as an expression of its own: for filters, which so cannot drift from the groups."""
    if mapping.type_name == "Referral":
        return _key(printing, mapping, row, row, by)
    lead = Referral.__table__.alias(printing.alias("l"))
    of_lead = select(_key(printing, mapping, row, lead, by)).where(lead.c.id == row.c.lead_id).correlate_except(lead).scalar_subquery()
    return func.coalesce(of_lead, row.c.type_department_code) if by == "DEPARTMENT" else of_lead


def _key(printing: Printing, mapping: TypeMapping, row: FromClause, lead: FromClause, by: str) -> Sql:
    """What a row counts under, as text; an item counts by its lead, without one under its type's department."""
    match by:
        case "DEPARTMENT":
            item = mapping.type_name == "AssistanceItem"
            return func.coalesce(lead.c.department_code, row.c.type_department_code) if item else lead.c.department_code
        case "OFFICE":
            return cast(_county_office(printing, lead) if printing.kind is Kind.COUNTER else _office(printing, lead), Text)
        case "TYPE":
            return row.c.type_code
        case "TOWNSHIP":
            return row.c.town_code
        case "COUNTY":
            return row.c.county_code
        case "STATE":
            return row.c.state
        case "WEEK" | "MONTH":
            at = row.c.dispatched_at if mapping.type_name == "Referral" else row.c.first_dispatched_at
            return week(at) if by == "WEEK" else month(at)
        case _:
            return colour(printing, lead)


def _office(printing: Printing, lead: FromClause) -> Sql:
    """The office of a referral; null where it stands in a village that the viewer may not know."""
    knows = knows_village(printing, Source("Referral", lead))
    if isinstance(knows, True_):
        return lead.c.office_id
    in_village = func.right(lead.c.office_region_code, literal_column("3")) != text_literal("000")
    return case((or_(~in_village, knows, lead.c.office_id == printing.office), lead.c.office_id))


def _county_office(printing: Printing, lead: FromClause) -> Sql:
    """The office of county level or above under which a referral counts for who only counts; null where its line has none there."""
    office = Office.__table__.alias(printing.alias("o"))
    above = select(office.c.id).where(office.c.id == lead.c.office_county_id, func.right(office.c.region_code, 6) == text_literal("000000"))
    return above.correlate_except(office).scalar_subquery()


def colour(printing: Printing, row: FromClause) -> Sql:
    """How near the due moment is: RED when it has passed, YELLOW from `yellow_at`, else GREEN; null when nothing is awaited."""
    awaited = or_(*(waits(printing, row, party) for party in WaitingFor))
    red = and_(awaited, row.c.work_due_at <= printing.now)
    yellow = and_(awaited, row.c.yellow_at <= printing.now)
    return case((red, text_literal("RED")), (yellow, text_literal("YELLOW")), (awaited, text_literal("GREEN")))


def waits(printing: Printing, row: FromClause, party: WaitingFor) -> ColumnElement[bool]:
    """Whether a referral waits for a party, as far as the viewer may know: an office that gave it up is not told whether it was sent on."""
    waiting: ColumnElement[bool] = row.c[WAITS[party]]
    return and_(waiting, ~among(row.c.state, GIVEN_UP)) if printing.kind in FORMER else waiting


def _shown(key: Sql, by: str) -> Sql:
    """A key as the caller can send it back: an office by its global id."""
    return case((key.is_not(None), tagged("Office", key))) if by == "OFFICE" else cast(key, Text)


def _label(printing: Printing, key: Sql, by: str) -> Sql:
    """What to call a key, in the viewer's language."""
    match by:
        case "DEPARTMENT":
            return code_name(printing, text_literal("DEPARTMENT"), key)
        case "OFFICE":
            office = Office.__table__.alias(printing.alias("o"))
            return select(office.c.name).where(office.c.id == cast(key, Uuid())).correlate_except(office).scalar_subquery()
        case "TYPE":
            of = AssistanceType.__table__.alias(printing.alias("t"))
            newest = select(name_in(printing, of)).where(of.c.code == key).order_by(of.c.version.desc()).limit(literal_column("1"))
            return newest.correlate_except(of).scalar_subquery()
        case "TOWNSHIP" | "COUNTY":
            region = Region.__table__.alias(printing.alias("r"))
            return select(region.c.name).where(region.c.code == key).correlate_except(region).scalar_subquery()
        case "WEEK":
            return week_called(printing, key)
        case "MONTH":
            return month_called(printing, key)
        case _:
            return code_name(printing, text_literal("STATE" if by == "STATE" else "COLOUR"), key)
