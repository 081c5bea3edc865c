"""Where a legal hold stands: what it names is not removed, from the moment it is proposed until another has approved its end.

Source: docs/domain.md 7 (retention); docs/decisions/048-audit-search.md.
"""

from domain.text.label import Labelled


class HoldState(Labelled):
    """Where a legal hold stands. 保全的状态。"""

    PROPOSED = "PROPOSED", "Not approved yet; it holds already. 待审批，已暂停删除。"
    IN_FORCE = "IN_FORCE", "Approved. 已批准，生效中。"
    DECLINED = "DECLINED", "Not approved; it holds nothing any more. 未批准，已失效。"
    END_PROPOSED = "END_PROPOSED", "Its end is proposed; it still holds. 已提议解除，仍生效。"
    ENDED = "ENDED", "Its end was approved. 已解除。"


AFTER: dict[HoldState, tuple[HoldState, HoldState]] = {
    HoldState.PROPOSED: (HoldState.IN_FORCE, HoldState.DECLINED),
    HoldState.END_PROPOSED: (HoldState.ENDED, HoldState.IN_FORCE),
}
"""What is decided on: state -> the state once approved, the state once declined."""
OVER = frozenset({HoldState.DECLINED, HoldState.ENDED})
"""The states in which nothing is held."""
