"""SQL/JSON constructors and the one way in which values are written into JSON.

Source: PostgreSQL 18, 9.16: a call takes 100 arguments, which makes 50 pairs, and a timestamptz is printed without its trailing zeros.
"""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    DateTime,
    FromClause,
    Join,
    Select,
    Text,
    Uuid,
    case,
    cast,
    false,
    func,
    literal_column,
    or_,
)
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from domain.rules.access import Level
from resolvers.planner.tree import Field, Object

Sql = ColumnElement[Any]


class JsonObject(FunctionElement[Any]):
    """JSON_OBJECT('key' : value, ... RETURNING json). Keys are GraphQL names, written as literals: a label is cut at 63 bytes."""

    type = JSON()
    inherit_cache = False
    name = "json_object"

    def __init__(self, pairs: "dict[str, Sql]") -> None:
        """`pairs` keeps its order."""
        self.keys = tuple(pairs)
        super().__init__(*pairs.values())


@compiles(JsonObject)
def _print_object(element: JsonObject, compiler: SQLCompiler, **kw: Any) -> str:
    values = [compiler.process(clause, **kw) for clause in element.clauses]
    pairs = ", ".join(f"'{key}' : {value}" for key, value in zip(element.keys, values, strict=True))
    return f"JSON_OBJECT({pairs} RETURNING json)"


NULL: Sql = literal_column("null::json", JSON())
EMPTY: Sql = literal_column("'[]'::json", JSON())


def object_of(of: Object, value: Callable[[Field], Sql]) -> Sql:
    """An object of the fields asked, each as `value` prints it; `__typename` is known."""
    return JsonObject({each.key: text_literal(of.type_name) if each.name == "__typename" else value(each) for each in of.fields})


def json_list(value: Sql, *order: Sql) -> Sql:
    """All rows of a group as a list, in this order; an empty list for none."""
    ordered = aggregate_order_by(value, *order) if order else value
    return func.coalesce(func.json_agg(ordered), EMPTY, type_=JSON())


def text_literal(value: str) -> Sql:
    """A constant of ours (a type's name, a code): never input."""
    return literal_column("'" + value.replace("'", "''") + "'", Text())


def leaf(value: Sql, type_name: str) -> Sql:
    """A column's value as JSON shows it: moments in UTC with milliseconds, days as they are, ids as text; everything else as PostgreSQL
    does."""
    if isinstance(value.type, DateTime):
        return func.to_char(func.timezone("UTC", value), text_literal('YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
    if isinstance(value.type, Date):
        return func.to_char(value, text_literal("YYYY-MM-DD"))
    if isinstance(value.type, Uuid):
        return tagged(type_name, value)
    if isinstance(value.type, ARRAY):
        return func.array_to_json(value, type_=JSON())
    return value


def tagged(type_name: str, key: Sql) -> Sql:
    """The global id of a row: base64 of its type's name and uuid (no line break: the longest is 51 bytes)."""
    return func.encode(func.convert_to(text_literal(f"{type_name}:") + cast(key, Text), text_literal("UTF8")), text_literal("base64"))


def among(value: Sql, codes: Iterable[str]) -> ColumnElement[bool]:
    """The value is one of these codes of ours."""
    return or_(false(), *(value == text_literal(str(code)) for code in sorted(codes)))


LEVEL_NAMES = {int(level): text_literal(level.name) for level in Level}
"""Level -> its word in the contract, for `by_level`."""


def by_level(level: "Sql | int", shown: "dict[int, Sql]") -> Sql:
    """The value that a level chooses; null where none is."""
    if isinstance(level, int):
        return shown.get(level, literal_column("null", Text()))
    return case(*((level == literal_column(str(at)), value) for at, value in shown.items()), else_=literal_column("null", Text()))


def beside_outer(rows: Select[Any], name: str, *own: FromClause) -> FromClause:
    """Rows to select from that may look at the row around them: all but their own tables belongs to an outer statement.

    Without LATERAL the outer row would be joined in anew, and every neighbour of every row would be found.
    """
    parts = [part for each in own for part in ([each.left, each.right] if isinstance(each, Join) else [each])]
    return rows.correlate_except(*parts).lateral(name)
