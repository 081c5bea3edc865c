"""The states of an assistance item: its own three, otherwise those of its lead referral.

Source: docs/lifecycle.md; docs/domain-facts.md 1.7 (resolution paths).
"""

from domain.referral import State
from domain.text.label import Labelled


class ItemState(Labelled):
    """Where an item stands: its own three states, otherwise those of its lead referral. 事项状态。"""

    DRAFT = "DRAFT", "Drafted. 草稿。", "草稿", "Draft"
    TO_DISPATCH = "TO_DISPATCH", "Its lead came back or was recalled; to be dispatched again. 待重新派单。", "待派单", "To be dispatched"
    DISPATCHED = "DISPATCHED", "Dispatched. 已派单。"
    SIGNED = "SIGNED", "Signed. 已签收。"
    IN_PROGRESS = "IN_PROGRESS", "Worked on. 办理中。"
    SUSPENDED = "SUSPENDED", "Suspended. 中止（待补正）。"
    COMPLETED = "COMPLETED", "Completed, not yet confirmed by the family. 已办结，待回访确认。"
    CONFIRMED = "CONFIRMED", "Confirmed by the family. 已回访确认。"
    REOPENED = "REOPENED", "Reopened. 重办。"
    CANCELLED = "CANCELLED", "Cancelled. 已撤销。"
    ARCHIVED = "ARCHIVED", "Archived. 已归档。"


USUAL = frozenset({ItemState.CONFIRMED, ItemState.ARCHIVED, ItemState.CANCELLED})
"""The states in which nearly all items end; few are in another at a time."""
DISPATCHABLE = frozenset({ItemState.DRAFT, ItemState.TO_DISPATCH})
"""The states from which an item is dispatched: where it may go is decided whenever it is left in one of them."""


class ResolutionPath(Labelled):
    """How a need is answered. 解决路径。"""

    FEDERATION_SELF = "FEDERATION_SELF", "By the federation itself. 残联自行解决。"
    DEPARTMENT_COORDINATION = "DEPARTMENT_COORDINATION", "With a department. 部门协同。"
    POLICY_PROMOTION = "POLICY_PROMOTION", "By a new policy. 推动政策制定。"
    POLICY_SUPERVISION = "POLICY_SUPERVISION", "By seeing that a policy is carried out. 督促政策落实。"


def item_state(lead: State, recalled: bool = False) -> ItemState:
    """Return the item's state by its lead referral's. A lead that was returned or recalled leaves the item to be dispatched again."""
    if lead is State.RETURNED or (lead is State.CANCELLED and recalled):
        return ItemState.TO_DISPATCH
    return ItemState(lead.value)
