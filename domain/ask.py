"""What an office asks of those who decide: where an ask stands, and in which states of its referral it can be decided.

Source: docs/lifecycle.md (`referralReturnAsk`; what lapses by time alone carries the moment at which it lapses).
"""

from domain.referral import State
from domain.text.label import Labelled


class AskState(Labelled):
    """Where an ask stands. 申请的状态。"""

    OPEN = "OPEN", "Not decided yet. 待决定。"
    GRANTED = "GRANTED", "Granted. 已同意。"
    REFUSED = "REFUSED", "Refused. 未同意。"
    LAPSED = "LAPSED", "Nobody decided it in time, or the referral went on without it. 逾期未决定或已无须决定。"


RETURN_ASKED = frozenset({State.DISPATCHED, State.SIGNED, State.IN_PROGRESS, State.SUSPENDED})
"""The states in which an office may ask to return a referral, and in which that is decided."""
