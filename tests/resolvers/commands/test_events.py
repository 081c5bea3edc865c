"""Every command leaves one event on its subject and one on each other row that it moved. Source: docs/decisions/018-events.md."""

from collections.abc import Mapping
from typing import Any

import pytest

from db.tables.event import Event
from domain.family import ContactBy, MatchDecision
from domain.referral import OPEN, State
from domain.rules.actions import ACTIONS
from resolvers.commands.context import Envelope
from resolvers.commands.family.contact_wish_set import FamilyContactWishSet, FamilyContactWishSetInput
from resolvers.commands.membership.end import MembershipEnd
from resolvers.commands.need.close import NeedClose
from resolvers.commands.person.identify import PersonIdentify
from resolvers.commands.person.match_decide import PersonMatchDecide
from resolvers.commands.person.work import WorkProfileInput
from resolvers.commands.person.work_set import PersonWorkSet
from tests.builders.case import a_family
from tests.builders.visit import HOME, a_need, an_id_number, found, told
from tests.builders.world import VILLAGE
from tests.resolvers.commands.campaign.test_create import announce
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.membership.test_end import ADMIN, somebody
from tests.resolvers.commands.person.test_match_decide import COUNTY, a_match
from tests.resolvers.commands.reveal.test_reveal import HANDLER, a_case, reveal
from tests.resolvers.commands.samples import CADRE, COMMISSIONER, SAMPLES, Sample
from tests.resolvers.commands.visit.conftest import Visitors
from tests.resolvers.commands.visit.test_draft import save
from tests.resolvers.commands.visit.test_record import known

Step = tuple[str, str | None, str | None]
"""The type of a subject, its state before and after."""


def both(before: str, after: str) -> set[Step]:
    """A referral's step, and its item's that follows it."""
    return {("Referral", before, after), ("AssistanceItem", before, after)}


