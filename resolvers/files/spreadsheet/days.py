"""Moments as people write them: a day cell, a serial number of Excel, or a day and an hour in any of the everyday forms.

Source: docs/decisions/009-import.md. A moment without a time zone is one of Shanghai; a day without an hour is its beginning there.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal

from domain.message.refusal import Refusal
from domain.time.calendar import SHANGHAI
from resolvers.files.spreadsheet.sheet import DAY_ZERO

SERIAL = re.compile(r"[1-9][0-9]{4}(?:\.[0-9]+)?")
BETWEEN = r"\s*[-/.\\年、,]\s*|\s+"
DAY = re.compile(
    rf"(?P<year>[0-9]{{4}})(?:{BETWEEN})(?P<month>[0-9]{{1,2}})(?:\s*[-/.\\月、,]\s*|\s+)(?P<day>[0-9]{{1,2}})(?![0-9])\s*[日号]?"
    r"|(?P<year8>[0-9]{4})(?P<month8>[0-9]{2})(?P<day8>[0-9]{2})(?![0-9])"
)
YEAR_LAST = re.compile(r"([0-9]{1,2})\s*[-/.]\s*([0-9]{1,2})\s*[-/.]\s*([0-9]{4})(?![0-9])")
"""A day with its year at the end; before it the month comes first in some countries, and the day in others."""
WEEKDAY = re.compile(
    r"[(\[]?\s*(?:(?:星期|周|礼拜)[一二三四五六日天]|(?:MON|TUES?|WED(?:NES)?|THU(?:RS)?|FRI|SAT(?:UR)?|SUN)(?:DAY)?\.?)\s*[)\]]?"
)
HALF = r"(?P<{}>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|AM|PM|A\.M\.|P\.M\.)"
HOUR = re.compile(
    rf"{HALF.format('before')}?\s*(?P<hour>[0-9]{{1,2}})\s*(?:[:时点]\s*(?:(?P<minute>[0-9]{{1,2}})\s*分?|(?P<half>半))?|(?=\s*[AP]\.?M))"
    rf"(?:\s*(?::|(?<=分))\s*(?P<second>[0-9]{{1,2}})(?:\.[0-9]+)?\s*秒?)?\s*{HALF.format('after')}?\s*(?P<zone>Z|UTC|[+-][0-9]{{2}}:?[0-9]{{2}})?"
)
LATE = frozenset({"下午", "傍晚", "晚上", "夜里", "PM", "P.M."})
NIGHT = frozenset({"傍晚", "晚上", "夜里"})
EARLY = frozenset({"凌晨", "AM", "A.M."})
NOON_HOUR, MIDDAY_HOURS = 12, 3
"""The hour of noon, and how many hours after it are still 中午."""
MONTHS = 12
NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
TENS = re.compile(r"([一二三])?十([一二三四五六七八九])?")
CHINESE = re.compile(r"[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}[日号]")


def moment_of(said: str, *, from_1904: bool, is_day: bool = False) -> datetime:
    """Return a moment in UTC; `said` has plain letters, digits and signs, `is_day`: in RFC 3339. Raises NOT_A_DATE, DATE_ORDER."""
    try:
        if is_day:
            found = datetime.fromisoformat(said)
            return (found if found.tzinfo else found.replace(tzinfo=SHANGHAI)).astimezone(UTC)
        if SERIAL.fullmatch(said):
            return (DAY_ZERO[from_1904] + timedelta(minutes=round(Decimal(said) * 24 * 60))).astimezone(UTC)
        return _written(_digits(said.upper().strip(" '`’‘′").removesuffix(".0"))).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refusal("NOT_A_DATE") from None


def _digits(said: str) -> str:
    """Return a text with the day at its beginning in digits, if that is in Chinese numerals: 二〇二六年四月二十二日."""
    match = CHINESE.match(said)
    if match is None:
        return said
    tens = TENS.sub(lambda ten: f"{ten[1] or '一'}{ten[2] or '〇'}", match[0])
    return tens.translate(NUMERALS) + said[match.end() :]


def _written(said: str) -> datetime:
    """Return the moment of a day, its weekday and its hour, the last two optional. Raises ValueError, DATE_ORDER."""
    match = DAY.match(said)
    if match is not None:
        year, month, day = (int(part) for part in match.groups() if part is not None)
        rest = said[match.end() :]
    elif other := YEAR_LAST.match(said):
        year, month, day = _year_last(other)
        rest = said[other.end() :]
    else:
        raise ValueError
    return _with_hour(date(year, month, day), WEEKDAY.sub("", rest, count=1).strip(" T,，"))


def _year_last(match: re.Match[str]) -> tuple[int, int, int]:
    """Return year, month and day of a day such as 4/22/2026. Raises DATE_ORDER unless only the second number can be the day."""
    month, day = int(match[1]), int(match[2])
    if day <= MONTHS or month > MONTHS:
        raise Refusal("DATE_ORDER")
    return int(match[3]), month, day


def _with_hour(day: date, said: str) -> datetime:
    if not said:
        return datetime.combine(day, time.min, SHANGHAI)
    match = HOUR.fullmatch(said)
    if match is None or (match["before"] and match["after"]):
        raise ValueError
    minute = 30 if match["half"] else int(match["minute"] or 0)
    at = time(_hour(int(match["hour"]), match["before"] or match["after"]), minute, int(match["second"] or 0))
    return datetime.combine(day, at, _zone(match["zone"]))


def _hour(hour: int, half: str | None) -> int:
    """Return the hour by the 24-hour clock; `half`: a word such as 下午 or AM. Raises ValueError for twelve at night."""
    if half is None or hour > NOON_HOUR:
        return hour
    if half in NIGHT and hour == NOON_HOUR:
        raise ValueError  # midnight of this day, or of the next
    if half in LATE or (half == "中午" and hour < MIDDAY_HOURS):
        return hour if hour == NOON_HOUR else hour + NOON_HOUR
    return 0 if half in EARLY and hour == NOON_HOUR else hour


def _zone(said: str | None) -> tzinfo:
    if said is None:
        return SHANGHAI
    if said in ("Z", "UTC"):
        return UTC
    sign = -1 if said[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(said[1:3]), minutes=int(said[-2:])))
