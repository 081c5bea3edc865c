"""The scalars of the contract: DateTime, Date, Fen, RegionCode. A refusal does not repeat the value.

Source: RFC 3339; scalars.graphql.org (andimarek/date-time, andimarek/local-date); docs/domain-facts.md 2.4 (division codes).
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, NewType

from graphql import GraphQLError, GraphQLScalarType, IntValueNode, StringValueNode, ValueNode

from domain.value.values import DIVISION

Fen = NewType("Fen", int)
"""A sum of money in fen."""
RegionCode = NewType("RegionCode", str)
"""The code of a division."""

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
LARGEST_INTEGER = 2**53 - 1
"""The largest integer that every JSON reader keeps exact."""


def write_moment(value: Any) -> str:
    """Return a moment in UTC, to the millisecond; a text, which the database has written, unchanged."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if isinstance(value, datetime) else str(value)


def write_day(value: Any) -> str:
    """Return a day as YYYY-MM-DD; a text, which the database has written, unchanged."""
    return value.isoformat() if isinstance(value, date) else str(value)


def _of_text(
    name: str,
    description: str,
    refusal: str,
    form: re.Pattern[str],
    read: Callable[[str], Any],
    write: Callable[[Any], str],
    specified_by: str | None = None,
) -> GraphQLScalarType:
    """Return a scalar of texts of a form. `read`: makes the value of a text; ValueError and OverflowError mean `refusal`."""

    def from_value(value: Any, node: ValueNode | None = None) -> Any:
        try:
            if isinstance(value, str) and form.fullmatch(value):
                return read(value)
        except (ValueError, OverflowError):
            pass
        raise GraphQLError(refusal, node)

    def from_literal(node: ValueNode) -> Any:
        return from_value(node.value if isinstance(node, StringValueNode) else None, node)

    return GraphQLScalarType(
        name,
        coerce_output_value=write,
        coerce_input_value=from_value,
        coerce_input_literal=from_literal,
        value_to_literal=lambda value: StringValueNode(value=write(value)),
        description=description,
        specified_by_url=specified_by,
    )


def _fen() -> GraphQLScalarType:
    """Return the scalar of sums of money."""

    def from_value(value: Any, node: ValueNode | None = None) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_INTEGER:
            return value
        raise GraphQLError("Fen takes a whole number within 2^53.", node)

    def from_literal(node: ValueNode) -> int:
        short = isinstance(node, IntValueNode) and len(node.value) <= len(str(-LARGEST_INTEGER))
        return from_value(int(node.value) if short else None, node)  # type: ignore[attr-defined]

    return GraphQLScalarType(
        "Fen",
        coerce_output_value=from_value,
        coerce_input_value=from_value,
        coerce_input_literal=from_literal,
        value_to_literal=lambda value: IntValueNode(value=str(value)),
        description="A sum of money in fen (100 fen are 1 yuan): a whole number within 2^53. 以分为单位的金额，2^53 以内的整数。",
    )


DATE_TIME = _of_text(
    "DateTime",
    "A moment of RFC 3339 with its offset; answered in UTC to the millisecond. 时刻（RFC 3339，必须带时区偏移），输出为 UTC，精确到毫秒。",
    "DateTime takes a moment of RFC 3339 with its offset, such as 2026-11-24T09:00:00+08:00.",
    MOMENT,
    lambda text: datetime.fromisoformat(text).astimezone(UTC),
    write_moment,
    "https://scalars.graphql.org/andimarek/date-time.html",
)
DATE = _of_text(
    "Date",
    "A day of the calendar, such as 2026-11-24. 日期，例如 2026-11-24。",
    "Date takes a day of the calendar, such as 2026-11-24.",
    DAY,
    date.fromisoformat,
    write_day,
    "https://scalars.graphql.org/andimarek/local-date.html",
)
FEN = _fen()
REGION_CODE = _of_text(
    "RegionCode",
    "The code of a division: 2, 4, 6, 9 or 12 digits; answered in 12. 行政区划代码：接受 2、4、6、9 或 12 位，输出 12 位。",
    "RegionCode takes the 2, 4, 6, 9 or 12 digits of a division.",
    DIVISION,
    lambda text: text.ljust(12, "0"),
    str,
)
