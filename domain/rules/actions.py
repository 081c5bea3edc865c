"""Who may do what: one row per action with its actors, the states it starts from, its guards, and the state it leads to.

Source: docs/lifecycle.md (Actions); limits of 12345 work orders (docs/domain-facts.md 4). One of the three tables of the house.
`domain/rules/permit.py` evaluates it over a row; `resolvers/reads/special/actions.py` prints it as SQL for `availableActions`.
"""

from collections.abc import Mapping
from dataclasses import replace

from domain.ask import EXTENSION, RETURN_ASK
from domain.item import DISPATCHABLE, ItemState
from domain.need import NeedStatus
from domain.referral import OPEN, WORKED_ON, Part, State
from domain.rules.access import Group
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
from domain.viewer import Kind, Role


def _party(*roles: Role, office: str | None = None, only: frozenset[str] | None = None) -> Party:
    return Party(frozenset(roles), office, only)


def _of(party: Party, *parts: Part) -> Party:
    """Return the party of referrals that are this to their item, and of no others."""
    return replace(party, parts=frozenset(parts))


# The letters of docs/lifecycle.md (Actors): C cadre of the dispatching federation, M monitor above both, D dispatcher and H handler of the
# office (in a federation its cadre is both), K commissioner or hotline operator.
C = _party(Role.FEDERATION_CADRE, office="dispatching_office_id")
M = _party(Role.FEDERATION_MONITOR, office="monitor_office_id")
D = _party(Role.OFFICE_DISPATCHER, Role.FEDERATION_CADRE, office="office_id")
H = _party(Role.OFFICE_DISPATCHER, Role.OFFICE_HANDLER, Role.FEDERATION_CADRE, office="office_id")
K = _party(Role.COMMISSIONER, Role.HOTLINE_OPERATOR)
OWNER = _party(Role.FEDERATION_CADRE, office="owner_office_id")
"""The same as C, for an item or a need."""
R = _party(Role.OFFICE_DISPATCHER, office="dispatching_office_id")
"""The dispatcher of an office that requests funds: no family's referral is dispatched by an office that has one."""
REQUESTER = _party(Role.OFFICE_DISPATCHER, office="owner_office_id")
"""The same as R, for an item."""
_DECIDERS = (replace(_of(C, Part.LEAD), self_handled=False), replace(_of(M, Part.LEAD), self_handled=True))
"""Who decides what an office asks of its clock: nobody about the clock of their own office."""
SIGNERS = D.roles
"""The roles that can sign. Nothing is dispatched to an office in which nobody holds one of them."""
VISITORS = _party(Role.FEDERATION_CADRE, Role.COMMISSIONER, Role.HOTLINE_OPERATOR)
NEAR = Party(VISITORS.roles, kinds=frozenset({Kind.CADRE, Kind.COMMISSIONER, Kind.OPERATOR}))
"""Visitors at county level and below. Federations above also visit, but see no ID numbers and no contacts."""
COUNTY_CADRE = Party(frozenset({Role.FEDERATION_CADRE}), kinds=frozenset({Kind.CADRE}))
"""Cadres at county level and below."""
DELEGATING = _party(Role.OFFICE_DISPATCHER, office="delegating_office_id")
"""Dispatchers of the county's office that delegated the referral to a township."""

READERS = Party(VISITORS.roles | H.roles | M.roles)
"""Whoever is shown referrals."""

NOT_DELEGATED = (Part.LEAD, Part.ASSISTING)

NOW, ACCOUNT = Fact.NOW, Fact.ACCOUNT
UNCLOSED = frozenset(NeedStatus) - {NeedStatus.CLOSED}
_OF_FAMILY = Set("family_id", otherwise="OF_FUNDS")
_RETURNABLE = (Flag("returnable", otherwise="NOT_RETURNABLE"), Ahead("return_ask_until", otherwise="NOT_RETURNABLE"))
"""An ask to return it that nobody decided in time counts as refused."""
_NOT_BY_WHO_COMPLETED = Differs(Column("completed_by"), ACCOUNT, otherwise="COMPLETED_BY_YOU")


def _states(*states: str) -> frozenset[str]:
    return frozenset(states)


