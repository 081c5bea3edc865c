"""How each column of a row is copied into another county: the expressions of one `insert into ... select` for each table.

Source: docs/decisions/054-lists.md. What was played stays so, with other ids, offices, accounts, divisions, numbers and moments.
"""

from collections.abc import Iterator

from sqlalchemy import ARRAY, Column, Date, DateTime, LargeBinary, Table, Uuid

from db.tables import Row
from demonstration.large.counties import PATTERN

PLACES = ("organization", "office", "account", "membership")
"""Tables of what a county has before the first family; an id of them is looked up in the temporary table `transplanted`."""
HISTORY = (
    "family",
    "person",
    "visit",
    "need",
    "assistance_item",
    "referral",
    "event",
    "event_text",
    "outcome",
    "follow_up",
    "placement_call",
    "entitlement",
    "family_access",
    "campaign_listing",
    "correction",
    "correction_text",
    "family_hand_over",
)
"""Tables of what happened to a family; an id of them becomes another by the copy's salt."""
AS_IT_IS = {"campaign_id", "import_id", "client_id", "emergency_view_id"}
OF_OFFICES = {"subject_office_id", "subject_delegating_id"}
"""Columns of offices without a foreign key."""
NUMBERED = {"number"}
NOT_SHIFTED = {"birth_date", "certificate_issued_on"}
EMPTIED = {"external_reference", "id_number_masked", "certificate_number_masked"}
"""Columns that are left empty: unique within an office, or the mask of a sealed number, which is sealed for one id alone."""
PLACED = "coalesce(b.placed_at, case when b.subject_type = 'Referral' then b.at end)"
"""Events have been told long since: of a million referrals five million would wait for the worker, which is busy with them for an hour."""
REASON = "coalesce(b.no_id_reason, 'NOT_AT_HAND')"


def region(code: str, county: str) -> str:
    """Return the SQL of a 12-digit code of the pattern's county, city or province as that of another county's."""
    return (
        f"case when {code} like '{PATTERN}%' then {county} || substr({code}, 7)"
        f" when {code} = '{PATTERN[:4]}00000000' then left({county}, 4) || '00000000'"
        f" when {code} = '{PATTERN[:2]}0000000000' then left({county}, 2) || '0000000000' else {code} end"
    )


def of_family(table: Table) -> tuple[dict[str, str], str]:
    """Return the columns of a table of `HISTORY` with their expressions, over a row `b` and its copy `c`, and the FROM of both."""
    key = "id" if table.name == "family" else "family_id"
    return dict(_columns(table)), f"{table.name} b join copies c on c.family_id = b.{key}"


def _columns(table: Table) -> Iterator[tuple[str, str]]:
    for column in table.columns:
        if column.computed is None:
            yield column.name, _expression(table.name, column)


def _expression(table: str, column: Column[object]) -> str:
    value, targets = f"b.{column.name}", {each.column.table.name for each in column.foreign_keys}
    if column.name in EMPTIED or isinstance(column.type, LargeBinary):
        return "null"
    if column.name == "no_id_reason":
        return REASON
    if column.name in NUMBERED:
        return f"pg_temp.numbered({value}, nextval('pg_temp.numbers'))"
    if column.name.endswith("region_code"):
        return region(value, "c.county")
    if column.name == "members":
        return f"(select array_agg(md5(m::text || c.salt)::uuid) from unnest({value}) m)"
    if isinstance(column.type, ARRAY) and isinstance(column.type.item_type, Uuid):
        return f"case when {value} is null then null else array(select {_transplanted('o')} from unnest({value}) o) end"
    if isinstance(column.type, Uuid):
        return _id(column, value, targets)
    if column.name == "placed_at":
        return f"{PLACED} - c.shift"
    if isinstance(column.type, DateTime):
        return f"{value} - c.shift"
    if isinstance(column.type, Date) and column.name not in NOT_SHIFTED:
        return f"{value} - c.days"
    return value


def _id(column: Column[object], value: str, targets: set[str]) -> str:
    if column.name in AS_IT_IS:
        return value
    if targets & set(PLACES) or column.name in OF_OFFICES:
        return f"case when {value} is null then null else {_transplanted(value)} end"
    return f"md5({value}::text || c.salt)::uuid"


def _transplanted(value: str) -> str:
    return f"coalesce((select t.becomes from transplanted t where t.county = c.county and t.id = {value}), {value})"


def tables() -> tuple[Table, ...]:
    """Return the tables of `HISTORY`."""
    return tuple(Row.metadata.tables[name] for name in HISTORY)
