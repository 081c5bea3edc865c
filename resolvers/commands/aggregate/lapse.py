"""Writes down which asks of a referral have lapsed.

Source: docs/lifecycle.md (what lapses by time alone; `referralReturnDecide`). Guards and reads treat an ask whose moment has passed as
lapsed before that.
"""

from datetime import datetime

from db.tables.referral import Referral
from domain.ask import RETURN_ASKED, AskState


def lapse(referral: Referral, now: datetime) -> None:
    """Write LAPSED on what nobody decides any more: its time is over, or the referral has left the states in which it is decided.

    A return that nobody decided in time is refused: the referral cannot be returned any more.
    """
    if referral.return_ask_state != AskState.OPEN:
        return
    assert referral.return_ask_until is not None
    is_over = referral.return_ask_until <= now
    if is_over or referral.state not in RETURN_ASKED:
        referral.return_ask_state = AskState.LAPSED
        referral.returnable = referral.returnable and not is_over
