"""What a family or one of its members receives already.

Source: docs/domain.md 2 (Entitlement 现享待遇): written by granted outcomes, asked at visits, on lists of departments.
"""

from domain.text.label import Labelled


class EntitlementState(Labelled):
    """Whether it is received on the day of the question. 待遇状态。"""

    COMING = "COMING", "It begins later. 尚未开始。"
    RECEIVING = "RECEIVING", "It is received. 享受中。"
    ENDED = "ENDED", "It has ended. 已结束。"


class EntitlementSource(Labelled):
    """How it became known. 来源。"""

    OUTCOME = "OUTCOME", "By the outcome of a referral. 转介办理结果。"
    VISIT = "VISIT", "Told at a visit. 走访登记。"
    REGISTER = "REGISTER", "On a department's list. 部门名单。"
