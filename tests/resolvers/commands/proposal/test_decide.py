"""Another administrator decides, and nobody about what is theirs. Source: docs/lifecycle.md (`proposalDecide`)."""

from datetime import date, timedelta
from uuid import uuid4

from db.tables.account import Membership
from db.tables.audit import AuditRecord
from db.tables.proposal import Proposal
from domain.viewer import Role
from resolvers.commands.membership.grant import MembershipGrant
from resolvers.commands.proposal.decide import ProposalDecide
from resolvers.commands.proposal.withdraw import ProposalWithdraw
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.membership.test_grant import ADMIN, SECURITY, approve, asked, propose

AFTER_ALL = date(2030, 2, 1)
"""A day on which no membership of the world runs any more."""


async def test_it_is_declined_with_a_reason_and_then_nothing_is_to_be_decided(stage: Stage) -> None:
    proposal = await propose(stage, **asked(stage))
    assert await stage.refused(ProposalDecide, SECURITY, proposal.id, approved=False) == [("REQUIRED", ("reason",))]
    assert await stage.refused(ProposalDecide, SECURITY, proposal.id, approved=True, reason="NOT_NEEDED") == [("NOT_EXPECTED", ("reason",))]
    await stage.done(ProposalDecide, SECURITY, proposal.id, approved=False, reason="WRONG_RIGHTS")
    declined = await stage.again(proposal)
    assert (declined.state, declined.reason, declined.version, declined.decided_at) == ("DECLINED", "WRONG_RIGHTS", 2, stage.now)
    assert await stage.rows(Membership, Membership.id == proposal.becomes_id) == []
    over = [("PROPOSAL_DECIDED", ("id",))]
    assert await stage.refused(ProposalDecide, SECURITY, proposal.id, approved=True) == over
    assert await stage.refused(ProposalWithdraw, ADMIN, proposal.id) == over


async def test_nobody_decides_about_rights_of_their_own(stage: Stage) -> None:
    guard = await stage.viewer(SECURITY)
    later = {"role": Role.SECURITY_ADMIN, "starts_on": AFTER_ALL, "ends_on": AFTER_ALL + timedelta(days=30)}
    own = await propose(stage, **(asked(stage, account=guard.account) | later))
    assert await stage.refused(ProposalDecide, SECURITY, own.id, approved=True) == [("OWN_PROPOSAL", ("id",))]


async def test_what_has_changed_since_is_looked_at_once_more(stage: Stage) -> None:
    given = asked(stage)
    cadre, audits = await propose(stage, **given), await propose(stage, **(given | {"role": Role.AUDIT_ADMIN}))
    await approve(stage, cadre)
    assert await stage.refused(ProposalDecide, SECURITY, audits.id, approved=True) == [("ADMINISTRATOR_APART", ("id",))]
    brief = await propose(stage, **asked(stage, ends_on=stage.now.date()))
    stage.now += timedelta(days=2)
    assert await stage.refused(ProposalDecide, SECURITY, brief.id, approved=True) == [("ENDS_BEFORE_START", ("id",))]


async def test_only_the_security_administrator_decides_and_the_trail_says_who_did_what(stage: Stage) -> None:
    proposal = await propose(stage, **asked(stage))
    for by in (ADMIN, "admin.audit", "cadre.federation.330110"):
        assert await stage.refused(ProposalDecide, by, proposal.id, approved=True) == [("FORBIDDEN", ())]
    assert await stage.refused(ProposalDecide, SECURITY, uuid4(), approved=True) == [("NOT_FOUND", ("id",))]
    await approve(stage, proposal)
    trail = await stage.rows(AuditRecord, AuditRecord.target_id == proposal.id)
    who = {each.action: each.account_id for each in trail}
    assert who == {
        MembershipGrant.action: stage.world.viewer(ADMIN).account,
        ProposalDecide.action: stage.world.viewer(SECURITY).account,
    }
    assert {each.target_type for each in trail} == {"Proposal"}
    assert (await stage.row(Proposal, Proposal.id == proposal.id)).decided_by == stage.world.viewer(SECURITY).account


async def test_what_was_proposed_by_somebody_who_is_no_administrator_any_more_is_not_approved(stage: Stage) -> None:
    proposal = await propose(stage, **asked(stage, ends_on=AFTER_ALL))
    await _until(stage, "starts_at")
    assert await stage.refused(ProposalDecide, SECURITY, proposal.id, approved=True) == [("PROPOSER_GONE", ("id",))]
    await _until(stage, "'2030-01-01'")
    await stage.done(ProposalDecide, SECURITY, proposal.id, approved=False, reason="NOT_VERIFIED")


async def _until(stage: Stage, ends: str) -> None:
    """The system administrator's membership ends then."""
    async with stage.loader.begin() as connection:
        await connection.exec_driver_sql(f"update membership set ends_at = {ends} where role = 'SYSTEM_ADMIN'")
