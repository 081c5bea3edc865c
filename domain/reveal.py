"""The quota of `reveal`, which shows whole numbers of persons. Whether it is allowed at all is a guard in `domain/rules/actions.py`.

Source: docs/domain.md 7 (`reveal`: 20 calls an hour and 100 referrals a day, over it QUOTA_EXCEEDED and nothing shown).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class RevealCall:
    """One earlier call of `reveal`: when, and for how many referrals."""

    at: datetime
    referrals: int


def exceeds(uses: Iterable[RevealCall], asked: int, now: datetime, limits: Mapping[str, int]) -> bool:
    """Return whether a call for `asked` referrals exceeds the quota: calls in the last hour, or referrals in the last day."""
    past = list(uses)
    calls = 1 + sum(use.at > now - HOUR for use in past)
    referrals = asked + sum(use.referrals for use in past if use.at > now - DAY)
    return calls > limits["reveal_calls_an_hour"] or referrals > limits["reveal_referrals_a_day"]
