"""The names of the lists of the reference data, for refusals and descriptions that mention a list.

Source: db/reference/*.toml; asked by `codes` of the contract. A test holds these names and the lists in force equal.
"""

from collections.abc import Mapping

from domain.message.text import Text

ASSISTANCE_TYPE, REGION, CODE_LIST = "ASSISTANCE_TYPE", "REGION", "CODE_LIST"
"""The catalogue (`assistanceTypes`), the divisions (`regions`) and the lists of codes themselves, which `codes` does not show."""

HEALTH_CATEGORY, OTHER_CATEGORY = "HEALTH_CATEGORY", "OTHER_CATEGORY"
"""The two parts of TARGET_CATEGORY, which separate filters take: categories that tell of health, and the others."""

CALLED: Mapping[str, Text] = {
    "LIMIT": Text("时限", "limits"),
    "NEED_GROUP": Text("需求大类", "groups of needs"),
    "NEED_DOMAIN": Text("需求领域", "domains of need"),
    "TARGET_CATEGORY": Text("走访对象类别", "target categories"),
    "DISABILITY_CATEGORY": Text("残疾类别", "categories of disability"),
    "STAGE": Text("办理环节", "stages"),
    "EDUCATION": Text("受教育程度", "schooling"),
    "EMPLOYMENT": Text("就业形式", "ways of working"),
    "LIVELIHOOD": Text("主要生活来源", "what people without work live on"),
    "NOT_EMPLOYED_REASON": Text("未就业原因", "reasons of having no work"),
    "MONITORED_KIND": Text("监测对象类别", "kinds of monitored households"),
    "RISK_CAUSE": Text("致贫返贫风险原因", "what a risk of poverty comes from"),
    "SUPPORT_MEASURE": Text("帮扶措施", "what is done about a risk of poverty"),
    "TRANSFER_DECLINE_REASON": Text("不予接收移交的原因", "reasons of a declined transfer"),
    "MOVE_REASON": Text("改派原因", "reasons of a move to another office"),
    "MOVE_DECLINE_REASON": Text("不予接收迁居家庭的原因", "reasons of a declined move from another county"),
    "PAYMENT_GIVE_UP_REASON": Text("不再申请拨付的原因", "reasons of a payment given up"),
    "RECOGNITION_END_REASON": Text("认定终止原因", "reasons of an ended recognition"),
    "MISSING": Text("所缺材料", "what may be missing"),
    "RETURN_REASON": Text("退单原因", "reasons of a return"),
    "RETURNED_BY": Text("退单方", "who returns"),
    "CANCEL_REASON": Text("转介撤销原因", "reasons of a cancelled referral"),
    "ITEM_CANCEL_REASON": Text("事项撤销原因", "reasons of a cancelled item"),
    "RECALL_REASON": Text("撤回原因", "reasons of a recall"),
    "WITHOUT_ASSISTING_REASON": Text("不等待协办的原因", "reasons of not waiting for who assists"),
    "HAND_OVER_REASON": Text("受托事项交回原因", "reasons of handing back what was delegated"),
    "REOPEN_REASON": Text("重办原因", "reasons of a reopening"),
    "REFUSAL_REASON": Text("不予办理原因", "reasons of a refusal"),
    "NEED_CLOSE_REASON": Text("需求关闭原因", "reasons of a closed need"),
    "NO_ID_REASON": Text("无身份证号原因", "reasons of a missing ID number"),
    "NO_HOME_VISIT_REASON": Text("未入户原因", "reasons of a visit elsewhere"),
    "NOT_REACHED_REASON": Text("未联系上原因", "reasons of not being reached"),
    "REVEAL_REASON": Text("查看证件号理由", "reasons of a reveal"),
    "EMERGENCY_REASON": Text("紧急查看理由", "reasons of an emergency view"),
    "ISSUER_END_REASON": Text("外部认证停用原因", "reasons of an ended issuer or sign-in"),
    "CLIENT_REVOKE_REASON": Text("客户端撤销原因", "reasons of a revoked client or key"),
    "MEMBERSHIP_END_REASON": Text("任职结束原因", "reasons of an ended membership"),
    "LEGAL_HOLD_REASON": Text("保全的原因", "reasons of a legal hold"),
    "PROPOSAL_DECLINE_REASON": Text("不予批准提议的原因", "reasons of a declined proposal"),
    "PAYMENT_FAILURE": Text("拨付失败原因", "reasons of a failed payment"),
    "FUND_SOURCE": Text("资金来源", "sources of funds"),
    "URGE_REASON": Text("催办原因", "reasons of urging"),
    "EXTENSION_REASON": Text("延期原因", "reasons of more time"),
    "CORRECTION_REASON": Text("办理结果更正原因", "reasons of a corrected outcome"),
    "VALUE_CORRECTION_REASON": Text("信息更正原因", "reasons of a corrected value"),
    "FAMILY_PART_REASON": Text("撤销合并的原因", "reasons of a merger taken back"),
    "FAMILY_SPLIT_REASON": Text("分户原因", "reasons of a household that becomes two"),
    "VISIT_WITHDRAWAL_REASON": Text("走访撤回原因", "reasons of a withdrawn visit"),
    "CORRECTION_REFUSAL_REASON": Text("不予采纳更正建议的原因", "reasons of a refused correction"),
    "CORRECTION_CHANNEL": Text("更正申请的提出方式", "ways in which a correction is asked for"),
    "DESIGNATION_REASON": Text("指定办理原因", "reasons of a designation"),
    "LISTING_REMOVED_REASON": Text("移出清单原因", "reasons of being taken off a list"),
    "DEPARTMENT": Text("部门", "departments"),
    "STATE": Text("状态", "states"),
    "NEED_STATUS": Text("需求状态", "states of a need"),
    "VISIT_STATE": Text("走访记录状态", "states of a visit"),
    "COLOUR": Text("时限颜色", "colours"),
    "RESULT": Text("办理结果", "results"),
    "FOLLOW_UP_RESULT": Text("回访结果", "results of a follow-up"),
    "CALL_RESULT": Text("安置后回访结果", "results of a call after a placement"),
    "LEFT_POST_REASON": Text("离岗原因", "reasons of leaving a post"),
    "PAUSE_REASON": Text("暂停接收原因", "reasons of a pause"),
    HEALTH_CATEGORY: Text("健康类走访对象类别", "target categories of health"),
    OTHER_CATEGORY: Text("走访对象类别（健康类除外）", "target categories that do not tell of health"),
    ASSISTANCE_TYPE: Text("帮扶类型", "assistance types"),
    REGION: Text("行政区划", "divisions"),
    CODE_LIST: Text("代码表", "lists of codes"),
}
"""List -> its name."""

NOT_NAMED = Text("相应代码表", "codes of its list")
"""The name of a list that has none above."""


def called(code_list: str) -> Text:
    """Return the name of a list."""
    return CALLED.get(code_list, NOT_NAMED)
