"""What a referral gives its office of a family: the half of the contract that holds now, and until when.

Source: docs/domain.md 7 (share contract, former office, retention).
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from domain.message.text import Text
from domain.referral import TAKEN_ON, State
from domain.rules.access import LEVELS, PERSONAL, AsShared, Group, Level
from domain.text.label import Labelled
from domain.viewer import Kind

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
"""The end of what has no end yet: a referral that has not ended."""


class Half(Labelled):
    """The two halves of a share contract. 共享约定的两个阶段。"""

    BEFORE = "BEFORE", "Before signing. 签收前。"
    AFTER = "AFTER", "After signing. 签收后。"


BY_CONTRACT = (*PERSONAL, Group.CASE)
"""The groups of which every contract has a line in both halves."""

IN_ITS_AREA = Text("残联掌握本辖区家庭的情况", "A federation knows the families of its area")
"""Why a federation's own office sees what it sees: no contract decides that."""

Contract = Mapping[str, Mapping[str, int]]
"""Half -> group -> level, as the reference data has it."""


def half_of(state: State) -> Half:
    """The half of the contract that a state gives: a former office keeps what it saw before it signed."""
    return Half.AFTER if state in TAKEN_ON else Half.BEFORE


def level(contract: Contract, half: Half, group: str) -> Level:
    """The level of one group; what the contract does not name is hidden."""
    return Level(contract.get(half, {}).get(group, Level.HIDDEN))


def of_federation(kind: Kind) -> Mapping[Group, Level]:
    """What the office of a federation sees of the families of its area: what its cadres do, whatever a contract says."""
    levels = {group: LEVELS[kind].get(group, Level.HIDDEN) for group in BY_CONTRACT}
    return {group: Level.HIDDEN if isinstance(level, AsShared) else level for group, level in levels.items()}


def visible_until(ended_at: datetime, retention_days: int) -> datetime:
    """Until when the office of an ended referral still sees it."""
    return ended_at + timedelta(days=retention_days)
