"""An office asks to correct the day on which it accepted an application.

Source: docs/lifecycle.md (`acceptedOnCorrect`); docs/domain.md 4: the type's limit runs from that day.
"""

from datetime import date
from typing import Annotated

from typing_extensions import override

from domain.ask import ACCEPTANCE_ASK
from domain.time.calendar import end_of
from domain.value.values import NotInFuture
from resolvers.commands.aggregate.case import Case
from resolvers.commands.asks.acceptance import AcceptanceCommand, check
from resolvers.commands.asks.ask import begin
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Says
from resolvers.commands.target import Note, OnReferral


class AcceptedOnCorrectInput(OnReferral):
    """On which day the application was accepted. 正确的受理日期。"""

    accepted_on: Annotated[date, NotInFuture(), Says("The right day. 正确的受理日期。")]
    note: Note = None


class AcceptedOnCorrect(AcceptanceCommand[AcceptedOnCorrectInput]):
    """Ask to correct the day of acceptance; every clock runs on until that is granted. 申请更正受理日期，同意前时限照常计算。"""

    @override
    def apply(self, case: Case, input: AcceptedOnCorrectInput, at: Moment) -> Change:
        """Open the ask, which lapses some working days later. Raises ACCEPTED_THEN, TOO_EARLY, TOO_LATE."""
        check(case, input.accepted_on, ("acceptedOn",), at)
        days = at.reference.limits["acceptance_decide"]
        begin(ACCEPTANCE_ASK, case.judged, end_of(at.reference.calendar.add(at.today, days)), at)
        case.judged.acceptance_ask_accepted_on = input.accepted_on
        return Change(text=input.note, accepted_on=input.accepted_on)
