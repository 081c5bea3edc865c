"""Who may do what from which state: the actions of the page, written down a second time.

Source: docs/lifecycle.md (Actions), read without `domain/rules/actions.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.model.due import day_of, end_after, end_of
from tests.model.guards import (
    REOPENINGS,
    asks_for_time,
    asks_to_correct,
    asks_to_return,
    is_early_enough,
    is_left,
    is_of_village,
    is_open,
    may_be_returned,
)
from tests.model.rows import Actor

Holds = Callable[[Any, Actor, datetime], bool]
By = Mapping[str, str | None]
"""Role -> the column that must name the actor's office; None: whoever sees the row."""

C: By = {"FEDERATION_CADRE": "dispatching_office_id"}
OWNER: By = {"FEDERATION_CADRE": "owner_office_id"}
R: By = {"OFFICE_DISPATCHER": "dispatching_office_id"}
REQUESTER: By = {"OFFICE_DISPATCHER": "owner_office_id"}
"""Who requests funds: no family's referral has such an office."""
M: By = {"FEDERATION_MONITOR": "monitor_office_id"}
D: By = {"OFFICE_DISPATCHER": "office_id", "FEDERATION_CADRE": "office_id"}
H: By = {**D, "OFFICE_HANDLER": "office_id"}
OFFICERS: By = {"OFFICE_DISPATCHER": "office_id", "OFFICE_HANDLER": "office_id"}
"""Of departments: no federation hands a family to itself."""
K: By = {"COMMISSIONER": None, "HOTLINE_OPERATOR": None}

OPEN = "DISPATCHED SIGNED IN_PROGRESS SUSPENDED REOPENED"
PROPOSED = "OPEN ACCEPTED DECLINED WITHDRAWN"
WORKED_ON = "SIGNED IN_PROGRESS SUSPENDED REOPENED"
RETURN_ASKED = "DISPATCHED SIGNED IN_PROGRESS SUSPENDED"
ACCEPTANCE_DECIDED = "IN_PROGRESS SUSPENDED REOPENED"
EXTENSION_DECIDED = "SIGNED IN_PROGRESS SUSPENDED"
NEVER_WHO_COMPLETED: Holds = lambda referral, by, now: referral.completed_by != by.account  # noqa: E731
ABOVE_THE_COUNTY, AT_THE_COUNTY = 4, 6
"""Digits of a city and a county: to federations of a city and above no number is shown (docs/domain.md 1)."""


def is_superior(by: Actor) -> bool:
    """Whether the actor is of a department above the county."""
    return by.role.startswith("OFFICE_") and len(by.scope) <= ABOVE_THE_COUNTY


@dataclass(frozen=True)
class Line:
    """One action. `drafts_only`: roles that may do it in DRAFT alone. `part`: what the referral must be for a role, of those named.

    `self_handled`: whether its office must be the one that dispatched it, for the roles named. `above`: it is for those alone whose
    office stands above the referral's in its line.
    """

    over: str
    by: By
    frm: str
    guards: Mapping[str, Holds] = field(default_factory=dict)
    drafts_only: By = field(default_factory=dict)
    part: Mapping[str, frozenset[str]] = field(default_factory=dict)
    self_handled: Mapping[str, bool] = field(default_factory=dict)
    above: bool = False
    county: bool = False
    """Whether it is for the county and below alone."""
    authors: bool = False
    """Whether it is for cadres, and otherwise for who recorded the visit."""

    def names(self, by: Actor) -> bool:
        """Whether the actor's role has the action, whatever the row."""
        near = len(by.scope) > ABOVE_THE_COUNTY or not self.county
        return by.role in self.by and near and (is_superior(by) or not self.above)


DELEGATING: By = {"OFFICE_DISPATCHER": "delegating_office_id"}


def only(by: By, *parts: str) -> Mapping[str, frozenset[str]]:
    """The roles act on referrals that are one of these to their item."""
    return dict.fromkeys(by, frozenset(parts))


NOT_DELEGATED = ("LEAD", "ASSISTING")


def is_shown_numbers(referral: Any, by: Actor) -> bool:
    """A federation up to the county, and an office by its contract: who finds posts is given none (docs/domain.md 7, A15)."""
    if by.role == "FEDERATION_CADRE":
        return len(by.scope) > ABOVE_THE_COUNTY
    return bool(referral.type_code != "A15")


