"""Prints the groups of a connection: its rows counted by department, office, type, township, state, colour, county, week or month.

Source: docs/domain.md 7 (Counted). Only rows and values that the viewer sees are counted; totalCount is the sum of the groups.
"""

from collections.abc import Iterable
from functools import partial

from sqlalchemy import BigInteger, ColumnElement, FromClause, Text, Uuid, and_, case, cast, false, func, or_, select, true
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.sql.elements import True_

from db.tables.organization import Office
from db.tables.reference import AssistanceType
from db.tables.referral import Referral
from domain.campaign import ListingState
from domain.fund import ARRANGED, LineState
from domain.referral import GIVEN_UP, Colour, State, WaitingFor
from domain.time.waiting import DECIDERS
from domain.viewer import OFFICES, Kind
from domain.visit import ContactResult
from resolvers.planner.printing import Printing, Source
from resolvers.planner.sql.days import month, month_called, week, week_called
from resolvers.planner.sql.json import NULL, Sql, among, json_list, number, object_of, tagged, text_literal
from resolvers.planner.sql.levels import knows_village
from resolvers.planner.sql.lookup import beside_outer, code_name, looked_up, name_in, newest, region_name
from resolvers.planner.sql.scope import asked
from resolvers.planner.tree import Field, Groups, Object

LEAD = {"AssistanceItem": "lead_id", "ItemLine": "referral_id"}
"""Type -> the column of the referral by which its rows count too: an item its lead, a line the request in which it stands."""
KEY_COLUMNS = {"TYPE": "type_code", "TOWNSHIP": "town_code", "COUNTY": "county_code", "STATE": "state"}
"""Key of groups -> the column that holds it; the other keys are computed."""


def groups(printing: Printing, of: Source, counted: Groups, where: ColumnElement[bool]) -> Sql:
    """A JSON list of { key name keys labels } with what is counted of each group, the largest first."""
    row, joined, lead = of.row, of.row, of.row
    if of.type_name in LEAD:
        lead = printing.table(Referral, "lead")
        joined = row.outerjoin(lead, lead.c.id == row.c[LEAD[of.type_name]])
    keys = [key_of(printing, of, lead, each).label(f"key_{place}") for place, each in enumerate(counted.by)]
    rows = (
        select(
            *keys,
            func.count().label("count"),
            *(sum_.label(name) for name, sum_ in _counts(printing, of, lead).items()),
        )
        .select_from(joined)
        .where(where)
        .group_by(*keys)
    )
    return listed(printing, counted, beside_outer(rows, printing.alias("groups"), row, joined), [key.name for key in keys])


def listed(printing: Printing, counted: Groups, found: FromClause, keys: Iterable[str]) -> Sql:
    """The JSON list of groups that are counted, with the columns of their keys in the order asked for."""
    shared: dict[str, Sql] = {what: found.c[key] for what, key in zip(counted.by, keys, strict=True)}
    group = object_of(counted.object, lambda each: _part(printing, each, found, shared))
    return select(json_list(group, found.c.count.desc(), *shared.values())).select_from(found).scalar_subquery()


def _counts(printing: Printing, of: Source, lead: FromClause) -> dict[str, Sql]:
    """What is counted of a group beside its rows, by the field that shows it."""
    match of.type_name:
        case "ItemLine":
            return _funds(of.row, lead)
        case "CampaignListing":
            return {name: func.count().filter(holds) for name, holds in coverage(of.row).items()}
    return _work(printing, of.row, lead)


_RESULTS = {
    "notHome": ContactResult.NOT_HOME,
    "refused": ContactResult.REFUSED,
    "moved": ContactResult.MOVED,
    "deceased": ContactResult.DECEASED,
}
COVERAGE = ("listed", "pending", "visited", "notReached", "removed", *_RESULTS)
"""What groups of families on lists may tell beside their count."""


