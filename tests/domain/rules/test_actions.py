"""The table of actions holds what docs/lifecycle.md says: who may do what, from which state, to which."""

import re
from pathlib import Path

import pytest

from db.tables import Row
from domain.message.message import TEXTS
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
    Flag,
    Gives,
    Less,
    NotAsked,
    Party,
    Set,
    Subject,
    Unset,
    Zero,
)
from domain.rules.actions import ACTION, ACTIONS
from domain.rules.permit import STATE_COLUMN
from domain.viewer import Kind, Role

LIFECYCLE = Path(__file__).parents[3] / "docs" / "lifecycle.md"
FIRST_CELL = re.compile(r"^\| (`[^|]+) \|", re.MULTILINE)
NAME = re.compile(r"`([a-z]\w+)`")

NOT_YET = frozenset({"referralSupervise", "supervisionReply"})
"""Actions of the page that this version leaves out; its system's own (archive) has no name there."""
OPEN = "DISPATCHED SIGNED IN_PROGRESS SUSPENDED REOPENED"
WORKED_ON = "SIGNED IN_PROGRESS SUSPENDED REOPENED"
RETURN_ASKED = "DISPATCHED SIGNED IN_PROGRESS SUSPENDED"
UNCLOSED = "OPEN IN_HAND MET UNMET"

