"""Whether whole numbers of persons may be shown for a referral, and how often.

Source: docs/domain.md 7 (`reveal`: 20 calls an hour and 100 referrals a day, over it QUOTA_EXCEEDED and nothing shown).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.access import Group, Level, level_of
from domain.disclosure import Contract, Half, level
from domain.viewer import Kind

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Use:
    """One call that showed numbers: when, and for how many referrals."""

    at: datetime
    referrals: int


def exceeds(uses: Iterable[Use], asked: int, now: datetime, limits: Mapping[str, int]) -> bool:
    """Whether a call for so many referrals goes over the quota of the last hour's calls or the last day's referrals."""
    past = list(uses)
    calls = 1 + sum(use.at > now - HOUR for use in past)
    referrals = asked + sum(use.referrals for use in past if use.at > now - DAY)
    return calls > limits["reveal_calls_an_hour"] or referrals > limits["reveal_referrals_a_day"]


def may_know(kind: Kind, contract: Contract) -> bool:
    """Whether this kind of viewer is given numbers at all, be it masked: an office by the contract of what it has signed."""
    given = level_of(kind, Group.ID_NUMBER)
    return (given if isinstance(given, Level) else level(contract, Half.AFTER, Group.ID_NUMBER)) > Level.HIDDEN
