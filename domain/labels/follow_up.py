"""Labels of follow-ups.

Source: docs/domain.md 5.
"""

from domain.follow_up import FollowUpResult, Satisfaction
from domain.text.label import labels

FOLLOW_UP_RESULT = labels(
    FollowUpResult,
    "What the family said, or that nobody answered. 回访结果。",
    SOLVED=("It is solved. 已解决。", "已解决", "Solved"),
    PARTLY=("It is partly solved. 部分解决。", "部分解决", "Partly solved"),
    NOT_SOLVED=("It is not solved. 未解决。", "未解决", "Not solved"),
    REFUSAL_UNDERSTOOD=("The refusal is understood. 理解不予办理的决定。", "理解不予批准的理由", "The refusal is understood"),
    NO_ANSWER=("Nobody answered. 无人应答。", "未联系上", "No answer"),
)

SATISFACTION = labels(
    Satisfaction,
    "How content the family is. 满意度。",
    SATISFIED="Satisfied. 满意。",
    MOSTLY_SATISFIED="Mostly satisfied. 基本满意。",
    NOT_SATISFIED="Not satisfied. 不满意。",
    NOT_ASKED="Not asked. 未询问。",
)
