"""The working-day calendar: the package `holidays`, and the days of the State Council's notices that it does not know yet.

Source: docs/domain-facts.md 8. Of years whose notice is not out the package knows the statutory days without the swapped ones.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from importlib.metadata import version
from itertools import accumulate

import asyncpg
import holidays

from db.reference.rows import Document
from db.reference.versions import FILE
from domain.time.calendar import Calendar

NEAR = timedelta(days=60)
"""The notice of a year comes in the November before it."""
FIRST, LAST = date(2019, 1, 1), date(2030, 12, 31)


def edition() -> str:
    """Which edition of the package this is."""
    return version("holidays")


def working_days(overrides: Mapping[date, bool]) -> dict[date, bool]:
    """Every day of the span, and whether offices work on it; an override wins over the package."""
    china = holidays.country_holidays("CN", years=range(FIRST.year, LAST.year + 1))
    days = (FIRST + timedelta(days=offset) for offset in range((LAST - FIRST).days + 1))
    return {day: overrides.get(day, china.is_working_day(day)) for day in days}


async def near_its_end(url: str, today: date) -> str | None:
    """What is told where the last day is near of the years whose notices are known; None where it is far. Of any login."""
    newest = "select day from calendar_day where is_working and version = (select max(version) from calendar_day)"
    connection = await asyncpg.connect(url)
    try:
        known = Calendar((row["day"] for row in await connection.fetch(newest)), 0).known_until(today)
    finally:
        await connection.close()
    if known - today >= NEAR:
        return None
    return f"Swapped working days are known until {known}: later due days are provisional, until the notice of the next year is loaded."


async def write(connection: asyncpg.Connection, document: Document) -> int | None:
    """The file's overrides, and a new version of the calendar if any day differs from the newest; its number, None if none does."""
    await connection.execute("delete from calendar_override where origin = $1", FILE)
    await connection.executemany(
        "insert into calendar_override (day, is_working, source, origin) values ($1, $2, $3, $4) on conflict (day) do nothing",
        [(given["day"], given["working"], given["source"], FILE) for given in document.get("day", [])],
    )
    overrides = {row["day"]: row["is_working"] for row in await connection.fetch("select day, is_working from calendar_override")}
    days = working_days(overrides)
    newest: int = await connection.fetchval("select coalesce(max(version), 0) from calendar_day")
    stored = await connection.fetch("select day, is_working from calendar_day where version = $1", newest)
    if {row["day"]: row["is_working"] for row in stored} == days:
        return None
    ordinals = accumulate(int(is_working) for is_working in days.values())
    records = [(newest + 1, day, is_working, ordinal) for (day, is_working), ordinal in zip(days.items(), ordinals, strict=True)]
    await connection.copy_records_to_table("calendar_day", records=records, columns=("version", "day", "is_working", "ordinal"))
    return newest + 1
