"""The working-day calendar, from the package `holidays` and a file of days from the State Council's notices that it does not know yet.

Source: docs/domain-facts.md 8. For years whose notice is not published the package has the statutory holidays without swapped days.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from importlib.metadata import version
from itertools import accumulate

import asyncpg
import holidays

from db.reference.rows import Document
from db.reference.versions import FILE
from db.session.connect import connected
from domain.time.calendar import Calendar

NEAR = timedelta(days=60)
"""How early the warning comes: the notice of a year is published in the November before it."""
FIRST, LAST = date(2019, 1, 1), date(2030, 12, 31)


def edition() -> str:
    """Return the version of the package `holidays`."""
    return version("holidays")


def working_days(overrides: Mapping[date, bool]) -> dict[date, bool]:
    """Return for every day from `FIRST` to `LAST` whether offices work on it; an override wins over the package."""
    china = holidays.country_holidays("CN", years=range(FIRST.year, LAST.year + 1))
    days = (FIRST + timedelta(days=offset) for offset in range((LAST - FIRST).days + 1))
    return {day: overrides.get(day, china.is_working_day(day)) for day in days}


async def near_its_end(url: str, today: date) -> str | None:
    """Return a warning if working days are known for less than `NEAR` from today, else None. Any login may ask."""
    newest = "select day from calendar_day where is_working and version = (select max(version) from calendar_day)"
    async with connected(url) as connection:
        known = Calendar((row["day"] for row in await connection.fetch(newest)), 0).known_until(today)
    if known - today >= NEAR:
        return None
    return f"Swapped working days are known until {known}: later due days are provisional, until the notice of the next year is loaded."


async def write(connection: asyncpg.Connection, document: Document) -> int | None:
    """Write the file's overrides, and a new version of the calendar if any day changed; return its number, else None."""
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