def coverage(row: FromClause) -> dict[str, ColumnElement[bool]]:
    """What is counted of lists, by the field that shows it: families on them, in each state, and with each result where nobody was met."""
    states = {state: row.c.state == text_literal(state.value) for state in ListingState}
    return {
        "listed": ~states[ListingState.REMOVED],
        "pending": states[ListingState.PENDING],
        "visited": states[ListingState.VISITED],
        "notReached": states[ListingState.NOT_REACHED],
        "removed": states[ListingState.REMOVED],
    } | {name: row.c.contact_result == text_literal(result.value) for name, result in _RESULTS.items()}


def _work(printing: Printing, row: FromClause, lead: FromClause) -> dict[str, Sql]:
    """What is counted of referrals and items."""
    overdue = and_(lead.c.waits_office, lead.c.work_due_at <= printing.now)
    unsigned = row.c.state == text_literal(State.DISPATCHED.value)
    return {"unsigned": func.count().filter(unsigned), "overdue": func.count().filter(overdue)}


def _funds(row: FromClause, lead: FromClause) -> dict[str, Sql]:
    """What lines come to: persons, and sums in fen. What is void counts nothing; what is paid was arranged, whatever its request says."""
    paid, asked = row.c.state == text_literal(LineState.PAID), ~among(row.c.state, {LineState.VOID, LineState.FAILED})
    arranged = or_(paid, and_(asked, func.coalesce(among(lead.c.stage, ARRANGED), false())))
    sums = {
        "requested": asked,
        "arranged": arranged,
        "paid": paid,
        "outstanding": row.c.state == text_literal(LineState.OPEN),
        "failed": row.c.state == text_literal(LineState.FAILED),
    }
    persons = func.coalesce(func.sum(row.c.persons).filter(asked), number(0))
    return {"persons": persons} | {
        name: func.coalesce(func.sum(row.c.sum).filter(holds), number(0)).cast(BigInteger) for name, holds in sums.items()
    }


def _part(printing: Printing, field: Field, found: FromClause, shared: dict[str, Sql]) -> Sql:
    """A field of a group; `shared`: the columns of its keys, by what they count by (`OFFICE`)."""
    if field.name not in {"key", "keys", "name", "labels"}:
        return found.c[field.name]

    def values() -> dict[str, Sql]:
        """Field of `key` or `name` -> its value."""
        of_key = _shown if field.name in {"key", "keys"} else partial(_label, printing)
        return {by.lower(): of_key(key, by) for by, key in shared.items()}

    if isinstance(field.below, Object):
        return object_of(field.below, lambda each: values().get(each.name, NULL))
    return func.array_to_json(array(list(values().values())))


COUNTED_BY_OFFICE = frozenset({"Referral", "AssistanceItem"})
"""The types whose rows are counted by office; to whoever only counts, the county's office of the line stands for those below it."""


def under(printing: Printing, of: Source, by: str) -> Sql:
    """The key of the group in which a row is counted, for filters by the same."""
    if of.type_name == "Referral":
        return key_of(printing, of, of.row, by)
    lead = printing.table(Referral, "l")
    of_lead = looked_up(key_of(printing, of, lead, by), lead, lead.c.id == of.row.c.lead_id)
    return func.coalesce(of_lead, of.row.c.type_department_code) if by == "DEPARTMENT" else of_lead


def key_of(printing: Printing, of: Source, lead: FromClause, by: str) -> Sql:
    """The key of a row's group as text; an item without a lead has the department of its type."""
    row, is_referral = of.row, of.type_name == "Referral"
    match by:
        case "DEPARTMENT":
            return lead.c.department_code if is_referral else func.coalesce(lead.c.department_code, row.c.type_department_code)
        case "OFFICE":
            return cast(_county_office(printing, lead) if printing.kind is Kind.COUNTER else _office(printing, lead), Text)
        case "TOWNSHIP" if of.type_name == "ItemLine":
            return row.c.township_code
        case "MONTH" if of.type_name == "ItemLine":
            return func.to_char(row.c.period, text_literal("YYYY-MM"))
        case "WEEK" | "MONTH":
            at = row.c.dispatched_at if is_referral else row.c.first_dispatched_at
            return week(at) if by == "WEEK" else month(at)
        case "COLOUR":
            return colour(printing, lead)
    return row.c[KEY_COLUMNS[by]]


