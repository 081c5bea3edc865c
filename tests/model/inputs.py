"""Inputs of the model's moves: drawn in the model's words, and told to the commands in theirs.

Source: docs/lifecycle.md (requires), docs/domain.md 3 (outcomes).
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.follow_up import FollowUpResult, Satisfaction
from domain.need import NeedCloseReason
from domain.outcome import BenefitPer, Result
from domain.placement import CallResult
from domain.referral import LegalBasis, ReturnedBy
from resolvers.commands.aggregate.outcome import BenefitInput, DetailInput, OutcomeInput, PlacementInput, RefusalInput, ServiceInput
from resolvers.commands.all import COMMANDS
from resolvers.commands.referral.progress import StageInput
from tests.model.due import day_of
from tests.model.homes import HOUSEHOLDS, TOLD_OF_HOUSEHOLDS
from tests.model.model import Model, Move
from tests.model.refusals import GRANTS, REFUSALS, STAGES, lower
from tests.model.rows import Referral
from tests.model.visiting import TOLD_OF_VISITS, VISITS

Given = dict[str, Any]
Inputs = st.SearchStrategy[Given]
COMMAND = {command.action: command for command in COMMANDS}
TYPES = tuple(STAGES)
FITTING = {"NOT_OUR_DUTY": ReturnedBy.NOT_OUR_DUTY, "INCOMPLETE": ReturnedBy.INFORMATION_MISSING}
TEXTS = ("请求帮助", "改为上门服务", "改为按月发放")


def inputs(model: Model, move: Move, now: datetime) -> Inputs:
    """What the move may be told; mostly something that it accepts."""
    make = DRAWN.get(move.action)
    return st.just({}) if make is None else make(model, move, day_of(now))


def told(move: Move, model: Model, today: date) -> Given:
    """The move's input as its command takes it, without the row that it is aimed at."""
    say = TOLD.get(move.action)
    return dict(move.given) if say is None else say(move.given, model, move, today)


def _of_dispatch(model: Model, move: Move, today: date) -> Inputs:
    offices = st.sampled_from(list(model.book.offices.values()))
    return st.fixed_dictionaries(
        {"office": st.one_of(st.none(), st.none(), offices), "preview_seen": st.sampled_from((True, True, True, True, False))}
    )


def _of_delegation(model: Model, move: Move, today: date) -> Inputs:
    near = lower(model.book, model.book.referrals[move.target])
    return st.fixed_dictionaries({"office": st.sampled_from([*near * 3, *model.book.offices.values()])})


def _of_move(model: Model, move: Move, today: date) -> Inputs:
    line = lower(model.book, model.book.referrals[move.target])
    return st.fixed_dictionaries({"office": st.sampled_from([*line * 3, *model.book.offices.values()]), "reason": st.just("OTHER_AREA")})


def _of_return(model: Model, move: Move, today: date) -> Inputs:
    return st.fixed_dictionaries(
        {
            "suggested_office": st.none() | st.sampled_from(list(model.book.offices.values())),
            "reason": st.sampled_from(("NOT_OUR_DUTY", "INCOMPLETE")),
            "returned_by": st.sampled_from(("FITS", "FITS", "FITS", "FAMILY_DECLINED")),
        }
    )


def _of_handler(model: Model, move: Move, today: date) -> Inputs:
    referral = model.book.referrals[move.target]
    anyone = [each.account for each in model.actors]
    own = [account for account in anyone if account in model.book.members[referral.office_id]]
    named = st.one_of(*(st.sampled_from(accounts) for accounts in (own, own, anyone) if accounts))
    return st.fixed_dictionaries({"handler": st.none() | named if move.action == "referralSign" else named})


def _of_progress(model: Model, move: Move, today: date) -> Inputs:
    said = (
        st.fixed_dictionaries({"note": st.just("已联系家庭")}),
        st.fixed_dictionaries({"question": st.just("家庭是否已搬迁？")}),
        st.fixed_dictionaries({"stage": st.sampled_from(("MEANS_TEST", "DECIDED", "DECIDED"))}),
        st.fixed_dictionaries({"accepted_on": st.sampled_from([today, today, today - timedelta(days=1)])}),
    )
    return st.one_of(*said)


def _of_outcome(model: Model, move: Move, today: date) -> Inputs:
    results = ("GRANTED", *(each.value for each in Result), "NOT_ELIGIBLE", "WITHDRAWN")
    return st.fixed_dictionaries(
        {
            "result": st.sampled_from(results),
            "detail": st.sampled_from((True, True, True, False)),
            "first_payment_on": st.sampled_from((None, today + timedelta(days=9))) if _is_paid(model, move) else st.none(),
            "review_on": st.sampled_from((today, today + timedelta(days=9), today + timedelta(days=40))),
            "post_from": st.sampled_from((today - timedelta(days=40), today, today + timedelta(days=9))),
        }
    )


