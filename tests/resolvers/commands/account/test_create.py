"""An account is proposed by one administrator and made once another approves it. Source: docs/lifecycle.md (`accountCreate`)."""

from uuid import uuid4

from db.tables.account import Account
from db.tables.proposal import Proposal
from resolvers.commands.account.create import AccountCreate
from resolvers.commands.proposal.decide import ProposalDecide
from tests.resolvers.commands.conftest import Stage

ADMIN, SECURITY = "admin.system", "admin.security"


async def test_it_is_there_once_it_is_approved_and_holds_nothing(stage: Stage) -> None:
    done = await stage.done(AccountCreate, ADMIN, uuid4(), subject="zhang.hua", name="张华")
    assert done.subject is not None
    proposal = await stage.row(Proposal, Proposal.id == done.subject)
    assert await stage.rows(Account, Account.subject == "zhang.hua") == []
    await stage.done(ProposalDecide, SECURITY, done.subject, approved=True)
    made = await stage.row(Account, Account.subject == "zhang.hua")
    assert (made.id, made.name, made.language) == (proposal.becomes_id, "张华", "zh")
    used = await stage.refused(AccountCreate, ADMIN, uuid4(), subject="zhang.hua", name="张华")
    assert used == [("SUBJECT_USED", ("subject",))]


async def test_of_two_of_one_subject_the_second_is_not_approved(stage: Stage) -> None:
    first, second = [(await stage.done(AccountCreate, ADMIN, uuid4(), subject="li.na", name="李娜")).subject for _ in range(2)]
    assert first is not None
    assert second is not None
    await stage.done(ProposalDecide, SECURITY, first, approved=True)
    assert await stage.refused(ProposalDecide, SECURITY, second, approved=True) == [("SUBJECT_USED", ("id",))]


async def test_no_number_of_a_person_is_a_subject_and_others_propose_none(stage: Stage) -> None:
    refused = await stage.refused(AccountCreate, ADMIN, uuid4(), subject="13300000001", name="张华")
    assert refused == [("TEXT_HOLDS_PHONE", ("subject",))]
    for by in (SECURITY, "admin.audit", "cadre.federation.330110"):
        assert await stage.refused(AccountCreate, by, uuid4(), subject="x", name="张华") == [("FORBIDDEN", ())]