ACTIONS = (
    Action("campaignCreate", by=(_party(Role.FEDERATION_CADRE),), over=Subject.NOTHING),
    Action("campaignListAdd", by=(COUNTY_CADRE,), over=Subject.NOTHING),
    Action("campaignListRemove", by=(COUNTY_CADRE,), over=Subject.NOTHING),
    Action("familyPlanSet", by=(COUNTY_CADRE,), over=Subject.NOTHING),
    Action("visitDraft", by=(VISITORS,), over=Subject.NOTHING),
    Action("visitRecord", by=(VISITORS,), over=Subject.NOTHING),
    Action("registerImport", by=(COUNTY_CADRE,), over=Subject.NOTHING),
    Action("importUndo", by=(VISITORS,), over=Subject.NOTHING),
    Action("familySearch", by=(READERS,), over=Subject.NOTHING),
    Action("familyContactWishSet", by=(NEAR,), over=Subject.NOTHING),
    Action("personIdentify", by=(NEAR,), over=Subject.NOTHING),
    Action("personWorkSet", by=(Party(VISITORS.roles, kinds=frozenset({Kind.CADRE, Kind.COMMISSIONER})),), over=Subject.NOTHING),
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
    Action("itemPool", by=(_party(*SIGNERS),), over=Subject.NOTHING),
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
    Action("referralRecall", by=(_of(C, *NOT_DELEGATED), R, DELEGATING), frm=_states(State.DISPATCHED), to=State.CANCELLED),
    Action("referralSign", by=(D,), frm=_states(State.DISPATCHED), to=State.SIGNED),
    Action(
        "referralReturn",
        by=(_of(D, *NOT_DELEGATED),),
        frm=_states(State.DISPATCHED, State.SIGNED),
        to=State.RETURNED,
        guards=(*_RETURNABLE, Less(NOW, Column("return_due_at"), otherwise="RETURN_TOO_LATE")),
    ),
    Action(
        "referralReturnAsk",
        by=(_of(D, Part.LEAD),),
        frm=_states(*RETURN_ASK.decided_in),
        guards=(_OF_FAMILY, *_RETURNABLE, NotAsked(RETURN_ASK, otherwise="ASK_OPEN")),
    ),
    Action(
        "referralReturnDecide",
        by=(_of(C, Part.LEAD),),
        frm=_states(*RETURN_ASK.decided_in),
        to=ByInput(_states(State.RETURNED)),
        guards=(_OF_FAMILY, Asked(RETURN_ASK, otherwise="NO_ASK")),
    ),
    Action(
        "referralExtensionAsk",
        by=(_of(H, Part.LEAD),),
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
        by=(*_DECIDERS, R),
        frm=_states(*EXTENSION.decided_in),
        guards=(Asked(EXTENSION, otherwise="NO_ASK"),),
    ),
    Action("referralAssist", by=(_of(C, Part.LEAD),), frm=frozenset(OPEN), guards=(_OF_FAMILY,)),
    Action(
        "referralAssistComplete",
        by=(_of(H, Part.ASSISTING),),
        frm=_states(State.SIGNED, State.IN_PROGRESS),
        to=State.COMPLETED,
    ),
    Action(
        "referralDelegate",
        by=(_of(_party(Role.OFFICE_DISPATCHER, office="office_id"), Part.LEAD),),
        frm=_states(State.SIGNED, State.IN_PROGRESS),
        guards=(_OF_FAMILY, AtCounty("office_region_code", otherwise="NOT_AT_COUNTY")),
    ),
    Action(
        "referralDelegateReturn",
        by=(_of(D, Part.DELEGATE),),
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
    Action("referralSuspend", by=(_of(H, Part.LEAD),), frm=_states(State.SIGNED, State.IN_PROGRESS, State.REOPENED), to=State.SUSPENDED),
    Action("referralSupply", by=(C, R, K), frm=_states(State.SUSPENDED), to=Back("state_before", may_stay=True)),
    Action("referralResume", by=(_of(H, Part.LEAD),), frm=_states(State.SUSPENDED), to=Back("state_before")),
    Action("referralComplete", by=(_of(H, Part.LEAD),), frm=WORKED_ON, to=ByInput(_states(State.COMPLETED, State.ARCHIVED))),
    Action(
        "outcomeCorrect",
        by=(_of(H, Part.LEAD),),
        frm=_states(State.COMPLETED),
        to=ByInput(_states(State.ARCHIVED)),
        guards=(
            _OF_FAMILY,
            Zero("attempts", otherwise="FOLLOW_UP_BEGAN"),
            Unset("recognition_ended_on", otherwise="RECOGNITION_ENDED"),
        ),
    ),
    Action(
        "recognitionEnd",
        by=(_of(H, Part.LEAD),),
        frm=_states(State.COMPLETED, State.CONFIRMED, State.ARCHIVED),
        guards=(Set("recognised_on", otherwise="NOT_RECOGNISED"), Unset("recognition_ended_on", otherwise="RECOGNITION_ENDED")),
    ),
    Action(
        "referralReview",
        by=(_of(H, Part.LEAD),),
        frm=_states(State.COMPLETED, State.CONFIRMED),
        to=ByInput(_states(State.COMPLETED, State.ARCHIVED)),
        guards=(Set("review_on", otherwise="NO_REVIEW"),),
    ),
    Action(
        "referralReopen",
        by=(_of(C, Part.LEAD), _of(K, Part.LEAD)),
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
        by=(_of(C, *NOT_DELEGATED), R, _of(M, *NOT_DELEGATED), DELEGATING),
        frm=frozenset(OPEN),
        guards=(Differs(Column("urged_for"), Column("work_due_at"), otherwise="ALREADY_URGED"),),
    ),
    Action(
        "followUpRecord",
        by=(_of(C, Part.LEAD), _of(K, Part.LEAD)),
        frm=_states(State.COMPLETED),
        to=ByInput(_states(State.CONFIRMED, State.REOPENED, State.ARCHIVED)),
        guards=(_OF_FAMILY, _NOT_BY_WHO_COMPLETED),
    ),
    Action(
        "placementCallRecord",
        by=(_of(C, Part.LEAD), _of(K, Part.LEAD)),
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
        by=(_of(H, Part.LEAD, Part.DELEGATE),),
        frm=WORKED_ON | {State.COMPLETED},
        guards=(Gives(Group.ID_NUMBER, otherwise="NOT_SHARED"),),
    ),
    Action("officeDefaultHandlerSet", by=(Party(D.roles),), over=Subject.NOTHING),
    Action("officeAvailabilitySet", by=(Party(D.roles),), over=Subject.NOTHING),
    Action("officeAuthoritySet", by=(_party(Role.OFFICE_DISPATCHER),), over=Subject.NOTHING),
    Action("savedFilterSet", by=(READERS,), over=Subject.NOTHING),
    Action("membershipEnd", by=(_party(Role.SYSTEM_ADMIN),), over=Subject.NOTHING),
)

ACTION: Mapping[str, Action] = {action.name: action for action in ACTIONS}


def actions_over(subject: Subject, role: Role) -> tuple[Action, ...]:
    """Return the actions of a role over one kind of row, in the order of the table."""
    return tuple(action for action in ACTIONS if action.over is subject and any(role in party.roles for party in action.by))