LEFT: Mapping[str, set[Step]] = {
    "needClose": {("Need", "IN_HAND", "CLOSED"), ("AssistanceItem", "DRAFT", "CANCELLED")},
    "itemDraft": {("AssistanceItem", None, "DRAFT")},
    "itemEdit": {("AssistanceItem", "DRAFT", "DRAFT")},
    "itemDiscard": {("AssistanceItem", "DRAFT", "CANCELLED"), ("Need", "IN_HAND", "OPEN")},
    "itemDispatch": {("AssistanceItem", "DRAFT", "DISPATCHED"), ("Referral", None, "DISPATCHED")},
    "itemCancel": both("SIGNED", "CANCELLED") | {("Need", "IN_HAND", "OPEN")},
    "itemDesignate": {("AssistanceItem", "TO_DISPATCH", "DISPATCHED"), ("Referral", None, "DISPATCHED")},
    "referralRecall": {("Referral", "DISPATCHED", "CANCELLED"), ("AssistanceItem", "DISPATCHED", "TO_DISPATCH")},
    "referralSign": both("DISPATCHED", "SIGNED"),
    "referralReturn": {("Referral", "SIGNED", "RETURNED"), ("AssistanceItem", "SIGNED", "TO_DISPATCH")},
    "referralAssist": {("Referral", "SIGNED", "SIGNED"), ("Referral", None, "DISPATCHED")},
    "referralAssistComplete": {("Referral", "IN_PROGRESS", "COMPLETED")},
    "referralDelegate": {("Referral", "SIGNED", "SIGNED"), ("Referral", None, "DISPATCHED")},
    "referralDelegateReturn": {("Referral", "IN_PROGRESS", "RETURNED")},
    "referralReturnAsk": {("Referral", "IN_PROGRESS", "IN_PROGRESS")},
    "referralReturnDecide": {("Referral", "IN_PROGRESS", "RETURNED"), ("AssistanceItem", "IN_PROGRESS", "TO_DISPATCH")},
    "referralExtensionAsk": {("Referral", "IN_PROGRESS", "IN_PROGRESS")},
    "referralExtensionDecide": {("Referral", "IN_PROGRESS", "IN_PROGRESS")},
    "acceptedOnCorrect": {("Referral", "IN_PROGRESS", "IN_PROGRESS")},
    "acceptedOnDecide": {("Referral", "IN_PROGRESS", "IN_PROGRESS")},
    "familyTransfer": {("Referral", "IN_PROGRESS", "IN_PROGRESS")},
    "familyTransferDecide": {("Referral", "IN_PROGRESS", "IN_PROGRESS"), ("Need", None, "OPEN")},
    "correctionPropose": {("Correction", None, "OPEN")},
    "referralMove": {("Referral", "SIGNED", "CANCELLED"), ("Referral", None, "DISPATCHED"), ("AssistanceItem", "SIGNED", "DISPATCHED")},
    "referralAssign": {("Referral", "SIGNED", "SIGNED")},
    "referralTake": {("Referral", "SIGNED", "SIGNED")},
    "referralHandBack": {("Referral", "IN_PROGRESS", "IN_PROGRESS")},
    "referralStart": both("SIGNED", "IN_PROGRESS"),
    "referralProgress": both("SIGNED", "IN_PROGRESS"),
    "referralAnswer": {("Referral", "IN_PROGRESS", "IN_PROGRESS")},
    "referralSuspend": both("IN_PROGRESS", "SUSPENDED"),
    "referralSupply": both("SUSPENDED", "IN_PROGRESS"),
    "referralResume": both("SUSPENDED", "IN_PROGRESS"),
    "referralComplete": both("IN_PROGRESS", "COMPLETED"),
    "outcomeCorrect": {("Referral", "COMPLETED", "COMPLETED")},
    "referralReview": both("CONFIRMED", "COMPLETED") | {("Need", "UNMET", "IN_HAND")},
    "paymentGiveUp": {("Referral", "CONFIRMED", "CONFIRMED")},
    "recognitionEnd": {("Referral", "CONFIRMED", "CONFIRMED")},
    "referralReopen": both("COMPLETED", "REOPENED"),
    "referralUrge": {("Referral", "DISPATCHED", "DISPATCHED")},
    "placementCallRecord": {("Referral", "CONFIRMED", "CONFIRMED")},
    "receiptConfirm": both("COMPLETED", "CONFIRMED"),
    "followUpRecord": both("COMPLETED", "CONFIRMED") | {("Need", "IN_HAND", "UNMET")},
}
"""What each sample of a command leaves."""
ELSEWHERE = {
    "campaignListAdd", "campaignListRemove", "familyPlanSet", "familyCorrect", "personCorrect", "correctionReceive", "correctionDecide",
    "familyMerge",
    "familyPart", "familySplit", "familyContactPersonSet",
    "campaignCreate", "visitDraft", "visitRecord", "importUndo", "familyContactWishSet", "personIdentify", "personMatchDecide",
    "personWorkSet", "personDeathSet", "familyMove", "referralRead", "registerImport", "rosterImport", "reveal", "itemPool", "familySearch",
    "subjectAccessReport",
    "membershipEnd", "officeDefaultHandlerSet", "officeAuthoritySet", "officeAvailabilitySet", "savedFilterSet",
    "emergencyView", "emergencyViewReview", "visitCorrect", "visitWithdraw", "familyHandOver", "familyHandOverDecide",
    "familyMovePropose", "familyMoveWithdraw", "familyMoveDecide",
    "clientRegister", "clientKeyAdd", "clientKeyApprove", "clientKeyRevoke", "clientRevoke",
    "accountLanguageSet", "accountCreate", "membershipGrant", "membershipDeputize", "proposalDecide", "proposalWithdraw",
    "organizationCreate", "organizationEnd", "officeCreate", "officeEnd", "issuerRegister", "issuerEnd", "signInAdd", "signInEnd",
    "limitSet", "codeSet", "codeEnd", "documentTrust", "documentWithdraw",
    "legalHoldSet", "legalHoldEnd", "legalHoldDecide",
}  # fmt: skip
"""The actions of which a test of their own tells what they leave; `importUndo`: tests/resolvers/commands/imports/test_undo.py,
`itemPool`: tests/resolvers/commands/item/test_receipt_confirm.py, `familySearch` (none): tests/schema/subjects/test_family_search.py,
`subjectAccessReport` (none): tests/schema/subjects/test_access_report.py,
`referralRead`: tests/resolvers/commands/referral/test_read.py, `registerImport`: tests/resolvers/files/registers/test_importing.py,
`rosterImport`: tests/resolvers/files/rosters/test_recording.py,
`officeDefaultHandlerSet`: tests/resolvers/commands/office/test_default_handler_set.py,
`campaignListRemove`: tests/resolvers/commands/campaign/test_list_remove.py,
`clientRegister`, `clientKeyAdd`, `clientKeyApprove`, `clientKeyRevoke`, `clientRevoke` (none): tests/resolvers/commands/client/,
`savedFilterSet` (none): tests/schema/test_saved_filters.py,
`accountLanguageSet` (none): tests/resolvers/commands/account/test_language_set.py,
`accountCreate`, `membershipGrant`, `membershipDeputize`, `proposalDecide`, `proposalWithdraw` (none): the audit tells of them,
tests/resolvers/commands/proposal/test_decide.py,
`organizationCreate`, `organizationEnd`, `officeCreate`, `officeEnd` (none): tests/resolvers/commands/organization/, office/,
`issuerRegister`, `issuerEnd`, `signInAdd`, `signInEnd` (none): tests/resolvers/commands/issuer/, sign_in/,
`limitSet`, `codeSet`, `codeEnd` (none): tests/resolvers/commands/limit/, code/,
`documentTrust`, `documentWithdraw` (none): tests/resolvers/commands/document/,
`legalHoldSet`, `legalHoldEnd`, `legalHoldDecide` (none): tests/resolvers/commands/legal_hold/,
`emergencyView`, `emergencyViewReview` (none): tests/resolvers/commands/emergency/,
`familyHandOver` (none), `familyHandOverDecide`: tests/resolvers/commands/handing/test_family_hand_over_decide.py,
`officeAvailabilitySet`: tests/resolvers/commands/office/test_availability_set.py,
`familyCorrect`, `personCorrect`, `correctionReceive`, `correctionDecide`: their own tests,
`visitCorrect`, `visitWithdraw`: their own tests,
`personDeathSet`: tests/resolvers/commands/person/test_death_set.py, `familyMove`: tests/resolvers/commands/family/test_move.py,
`familyMovePropose`, `familyMoveWithdraw`, `familyMoveDecide`: tests/resolvers/commands/moving/,
`familyMerge`: tests/resolvers/commands/households/test_merge.py, `familyPart`: tests/resolvers/commands/households/test_part.py,
`familySplit`: tests/resolvers/commands/households/test_split.py,
`familyPlanSet`: tests/resolvers/commands/family/test_plan_set.py,
`familyContactPersonSet`: tests/resolvers/commands/family/test_contact_person_set.py,
`officeAuthoritySet`: tests/resolvers/commands/office/test_authority_set.py."""


