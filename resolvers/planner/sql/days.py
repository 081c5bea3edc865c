"""Days in Shanghai as expressions: the last day of a due moment, the week and the month of a dispatch.

Source: docs/domain.md 4 (limits in days end at 24:00 Asia/Shanghai) and 6 (period). `domain.clock.last_day`, `week_of` and `month_of` say
the same over a value; a test holds them equal.
"""

from sqlalchemy import Date, DateTime, FromClause, and_, case, cast, extract, func, literal_column, select

from db.tables.reference import CalendarDay
from domain.viewer import Language
from resolvers.planner.mapping import Expr
from resolvers.planner.printing import Printing
from resolvers.planner.sql.json import Sql, text_literal


def in_shanghai(at: Sql) -> Sql:
    """A moment as the clock in Shanghai shows it."""
    return func.timezone("Asia/Shanghai", at)


def last_day(column: str) -> Expr:
    """The day that a due moment at 24:00 closes; null for a moment within a day, of a limit in hours."""

    def printed(row: FromClause, printing: Printing) -> Sql:
        shown = in_shanghai(row.c[column])
        return case((shown == func.date_trunc("day", shown), cast(shown, Date) - literal_column("1")))

    return Expr(printed)


def day_ended_by(column: str) -> Expr:
    """The last day in Shanghai of which something lies before a moment: `domain.calendar.day_ended_by`."""
    return Expr(lambda row, printing: cast(in_shanghai(row.c[column] - literal_column("interval '1 millisecond'")), Date))


def provisional(*columns: str, version: str) -> Expr:
    """Whether the last of these due moments that close a day lies in a year of which this version of the calendar knows no notice.

    `domain.clock.is_provisional` over a row: a notice makes weekends working days, a year without any is not announced.
    """

    def printed(row: FromClause, printing: Printing) -> Sql:
        last = func.greatest(*(last_day(column).build(row, printing) for column in columns))
        began = cast(func.date_trunc("year", cast(last, DateTime)), Date)
        of = CalendarDay.__table__.alias(printing.alias("calendar"))
        announced = (
            select(literal_column("1"))
            .where(of.c.version == row.c[version], of.c.day >= began, of.c.day < began + literal_column("interval '1 year'"))
            .where(of.c.is_working, extract("isodow", of.c.day) > literal_column("5"))
            .exists()
        )
        return and_(last.is_not(None), ~announced)

    return Expr(printed)


def week(at: Sql) -> Sql:
    """The ISO week of a moment, as `2026-W48`."""
    return func.to_char(in_shanghai(at), 'IYYY-"W"IW')


def month(at: Sql) -> Sql:
    """The month of a moment, as `2026-11`."""
    return func.to_char(in_shanghai(at), "YYYY-MM")


def week_called(printing: Printing, key: Sql) -> Sql:
    """What to call a week, in the viewer's language."""
    year, number = func.left(key, 4), func.ltrim(func.right(key, 2), "0")
    if printing.viewer.language is Language.EN:
        return text_literal("Week ").concat(number).concat(text_literal(" of ")).concat(year)
    return year.concat(text_literal("年第")).concat(number).concat(text_literal("周"))


def month_called(printing: Printing, key: Sql) -> Sql:
    """What to call a month, in the viewer's language."""
    if printing.viewer.language is Language.EN:
        return func.to_char(func.to_date(key, "YYYY-MM"), "FMMonth YYYY")
    year, number = func.left(key, 4), func.ltrim(func.right(key, 2), "0")
    return year.concat(text_literal("年")).concat(number).concat(text_literal("月"))
