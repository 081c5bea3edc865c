"""Labels of outcomes.

Source: docs/domain-facts.md 4; docs/domain.md 3.
"""

from domain.outcome import BenefitPer, Result
from domain.text.label import labels

OUTCOME_RESULT = labels(
    Result,
    "What became of the help asked for. 办理结果。",
    name="OutcomeResult",
    GRANTED=("Granted. 已落实。", "已落实", "Granted"),
    PARTIALLY_GRANTED=("Partly granted. 部分落实。", "部分落实", "Partially granted"),
    NOT_ELIGIBLE=("Not eligible. 不符合条件。", "不符合条件", "Not eligible"),
    SERVICE_REFERRED=("Referred to another way. 转其他渠道。", "转其他渠道", "Referred elsewhere"),
    WITHDRAWN=("Withdrawn by the family. 本人放弃。", "本人放弃", "Withdrawn by the family"),
    DECEASED=("The person has died. 已故。", "已去世", "Deceased"),
    MOVED_AWAY=("The family has moved away. 已迁走。", "已迁出", "Moved away"),
    UNREACHABLE=("Nobody can be reached. 无法联系。", "无法联系", "Unreachable"),
    POLICY_GAP=("No policy provides for it. 无政策依据。", "无政策依据", "No policy provides for it"),
    ALREADY_RECEIVING=("Received already. 已享受。", "已享受", "Receives it already"),
    WAITING_LIST=("On a waiting list. 轮候。", "轮候", "On the waiting list"),
    OFFER_REFUSED=("The offer was refused. 拒绝安排。", "拒绝推荐", "The offer was refused"),
)

BENEFIT_PER = labels(
    BenefitPer,
    "The period of a benefit's sum. 给付周期。",
    ONCE="Once. 一次性。",
    MONTH="Each month. 每月。",
    YEAR="Each year. 每年。",
)
