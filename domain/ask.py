"""What an office asks of those who decide: where an ask stands, in which states of its referral it is decided, and who decides it.

Source: docs/lifecycle.md (`referralReturnAsk`, `referralExtensionAsk`, `acceptedOnCorrect`; what lapses by time alone carries the moment at
which it lapses).
"""

from dataclasses import dataclass
from datetime import datetime

from domain.referral import State
from domain.text.label import Labelled


class AskState(Labelled):
    """Where an ask stands. 申请的状态。"""

    OPEN = "OPEN", "Not decided yet. 待决定。"
    GRANTED = "GRANTED", "Granted. 已同意。"
    REFUSED = "REFUSED", "Refused. 未同意。"
    LAPSED = "LAPSED", "Nobody decided it in time, or the referral went on without it. 逾期未决定或已无须决定。"


@dataclass(frozen=True)
class Ask:
    """Something that an office asks; a referral has one of each at a time.

    `name`: what its columns begin with, of which each has `state`, `asked_at` and `until`. `decided_in`: the states in which it is decided.
    `monitored`: of a self-handled referral the monitor decides it. `until_due`: it lapses when the referral is to be finished.
    """

    name: str
    decided_in: frozenset[State]
    monitored: bool = False
    until_due: bool = False

    def column(self, part: str) -> str:
        """Return the name of one of its columns."""
        return f"{self.name}_{part}"


RETURN_ASK = Ask("return_ask", frozenset({State.DISPATCHED, State.SIGNED, State.IN_PROGRESS, State.SUSPENDED}))
"""To return the referral when the time for that is over."""
EXTENSION = Ask("extension", frozenset({State.SIGNED, State.IN_PROGRESS, State.SUSPENDED}), monitored=True, until_due=True)
"""To finish it some working days later."""
ACCEPTANCE_ASK = Ask("acceptance_ask", frozenset({State.IN_PROGRESS, State.SUSPENDED, State.REOPENED}), monitored=True)
"""To correct the day on which the application was accepted."""
ASKS = (RETURN_ASK, EXTENSION, ACCEPTANCE_ASK)


@dataclass(frozen=True)
class OpenAsk:
    """An ask that is not decided, and the moment at which it lapses."""

    ask: Ask
    until: datetime


def open_ask(ask: Ask, row: object) -> OpenAsk | None:
    """Return what is asked on a row of `referral` and not decided; None where nothing is. It may have lapsed."""
    state, until = getattr(row, ask.column("state")), getattr(row, ask.column("until"))
    return OpenAsk(ask, until) if state == AskState.OPEN and until is not None else None


def open_asks(row: object) -> tuple[OpenAsk, ...]:
    """Return everything that is asked on a row and not decided."""
    return tuple(found for ask in ASKS if (found := open_ask(ask, row)) is not None)
