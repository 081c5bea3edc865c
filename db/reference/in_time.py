"""Which version of a limit held on which day, and the limits of all clocks from every version.

Source: docs/domain.md 4; docs/decisions/050-versions.md.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from domain.referral import UrgencyLevel
from domain.time.limit import ClockLimits, Limit, Unit

CLOCKS = frozenset(
    {f"answer_{level.lower()}" for level in UrgencyLevel}
    | {"finish_emergency", "finish_urgent", "return", "clue", "follow_up", "dispatch_again", "payment_again"}
    | {"reopened_share", "yellow_share"}
)
"""The limits by which the clocks of referrals run, also for days that are past."""


def limits_on(day: date, versions: Sequence[Any]) -> dict[str, Any]:
    """Return the version of each limit that held on a day, as it was known then: what was written later did not hold yet.

    `versions`: rows of `rule_limit` by ascending version.
    """
    held = [row for row in versions if row["valid_from"] <= day and (row["valid_to"] is None or row["valid_to"] > day)]
    return {row["key"]: row for row in reversed(held)}


def clock_limits(versions: Sequence[Any]) -> ClockLimits:
    """Return the limits of all clocks, from every version of the limits: those of the first day, and those of each day that changes one."""
    of_clocks = [row for row in versions if row["key"] in CLOCKS]
    days = sorted({day for row in of_clocks for day in (row["valid_from"], row["valid_to"]) if day is not None})
    first, *later = ((day, _clock_on(day, of_clocks)) for day in days)
    return replace(first[1], later=tuple(later))


def _clock_on(day: date, versions: Sequence[Any]) -> ClockLimits:
    rows = {row["key"]: row for row in reversed(versions)} | limits_on(day, versions)  # before its first day a number is what it began as

    def limit(key: str) -> Limit:
        return Limit(rows[key]["value"], Unit(rows[key]["unit"]))

    return ClockLimits(
        answer={level: limit(f"answer_{level.lower()}") for level in UrgencyLevel},
        finish={level: limit(f"finish_{level.lower()}") for level in (UrgencyLevel.EMERGENCY, UrgencyLevel.URGENT)},
        return_=limit("return"),
        clue=limit("clue"),
        follow_up=limit("follow_up"),
        dispatch_again=limit("dispatch_again"),
        payment_again=limit("payment_again"),
        reopened_share=rows["reopened_share"]["value"],
        yellow_share=rows["yellow_share"]["value"],
    )