CADRES: By = {"FEDERATION_CADRE": None}
VISITORS: By = {**CADRES, **K}
TABLE: Mapping[str, Line] = {
    **{
        action: Line("family", CADRES, "STANDS", county=True)
        for action in ("familyMerge", "familyPart", "familyMove", "familySplit", "familyMovePropose")
    },
    "familyMoveDecide": Line("proposal", CADRES, PROPOSED, {"FORBIDDEN": is_of_village, "NO_TRANSFER": is_open}, county=True),
    "familyMoveWithdraw": Line("proposal", CADRES, PROPOSED, {"FORBIDDEN": is_left, "NO_TRANSFER": is_open}, county=True),
    "visitRecord": Line("family", VISITORS, "STANDS"),
    "visitCorrect": Line("visit", VISITORS, "RECORDED", authors=True),
    "visitWithdraw": Line("visit", VISITORS, "RECORDED", authors=True),
    "personDeathSet": Line("person", CADRES, "STANDS", county=True),
    "needClose": Line("need", OWNER, "OPEN IN_HAND MET UNMET", {"FOLLOW_UP_OPEN": lambda need, by, now: need.completed_items == 0}),
    "itemDraft": Line("need", {**OWNER, **K}, "OPEN IN_HAND MET UNMET"),
    "itemEdit": Line("item", {**OWNER, **K}, "DRAFT TO_DISPATCH", drafts_only=K),
    "itemDiscard": Line("item", {**OWNER, **REQUESTER, **K}, "DRAFT"),
    "itemDispatch": Line("item", {**OWNER, **REQUESTER}, "DRAFT TO_DISPATCH"),
    "itemDesignate": Line("item", M, "TO_DISPATCH", {"NOT_DESIGNATABLE": lambda item, by, now: item.designatable}),
    "itemCancel": Line("item", {**OWNER, **REQUESTER}, f"DRAFT TO_DISPATCH {OPEN}"),
    "referralRecall": Line("referral", {**C, **R, **DELEGATING}, "DISPATCHED", part=only(C, *NOT_DELEGATED)),
    "referralSign": Line("referral", D, "DISPATCHED"),
    "referralReturn": Line(
        "referral",
        D,
        "DISPATCHED SIGNED",
        {
            "NOT_RETURNABLE": lambda referral, by, now: may_be_returned(referral, now),
            "RETURN_TOO_LATE": lambda referral, by, now: now < end_after(day_of(referral.dispatched_at), 2),
        },
        part=only(D, *NOT_DELEGATED),
    ),
    "referralMove": Line("referral", {"OFFICE_DISPATCHER": None}, OPEN, part=only({"OFFICE_DISPATCHER": None}, "LEAD"), above=True),
    "referralReturnAsk": Line(
        "referral",
        D,
        RETURN_ASKED,
        {
            "NOT_RETURNABLE": lambda referral, by, now: may_be_returned(referral, now),
            "ASK_OPEN": lambda referral, by, now: not asks_to_return(referral, now),
        },
        part=only(D, "LEAD"),
    ),
    "referralReturnDecide": Line(
        "referral",
        C,
        RETURN_ASKED,
        {"NO_ASK": lambda referral, by, now: asks_to_return(referral, now)},
        part=only(C, "LEAD"),
    ),
    "acceptedOnCorrect": Line(
        "referral",
        H,
        ACCEPTANCE_DECIDED,
        {
            "NOT_ACCEPTED": lambda referral, by, now: referral.accepted_on is not None,
            "ASK_OPEN": lambda referral, by, now: not asks_to_correct(referral, now),
        },
        part=only(H, "LEAD"),
    ),
    "acceptedOnDecide": Line(
        "referral",
        {**C, **M, **R},
        ACCEPTANCE_DECIDED,
        {"NO_ASK": lambda referral, by, now: asks_to_correct(referral, now)},
        part=only({**C, **M}, "LEAD"),
        self_handled={"FEDERATION_CADRE": False, "FEDERATION_MONITOR": True},
    ),
    "referralExtensionAsk": Line(
        "referral",
        H,
        "SIGNED IN_PROGRESS",
        {
            "EXTENSION_REOPENED": lambda referral, by, now: referral.reopen_count == 0,
            "EXTENSION_LIMIT": lambda referral, by, now: referral.extension_count == 0,
            "ASK_OPEN": lambda referral, by, now: not asks_for_time(referral, now),
            "EXTENSION_TOO_LATE": lambda referral, by, now: is_early_enough(referral, now),
        },
        part=only(H, "LEAD"),
    ),
    "referralExtensionDecide": Line(
        "referral",
        {**C, **M, **R},
        EXTENSION_DECIDED,
        {"NO_ASK": lambda referral, by, now: asks_for_time(referral, now)},
        part=only({**C, **M}, "LEAD"),
        self_handled={"FEDERATION_CADRE": False, "FEDERATION_MONITOR": True},
    ),
    "familyTransfer": Line(
        "referral",
        OFFICERS,
        f"{WORKED_ON} COMPLETED",
        {"TRANSFER_OPEN": lambda referral, by, now: referral.transfer_state != "OPEN"},
        part=only(OFFICERS, "LEAD"),
    ),
    "familyTransferDecide": Line(
        "referral",
        C,
        f"{WORKED_ON} COMPLETED CONFIRMED ARCHIVED RETURNED CANCELLED",
        {"NO_TRANSFER": lambda referral, by, now: referral.transfer_state == "OPEN"},
        part=only(C, "LEAD"),
    ),
    "referralAssist": Line("referral", C, OPEN, part=only(C, "LEAD")),
    "referralAssistComplete": Line("referral", H, "SIGNED IN_PROGRESS", part=only(H, "ASSISTING")),
    "referralDelegate": Line(
        "referral",
        {"OFFICE_DISPATCHER": "office_id"},
        "SIGNED IN_PROGRESS",
        {"NOT_AT_COUNTY": lambda referral, by, now: len(by.scope) == AT_THE_COUNTY},
        part=only({"OFFICE_DISPATCHER": None}, "LEAD"),
    ),
    "referralDelegateReturn": Line("referral", D, "DISPATCHED SIGNED IN_PROGRESS", part=only(D, "DELEGATE")),
    "referralAssign": Line("referral", D, WORKED_ON),
    "referralTake": Line("referral", H, WORKED_ON, {"HANDLER_SET": lambda referral, by, now: referral.handler_id is None}),
    "referralHandBack": Line("referral", H, WORKED_ON, {"NOT_YOURS": lambda referral, by, now: referral.handler_id == by.account}),
    "referralStart": Line("referral", H, "SIGNED REOPENED"),
    "referralProgress": Line("referral", H, WORKED_ON),
    "referralAnswer": Line(
        "referral", {**C, **R}, "IN_PROGRESS SUSPENDED", {"NO_QUESTION": lambda referral, by, now: referral.question_open}
    ),
    "referralSuspend": Line("referral", H, "SIGNED IN_PROGRESS REOPENED", part=only(H, "LEAD")),
    "referralSupply": Line("referral", {**C, **R, **K}, "SUSPENDED"),
    "referralResume": Line("referral", H, "SUSPENDED", part=only(H, "LEAD")),
    "referralComplete": Line("referral", H, WORKED_ON, part=only(H, "LEAD")),
    "outcomeCorrect": Line(
        "referral", H, "COMPLETED", {"FOLLOW_UP_BEGAN": lambda referral, by, now: referral.attempts == 0}, part=only(H, "LEAD")
    ),
    "referralReview": Line(
        "referral",
        H,
        "COMPLETED CONFIRMED",
        {"NO_REVIEW": lambda referral, by, now: referral.review_on is not None},
        part=only(H, "LEAD"),
    ),
    "paymentGiveUp": Line(
        "referral",
        H,
        "COMPLETED CONFIRMED ARCHIVED",
        {"NO_FAILED_PAYMENT": lambda referral, by, now: False},  # no request for funds is played
        part=only(H, "LEAD"),
    ),
    "recognitionEnd": Line(
        "referral",
        H,
        "COMPLETED CONFIRMED ARCHIVED",
        {"NOT_RECOGNISED": lambda referral, by, now: False},  # no type that is played recognises anything
        part=only(H, "LEAD"),
    ),
    "referralReopen": Line(
        "referral",
        {**C, **K},
        "COMPLETED CONFIRMED",
        {
            "COMPLETED_BY_YOU": NEVER_WHO_COMPLETED,
            "REOPEN_LIMIT": lambda referral, by, now: referral.reopen_count < REOPENINGS,
            "REOPEN_WINDOW_OVER": lambda referral, by, now: now < referral.reopen_until,
        },
        part=only({**C, **K}, "LEAD"),
    ),
    "referralUrge": Line(
        "referral",
        {**C, **R, **M, **DELEGATING},
        OPEN,
        {"ALREADY_URGED": lambda referral, by, now: referral.urged_for != referral.work_due_at},
        part=only({**C, **M}, *NOT_DELEGATED),
    ),
    "followUpRecord": Line("referral", {**C, **K}, "COMPLETED", {"COMPLETED_BY_YOU": NEVER_WHO_COMPLETED}, part=only({**C, **K}, "LEAD")),
    "placementCallRecord": Line(
        "referral",
        {**C, **K},
        "CONFIRMED",
        {
            "NO_CALL": lambda referral, by, now: referral.call_on is not None,
            "CALL_TOO_EARLY": lambda referral, by, now: now > end_of(referral.call_on - timedelta(days=1)),
            "COMPLETED_BY_YOU": NEVER_WHO_COMPLETED,
        },
        part=only({**C, **K}, "LEAD"),
    ),
    "reveal": Line(
        "referral",
        H,
        f"{WORKED_ON} COMPLETED",
        {"NOT_SHARED": lambda referral, by, now: is_shown_numbers(referral, by)},
        part=only(H, "LEAD", "DELEGATE"),
    ),
    "correctionPropose": Line("referral", OFFICERS, f"{WORKED_ON} COMPLETED"),
    "receiptConfirm": Line("referral", {**C, **R}, "COMPLETED", {"NOT_OF_FUNDS": lambda referral, by, now: False}),
}
