"""Who stands in while somebody is away. Source: docs/lifecycle.md (`membershipDeputize`)."""

from datetime import timedelta
from uuid import uuid4

from db.tables.account import Membership
from db.tables.proposal import Proposal
from domain.time.calendar import end_of, start_of
from resolvers.commands.membership.deputize import MembershipDeputize
from resolvers.commands.membership.end import MembershipEnd
from resolvers.commands.proposal.decide import ProposalDecide
from tests.builders.account import nobody_yet
from tests.builders.world import COUNTY, UNTIL
from tests.resolvers.commands.conftest import Stage

ADMIN, SECURITY = "admin.system", "admin.security"


async def test_the_deputy_has_the_same_role_over_the_same_divisions_for_the_days_of_the_absence(stage: Stage) -> None:
    away, deputy = await stage.viewer(f"dispatcher.health.{COUNTY}"), nobody_yet(stage.world)
    first, last = stage.now.date() + timedelta(days=7), stage.now.date() + timedelta(days=20)
    given = {"account": deputy.id, "starts_on": first, "ends_on": last}
    done = await stage.done(MembershipDeputize, ADMIN, away.membership, **given)
    assert done.subject is not None
    await stage.done(ProposalDecide, SECURITY, done.subject, approved=True)
    made = await stage.row(Membership, Membership.account_id == deputy.id)
    assert (made.office_id, made.role, tuple(made.scope)) == (away.office, away.role, away.scope)
    assert (made.starts_at, made.ends_at, made.deputy_for_id) == (start_of(first), end_of(last), away.membership)
    again = await stage.refused(MembershipDeputize, ADMIN, away.membership, **given)
    assert again == [("MEMBERSHIP_RUNS", ("account",))]


async def test_a_deputy_stands_in_while_the_membership_itself_runs(stage: Stage) -> None:
    name = f"dispatcher.education.{COUNTY}"
    away, deputy, today = await stage.viewer(name), nobody_yet(stage.world), stage.now.date()
    given = {"account": deputy.id, "starts_on": today, "ends_on": today + timedelta(days=20)}
    done = await stage.done(MembershipDeputize, ADMIN, away.membership, **given)
    assert done.subject is not None
    assert await stage.refused(MembershipDeputize, ADMIN, away.membership, **(given | {"account": away.account})) == [
        ("MEMBERSHIP_RUNS", ("account",))
    ]
    await stage.done(MembershipEnd, ADMIN, away.membership, reason="LEFT")
    assert await stage.refused(MembershipDeputize, ADMIN, away.membership, **given) == [("OUTSIDE_MEMBERSHIP", ("endsOn",))]
    approval = await stage.refused(ProposalDecide, SECURITY, done.subject, approved=True)
    assert approval == [("OUTSIDE_MEMBERSHIP", ("id",))]
    assert (await stage.row(Proposal, Proposal.id == done.subject)).state == "PROPOSED"


async def test_an_absence_has_an_end_that_is_near(stage: Stage) -> None:
    away, today = await stage.viewer(f"handler.education.{COUNTY}"), stage.now.date()
    given = {"account": nobody_yet(stage.world).id, "starts_on": today}
    assert await stage.refused(MembershipDeputize, ADMIN, away.membership, **given, ends_on=UNTIL.date()) == [("TOO_LATE", ("endsOn",))]
    unseen = await stage.refused(MembershipDeputize, ADMIN, uuid4(), **given, ends_on=today)
    assert unseen == [("NOT_FOUND", ("id",))]
