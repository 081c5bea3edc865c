"""Where the proposal stands that another county takes a family on that has moved there.

Source: docs/decisions/033-moving.md.
"""

from domain.text.label import Labelled


class MoveState(Labelled):
    """Where a proposed move to another county stands. 跨县迁居移交的状态。"""

    OPEN = "OPEN", "Not decided yet. 待决定。"
    ACCEPTED = "ACCEPTED", "The family lives there now. 已接收。"
    DECLINED = "DECLINED", "The family stays where it was. 未接收。"
    WITHDRAWN = "WITHDRAWN", "There is nothing to decide any more. 已撤回。"
