"""What all asks of an office have in common: how one begins, and how it is decided.

Source: docs/lifecycle.md (`referralReturnAsk`, `referralExtensionAsk`, and what decides them).
"""

from datetime import datetime
from typing import Annotated

from db.tables.referral import Referral
from domain.ask import Ask, AskState
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Says
from resolvers.commands.target import Note, OnReferral


class Decision(OnReferral):
    """What is decided of an ask. 决定。"""

    granted: Annotated[bool, Says("Whether what is asked is granted. 是否同意。")]
    note: Note = None


def begin(ask: Ask, referral: Referral, until: datetime, at: Moment) -> None:
    """Open an ask, in the place of an earlier one that is over; undecided until then it lapses."""
    for part, value in {"state": AskState.OPEN, "asked_at": at.now, "until": until}.items():
        setattr(referral, ask.column(part), value)


def decide(ask: Ask, referral: Referral, *, granted: bool) -> None:
    """Write down that an open ask is granted or refused."""
    setattr(referral, ask.column("state"), AskState.GRANTED if granted else AskState.REFUSED)
