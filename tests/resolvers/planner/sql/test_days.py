"""The days that a plan prints are those that the clock says. Source: docs/domain.md 4 (24:00 Asia/Shanghai) and 6 (period)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import DateTime, literal, select, union_all
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from db.reference.read import Reference
from db.server.login import Addresses
from domain.time.calendar import day_ended_by, month_of, week_of
from domain.time.clock import is_provisional, last_day
from domain.viewer import Language, OrganizationKind, Role, Viewer
from resolvers.planner.printing import Binds, Printing
from resolvers.planner.sql import days as printed

MIDNIGHTS = [
    datetime(year, month, day, 16, 0, tzinfo=UTC)
    for year, month, day in ((2026, 11, 24), (2025, 12, 31), (2026, 12, 31), (2024, 2, 28), (2027, 1, 4))
]
VIEWER = Viewer(uuid4(), uuid4(), Role.FEDERATION_LEADER, uuid4(), OrganizationKind.FEDERATION, None, "330110000000", ("330110000000",))
MOMENTS = [at + timedelta(milliseconds=by) for at in MIDNIGHTS for by in (-1, 0, 1, 3_600_000)]


def moment(at: datetime, name: str) -> Any:
    """A moment as a column."""
    return literal(at, DateTime(timezone=True)).label(name)


async def rows(addresses: Addresses, *expressions: Any, of: Any) -> list[tuple[Any, ...]]:
    engine = create_async_engine(addresses.loader.replace("postgresql://", "postgresql+asyncpg://", 1), poolclass=NullPool)
    async with engine.connect() as connection:
        found = [tuple(row) for row in await connection.execute(select(*expressions).order_by(of.c.at))]
    await engine.dispose()
    return found


async def test_a_plan_prints_the_days_weeks_and_months_of_the_calendar(shared_addresses: Addresses) -> None:
    of = union_all(*(select(moment(at, "at")) for at in MOMENTS)).subquery("shown")
    unused: Any = None
    asked = (
        printed.last_day("at")(of, unused),
        printed.day_ended_by("at")(of, unused),
        printed.week(of.c.at),
        printed.month(of.c.at),
    )
    expected = [(last_day(at), day_ended_by(at), week_of(at), month_of(at)) for at in sorted(MOMENTS)]
    assert await rows(shared_addresses, *asked, of=of) == expected
    assert sum(day is not None for day, *_ in expected) == len(MIDNIGHTS)


async def test_weeks_and_months_are_called_by_name_in_both_languages(shared_addresses: Addresses) -> None:
    found = []
    for language in Language:
        printing = Printing(replace(VIEWER, language=language), VIEWER.kind, Binds())
        of = select(literal(MOMENTS[0], DateTime(timezone=True)).label("at")).subquery("shown")
        found += await rows(
            shared_addresses,
            printed.week_called(printing, printed.week(of.c.at)),
            printed.month_called(printing, printed.month(of.c.at)),
            of=of,
        )
    assert set(found) == {("2026年第48周", "2026年11月"), ("Week 48 of 2026", "November 2026")}


async def test_a_due_day_is_provisional_where_the_clock_says_so(shared_addresses: Addresses, reference: Reference) -> None:
    printing = Printing(VIEWER, VIEWER.kind, Binds())
    pairs = [(at, other) for at in MOMENTS for other in (MIDNIGHTS[0], MIDNIGHTS[2], MOMENTS[-1])]
    moments = [
        select(
            literal(at, DateTime(timezone=True)).label("at"),
            literal(other, DateTime(timezone=True)).label("other"),
            literal(1).label("calendar"),
        )
        for at, other in pairs
    ]
    of = union_all(*moments).subquery("shown")
    asked = (of.c.at, of.c.other, printed.provisional("at", "other", version="calendar")(of, printing))
    found = {(at, other): value for at, other, value in await rows(shared_addresses, *asked, of=of)}
    assert found == {pair: is_provisional(pair, reference.calendar) for pair in pairs}
    assert set(found.values()) == {True, False}