# action -> actors by the letters of the page, from, to ("=": stays; "a|b": the input decides; "<column": what it remembers)
TABLE = {
    "campaignCreate": ("cadre", "", "="),
    "campaignListAdd": ("county", "", "="),
    "campaignListRemove": ("county", "", "="),
    "familyMerge": ("county", "", "="),
    "familyPart": ("county", "", "="),
    "familyMove": ("county", "", "="),
    "familyMovePropose": ("county", "", "="),
    "familyMoveWithdraw": ("county", "", "="),
    "familyMoveDecide": ("county", "", "="),
    "familySplit": ("county", "", "="),
    "familyPlanSet": ("county", "", "="),
    "visitDraft": ("cadre K", "", "="),
    "visitRecord": ("cadre K", "", "="),
    "registerImport": ("county", "", "="),
    "rosterImport": ("county", "", "="),
    "importUndo": ("cadre K", "", "="),
    "familySearch": ("readers", "", "="),
    "subjectAccessReport": ("county", "", "="),
    "familyContactWishSet": ("near K", "", "="),
    "familyContactPersonSet": ("clear K", "", "="),
    "personIdentify": ("near K", "", "="),
    "personWorkSet": ("clear K", "", "="),
    "personDeathSet": ("county", "", "="),
    "familyCorrect": ("clear K", "", "="),
    "personCorrect": ("clear K", "", "="),
    "visitCorrect": ("author county", "RECORDED", "="),
    "visitWithdraw": ("author county", "RECORDED", "WITHDRAWN"),
    "correctionReceive": ("clear K", "", "="),
    "correctionDecide": ("county", "", "="),
    "personMatchDecide": ("county", "", "="),
    "referralRead": ("readers", "", "="),
    "needClose": ("C", UNCLOSED, "CLOSED"),
    "itemDraft": ("C K", UNCLOSED, "="),
    "itemEdit": ("C K", "DRAFT TO_DISPATCH", "="),
    "itemPool": ("signers", "", "="),
    "itemDiscard": ("C R K", "DRAFT", "CANCELLED"),
    "itemDispatch": ("C R", "DRAFT TO_DISPATCH", "DISPATCHED|SIGNED"),
    "itemDesignate": ("M", "TO_DISPATCH", "DISPATCHED"),
    "itemCancel": ("C R", f"DRAFT TO_DISPATCH {OPEN}", "CANCELLED"),
    "referralRecall": ("C/ASSISTING+LEAD R delegating", "DISPATCHED", "CANCELLED"),
    "referralSign": ("D", "DISPATCHED", "SIGNED"),
    "referralReturn": ("D/ASSISTING+LEAD", "DISPATCHED SIGNED", "RETURNED"),
    "referralMove": ("superior/LEAD", OPEN, "CANCELLED"),
    "referralReturnAsk": ("D/LEAD", RETURN_ASKED, "="),
    "referralReturnDecide": ("C/LEAD", RETURN_ASKED, "RETURNED"),
    "referralExtensionAsk": ("H/LEAD", "SIGNED IN_PROGRESS", "="),
    "referralExtensionDecide": ("C/LEAD/others M/LEAD/own R", "SIGNED IN_PROGRESS SUSPENDED", "="),
    "acceptedOnCorrect": ("H/LEAD", "IN_PROGRESS SUSPENDED REOPENED", "="),
    "acceptedOnDecide": ("C/LEAD/others M/LEAD/own R", "IN_PROGRESS SUSPENDED REOPENED", "="),
    "referralAssist": ("C/LEAD", OPEN, "="),
    "referralAssistComplete": ("H/ASSISTING", "SIGNED IN_PROGRESS", "COMPLETED"),
    "referralDelegate": ("dispatcher/LEAD", "SIGNED IN_PROGRESS", "="),
    "referralDelegateReturn": ("D/DELEGATE", "DISPATCHED SIGNED IN_PROGRESS", "RETURNED"),
    "referralAssign": ("D", WORKED_ON, "="),
    "referralTake": ("H", WORKED_ON, "="),
    "referralHandBack": ("H", WORKED_ON, "="),
    "referralStart": ("H", "SIGNED REOPENED", "IN_PROGRESS"),
    "referralProgress": ("H", WORKED_ON, "IN_PROGRESS"),
    "referralAnswer": ("C R", "IN_PROGRESS SUSPENDED", "="),
    "referralSuspend": ("H/LEAD", "SIGNED IN_PROGRESS REOPENED", "SUSPENDED"),
    "referralSupply": ("C R K", "SUSPENDED", "<state_before|="),
    "referralResume": ("H/LEAD", "SUSPENDED", "<state_before"),
    "referralComplete": ("H/LEAD", WORKED_ON, "ARCHIVED|COMPLETED"),
    "outcomeCorrect": ("H/LEAD", "COMPLETED", "ARCHIVED"),
    "referralReview": ("H/LEAD", "COMPLETED CONFIRMED", "ARCHIVED|COMPLETED"),
    "familyTransfer": ("officers/LEAD", f"{WORKED_ON} COMPLETED", "="),
    "familyTransferDecide": ("C/LEAD", f"{WORKED_ON} COMPLETED CONFIRMED ARCHIVED RETURNED CANCELLED", "="),
    "paymentGiveUp": ("H/LEAD", "ARCHIVED COMPLETED CONFIRMED", "="),
    "correctionPropose": ("officers", f"{WORKED_ON} COMPLETED", "="),
    "recognitionEnd": ("H/LEAD", "ARCHIVED COMPLETED CONFIRMED", "="),
    "referralReopen": ("C/LEAD K/LEAD", "COMPLETED CONFIRMED", "REOPENED"),
    "referralUrge": ("C/ASSISTING+LEAD R M/ASSISTING+LEAD delegating", OPEN, "="),
    "followUpRecord": ("C/LEAD K/LEAD", "COMPLETED", "ARCHIVED|CONFIRMED|REOPENED"),
    "placementCallRecord": ("C/LEAD K/LEAD", "CONFIRMED", "REOPENED"),
    "receiptConfirm": ("C R", "COMPLETED", "CONFIRMED"),
    "reveal": ("H/DELEGATE+LEAD", f"{WORKED_ON} COMPLETED", "="),
    "familyHandOver": ("officials", "", "="),
    "familyHandOverDecide": ("county", "", "="),
    "officeAvailabilitySet": ("signers", "", "="),
    "officeDefaultHandlerSet": ("signers", "", "="),
    "officeAuthoritySet": ("dispatchers", "", "="),
    "emergencyView": ("officials", "", "="),
    "emergencyViewReview": ("monitors", "", "="),
    "savedFilterSet": ("readers", "", "="),
    "clientRegister": ("security", "", "="),
    "clientKeyAdd": ("security", "", "="),
    "clientKeyApprove": ("admin", "", "="),
    "clientKeyRevoke": ("security", "", "="),
    "clientRevoke": ("security", "", "="),
    "accountLanguageSet": ("anybody", "", "="),
    "accountCreate": ("admin", "", "="),
    "membershipGrant": ("admin", "", "="),
    "membershipDeputize": ("admin", "", "="),
    "membershipEnd": ("admin", "", "="),
    "organizationCreate": ("admin", "", "="),
    "organizationEnd": ("admin", "", "="),
    "officeCreate": ("admin", "", "="),
    "officeEnd": ("admin", "", "="),
    "issuerRegister": ("admin", "", "="),
    "issuerEnd": ("security", "", "="),
    "signInAdd": ("admin", "", "="),
    "signInEnd": ("security", "", "="),
    "codeSet": ("admin", "", "="),
    "codeEnd": ("admin", "", "="),
    "limitSet": ("admin", "", "="),
    "documentTrust": ("admin", "", "="),
    "documentWithdraw": ("admin", "", "="),
    "proposalDecide": ("security", "", "="),
    "legalHoldSet": ("admin", "", "="),
    "legalHoldEnd": ("admin", "", "="),
    "legalHoldDecide": ("security", "", "="),
    "proposalWithdraw": ("admin", "", "="),
}
ADMINISTRATORS = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
LETTERS = {
    "author": ("visitor_id", {Role.FEDERATION_CADRE, Role.COMMISSIONER, Role.HOTLINE_OPERATOR}),
    "near": (None, {Role.FEDERATION_CADRE}),
    "clear": (None, {Role.FEDERATION_CADRE}),
    "county": (None, {Role.FEDERATION_CADRE}),
    "cadre": (None, {Role.FEDERATION_CADRE}),
    "signers": (None, {Role.OFFICE_DISPATCHER, Role.FEDERATION_CADRE}),
    "dispatchers": (None, {Role.OFFICE_DISPATCHER}),
    "anybody": (None, set(Role)),
    "admin": (None, {Role.SYSTEM_ADMIN}),
    "security": (None, {Role.SECURITY_ADMIN}),
    "officials": (None, {Role.OFFICE_DISPATCHER, Role.OFFICE_HANDLER}),
    "monitors": (None, {Role.FEDERATION_MONITOR}),
    "superior": (None, {Role.OFFICE_DISPATCHER}),
    "readers": (None, set(Role) - {Role.FEDERATION_LEADER, Role.GOVERNMENT_VIEWER, *ADMINISTRATORS}),
    "K": (None, {Role.COMMISSIONER, Role.HOTLINE_OPERATOR}),
    "M": ("monitor_office_id", {Role.FEDERATION_MONITOR}),
    "dispatcher": ("office_id", {Role.OFFICE_DISPATCHER}),
    "delegating": ("delegating_office_id", {Role.OFFICE_DISPATCHER}),
    "officers": ("office_id", {Role.OFFICE_DISPATCHER, Role.OFFICE_HANDLER}),
    "D": ("office_id", {Role.OFFICE_DISPATCHER, Role.FEDERATION_CADRE}),
    "H": ("office_id", {Role.OFFICE_DISPATCHER, Role.OFFICE_HANDLER, Role.FEDERATION_CADRE}),
}
SENDERS = {"C": {Role.FEDERATION_CADRE}, "R": {Role.OFFICE_DISPATCHER}}
C_OVER = {Subject.REFERRAL: "dispatching_office_id", Subject.ITEM: "owner_office_id", Subject.NEED: "owner_office_id"}


