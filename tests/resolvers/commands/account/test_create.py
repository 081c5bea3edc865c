"""An account is proposed by one administrator and made once another approves it. Source: docs/lifecycle.md (`accountCreate`)."""

from dataclasses import replace
from uuid import uuid4

from db.tables.account import Account, Membership
from db.tables.proposal import Proposal
from domain.viewer import Role
from resolvers.commands.account.create import AccountCreate
from resolvers.commands.membership.rights import MembershipRightsInput
from resolvers.commands.proposal.decide import ProposalDecide
from tests.builders.world import OTHER_COUNTY, TOWN, code
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.membership.test_grant import CADRES, NEXT_YEAR

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


async def test_its_first_membership_is_judged_and_approved_with_it(stage: Stage) -> None:
    office = stage.world.office(CADRES)
    first = MembershipRightsInput(office=office.id, role=Role.COMMISSIONER, scope=(code(TOWN),), ends_on=NEXT_YEAR)
    done = await stage.done(AccountCreate, ADMIN, uuid4(), subject="zhou.jie", name="周杰", membership=first)
    assert done.subject is not None
    await stage.done(ProposalDecide, SECURITY, done.subject, approved=True)
    made = await stage.row(Account, Account.subject == "zhou.jie")
    held = await stage.row(Membership, Membership.account_id == made.id)
    assert (held.office_id, held.role, held.scope, held.office_region_code) == (office.id, "COMMISSIONER", [code(TOWN)], office.region_code)
    for given, refusal in (
        ({"role": Role.OFFICE_HANDLER}, ("ROLE_DOES_NOT_FIT", ("membership", "role"))),
        ({"scope": (code(OTHER_COUNTY),)}, ("OUTSIDE_OFFICE", ("membership", "scope"))),
        ({"office": uuid4()}, ("NOT_FOUND", ("membership", "office"))),
    ):
        unfit = replace(first, **given)
        assert await stage.refused(AccountCreate, ADMIN, uuid4(), subject="he.li", name="何丽", membership=unfit) == [refusal]