async def events(stage: Stage) -> list[Event]:
    return sorted(await stage.rows(Event), key=lambda each: (each.subject_type, str(each.before), str(each.after)))


class Since:
    """The events of a stage since a moment of a test."""

    def __init__(self, stage: Stage, before: list[Event]) -> None:
        self.stage, self.before = stage, {each.id for each in before}

    async def events(self) -> list[Event]:
        """Each with what it says."""
        return [each for each in await events(self.stage) if each.id not in self.before]

    async def steps(self, action: str) -> list[Step]:
        """Their steps: all are of one action."""
        new = await self.events()
        assert {each.action for each in new} <= {action}
        return [(each.subject_type, each.before, each.after) for each in new]


async def now(stage: Stage) -> Since:
    """From here on."""
    return Since(stage, await events(stage))


def test_every_action_is_told_of() -> None:
    assert {action.name for action in ACTIONS} == {*LEFT, *ELSEWHERE}


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.command.action for sample in SAMPLES])
async def test_a_command_on_a_case_leaves_exactly_these_events(stage: Stage, sample: Sample) -> None:
    case = await sample.case(stage)
    since, action = await now(stage), sample.command.action
    await stage.done(sample.command, sample.by[0], sample.target(case), **sample.input(stage.world))
    left = await since.steps(action)
    assert (set(left), len(left)) == (LEFT[action], len(LEFT[action]))
    actor = stage.world.viewer(sample.by[0])
    for each in await since.events():
        assert (each.account_id, each.office_id, each.at, each.placed_at) == (actor.account, actor.office, stage.now, None)
        assert (each.family_id, each.region_code) == ((None, case.item.region_code) if sample.of_funds else (case.family.id, case.region))
        assert (each.dispatching_office_id is None) == (each.subject_type != "Referral")


