"""Labels of assistance items and of the warnings before a dispatch.

Source: docs/lifecycle.md (states of an item); docs/domain.md 3.
"""

from domain.item import ItemState, ResolutionPath
from domain.item_warning import WarningCode
from domain.text.label import labels

ITEM_STATE = labels(
    ItemState,
    "Where an item stands: its own three states, otherwise those of its lead referral. 事项状态。",
    DRAFT=("Drafted. 草稿。", "草稿", "Draft"),
    TO_DISPATCH=("Its lead came back or was recalled; to be dispatched again. 待重新派单。", "待派单", "To be dispatched"),
    DISPATCHED="Dispatched. 已派单。",
    SIGNED="Signed. 已签收。",
    IN_PROGRESS="Worked on. 办理中。",
    SUSPENDED="Suspended. 中止（待补正）。",
    COMPLETED="Completed, not yet confirmed by the family. 已办结，待回访确认。",
    CONFIRMED="Confirmed by the family. 已回访确认。",
    REOPENED="Reopened. 重办。",
    CANCELLED="Cancelled. 已撤销。",
    ARCHIVED="Archived. 已归档。",
)

RESOLUTION_PATH = labels(
    ResolutionPath,
    "How a need is answered. 解决路径。",
    FEDERATION_SELF="By the federation itself. 残联自行解决。",
    DEPARTMENT_COORDINATION="With a department. 部门协同。",
    POLICY_PROMOTION="By a new policy. 推动政策制定。",
    POLICY_SUPERVISION="By seeing that a policy is carried out. 督促政策落实。",
)

ITEM_WARNING_CODE = labels(
    WarningCode,
    "What there is to think about. 提示代码。",
    name="ItemWarningCode",
    TYPE_OUTSIDE_DOMAIN="The type is not of the need's domain. 帮扶类型不属于该需求的领域。",
    SAME_HELP_OPEN="The family has help of this type in hand already. 该家庭的同类帮扶正在办理。",
)
