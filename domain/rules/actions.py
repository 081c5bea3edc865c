"""Who may do what: one row per action with its actors, the states it starts from, its guards, and the state it leads to.

Source: docs/lifecycle.md (Actions); limits of 12345 work orders (docs/domain-facts.md 4). One of the three tables of the house.
`domain/rules/permit.py` evaluates it over a row; `resolvers/reads/special/actions.py` prints it as SQL for `availableActions`.
"""

from collections.abc import Mapping

from domain.ask import ACCEPTANCE_ASK, EXTENSION, RETURN_ASK
from domain.item import DISPATCHABLE, ItemState
from domain.need import NeedStatus
from domain.referral import DECIDED, GIVEN_UP, OPEN, TAKEN_ON, WORKED_ON, Part, State
from domain.rules.action import (
    Action,
    Ahead,
    Asked,
    AtCounty,
    Back,
    ByInput,
    Column,
    Differs,
    Equals,
    Fact,
    Flag,
    Gives,
    InWorkingDays,
    Less,
    LimitOf,
    NotAsked,
    Party,
    Set,
    Subject,
    Unset,
    Zero,
)
from domain.rules.group import Group
from domain.rules.parties import (
    ANYBODY,
    AUTHOR,
    CLEAR,
    COUNTY_CADRE,
    DECIDERS,
    DELEGATING,
    NEAR,
    NOT_DELEGATED,
    OFFICERS,
    OFFICIALS,
    OWNER,
    READERS,
    REQUESTER,
    SIGNERS,
    SUPERIOR,
    VISITORS,
    C,
    D,
    H,
    K,
    M,
    R,
    of_parts,
    party,
)
from domain.viewer import Kind, Role
from domain.visit import VisitState

NOW, ACCOUNT = Fact.NOW, Fact.ACCOUNT
UNCLOSED = frozenset(NeedStatus) - {NeedStatus.CLOSED}
_OF_FAMILY = Set("family_id", otherwise="OF_FUNDS")
_RETURNABLE = (Flag("returnable", otherwise="NOT_RETURNABLE"), Ahead("return_ask_until", otherwise="NOT_RETURNABLE"))
"""An ask to return it that nobody decided in time counts as refused."""
_NOT_BY_WHO_COMPLETED = Differs(Column("completed_by"), ACCOUNT, otherwise="COMPLETED_BY_YOU")


def _states(*states: str) -> frozenset[str]:
    return frozenset(states)


