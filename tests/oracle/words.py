"""How values are written: masks, age bands, moments, ids. Source: docs/domain-facts.md 5.6, docs/decisions/004-field-levels.md."""

import base64
import re
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

SHANGHAI = timezone(timedelta(hours=8))
COMPOUND = ("欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯")
STARTS = (0, 7, 14, 18, 30, 45, 60, 75, 90)
"""The ages at which a band begins; the last is open."""


def today(now: datetime) -> date:
    """The day it is in Shanghai."""
    return now.astimezone(SHANGHAI).date()


def surname(name: str | None) -> str | None:
    """All that COARSE says of a name; of a name of one character, nothing."""
    if name is None:
        return None
    if len(name) < 2:
        return "*"
    return name[:2] if len(name) > 2 and name.startswith(COMPOUND) else name[:1]


def masked_name(name: str | None) -> str | None:
    """The surname, and two stars whatever follows."""
    return None if name is None else f"{surname(name)}**"


def masked_phone(phone: str | None) -> str | None:
    """`138****1234`; of what is no mobile number the last two digits, of what is short nothing."""
    if phone is None:
        return None
    if len(phone) == 11 and phone[0] == "1":
        return f"{phone[:3]}****{phone[-4:]}"
    return f"****{phone[-2:]}" if len(phone) >= 7 else "****"


def age_band(born: date | None, year: int | None, on: date) -> str | None:
    """The band of an age, such as `45-59`."""
    if born is not None:
        age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    elif year is not None:
        age = on.year - year
    else:
        return None
    at = max(place for place, start in enumerate(STARTS) if age >= start)
    return f"{STARTS[at]}+" if at == len(STARTS) - 1 else f"{STARTS[at]}-{STARTS[at + 1] - 1}"


def moment(value: datetime | None) -> str | None:
    """A moment as the contract writes it: UTC, with milliseconds."""
    return None if value is None else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"


def day(value: date | None) -> str | None:
    """A day as the contract writes it."""
    return None if value is None else value.isoformat()


def last_day(due: datetime | None) -> str | None:
    """The day that ends with a due moment; None for one that does not end a day."""
    if due is None:
        return None
    there = due.astimezone(SHANGHAI)
    ends_a_day = (there.hour, there.minute, there.second, there.microsecond) == (0, 0, 0, 0)
    return day(there.date() - timedelta(days=1)) if ends_a_day else None


def period(at: datetime, by: str) -> str:
    """The week or month in Shanghai."""
    there = at.astimezone(SHANGHAI)
    return there.strftime("%G-W%V" if by == "WEEK" else "%Y-%m")


MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


def period_called(key: str, language: str) -> str:
    """`2026-W05` as people say it, `2026-11` too."""
    year, number = key[:4], int(key[-2:])
    if "W" in key:
        return f"Week {number} of {year}" if language == "en" else f"{year}年第{number}周"
    return f"{MONTHS[number - 1]} {year}" if language == "en" else f"{year}年{number}月"


def tagged(type_name: str, key: UUID) -> str:
    """A global id."""
    return base64.b64encode(f"{type_name}:{key}".encode()).decode()


def provisional(dues: list[datetime]) -> bool:
    """Whether one of the days that these close lies after the last year of which the State Council has told the swapped days."""
    return any(closed is not None and closed > "2026-12-31" for closed in map(last_day, dues))


def underscored(name: str) -> str:
    """A name of the contract as a column is called: `canDo` is `can_do`."""
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)
