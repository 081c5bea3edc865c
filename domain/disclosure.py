"""What a referral gives its office of a family: the half of the contract that holds now, and until when.

Source: docs/domain.md 7 (share contract, former office, retention).
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from domain.access import Level
from domain.referral import TAKEN_ON, State

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
"""The end of what has no end yet: a referral that has not ended."""


class Half(StrEnum):
    """The two halves of a share contract."""

    BEFORE = "BEFORE"
    AFTER = "AFTER"


Contract = Mapping[str, Mapping[str, int]]
"""Half -> group -> level, as the reference data has it."""


def half_of(state: State) -> Half:
    """The half of the contract that a state gives: a former office keeps what it saw before it signed."""
    return Half.AFTER if state in TAKEN_ON else Half.BEFORE


def level(contract: Contract, half: Half, group: str) -> Level:
    """The level of one group; what the contract does not name is hidden."""
    return Level(contract.get(half, {}).get(group, Level.HIDDEN))


def visible_until(ended_at: datetime, retention_days: int) -> datetime:
    """Until when the office of an ended referral still sees it."""
    return ended_at + timedelta(days=retention_days)
