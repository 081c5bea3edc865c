"""The calendar against another package, and with days that no package knows. Source: docs/domain-facts.md 8."""

from datetime import date, timedelta

import chinese_calendar

from db.reference.working_days import FIRST, LAST, near_its_end, working_days
from db.server.login import Addresses


def test_the_calendar_agrees_with_another_package_on_every_day_whose_notice_is_out() -> None:
    days = working_days({})
    known = [date(2020, 1, 1) + timedelta(days=offset) for offset in range((date(2026, 12, 31) - date(2020, 1, 1)).days + 1)]
    assert [day for day in known if days[day] != chinese_calendar.is_workday(day)] == []


def test_the_calendar_has_every_day_of_its_span() -> None:
    assert list(working_days({})) == [FIRST + timedelta(days=offset) for offset in range((LAST - FIRST).days + 1)]


def test_an_override_wins_over_the_package() -> None:
    saturday, monday = date(2027, 2, 6), date(2027, 2, 22)
    plain, changed = working_days({}), working_days({saturday: True, monday: False})
    assert (plain[saturday], plain[monday]) == (False, True)
    assert (changed[saturday], changed[monday]) == (True, False)
    assert {day for day in plain if plain[day] != changed[day]} == {saturday, monday}


async def test_where_the_known_years_end_soon_that_is_told(shared_addresses: Addresses) -> None:
    assert await near_its_end(shared_addresses.app, date(2026, 11, 1)) is None
    assert "until 2026-12-31" in str(await near_its_end(shared_addresses.app, date(2026, 11, 27)))
    assert "until 2027-12-31" in str(await near_its_end(shared_addresses.app, date(2028, 5, 1)))