Who = tuple[str | None, Role, str, bool | None]


def who(action: Action) -> set[Who]:
    """Which roles may, in the office or as the account of which column, of referrals that are what to their item, self-handled or not."""
    return {
        (party.office or party.account, role, "+".join(sorted(party.parts or ())), party.self_handled)
        for party in action.by
        for role in party.roles
    }


def expected(action: Action, letters: str) -> set[Who]:
    found: set[Who] = set()
    for each in letters.split():
        letter, _, rest = each.partition("/")
        part, _, handled = rest.partition("/")
        office, roles = LETTERS.get(letter) or (C_OVER[action.over], SENDERS[letter])
        found |= {(office, role, part, {"own": True, "others": False}.get(handled)) for role in roles}
    return found


def target(action: Action) -> str:
    match action.to:
        case None:
            return "="
        case Back(column, may_stay):
            return f"<{column}|=" if may_stay else f"<{column}"
        case ByInput(states):
            return "|".join(sorted(states))
        case state:
            return str(state)


def columns_read(action: Action) -> set[str]:
    """Every column that actors and guards of an action name."""
    read = {named for party in action.by for named in (party.office, party.account) if named} | {
        "part" for party in action.by if party.parts
    }
    for guard in action.guards:
        match guard:
            case Flag(column) | Unset(column) | Set(column) | Zero(column) | AtCounty(column) | Ahead(column):
                read.add(column)
            case Asked(ask) | NotAsked(ask):
                read |= {ask.column("state"), ask.column("until")}
            case Gives(_):
                read |= {"type_code", "contract_version"}
            case Equals(left, right) | Differs(left, right) | Less(left, right):
                read |= {side.name for side in (left, right) if isinstance(side, Column)}
    return read | ({action.to.column} if isinstance(action.to, Back) else set())


