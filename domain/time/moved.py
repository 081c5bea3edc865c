"""By how much a text says that the clock is moved: a span such as `+1d6h30m`, or a moment from which it runs.

Source: docs/settings.md (LIANBANG_CLOCK).
"""

import re
from datetime import datetime, timedelta

MOVED = re.compile(r"([+-])(?=[0-9])(?:([0-9]{1,5})d)?(?:([0-9]{1,5})h)?(?:([0-9]{1,5})m)?(?:([0-9]{1,5})s)?")
FARTHEST = timedelta(days=3653)
"""The largest span by which the clock may be moved."""


def span(said: str, now: datetime) -> timedelta:
    """Return the span of a text, or that from `now` to its moment. Raises ValueError, TypeError for a moment without its offset."""
    if match := MOVED.fullmatch(said):
        days, hours, minutes, seconds = (int(number or 0) for number in match.groups()[1:])
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds) * (-1 if match[1] == "-" else 1)
    return datetime.fromisoformat(said) - now
