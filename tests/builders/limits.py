"""Limits, a calendar and a share contract of the builders' own: the defaults of the rules, without the reference data.

Source: docs/domain.md 4 (clocks) and 7 (share contract, default).
"""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from domain.referral import UrgencyLevel
from domain.rules.group import Group, Level
from domain.time.calendar import Calendar
from domain.time.limit import ClockLimits, Limit, TypeLimit, Unit

LIMITS_FILE = Path(__file__).parents[2] / "db/reference/limits.toml"

BEFORE_SIGNING: Mapping[Group, Level] = {Group.IDENTITY: Level.COARSE, Group.BIRTH: Level.COARSE}
AFTER_SIGNING: Mapping[Group, Level] = {
    Group.IDENTITY: Level.FULL,
    Group.ID_NUMBER: Level.MASKED,
    Group.CONTACT: Level.FULL,
    Group.ADDRESS: Level.FULL,
    Group.BIRTH: Level.COARSE,
}

WEEKDAYS = Calendar((), version=1)
"""Monday to Friday, whatever the year."""

LIMITS = ClockLimits(
    answer={
        UrgencyLevel.EMERGENCY: Limit(2, Unit.HOUR),
        UrgencyLevel.URGENT: Limit(24, Unit.HOUR),
        UrgencyLevel.NORMAL: Limit(1, Unit.WORKING_DAY),
    },
    finish={UrgencyLevel.EMERGENCY: Limit(24, Unit.HOUR), UrgencyLevel.URGENT: Limit(72, Unit.HOUR)},
    return_=Limit(2, Unit.WORKING_DAY),
    clue=Limit(5, Unit.WORKING_DAY),
    follow_up=Limit(1, Unit.WORKING_DAY),
    dispatch_again=Limit(2, Unit.WORKING_DAY),
    payment_again=Limit(5, Unit.WORKING_DAY),
)
PLAIN = TypeLimit(Limit(10, Unit.WORKING_DAY), needs_application=False, urgency_applies=False)
APPLIED_FOR = TypeLimit(Limit(20, Unit.WORKING_DAY), needs_application=True, urgency_applies=False)
HURRIED = TypeLimit(Limit(10, Unit.WORKING_DAY), needs_application=False, urgency_applies=True)
"""Three types of help: worked on from the signature, from the acceptance of an application, or overridden by urgency."""

NUMBERS: Mapping[str, int] = {
    key: row["value"] for key, row in tomllib.loads(LIMITS_FILE.read_text("utf-8")).items() if isinstance(row, dict)
}
"""Every number of the rules, as its file has it."""

RETAINED = timedelta(days=365)
ALWAYS = timedelta(days=36500)
"""How long access lasts: of an ended referral, of one that goes on."""
