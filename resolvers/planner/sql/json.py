"""Prints JSON objects and lists, literals, and values as JSON shows them.

Source: PostgreSQL 18, 9.16: a call takes 100 arguments, which makes 50 pairs, and a timestamptz is printed without its trailing zeros.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Date, DateTime, Text, Uuid, case, cast, false, func, literal_column, null, or_
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import False_, True_
from sqlalchemy.sql.functions import FunctionElement

from domain.rules.group import Level
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
    """A JSON object of the fields asked; `value` prints each of them but `__typename`."""
    return JsonObject({each.key: text_literal(of.type_name) if each.name == "__typename" else value(each) for each in of.fields})


def json_list(value: Sql, *order: Sql) -> Sql:
    """The values of all rows as a JSON list in this order; an empty list where there are none."""
    ordered = aggregate_order_by(value, *order) if order else value
    return func.coalesce(func.json_agg(ordered), EMPTY, type_=JSON())


@lru_cache(maxsize=2_000)
def text_literal(value: str) -> Sql:
    """A text written into the statement: a constant of the program (a type's name, a code), never input."""
    return literal_column("'" + value.replace("'", "''") + "'", Text())


@lru_cache(maxsize=2_000)
def number(value: int) -> Sql:
    """A whole number written into the statement: a constant of the program, never input."""
    return literal_column(str(int(value)))


def leaf(value: Sql, type_name: str) -> Sql:
    """A column's value in the form of the contract's scalars: UTC moments with milliseconds, ISO days, uuids as global ids of the type."""
    if isinstance(value.type, DateTime):
        return func.to_char(func.timezone(text_literal("UTC"), value), text_literal('YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
    if isinstance(value.type, Date):
        return func.to_char(value, text_literal("YYYY-MM-DD"))
    if isinstance(value.type, Uuid):
        return tagged(type_name, value)
    if isinstance(value.type, ARRAY):
        return func.array_to_json(value, type_=JSON())
    return value


def base64(value: Sql) -> Sql:
    """A text in base64, with a line break after every 76 characters."""
    return func.encode(func.convert_to(value, text_literal("UTF8")), text_literal("base64"))


def tagged(type_name: str, key: Sql) -> Sql:
    """The global id of a row: base64 of its type's name and uuid (at most 51 bytes, so that it has no line break)."""
    return base64(text_literal(f"{type_name}:") + cast(key, Text))


def among(value: Sql, codes: Iterable[str]) -> ColumnElement[bool]:
    """Whether the value is one of these codes, which are constants of the program."""
    return or_(false(), *(value == text_literal(str(code)) for code in sorted(codes)))


LEVEL_NAMES = {int(level): text_literal(level.name) for level in Level}
"""Level -> its word in the contract, for `by_level`."""


def by_level(level: "Sql | int", shown: "dict[int, Sql]") -> Sql:
    """The value that stands under a level; null for a level that has none."""
    none: Sql = literal_column("null", Text())
    if isinstance(level, int):
        return shown.get(level, none)
    return case(*((level == number(at), value) for at, value in shown.items()), else_=none)


def where_true(condition: ColumnElement[bool], value: Sql, otherwise: Sql | None = None) -> Sql:
    """The value where a condition holds, else null (or `otherwise`); without a CASE for a condition that is known."""
    if isinstance(condition, True_ | False_):
        return value if isinstance(condition, True_) else null() if otherwise is None else otherwise
    return case((condition, value), else_=otherwise)
