"""Prints the groups of a connection: counts by department, office, type, township, state, colour, county, week or month; any two.

Source: docs/domain.md 7 (Counted): count = rows seen, totalCount = the sum of groups; what is counted is what is seen, by the same
expressions.
"""

from collections.abc import Callable

from graphql import FieldNode, GraphQLField, GraphQLObjectType, get_named_type
from sqlalchemy import ColumnElement, FromClause, Text, Uuid, and_, case, cast, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.sql.elements import True_

from db.tables.organization import Office
from db.tables.reference import AssistanceType
from db.tables.referral import Referral
from db.tables.region import Region
from domain.message.expected import unfit
from domain.referral import GIVEN_UP, State, WaitingFor
from domain.viewer import Kind
from resolvers.planner import access
from resolvers.planner.access import Source
from resolvers.planner.draft import Draft
from resolvers.planner.mapping import TypeMapping
from resolvers.planner.sql.days import month, month_called, week, week_called
from resolvers.planner.sql.json import NULL, Sql, among, beside_outer, json_list, json_object, tagged, text_literal
from resolvers.planner.sql.names import code_name, name_in

MOST = 2
WAITS = {
    WaitingFor.OFFICE: "waits_office",
    WaitingFor.FEDERATION: "waits_federation",
    WaitingFor.COMMISSIONER: "waits_commissioner",
    WaitingFor.MONITOR: "waits_monitor",
}
FORMER = frozenset({Kind.OFFICE, Kind.SUPERIOR_OFFICE})
"""The viewers to whom a referral that was returned or cancelled is a former one."""
COUNTED_BY = frozenset({"DEPARTMENT", "OFFICE", "STATE", "COLOUR", "COUNTY", "WEEK", "MONTH"})
"""What a viewer who only counts may group by (docs/domain.md 7)."""


def groups(
    draft: Draft,
    mapping: TypeMapping,
    field: GraphQLField,
    nodes: list[FieldNode],
    row: FromClause,
    narrowed: list[ColumnElement[bool]],
    path: tuple[str, ...],
) -> Sql:
    """A list of { key name keys labels count unsigned overdue }, the largest first."""
    _, arguments = draft.arguments(field, nodes[0])
    by = [str(each) for each in arguments["by"]]
    counts = draft.kind is Kind.COUNTER
    if not 1 <= len(by) <= MOST or len(set(by)) < len(by) or (counts and not set(by) <= COUNTED_BY):
        raise unfit("COUNTED_GROUPS" if counts else "GROUPS", (*path, "groups", "by"))
    joined, lead, overdue = _facts(draft, mapping, row)
    keys = [_key(draft, mapping, row, lead, each).label(f"key_{place}") for place, each in enumerate(by)]
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
    counted = beside_outer(rows, draft.alias("groups"), row, joined)
    shared: dict[str, Sql] = {what: counted.c[key.name] for what, key in zip(by, keys, strict=True)}
    group = _object(draft, field, nodes, lambda of, asked: _part(draft, of, asked, counted, shared))
    return select(json_list(group, counted.c.count.desc(), *shared.values())).select_from(counted).scalar_subquery()


def _part(draft: Draft, field: GraphQLField, nodes: list[FieldNode], counted: FromClause, shared: dict[str, Sql]) -> Sql:
    """A field of a group; `shared`: what its rows share, by what they are counted by."""
    match nodes[0].name.value:
        case "key":
            return _object(draft, field, nodes, lambda _, asked: _of(asked, {by: _shown(key, by) for by, key in shared.items()}))
        case "name":
            return _object(draft, field, nodes, lambda _, asked: _of(asked, {by: _label(draft, key, by) for by, key in shared.items()}))
        case "keys":
            return func.array_to_json(array([_shown(key, by) for by, key in shared.items()]))
        case "labels":
            return func.array_to_json(array([_label(draft, key, by) for by, key in shared.items()]))
        case name:
            return counted.c[name]


def _of(nodes: list[FieldNode], values: dict[str, Sql]) -> Sql:
    """The value of what a field is named after; null where it is not counted by."""
    return values.get(nodes[0].name.value.upper(), NULL)


def _object(draft: Draft, field: GraphQLField, nodes: list[FieldNode], print_field: Callable[[GraphQLField, list[FieldNode]], Sql]) -> Sql:
    """An object of what is asked of a field's type."""
    inner = get_named_type(field.type)
    assert isinstance(inner, GraphQLObjectType)
    pairs: dict[str, Sql] = {}
    for key, asked in draft.collect(inner, nodes).items():
        name = asked[0].name.value
        pairs[key] = text_literal(inner.name) if name == "__typename" else print_field(inner.fields[name], asked)
    return json_object(pairs)


