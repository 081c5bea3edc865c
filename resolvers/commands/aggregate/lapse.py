"""Writes down which asks of a referral have lapsed.

Source: docs/lifecycle.md (what lapses by time alone; `referralReturnDecide`). Guards and reads treat an ask whose moment has passed as
lapsed before that.
"""

from datetime import datetime

from db.tables.referral import Referral
from domain.ask import RETURN_ASK, Ask, AskState, open_ask, open_asks


def lapse(referral: Referral, now: datetime) -> None:
    """Write LAPSED on what nobody decides any more: its time is over, or the referral has left the states in which it is decided.

    A return that nobody decided in time is refused: the referral cannot be returned any more.
    """
    for found in open_asks(referral):
        is_over = found.until <= now
        if is_over or referral.state not in found.ask.decided_in:
            setattr(referral, found.ask.column("state"), AskState.LAPSED)
            if found.ask is RETURN_ASK:
                referral.returnable = referral.returnable and not is_over


def end(ask: Ask, referral: Referral) -> None:
    """Write LAPSED on an ask that is open though there is nothing any more that it asks for."""
    if open_ask(ask, referral) is not None:
        setattr(referral, ask.column("state"), AskState.LAPSED)
