"""Prints days in Shanghai: the last day of a due moment, the week and the month of a dispatch.

Source: docs/domain.md 4 (limits in days end at 24:00 Asia/Shanghai) and 6 (period). A test holds it equal to `domain/time/`.
"""

from sqlalchemy import Date, DateTime, FromClause, and_, case, cast, extract, func, literal_column

from db.tables.reference import CalendarDay
from domain.ask import AskState
from domain.viewer import Language
from resolvers.planner.mapping import Expression
from resolvers.planner.printing import Printing, in_shanghai
from resolvers.planner.sql.json import Sql, number, text_literal
from resolvers.planner.sql.lookup import is_any


def last_day(column: str) -> Expression:
    """The day that ends at the due moment in this column; null where the moment is not a midnight (a limit in hours)."""

    def printed(row: FromClause, printing: Printing) -> Sql:
        shown = in_shanghai(row.c[column])
        return case((shown == func.date_trunc(text_literal("day"), shown), cast(shown, Date) - number(1)))

    return printed


def is_late(row: FromClause, printing: Printing, late: object) -> Sql:
    """Whether what waits to be decided should have been decided by now."""
    overdue = and_(row.c.state == text_literal(AskState.OPEN), row.c.due_at <= printing.now)
    return overdue if late else ~overdue


def day_ended_by(column: str) -> Expression:
    """The last day that has begun before the moment in this column."""
    return lambda row, printing: cast(in_shanghai(row.c[column] - literal_column("interval '1 millisecond'")), Date)


def provisional(*columns: str, version: str) -> Expression:
    """Whether the last of these due days lies in a year whose holidays are not announced: it has no working weekend in the calendar."""

    def printed(row: FromClause, printing: Printing) -> Sql:
        last = func.greatest(*(last_day(column)(row, printing) for column in columns))
        began = cast(func.date_trunc(text_literal("year"), cast(last, DateTime)), Date)
        of = printing.table(CalendarDay, "calendar")
        in_year = and_(of.c.version == row.c[version], of.c.day >= began, of.c.day < began + literal_column("interval '1 year'"))
        announced = is_any(of, in_year, of.c.is_working, extract("isodow", of.c.day) > number(5))
        return and_(last.is_not(None), ~announced)

    return printed


def week(at: Sql) -> Sql:
    """The ISO week of a moment, as `2026-W48`."""
    return func.to_char(in_shanghai(at), text_literal('IYYY-"W"IW'))


def month(at: Sql) -> Sql:
    """The month of a moment, as `2026-11`."""
    return func.to_char(in_shanghai(at), text_literal("YYYY-MM"))


def week_called(printing: Printing, key: Sql) -> Sql:
    """The name of a week in the viewer's language, from its key (`2026-W48`)."""
    year, of_year = func.left(key, number(4)), func.ltrim(func.right(key, number(2)), text_literal("0"))
    if printing.viewer.language is Language.EN:
        return text_literal("Week ").concat(of_year).concat(text_literal(" of ")).concat(year)
    return year.concat(text_literal("年第")).concat(of_year).concat(text_literal("周"))


def month_called(printing: Printing, key: Sql) -> Sql:
    """The name of a month in the viewer's language, from its key (`2026-11`)."""
    if printing.viewer.language is Language.EN:
        return func.to_char(func.to_date(key, text_literal("YYYY-MM")), text_literal("FMMonth YYYY"))
    year, of_year = func.left(key, number(4)), func.ltrim(func.right(key, number(2)), text_literal("0"))
    return year.concat(text_literal("年")).concat(of_year).concat(text_literal("月"))
