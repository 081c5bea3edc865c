"""Labels of needs.

Source: docs/lifecycle.md (need status); docs/domain.md 2.
"""

from domain.need import NeedCloseReason, NeedStatus
from domain.text.label import labels

NEED_STATUS = labels(
    NeedStatus,
    "Where a need stands. 需求状态。",
    OPEN=("Nothing moves for it. 待处理。", "待处理", "Open"),
    IN_HAND=("Help is being worked on. 办理中。", "办理中", "In hand"),
    MET=("The family confirmed that it is solved. 已满足。", "已满足", "Met"),
    UNMET=("Help ended without solving it. 未满足。", "未满足", "Unmet"),
    CLOSED=("Closed by the federation. 已关闭。", "已关闭", "Closed"),
)

NEED_CLOSE_REASON = labels(
    NeedCloseReason,
    "Why a need is closed without an item that met it. 需求未经帮扶事项满足而关闭的原因。",
    SOLVED_OTHERWISE="Solved in another way. 已通过其他途径解决。",
    NO_POLICY="No policy provides for it. 无政策依据。",
    WITHDRAWN="The family no longer asks for it. 家庭撤回。",
    DUPLICATE="Recorded twice. 重复登记。",
)
