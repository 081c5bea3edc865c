"""What is proposed is taken back until it is decided. Source: docs/lifecycle.md (`proposalWithdraw`)."""

from resolvers.commands.proposal.decide import ProposalDecide
from resolvers.commands.proposal.withdraw import ProposalWithdraw
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.membership.test_grant import ADMIN, SECURITY, asked, propose


async def test_what_is_withdrawn_is_not_decided(stage: Stage) -> None:
    proposal = await propose(stage, **asked(stage))
    await stage.done(ProposalWithdraw, ADMIN, proposal.id)
    assert (await stage.again(proposal)).state == "WITHDRAWN"
    assert await stage.refused(ProposalDecide, SECURITY, proposal.id, approved=True) == [("PROPOSAL_DECIDED", ("id",))]
    assert await stage.refused(ProposalWithdraw, ADMIN, proposal.id) == [("PROPOSAL_DECIDED", ("id",))]
    assert await stage.refused(ProposalWithdraw, SECURITY, proposal.id) == [("FORBIDDEN", ())]