def test_every_action_of_the_page_is_in_the_table_or_known_to_be_left_out() -> None:
    named = {name for cell in FIRST_CELL.findall(LIFECYCLE.read_text()) for name in NAME.findall(cell)}
    assert named == set(ACTION) | NOT_YET


def test_the_table_is_the_one_that_is_expected_here() -> None:
    assert [action.name for action in ACTIONS] == list(dict.fromkeys(action.name for action in ACTIONS))
    assert set(TABLE) == set(ACTION)


@pytest.mark.parametrize("name", TABLE)
def test_what_the_county_and_below_alone_may_do(name: str) -> None:
    kinds = {
        "near K": {frozenset({Kind.CADRE, Kind.COMMISSIONER, Kind.OPERATOR})},
        "clear K": {frozenset({Kind.CADRE, Kind.COMMISSIONER})},
        "county": {frozenset({Kind.CADRE})},
        "author county": {None, frozenset({Kind.CADRE})},
        "officials": {frozenset({Kind.OFFICE})},
        "superior/LEAD": {frozenset({Kind.SUPERIOR_OFFICE})},
    }
    assert {party.kinds for party in ACTION[name].by} == kinds.get(TABLE[name][0], {None})


@pytest.mark.parametrize("name", TABLE)
def test_an_action_has_its_actors_its_states_and_its_end(name: str) -> None:
    letters, states, end = TABLE[name]
    action = ACTION[name]
    assert who(action) == expected(action, letters)
    assert set(action.frm) == set(states.split())
    assert target(action) == end


def test_a_commissioner_edits_drafts_alone() -> None:
    parties = [party for party in ACTION["itemEdit"].by if Role.COMMISSIONER in party.roles]
    assert parties == [Party(frozenset({Role.COMMISSIONER, Role.HOTLINE_OPERATOR}), None, frozenset({"DRAFT"}))]


@pytest.mark.parametrize("action", [action for action in ACTIONS if action.over is not Subject.NOTHING], ids=lambda action: action.name)
def test_an_action_reads_columns_that_its_row_has(action: Action) -> None:
    columns = set(Row.metadata.tables[action.over].columns.keys())
    assert columns_read(action) | {STATE_COLUMN[action.over], "version"} <= columns


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_every_guard_answers_with_a_text(action: Action) -> None:
    assert {guard.otherwise for guard in action.guards} <= set(TEXTS)


def test_an_action_without_a_row_has_neither_states_nor_guards_nor_an_office() -> None:
    for action in ACTIONS:
        if action.over is Subject.NOTHING:
            assert (action.frm, action.to, action.guards, {party.office for party in action.by}) == (frozenset(), None, (), {None}), (
                action.name
            )


@pytest.mark.parametrize("role", [Role.FEDERATION_LEADER, Role.GOVERNMENT_VIEWER, Role.AUDIT_ADMIN])
def test_who_only_looks_says_in_which_language_and_nothing_else(role: Role) -> None:
    assert [action.name for action in ACTIONS if role in {role for _, role, *_ in who(action)}] == ["accountLanguageSet"]
