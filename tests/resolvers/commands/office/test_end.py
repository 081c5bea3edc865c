"""An office ends when nobody works in it or on anything of it. Source: docs/lifecycle.md (`officeEnd`)."""

from uuid import uuid4

from db.tables.account import Membership
from db.tables.organization import Office
from db.tables.proposal import Proposal
from domain.referral import State
from domain.viewer import Role
from resolvers.commands.membership.end import MembershipEnd
from resolvers.commands.membership.grant import MembershipGrant
from resolvers.commands.office.create import OfficeCreate
from resolvers.commands.office.end import OfficeEnd
from resolvers.commands.proposal.decide import ProposalDecide
from terminal.database import rerouted
from tests.resolvers.commands.conftest import PLAIN_OFFICE, Stage
from tests.resolvers.commands.membership.test_grant import asked
from tests.resolvers.commands.organization.test_create import ADMIN, SECURITY, approved

TOWN_OFFICE = "justice.330110109"


async def leave(stage: Stage, office: Office) -> None:
    """Everybody who works in an office leaves it."""
    for each in await stage.rows(Membership, Membership.office_id == office.id, Membership.ends_at > stage.now):
        await stage.done(MembershipEnd, ADMIN, each.id, reason="LEFT")


async def test_it_ends_once_its_cases_and_members_are_gone_and_nothing_is_sent_there_any_more(stage: Stage) -> None:
    office = stage.world.staffed(PLAIN_OFFICE)
    case, waiting = await stage.referred(State.SIGNED), await stage.drafted()
    await rerouted(stage.addresses.loader)
    assert office.id in (await stage.again(waiting.item)).fitting_offices
    stands = [("OFFICE_HAS_MEMBERS", ("id",)), ("OFFICE_HAS_CASES", ("id",))]
    assert await stage.refused(OfficeEnd, ADMIN, office.id) == stands
    await leave(stage, office)
    assert await stage.refused(OfficeEnd, ADMIN, office.id) == stands[1:]
    async with stage.loader.begin() as connection:
        await connection.exec_driver_sql(
            "update referral set state = 'ARCHIVED', waits_office = false, ended_at = dispatched_at, visible_until = '2030-01-01'"
            " where id = $1",
            (case.referral.id,),
        )
    await approved(stage, OfficeEnd, id=office.id)
    assert (await stage.again(office)).ended_at == stage.now
    assert office.id not in (await stage.again(waiting.item)).fitting_offices
    assert await rerouted(stage.addresses.loader) == 0
    given = asked(stage, PLAIN_OFFICE, Role.OFFICE_HANDLER)
    assert await stage.refused(MembershipGrant, ADMIN, uuid4(), **given) == [("OFFICE_ENDED", ("office",))]
    again = await approved(stage, OfficeCreate, organization=office.organization_id, name="医保局")
    assert (await stage.row(Office, Office.id == again.becomes_id)).department_code == office.department_code
    assert again.becomes_id in (await stage.again(waiting.item)).fitting_offices


async def test_who_comes_before_it_is_approved_stands_against_it(stage: Stage) -> None:
    office = stage.world.office(TOWN_OFFICE)
    proposal = (await stage.done(OfficeEnd, ADMIN, office.id)).subject
    assert proposal is not None
    stage.world.staffed(TOWN_OFFICE)
    assert await stage.refused(ProposalDecide, SECURITY, proposal, approved=True) == [("OFFICE_HAS_MEMBERS", ("id",))]
    await leave(stage, office)
    await stage.done(ProposalDecide, SECURITY, proposal, approved=True)
    assert (await stage.row(Proposal, Proposal.id == proposal)).office_id == office.id
    assert await stage.refused(OfficeEnd, ADMIN, office.id) == [("OFFICE_ENDED", ("id",))]


async def test_others_end_none(stage: Stage) -> None:
    office = stage.world.office("health.330110").id
    for by in (SECURITY, "admin.audit", "dispatcher.health.330110"):
        assert await stage.refused(OfficeEnd, by, office) == [("FORBIDDEN", ())]
    assert await stage.refused(OfficeEnd, ADMIN, uuid4()) == [("NOT_FOUND", ("id",))]
