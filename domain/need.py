"""The status of a need, and the reasons for closing one.

Source: docs/lifecycle.md ("Need status"), docs/domain.md 2.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.follow_up import FollowUpResult
from domain.item import ItemState
from domain.outcome import GRANTING, Result
from domain.text.label import Labelled


class NeedStatus(Labelled):
    """Where a need stands. 需求状态。"""

    OPEN = "OPEN", "Nothing moves for it. 待处理。", "待处理", "Open"
    IN_HAND = "IN_HAND", "Help is being worked on. 办理中。", "办理中", "In hand"
    MET = "MET", "The family confirmed that it is solved. 已满足。", "已满足", "Met"
    UNMET = "UNMET", "Help ended without solving it. 未满足。", "未满足", "Unmet"
    CLOSED = "CLOSED", "Closed by the federation. 已关闭。", "已关闭", "Closed"


UNSOLVED = frozenset({NeedStatus.OPEN, NeedStatus.IN_HAND, NeedStatus.UNMET})
"""The statuses in which the difficulty persists; they decide how soon the family is contacted again."""


class NeedCloseReason(Labelled):
    """Why a need is closed without an item that met it. 需求未经帮扶事项满足而关闭的原因。"""

    SOLVED_OTHERWISE = "SOLVED_OTHERWISE", "Solved in another way. 已通过其他途径解决。"
    NO_POLICY = "NO_POLICY", "No policy provides for it. 无政策依据。"
    WITHDRAWN = "WITHDRAWN", "The family no longer asks for it. 家庭撤回。"
    DUPLICATE = "DUPLICATE", "Recorded twice. 重复登记。"


@dataclass(frozen=True)
class ItemOfNeed:
    """What a need's status needs of an item: its state, the last result of its office, the last answer of the family."""

    state: ItemState
    result: Result | None = None
    follow_up: FollowUpResult | None = None


FOLLOWED = frozenset({ItemState.CONFIRMED, ItemState.ARCHIVED})
MOVING = frozenset(ItemState) - FOLLOWED - {ItemState.CANCELLED}


def need_status(items: Iterable[ItemOfNeed], *, closed: bool = False) -> NeedStatus:
    """Return the first that holds: closed, in hand, met, unmet, open. Archiving an item does not change what the family confirmed."""
    held = tuple(items)
    if closed:
        return NeedStatus.CLOSED
    if any(item.state in MOVING for item in held):
        return NeedStatus.IN_HAND
    if any(meets(item) for item in held):
        return NeedStatus.MET
    if any(item.state in FOLLOWED for item in held):
        return NeedStatus.UNMET
    return NeedStatus.OPEN


def meets(item: ItemOfNeed) -> bool:
    """Return whether help was granted, at least in part, and the family says that it solved the need."""
    return item.state in FOLLOWED and item.result in GRANTING and item.follow_up is FollowUpResult.SOLVED


def completed_items(items: Iterable[ItemOfNeed]) -> int:
    """Return how many items await their follow-up; while there are any, the need cannot be closed (FOLLOW_UP_OPEN)."""
    return sum(item.state is ItemState.COMPLETED for item in items)