def _of_completion(model: Model, move: Move, today: date) -> Inputs:
    why = st.sampled_from(("NOT_NEEDED", "NOT_NEEDED", "NOT_NEEDED", None))
    unasked = st.sampled_from((None,) * 9 + ("NOT_NEEDED",))
    said = why if model.book.referrals[move.target].open_assisting else unasked
    return st.builds(lambda outcome, without: {**outcome, "without_assisting": without}, _of_outcome(model, move, today), said)


def _is_paid(model: Model, move: Move) -> bool:
    return model.book.referrals[move.target].type_code not in ("A15", "A21")


def _of_follow_up(model: Model, move: Move, today: date) -> Inputs:
    results = ("NOT_SOLVED", "NO_ANSWER", "NO_ANSWER", *(each.value for each in FollowUpResult))
    return st.sampled_from(results).flatmap(
        lambda result: st.fixed_dictionaries(
            {
                "result": st.just(result),
                "satisfaction": st.sampled_from(
                    ("NOT_ASKED",) * 5 + ("SATISFIED",) if result == "NO_ANSWER" else tuple(each.value for each in Satisfaction)
                ),
            }
        )
    )


def _of_call(model: Model, move: Move, today: date) -> Inputs:
    of_left = {"left_on": st.sampled_from((today, today, today, today - timedelta(days=99))), "wants_another": st.booleans()}
    others = st.sampled_from(("ON_POST", "NO_ANSWER")).map(lambda result: {"result": result})
    return others | st.fixed_dictionaries({"result": st.just("LEFT"), **of_left})


def _of_supply(model: Model, move: Move, today: date) -> Inputs:
    """All that is missing, a part of it, or what was never asked."""
    missing = tuple(model.book.referrals[move.target].missing) or ("ID_DOCUMENT",)
    return st.fixed_dictionaries({"supplied": st.sampled_from((missing, missing, missing[:1], missing[-1:], ("ID_DOCUMENT",)))})


def _codes(name: str, *codes: str) -> Callable[[Model, Move, date], Inputs]:
    return lambda model, move, today: st.fixed_dictionaries({name: st.sampled_from(codes)})


DRAWN: Mapping[str, Callable[[Model, Move, date], Inputs]] = {
    **HOUSEHOLDS,
    **VISITS,
    "needClose": _codes("reason", *NeedCloseReason),
    "itemDraft": lambda model, move, today: st.fixed_dictionaries(
        {
            "type": st.sampled_from(TYPES),
            "request_text": st.sampled_from(TEXTS),
            "person": st.sampled_from([None, None, *(each.id for each in model.book.registered(model.book.needs[move.target].family_id))]),
        }
    ),
    "itemEdit": lambda model, move, today: st.fixed_dictionaries(
        {"type": st.none() | st.sampled_from(TYPES), "request_text": st.none() | st.sampled_from(TEXTS)}
    ),
    "itemDispatch": _of_dispatch,
    "itemDesignate": lambda model, move, today: st.fixed_dictionaries({"office": st.sampled_from(list(model.book.offices.values()))}),
    "referralMove": _of_move,
    "itemCancel": _codes("reason", "FAMILY_WITHDREW", "MISTAKE"),
    "referralRecall": _codes("reason", "WRONG_OFFICE", "WRONG_TYPE"),
    "referralSign": _of_handler,
    "referralReturn": _of_return,
    "referralReturnAsk": _of_return,
    "referralReturnDecide": lambda model, move, today: st.fixed_dictionaries({"granted": st.sampled_from((True, False))}),
    "acceptedOnCorrect": lambda model, move, today: st.fixed_dictionaries(
        {"accepted_on": st.sampled_from([today, today - timedelta(days=1), today - timedelta(days=2)])}
    ),
    "acceptedOnDecide": lambda model, move, today: st.fixed_dictionaries({"granted": st.sampled_from((True, True, False))}),
    "referralExtensionAsk": lambda model, move, today: st.fixed_dictionaries({"days": st.sampled_from((1, 3, 10, 11))}),
    "referralExtensionDecide": lambda model, move, today: st.fixed_dictionaries(
        {"granted": st.sampled_from((True, True, False)), "days": st.sampled_from((None, None, None, 1, 10))}
    ),
    "familyTransfer": _codes("domain", "CARE", "EDUCATION"),
    "familyTransferDecide": _codes("reason", "NOT_NEEDED", "FAMILY_DECLINED"),
    "referralAssist": lambda model, move, today: st.fixed_dictionaries(
        {"office": st.sampled_from(list(model.book.offices.values())), "request_text": st.just("请协助")}
    ),
    "referralAssistComplete": lambda model, move, today: st.just({"note": "已协助"}),
    "referralDelegate": _of_delegation,
    "referralDelegateReturn": _codes("reason", "DONE", "NOT_REACHED"),
    "referralAssign": _of_handler,
    "referralProgress": _of_progress,
    "referralAnswer": lambda model, move, today: st.just({"text": "已核实"}),
    "referralSuspend": lambda model, move, today: st.fixed_dictionaries(
        {
            "missing": st.sampled_from((("ID_DOCUMENT",), ("ID_DOCUMENT", "INCOME_PROOF"), ("INCOME_PROOF", "APPLICATION_FORM"))),
            "until": st.integers(0, 20).map(lambda days: today + timedelta(days=days)),
        }
    ),
    "referralSupply": _of_supply,
    "referralComplete": _of_completion,
    "outcomeCorrect": _of_outcome,
    "referralReview": _of_outcome,
    "paymentGiveUp": lambda model, move, today: st.just({"reason": "NOT_OWED"}),
    "recognitionEnd": lambda model, move, today: st.just({"ended_on": today, "reason": "NO_LONGER_MET"}),
    "referralReopen": _codes("reason", "NOT_SOLVED", "NOT_DELIVERED"),
    "followUpRecord": _of_follow_up,
    "placementCallRecord": _of_call,
}


