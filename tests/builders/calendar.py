"""The working days of some years as the package has them: known holidays and swapped days, without the reference data.

Source: docs/domain-facts.md 8; 2027 has its statutory holidays without swaps.
"""

from datetime import date, timedelta

import holidays

from domain.time.calendar import Calendar

FIRST, LAST = date(2020, 1, 1), date(2027, 12, 31)
DAYS = [FIRST + timedelta(days=offset) for offset in range((LAST - FIRST).days + 1)]
CHINA = holidays.country_holidays("CN", years=range(FIRST.year, LAST.year + 1))
CALENDAR = Calendar((day for day in DAYS if CHINA.is_working_day(day)), version=7)