ACTIONS = (
    Action("campaignCreate", by=(party(Role.FEDERATION_CADRE),), over=Subject.NOTHING),
    Action("campaignListAdd", by=(COUNTY_CADRE,), over=Subject.NOTHING),
    Action("campaignListRemove", by=(COUNTY_CADRE,), over=Subject.NOTHING),
    Action("familyMerge", by=(COUNTY_CADRE,), over=Subject.NOTHING),
    Action("familyPart", by=(COUNTY_CADRE,), over=Subject.NOTHING),
    Action("familyMove", by=(COUNTY_CADRE,), over=Subject.NOTHING),
    Action("familyMovePropose", by=(COUNTY_CADRE,), over=Subject.NOTHING),
    Action("familyMoveWithdraw", by=(COUNTY_CADRE,), over=Subject.NOTHING),
    Action("familyMoveDecide", by=(COUNTY_CADRE,), over=Subject.NOTHING),
    Action("familySplit", by=(COUNTY_CADRE,), over=Subject.NOTHING),
    Action("familyPlanSet", by=(COUNTY_CADRE,), over=Subject.NOTHING),
    Action("visitDraft", by=(VISITORS,), over=Subject.NOTHING),
    Action("visitRecord", by=(VISITORS,), over=Subject.NOTHING),
    Action("registerImport", by=(COUNTY_CADRE,), over=Subject.NOTHING),
    Action("rosterImport", by=(COUNTY_CADRE,), over=Subject.NOTHING),
    Action("importUndo", by=(VISITORS,), over=Subject.NOTHING),
    Action("familySearch", by=(READERS,), over=Subject.NOTHING),
    Action("subjectAccessReport", by=(COUNTY_CADRE,), over=Subject.NOTHING),
    Action("familyContactWishSet", by=(NEAR,), over=Subject.NOTHING),
    Action("familyContactPersonSet", by=(CLEAR,), over=Subject.NOTHING),
    Action("personIdentify", by=(NEAR,), over=Subject.NOTHING),
    Action("personWorkSet", by=(CLEAR,), over=Subject.NOTHING),
    Action("personDeathSet", by=(COUNTY_CADRE,), over=Subject.NOTHING),
    Action("familyCorrect", by=(CLEAR,), over=Subject.NOTHING),
    Action("personCorrect", by=(CLEAR,), over=Subject.NOTHING),
    Action("visitCorrect", by=(AUTHOR, COUNTY_CADRE), over=Subject.VISIT, frm=_states(VisitState.RECORDED)),
    Action(
        "visitWithdraw",
        by=(AUTHOR, COUNTY_CADRE),
        over=Subject.VISIT,
        frm=_states(VisitState.RECORDED),
        to=VisitState.WITHDRAWN,
    ),
    Action("correctionReceive", by=(CLEAR,), over=Subject.NOTHING),
    Action("correctionDecide", by=(COUNTY_CADRE,), over=Subject.NOTHING),
    Action("personMatchDecide", by=(Party(frozenset({Role.FEDERATION_CADRE}), kinds=frozenset({Kind.CADRE})),), over=Subject.NOTHING),
    Action(
        "needClose",
        by=(OWNER,),
        over=Subject.NEED,
        frm=UNCLOSED,
        to=NeedStatus.CLOSED,
        guards=(Zero("completed_items", otherwise="FOLLOW_UP_OPEN"),),
    ),
    Action("itemDraft", by=(OWNER, K), over=Subject.NEED, frm=UNCLOSED),
    Action("itemPool", by=(party(*SIGNERS),), over=Subject.NOTHING),
    Action(
        "itemEdit",
        by=(OWNER, Party(K.roles, None, _states(ItemState.DRAFT))),
        over=Subject.ITEM,
        frm=_states(*DISPATCHABLE),
        guards=(_OF_FAMILY,),
    ),
    Action("itemDiscard", by=(OWNER, REQUESTER, K), over=Subject.ITEM, frm=_states(ItemState.DRAFT), to=ItemState.CANCELLED),
    Action(
        "itemDispatch",
        by=(OWNER, REQUESTER),
        over=Subject.ITEM,
        frm=_states(*DISPATCHABLE),
        to=ByInput(_states(ItemState.DISPATCHED, ItemState.SIGNED)),
    ),
    Action(
        "itemDesignate",
        by=(M,),
        over=Subject.ITEM,
        frm=_states(ItemState.TO_DISPATCH),
        to=ItemState.DISPATCHED,
        guards=(Flag("designatable", otherwise="NOT_DESIGNATABLE"),),
    ),
    Action("itemCancel", by=(OWNER, REQUESTER), over=Subject.ITEM, frm=_states(*DISPATCHABLE, *OPEN), to=ItemState.CANCELLED),
    Action("referralRecall", by=(of_parts(C, *NOT_DELEGATED), R, DELEGATING), frm=_states(State.DISPATCHED), to=State.CANCELLED),
    Action("referralSign", by=(D,), frm=_states(State.DISPATCHED), to=State.SIGNED),
    Action(
        "referralReturn",
        by=(of_parts(D, *NOT_DELEGATED),),
        frm=_states(State.DISPATCHED, State.SIGNED),
        to=State.RETURNED,
        guards=(*_RETURNABLE, Less(NOW, Column("return_due_at"), otherwise="RETURN_TOO_LATE")),
    ),
    Action("referralMove", by=(SUPERIOR,), frm=frozenset(OPEN), to=State.CANCELLED, guards=(_OF_FAMILY,)),
    Action(
        "referralReturnAsk",
        by=(of_parts(D, Part.LEAD),),
        frm=_states(*RETURN_ASK.decided_in),
        guards=(_OF_FAMILY, *_RETURNABLE, NotAsked(RETURN_ASK, otherwise="ASK_OPEN")),
    ),
    Action(
        "referralReturnDecide",
        by=(of_parts(C, Part.LEAD),),
        frm=_states(*RETURN_ASK.decided_in),
        to=ByInput(_states(State.RETURNED)),
        guards=(_OF_FAMILY, Asked(RETURN_ASK, otherwise="NO_ASK")),
    ),
    Action(
        "referralExtensionAsk",
        by=(of_parts(H, Part.LEAD),),
        frm=_states(State.SIGNED, State.IN_PROGRESS),
        guards=(
            Zero("reopen_count", otherwise="EXTENSION_REOPENED"),
            Less(Column("extension_count"), LimitOf("extension_times"), otherwise="EXTENSION_LIMIT"),
            NotAsked(EXTENSION, otherwise="ASK_OPEN"),
            Less(InWorkingDays("extension_ask_before"), Column("finish_due_at"), otherwise="EXTENSION_TOO_LATE"),
        ),
    ),
    Action(
        "referralExtensionDecide",
        by=(*DECIDERS, R),
        frm=_states(*EXTENSION.decided_in),
        guards=(Asked(EXTENSION, otherwise="NO_ASK"),),
    ),
    Action(
        "acceptedOnCorrect",
        by=(of_parts(H, Part.LEAD),),
        frm=_states(*ACCEPTANCE_ASK.decided_in),
        guards=(Set("accepted_on", otherwise="NOT_ACCEPTED"), NotAsked(ACCEPTANCE_ASK, otherwise="ASK_OPEN")),
    ),
    Action(
        "acceptedOnDecide",
        by=(*DECIDERS, R),
        frm=_states(*ACCEPTANCE_ASK.decided_in),
        guards=(Asked(ACCEPTANCE_ASK, otherwise="NO_ASK"),),
    ),
    Action(
        "familyTransfer",
        by=(of_parts(OFFICERS, Part.LEAD),),
        frm=WORKED_ON | {State.COMPLETED},
        guards=(_OF_FAMILY, Unset("transfer_open_at", otherwise="TRANSFER_OPEN")),
    ),
    Action(
        "familyTransferDecide",
        by=(of_parts(C, Part.LEAD),),
        frm=frozenset({*TAKEN_ON, *GIVEN_UP}),
        guards=(Set("transfer_open_at", otherwise="NO_TRANSFER"),),
    ),
    Action("referralAssist", by=(of_parts(C, Part.LEAD),), frm=frozenset(OPEN), guards=(_OF_FAMILY,)),
    Action(
        "referralAssistComplete",
        by=(of_parts(H, Part.ASSISTING),),
        frm=_states(State.SIGNED, State.IN_PROGRESS),
        to=State.COMPLETED,
    ),
    Action(
        "referralDelegate",
        by=(of_parts(party(Role.OFFICE_DISPATCHER, office="office_id"), Part.LEAD),),
        frm=_states(State.SIGNED, State.IN_PROGRESS),
        guards=(_OF_FAMILY, AtCounty("office_region_code", otherwise="NOT_AT_COUNTY")),
    ),
    Action(
        "referralDelegateReturn",
        by=(of_parts(D, Part.DELEGATE),),
        frm=_states(State.DISPATCHED, State.SIGNED, State.IN_PROGRESS),
        to=State.RETURNED,
    ),
    Action("referralAssign", by=(D,), frm=WORKED_ON),
    Action("referralTake", by=(H,), frm=WORKED_ON, guards=(Unset("handler_id", otherwise="HANDLER_SET"),)),
    Action("referralHandBack", by=(H,), frm=WORKED_ON, guards=(Equals(Column("handler_id"), ACCOUNT, otherwise="NOT_YOURS"),)),
    Action("referralStart", by=(H,), frm=_states(State.SIGNED, State.REOPENED), to=State.IN_PROGRESS),
    Action("referralProgress", by=(H,), frm=WORKED_ON, to=ByInput(_states(State.IN_PROGRESS))),
    Action(
        "referralAnswer",
        by=(C, R),
        frm=_states(State.IN_PROGRESS, State.SUSPENDED),
        guards=(Flag("question_open", otherwise="NO_QUESTION"),),
    ),
    Action(
        "referralSuspend", by=(of_parts(H, Part.LEAD),), frm=_states(State.SIGNED, State.IN_PROGRESS, State.REOPENED), to=State.SUSPENDED
    ),
    Action("referralSupply", by=(C, R, K), frm=_states(State.SUSPENDED), to=Back("state_before", may_stay=True)),
    Action("referralResume", by=(of_parts(H, Part.LEAD),), frm=_states(State.SUSPENDED), to=Back("state_before")),
    Action("referralComplete", by=(of_parts(H, Part.LEAD),), frm=WORKED_ON, to=ByInput(_states(State.COMPLETED, State.ARCHIVED))),
    Action(
        "outcomeCorrect",
        by=(of_parts(H, Part.LEAD),),
        frm=_states(State.COMPLETED),
        to=ByInput(_states(State.ARCHIVED)),
        guards=(
            Zero("attempts", otherwise="FOLLOW_UP_BEGAN"),
            Unset("recognition_ended_on", otherwise="RECOGNITION_ENDED"),
        ),
    ),
    Action(
        "paymentGiveUp",
        by=(of_parts(H, Part.LEAD),),
        frm=_states(*DECIDED),
        guards=(Set("payment_failed_on", otherwise="NO_FAILED_PAYMENT"),),
    ),
    Action(
        "recognitionEnd",
        by=(of_parts(H, Part.LEAD),),
        frm=_states(*DECIDED),
        guards=(Set("recognised_on", otherwise="NOT_RECOGNISED"), Unset("recognition_ended_on", otherwise="RECOGNITION_ENDED")),
    ),
    Action(
        "referralReview",
        by=(of_parts(H, Part.LEAD),),
        frm=_states(State.COMPLETED, State.CONFIRMED),
        to=ByInput(_states(State.COMPLETED, State.ARCHIVED)),
        guards=(Set("review_on", otherwise="NO_REVIEW"),),
    ),
    Action(
        "referralReopen",
        by=(of_parts(C, Part.LEAD), of_parts(K, Part.LEAD)),
        frm=_states(State.COMPLETED, State.CONFIRMED),
        to=State.REOPENED,
        guards=(
            _OF_FAMILY,
            _NOT_BY_WHO_COMPLETED,
            Less(Column("reopen_count"), LimitOf("reopen_times"), otherwise="REOPEN_LIMIT"),
            Less(NOW, Column("reopen_until"), otherwise="REOPEN_WINDOW_OVER"),
        ),
    ),
    Action(
        "referralUrge",
        by=(of_parts(C, *NOT_DELEGATED), R, of_parts(M, *NOT_DELEGATED), DELEGATING),
        frm=frozenset(OPEN),
        guards=(Differs(Column("urged_for"), Column("work_due_at"), otherwise="ALREADY_URGED"),),
    ),
    Action(
        "followUpRecord",
        by=(of_parts(C, Part.LEAD), of_parts(K, Part.LEAD)),
        frm=_states(State.COMPLETED),
        to=ByInput(_states(State.CONFIRMED, State.REOPENED, State.ARCHIVED)),
        guards=(_OF_FAMILY, _NOT_BY_WHO_COMPLETED),
    ),
    Action(
        "placementCallRecord",
        by=(of_parts(C, Part.LEAD), of_parts(K, Part.LEAD)),
        frm=_states(State.CONFIRMED),
        to=ByInput(_states(State.REOPENED)),
        guards=(
            Set("call_on", otherwise="NO_CALL"),
            Less(Column("waits_from"), NOW, otherwise="CALL_TOO_EARLY"),
            _NOT_BY_WHO_COMPLETED,
        ),
    ),
    Action(
        "receiptConfirm",
        by=(C, R),
        frm=_states(State.COMPLETED),
        to=State.CONFIRMED,
        guards=(Unset("family_id", otherwise="NOT_OF_FUNDS"), _NOT_BY_WHO_COMPLETED),
    ),
    Action("referralRead", by=(READERS,), over=Subject.NOTHING),
    Action(
        "reveal",
        by=(of_parts(H, Part.LEAD, Part.DELEGATE),),
        frm=WORKED_ON | {State.COMPLETED},
        guards=(Gives(Group.ID_NUMBER, otherwise="NOT_SHARED"),),
    ),
    Action(
        "correctionPropose",
        by=(OFFICERS,),
        frm=WORKED_ON | {State.COMPLETED},
        guards=(_OF_FAMILY,),
    ),
    Action("familyHandOver", by=(OFFICIALS,), over=Subject.NOTHING),
    Action("familyHandOverDecide", by=(COUNTY_CADRE,), over=Subject.NOTHING),
    Action("officeDefaultHandlerSet", by=(Party(D.roles),), over=Subject.NOTHING),
    Action("officeAvailabilitySet", by=(Party(D.roles),), over=Subject.NOTHING),
    Action("officeAuthoritySet", by=(party(Role.OFFICE_DISPATCHER),), over=Subject.NOTHING),
    Action("emergencyView", by=(OFFICIALS,), over=Subject.NOTHING),
    Action("emergencyViewReview", by=(party(Role.FEDERATION_MONITOR),), over=Subject.NOTHING),
    Action("savedFilterSet", by=(READERS,), over=Subject.NOTHING),
    Action("clientRegister", by=(party(Role.SECURITY_ADMIN),), over=Subject.NOTHING),
    Action("clientKeyAdd", by=(party(Role.SECURITY_ADMIN),), over=Subject.NOTHING),
    Action("clientKeyApprove", by=(party(Role.SYSTEM_ADMIN),), over=Subject.NOTHING),
    Action("clientKeyRevoke", by=(party(Role.SECURITY_ADMIN),), over=Subject.NOTHING),
    Action("clientRevoke", by=(party(Role.SECURITY_ADMIN),), over=Subject.NOTHING),
    Action("accountCreate", by=(party(Role.SYSTEM_ADMIN),), over=Subject.NOTHING),
    Action("accountLanguageSet", by=(ANYBODY,), over=Subject.NOTHING),
    Action("membershipGrant", by=(party(Role.SYSTEM_ADMIN),), over=Subject.NOTHING),
    Action("membershipDeputize", by=(party(Role.SYSTEM_ADMIN),), over=Subject.NOTHING),
    Action("membershipEnd", by=(party(Role.SYSTEM_ADMIN),), over=Subject.NOTHING),
    Action("organizationCreate", by=(party(Role.SYSTEM_ADMIN),), over=Subject.NOTHING),
    Action("organizationEnd", by=(party(Role.SYSTEM_ADMIN),), over=Subject.NOTHING),
    Action("officeCreate", by=(party(Role.SYSTEM_ADMIN),), over=Subject.NOTHING),
    Action("officeEnd", by=(party(Role.SYSTEM_ADMIN),), over=Subject.NOTHING),
    Action("issuerRegister", by=(party(Role.SYSTEM_ADMIN),), over=Subject.NOTHING),
    Action("issuerEnd", by=(party(Role.SECURITY_ADMIN),), over=Subject.NOTHING),
    Action("signInAdd", by=(party(Role.SYSTEM_ADMIN),), over=Subject.NOTHING),
    Action("signInEnd", by=(party(Role.SECURITY_ADMIN),), over=Subject.NOTHING),
    Action("codeSet", by=(party(Role.SYSTEM_ADMIN),), over=Subject.NOTHING),
    Action("codeEnd", by=(party(Role.SYSTEM_ADMIN),), over=Subject.NOTHING),
    Action("limitSet", by=(party(Role.SYSTEM_ADMIN),), over=Subject.NOTHING),
    Action("documentTrust", by=(party(Role.SYSTEM_ADMIN),), over=Subject.NOTHING),
    Action("documentWithdraw", by=(party(Role.SYSTEM_ADMIN),), over=Subject.NOTHING),
    Action("proposalDecide", by=(party(Role.SECURITY_ADMIN),), over=Subject.NOTHING),
    Action("legalHoldSet", by=(party(Role.SYSTEM_ADMIN),), over=Subject.NOTHING),
    Action("legalHoldEnd", by=(party(Role.SYSTEM_ADMIN),), over=Subject.NOTHING),
    Action("legalHoldDecide", by=(party(Role.SECURITY_ADMIN),), over=Subject.NOTHING),
    Action("proposalWithdraw", by=(party(Role.SYSTEM_ADMIN),), over=Subject.NOTHING),
)

ACTION: Mapping[str, Action] = {action.name: action for action in ACTIONS}


def actions_over(subject: Subject, role: Role, kind: Kind) -> tuple[Action, ...]:
    """Return the actions of a role and kind of viewer over one kind of row, in the order of the table."""
    return tuple(action for action in ACTIONS if action.over is subject and any(party.includes(role, kind) for party in action.by))