def _told_of_dispatch(given: Mapping[str, Any], model: Model, move: Move, today: date) -> Given:
    return {**given, "legal_basis": LegalBasis.STATUTORY_DUTY}


def _told_of_return(given: Mapping[str, Any], model: Model, move: Move, today: date) -> Given:
    return {**given, "returned_by": FITTING[given["reason"]] if given["returned_by"] == "FITS" else ReturnedBy(given["returned_by"])}


def _told_of_progress(given: Mapping[str, Any], model: Model, move: Move, today: date) -> Given:
    stage = {"stage": StageInput(code=given["stage"], on=today)} if "stage" in given else {}
    return {**given, **stage}


def _told_of_outcome(given: Mapping[str, Any], model: Model, move: Move, today: date) -> Given:
    result, referral = given["result"], model.book.referrals[move.target]
    grants, refuses = result in GRANTS, result in REFUSALS
    outcome = OutcomeInput(
        result=Result(result),
        decided_on=today,
        detail=_detail(referral, given, today) if grants and given["detail"] else None,
        refusal=RefusalInput(code="INCOME_ABOVE_STANDARD", text="收入超过标准", notice_delivered_on=today, how_to_object="可申请行政复议")
        if refuses
        else None,
        review_on=given["review_on"] if result == "WAITING_LIST" else None,
    )
    return {"outcome": outcome}


def _detail(referral: Referral, given: Mapping[str, Any], today: date) -> DetailInput:
    if referral.type_code == "A15":
        return DetailInput(placement=PlacementInput(employer="青山助残工坊", post="保洁员", from_=given["post_from"]))
    if referral.type_code == "A21":
        return DetailInput(service=ServiceInput(provider="辅具中心", delivered_on=today))
    return DetailInput(benefit=BenefitInput(amount=50000, per=BenefitPer.MONTH, from_=today, first_payment_on=given["first_payment_on"]))


TOLD: Mapping[str, Callable[[Mapping[str, Any], Model, Move, date], Given]] = {
    **TOLD_OF_HOUSEHOLDS,
    **TOLD_OF_VISITS,
    "needClose": lambda given, model, move, today: {"reason": NeedCloseReason(given["reason"])},
    "itemDispatch": _told_of_dispatch,
    "itemDesignate": lambda given, model, move, today: {**given, "reason": "DUTY_DECIDED"},
    "referralReturn": _told_of_return,
    "referralReturnAsk": _told_of_return,
    "referralExtensionAsk": lambda given, model, move, today: {**given, "reason": "PROCEDURE"},
    "familyTransfer": lambda given, model, move, today: {**given, "request_text": "需要照料"},
    "familyTransferDecide": lambda given, model, move, today: {**given, "accepted": False},
    "referralProgress": _told_of_progress,
    "referralSuspend": lambda given, model, move, today: {**given, "missing": list(given["missing"])},
    "referralSupply": lambda given, model, move, today: {"supplied": list(given["supplied"])},
    "referralComplete": lambda given, model, move, today: {
        **_told_of_outcome(given, model, move, today),
        "without_assisting": given["without_assisting"],
    },
    "referralReview": _told_of_outcome,
    "outcomeCorrect": lambda given, model, move, today: {**_told_of_outcome(given, model, move, today), "reason": "RESULT_WRONG"},
    "followUpRecord": lambda given, model, move, today: {
        "result": FollowUpResult(given["result"]),
        "satisfaction": Satisfaction(given["satisfaction"]),
    },
    "placementCallRecord": lambda given, model, move, today: {
        **given,
        "result": CallResult(given["result"]),
        **({"left_reason": "TOO_FAR"} if given["result"] == "LEFT" else {}),
    },
}
