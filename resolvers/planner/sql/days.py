"""Days in Shanghai as expressions: the last day of a due moment, the week and the month of a dispatch.

Source: docs/domain.md 4 (limits in days end at 24:00 Asia/Shanghai) and 6 (period). `domain.clock.last_day`, `week_of` and `month_of` say
the same over a value; a test holds them equal.
"""

from typing import Any

from sqlalchemy import Date, FromClause, case, cast, func, literal_column

from domain.viewer import Language
from resolvers.planner.draft import Draft
from resolvers.planner.mapping import Expr
from resolvers.planner.sql.json import Sql, text_literal


def in_shanghai(at: Sql) -> Sql:
    """A moment as the clock in Shanghai shows it."""
    return func.timezone("Asia/Shanghai", at)


def last_day(column: str) -> Expr:
    """The day that a due moment at 24:00 closes; null for a moment within a day, of a limit in hours."""

    def printed(row: FromClause, draft: Any) -> Sql:
        shown = in_shanghai(row.c[column])
        return case((shown == func.date_trunc("day", shown), cast(shown, Date) - literal_column("1")))

    return Expr(printed)


def day_ended_by(column: str) -> Expr:
    """The last day in Shanghai of which something lies before a moment: `domain.calendar.day_ended_by`."""
    return Expr(lambda row, draft: cast(in_shanghai(row.c[column] - literal_column("interval '1 millisecond'")), Date))


def week(at: Sql) -> Sql:
    """The ISO week of a moment, as `2026-W48`."""
    return func.to_char(in_shanghai(at), 'IYYY-"W"IW')


def month(at: Sql) -> Sql:
    """The month of a moment, as `2026-11`."""
    return func.to_char(in_shanghai(at), "YYYY-MM")


def week_called(draft: Draft, key: Sql) -> Sql:
    """What to call a week, in the viewer's language."""
    year, number = func.left(key, 4), func.ltrim(func.right(key, 2), "0")
    if draft.viewer.language is Language.EN:
        return text_literal("Week ").concat(number).concat(text_literal(" of ")).concat(year)
    return year.concat(text_literal("年第")).concat(number).concat(text_literal("周"))


def month_called(draft: Draft, key: Sql) -> Sql:
    """What to call a month, in the viewer's language."""
    if draft.viewer.language is Language.EN:
        return func.to_char(func.to_date(key, "YYYY-MM"), "FMMonth YYYY")
    year, number = func.left(key, 4), func.ltrim(func.right(key, 2), "0")
    return year.concat(text_literal("年")).concat(number).concat(text_literal("月"))
