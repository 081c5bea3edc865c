"""What an office may see of a family because of a referral: which half of the share contract applies, and until when.

Source: docs/domain.md 7 (share contract, former office, retention).
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from domain.message.text import Text
from domain.referral import TAKEN_ON, Part, State
from domain.rules.access import LEVELS, AsShared
from domain.rules.group import PERSONAL, Group, Level
from domain.text.label import Labelled
from domain.viewer import Kind

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
"""The end of access while the referral has not ended."""


class Half(Labelled):
    """The halves of a share contract: of whoever leads or helps the lead, and of whoever assists. 共享约定的阶段：主办（含受托）与协办。"""

    BEFORE = "BEFORE", "Before signing. 签收前。"
    AFTER = "AFTER", "After signing. 签收后。"
    ASSISTING_BEFORE = "ASSISTING_BEFORE", "Before an assisting office signs. 协办单位签收前。"
    ASSISTING_AFTER = "ASSISTING_AFTER", "After an assisting office signed. 协办单位签收后。"


OF_ASSISTING: Mapping[Half, Half] = {Half.ASSISTING_BEFORE: Half.BEFORE, Half.ASSISTING_AFTER: Half.AFTER}
"""The halves of an assisting office, and the half of the lead's that each goes no further than."""


BY_CONTRACT = (*PERSONAL, Group.CASE, Group.OTHER_HELP)
"""The groups for which every contract has a line in each half."""

IN_ITS_AREA = Text("残联掌握本辖区家庭的情况", "A federation knows the families of its area")
"""The reason shown for what a federation's own office sees, which no contract decides."""

Contract = Mapping[str, Mapping[str, int]]
"""Half -> group -> level, as the reference data holds it."""


def half_of(state: State, part: Part) -> Half:
    """Return the half that applies in a state: AFTER from signing on; BEFORE also for an office that returned or lost the referral."""
    if part is Part.ASSISTING:
        return Half.ASSISTING_AFTER if state in TAKEN_ON else Half.ASSISTING_BEFORE
    return Half.AFTER if state in TAKEN_ON else Half.BEFORE


def level(contract: Contract, half: Half, group: str) -> Level:
    """Return the contract's level of a group; HIDDEN where it has no line."""
    return Level(contract.get(half, {}).get(group, Level.HIDDEN))


def of_federation(kind: Kind) -> Mapping[Group, Level]:
    """Return the levels at which a federation's office sees the families of its area: those of its cadres, not of any contract."""
    levels = {group: LEVELS[kind].get(group, Level.HIDDEN) for group in BY_CONTRACT}
    return {group: Level.HIDDEN if isinstance(level, AsShared) else level for group, level in levels.items()}


def visible_until(ended_at: datetime, retention_days: int) -> datetime:
    """Return the exclusive end of an office's access to a referral that has ended."""
    return ended_at + timedelta(days=retention_days)