def _office(printing: Printing, lead: FromClause) -> Sql:
    """The id of a referral's office; null for an office of a village that the viewer may not know."""
    knows = knows_village(printing, Source("Referral", lead))
    if isinstance(knows, True_):
        return lead.c.office_id
    above = func.right(lead.c.office_region_code, number(3)) == text_literal("000")
    return case((or_(above, knows, lead.c.office_id == printing.office), lead.c.office_id))


def _county_office(printing: Printing, lead: FromClause) -> Sql:
    """The id of the county's office in the line of a referral's office, for viewers who only count; null where the line has none."""
    office = printing.table(Office, "o")
    of_county = func.right(office.c.region_code, 6) == text_literal("000000")
    return looked_up(office.c.id, office, office.c.id == lead.c.office_county_id, of_county)


def colour(printing: Printing, row: FromClause) -> Sql:
    """RED when the due moment has passed, YELLOW from `yellow_at` on, else GREEN; null for a referral that waits for nobody."""
    return colour_of(printing, row, or_(*(waits(printing, row, party) for party in WaitingFor)))


def of_colour(printing: Printing, row: FromClause, value: object) -> ColumnElement[bool]:
    """Whether a referral has a colour, which only what waits for somebody has."""
    return and_(is_awaited(row), colour(printing, row) == text_literal(str(value)))


def is_awaited(row: FromClause) -> ColumnElement[bool]:
    """Whether a referral waits for anybody, or will, as the predicate of its indexes says it."""
    return or_(*(row.c[f"waits_{party.lower()}"] for party in WaitingFor)).is_(true())


def colour_of(printing: Printing, row: FromClause, awaited: ColumnElement[bool]) -> Sql:
    """The same of a row with its moments, where it is known whether anybody is awaited."""
    red, yellow = row.c.work_due_at <= printing.now, row.c.yellow_at <= printing.now
    due = case((red, text_literal(Colour.RED)), (yellow, text_literal(Colour.YELLOW)), else_=text_literal(Colour.GREEN))
    return case((awaited, due))


def waits(printing: Printing, row: FromClause, party: WaitingFor) -> ColumnElement[bool]:
    """Whether a referral waits for a party, as far as the viewer may know.

    The office that gave it up is not told what became of it; the office that asked for funds is.
    """
    waiting = waits_now(printing, row, party)
    if printing.kind not in OFFICES:
        return waiting
    return and_(waiting, or_(~among(row.c.state, GIVEN_UP), asked(printing, row)))


def waits_now(printing: Printing, row: FromClause, party: WaitingFor) -> ColumnElement[bool]:
    """Whether a referral waits for a party: from its moment on where it has one, and for asks alone until they lapse."""
    waiting = and_(row.c[f"waits_{party.lower()}"], or_(row.c.waits_from.is_(None), row.c.waits_from < printing.now))
    if party not in DECIDERS:
        return waiting
    until = row.c[f"{party.lower()}_until"]
    return and_(waiting, or_(until.is_(None), until > printing.now))


def _shown(key: Sql, by: str) -> Sql:
    """A group's key as a filter takes it: an office by its global id, everything else as it is."""
    return case((key.is_not(None), tagged("Office", key))) if by == "OFFICE" else cast(key, Text)


def _label(printing: Printing, key: Sql, by: str) -> Sql:
    """The name of a group's key in the viewer's language."""
    match by:
        case "DEPARTMENT":
            return code_name(printing, text_literal("DEPARTMENT"), key)
        case "OFFICE":
            office = printing.table(Office, "o")
            return looked_up(office.c.name, office, office.c.id == cast(key, Uuid()))
        case "TYPE":
            of = printing.table(AssistanceType, "t")
            return newest(name_in(printing, of), of, of.c.code == key)
        case "TOWNSHIP" | "COUNTY":
            return region_name(printing, key, "r")
        case "WEEK":
            return week_called(printing, key)
        case "MONTH":
            return month_called(printing, key)
        case _:
            return code_name(printing, text_literal("STATE" if by == "STATE" else "COLOUR"), key)
