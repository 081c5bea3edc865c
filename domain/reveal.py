"""How often whole numbers of persons may be shown; whether at all is a guard of `domain/rules/actions.py`.

Source: docs/domain.md 7 (`reveal`: 20 calls an hour and 100 referrals a day, over it QUOTA_EXCEEDED and nothing shown).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

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
