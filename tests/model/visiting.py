"""Inputs of moves over visits: drawn in the model's words, and told to the commands in theirs.

Source: docs/domain.md 2 (Visit, "As an input"); docs/lifecycle.md (`visitRecord`, `visitCorrect`, `visitWithdraw`).
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.visit import ContactResult, NoticeBasis, VisitMode
from resolvers.commands.visit.input import FoundNeedsInput, NeedInput, NoticeInput, VisitedFamilyInput, VisitedPersonInput
from tests.model.due import end_of
from tests.model.model import Model, Move

Given = dict[str, Any]
Inputs = st.SearchStrategy[Given]
MANY_NEEDS = 6
PHONE = "16000000002"


def _of_recording(model: Model, move: Move, today: date) -> Inputs:
    """Mostly a member is met, of whom a need is found, or of the household."""
    members = [each.id for each in model.book.registered(move.target)]
    found = st.sampled_from(((False,), (False,), (True,), (True, False), ()) if len(model.book.needs) < MANY_NEEDS else ((),))
    met = st.fixed_dictionaries({"person": st.sampled_from(members), "needs": found})
    nobody = st.just({"person": None, "needs": ()})
    at = end_of(today - timedelta(days=1))
    return (met | met | nobody).map(lambda said: {**said, "at": at})


def _of_correcting(model: Model, move: Move, today: date) -> Inputs:
    at = model.book.visits[move.target].at
    moment = st.sampled_from((at, at - timedelta(minutes=10), at - timedelta(days=1))).map(lambda drawn: {"at": drawn})
    return moment | st.sampled_from(("李主任", "张主任")).map(lambda drawn: {"companions": drawn})


def _told_of_recording(given: Mapping[str, Any], model: Model, move: Move, today: date) -> Given:
    told = {"family": VisitedFamilyInput(id=move.target), "mode": VisitMode.HOME_VISIT, "at": given["at"]}
    if given["person"] is None:
        return {**told, "contact_result": ContactResult.NOT_HOME}
    needs = tuple(NeedInput(domain="LIVING_ASSISTANCE", request_text="请求帮助", household=each) for each in given["needs"])
    return {
        **told,
        "contact_result": ContactResult.MET,
        "person": VisitedPersonInput(id=given["person"]),
        "categories": ("ILL_AND_DISABLED",),
        "needs": FoundNeedsInput(list=needs) if needs else FoundNeedsInput(none=True),
        "notice": NoticeInput(basis=NoticeBasis.ORAL),
        "phone": PHONE,
    }


VISITS: Mapping[str, Callable[[Model, Move, date], Inputs]] = {
    "visitRecord": _of_recording,
    "visitCorrect": _of_correcting,
    "visitWithdraw": lambda model, move, today: st.just({"reason": "WRONG_FAMILY"}),
}
TOLD_OF_VISITS: Mapping[str, Callable[[Mapping[str, Any], Model, Move, date], Given]] = {
    "visitRecord": _told_of_recording,
    "visitCorrect": lambda given, model, move, today: {**given, "reason": "MISTYPED"},
}