def _facts(draft: Draft, mapping: TypeMapping, row: FromClause) -> tuple[FromClause, FromClause, ColumnElement[bool]]:
    """The rows to count (an item with its lead), the referral that a row counts by, and whether it is overdue."""
    if mapping.type_name == "Referral":
        return row, row, and_(row.c.waits_office, row.c.work_due_at <= draft.now)
    lead = Referral.__table__.alias(draft.alias("lead"))
    return row.outerjoin(lead, lead.c.id == row.c.lead_id), lead, and_(lead.c.waits_office, lead.c.work_due_at <= draft.now)


def under(draft: Draft, mapping: TypeMapping, row: FromClause, by: str) -> Sql:
    """What a row counts under, as an expression of its own: for filters, which so cannot drift from the groups."""
    if mapping.type_name == "Referral":
        return _key(draft, mapping, row, row, by)
    lead = Referral.__table__.alias(draft.alias("l"))
    of_lead = select(_key(draft, mapping, row, lead, by)).where(lead.c.id == row.c.lead_id).correlate_except(lead).scalar_subquery()
    return func.coalesce(of_lead, row.c.type_department_code) if by == "DEPARTMENT" else of_lead


def _key(draft: Draft, mapping: TypeMapping, row: FromClause, lead: FromClause, by: str) -> Sql:
    """What a row counts under, as text; an item counts by its lead, without one under its type's department."""
    match by:
        case "DEPARTMENT":
            item = mapping.type_name == "AssistanceItem"
            return func.coalesce(lead.c.department_code, row.c.type_department_code) if item else lead.c.department_code
        case "OFFICE":
            return cast(_county_office(draft, lead) if draft.kind is Kind.COUNTER else _office(draft, lead), Text)
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
            return colour(draft, lead)


def _office(draft: Draft, lead: FromClause) -> Sql:
    """The office of a referral; null where it stands in a village that the viewer may not know."""
    knows = access.knows_village(draft, Source("Referral", lead))
    if isinstance(knows, True_):
        return lead.c.office_id
    in_village = func.right(lead.c.office_region_code, literal_column("3")) != text_literal("000")
    return case((or_(~in_village, knows, lead.c.office_id == draft.office), lead.c.office_id))


def _county_office(draft: Draft, lead: FromClause) -> Sql:
    """The office of county level or above under which a referral counts for who only counts; null where its line has none there."""
    office = Office.__table__.alias(draft.alias("o"))
    above = select(office.c.id).where(office.c.id == lead.c.office_county_id, func.right(office.c.region_code, 6) == text_literal("000000"))
    return above.correlate_except(office).scalar_subquery()


def colour(draft: Draft, row: FromClause) -> Sql:
    """How near the due moment is: RED when it has passed, YELLOW from `yellow_at`, else GREEN; null when nothing is awaited."""
    awaited = or_(*(waits(draft, row, party) for party in WaitingFor))
    red = and_(awaited, row.c.work_due_at <= draft.now)
    yellow = and_(awaited, row.c.yellow_at <= draft.now)
    return case((red, text_literal("RED")), (yellow, text_literal("YELLOW")), (awaited, text_literal("GREEN")))


def waits(draft: Draft, row: FromClause, party: WaitingFor) -> ColumnElement[bool]:
    """Whether a referral waits for a party, as far as the viewer may know: an office that gave it up is not told whether it was sent on."""
    waiting: ColumnElement[bool] = row.c[WAITS[party]]
    return and_(waiting, ~among(row.c.state, GIVEN_UP)) if draft.kind in FORMER else waiting


def _shown(key: Sql, by: str) -> Sql:
    """A key as the caller can send it back: an office by its global id."""
    return case((key.is_not(None), tagged("Office", key))) if by == "OFFICE" else cast(key, Text)


def _label(draft: Draft, key: Sql, by: str) -> Sql:
    """What to call a key, in the viewer's language."""
    match by:
        case "DEPARTMENT":
            return code_name(draft, text_literal("DEPARTMENT"), key)
        case "OFFICE":
            office = Office.__table__.alias(draft.alias("o"))
            return select(office.c.name).where(office.c.id == cast(key, Uuid())).correlate_except(office).scalar_subquery()
        case "TYPE":
            of = AssistanceType.__table__.alias(draft.alias("t"))
            newest = select(name_in(draft, of)).where(of.c.code == key).order_by(of.c.version.desc()).limit(literal_column("1"))
            return newest.correlate_except(of).scalar_subquery()
        case "TOWNSHIP" | "COUNTY":
            region = Region.__table__.alias(draft.alias("r"))
            return select(region.c.name).where(region.c.code == key).correlate_except(region).scalar_subquery()
        case "WEEK":
            return week_called(draft, key)
        case "MONTH":
            return month_called(draft, key)
        case _:
            return code_name(draft, text_literal("STATE" if by == "STATE" else "COLOUR"), key)