async def test_a_visit_is_an_event_of_itself_of_its_needs_and_of_a_family_that_is_new(stage: Stage) -> None:
    visitors, since = Visitors(stage), await now(stage)
    visit = await visitors.record(told(needs=found(a_need("MEDICAL"), a_need("CARE", household=True))))
    new: list[Step] = [("Family", None, None), ("Need", None, "OPEN"), ("Need", None, "OPEN"), ("Visit", None, "RECORDED")]
    assert await since.steps("visitRecord") == new
    assert {each.family_id for each in await since.events()} == {visit.family_id}
    case, since = await stage.placed(a_family(stage.world, HOME)), await now(stage)
    await visitors.record(told(**known(case)))
    assert await since.steps("visitRecord") == [("Need", None, "OPEN"), ("Visit", None, "RECORDED")]


async def test_drafts_of_visits_and_what_is_revealed_leave_none(stage: Stage) -> None:
    case = await a_case(stage)
    since = await now(stage)
    await save(stage)
    (shown,) = await reveal(stage, HANDLER, [case.referral.id])
    assert shown.errors == ()
    assert await since.events() == []


async def test_what_belongs_to_no_case_has_events_of_its_own(stage: Stage) -> None:
    case = await stage.placed(a_family(stage.world, VILLAGE))
    since = await now(stage)
    await stage.done(PersonIdentify, COMMISSIONER, case.head.id, id_number=an_id_number())
    assert await since.steps("personIdentify") == [("Person", None, None)]
    since = await now(stage)
    await stage.done(PersonWorkSet, COMMISSIONER, case.head.id, work=WorkProfileInput(employment="FARMING"))
    assert await since.steps("personWorkSet") == [("Person", None, None)]
    since, by = await now(stage), stage.world.viewer(CADRE)
    wish = FamilyContactWishSetInput(id=case.family.id, by=ContactBy.DO_NOT_CONTACT)
    await stage.commands.run(FamilyContactWishSet(), wish, by, Envelope(trace="trace"))
    assert await since.steps("familyContactWishSet") == [("Family", None, None)]
    (event,) = await since.events()
    assert (event.subject_id, event.family_id, event.reasons, event.text_kind) == (case.family.id, case.family.id, [], None)
    since = await now(stage)
    await announce(stage)
    assert await since.steps("campaignCreate") == [("Campaign", None, None)]


async def test_a_match_begins_without_an_event_and_each_decision_is_one(stage: Stage) -> None:
    since = await now(stage)
    match, _, _ = await a_match(stage)
    assert {each.subject_type for each in await since.events()} <= {"Family", "Need", "Visit"}
    since = await now(stage)
    await stage.done(PersonMatchDecide, COUNTY, match.id, decision=MatchDecision.LATER)
    await stage.done(PersonMatchDecide, COUNTY, match.id, decision=MatchDecision.SAME)
    assert await since.steps("personMatchDecide") == [("PersonMatch", "LATER", "SAME"), ("PersonMatch", None, "LATER")]


async def test_a_membership_that_ends_releases_its_referrals_and_moves_no_item(stage: Stage) -> None:
    leaving = somebody(stage)
    cases = [await stage.referred(state, handler_id=leaving.account_id) for state in sorted(OPEN)]
    since = await now(stage)
    await stage.done(MembershipEnd, ADMIN, leaving.id, reason="TRANSFERRED")
    left = {(each.action, each.subject_type, each.subject_id, each.before, each.after) for each in await since.events()}
    released = {("RELEASED", "Referral", case.referral.id, case.referral.state, case.referral.state) for case in cases}
    assert left == released | {("membershipEnd", "Membership", leaving.id, None, None)}


async def test_a_need_that_is_closed_ends_its_items_and_their_referrals_and_says_why(stage: Stage) -> None:
    case = await stage.referred(State.SIGNED)
    since = await now(stage)
    await stage.done(NeedClose, CADRE, case.need.id, reason="WITHDRAWN")
    assert await since.steps("needClose") == [
        ("AssistanceItem", "SIGNED", "CANCELLED"),
        ("Need", "IN_HAND", "CLOSED"),
        ("Referral", "SIGNED", "CANCELLED"),
    ]
    why: dict[str, Any] = {each.subject_type: (each.reason_list, each.reasons) for each in await since.events()}
    assert why == {
        "AssistanceItem": (None, []),
        "Need": ("NEED_CLOSE_REASON", ["WITHDRAWN"]),
        "Referral": ("CANCEL_REASON", ["NEED_CLOSED"]),
    }
