"""A membership ends: what its account handled in that office is handled by nobody. Source: docs/lifecycle.md (`membershipEnd`)."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from db.tables.account import Account, Membership
from db.tables.audit import AuditRecord
from db.tables.event import Event
from domain.referral import OPEN, State
from domain.viewer import MembershipEnded, Role
from resolvers.commands.membership.end import MembershipEnd
from resolvers.commands.referral.start import ReferralStart
from tests.builders.world import SINCE, UNTIL
from tests.resolvers.commands.conftest import PLAIN_OFFICE, Stage

ADMIN, DISPATCHER = "admin.system", f"dispatcher.{PLAIN_OFFICE}"


def somebody(stage: Stage, *, also: Role | None = None) -> Membership:
    """A handler of the office, new in it, known on the stage as `leaving`; perhaps with another role there."""
    known = stage.world.viewer(f"handler.{PLAIN_OFFICE}")
    account = stage.world.add(Account(id=uuid4(), subject=uuid4().hex, name="张三"))
    place = {"office_id": known.office, "department_code": known.department, "office_region_code": known.region}
    given = {"account_id": account.id, "scope": list(known.scope), "starts_at": SINCE, "ends_at": UNTIL, **place}
    leaving = stage.world.add(Membership(id=uuid4(), role=known.role, **given))
    if also is not None:
        stage.world.add(Membership(id=uuid4(), role=also, **given))
    stage.world.viewers["leaving"] = replace(known, account=account.id, membership=leaving.id)
    return leaving


async def test_open_referrals_lose_their_handler_with_an_event_and_a_new_version(stage: Stage) -> None:
    leaving = somebody(stage)
    cases = [await stage.referred(state, handler_id=leaving.account_id) for state in sorted(OPEN)]
    done = await stage.done(MembershipEnd, ADMIN, leaving.id, reason="TRANSFERRED")
    assert done.subject == leaving.id
    for case in cases:
        referral = await stage.again(case.referral)
        assert (referral.handler_id, referral.version, referral.state) == (None, 2, case.referral.state)
        assert (await stage.again(case.item)).version == 2
        event = await stage.row(Event, Event.subject_id == referral.id, Event.action == "RELEASED")
        assert (event.before, event.after, event.reason) == (referral.state, referral.state, None)
    record = await stage.row(AuditRecord, AuditRecord.target_id == leaving.id)
    assert (record.action, record.target_type, record.reason) == ("membershipEnd", "Membership", "TRANSFERRED")


async def test_it_ends_at_once(stage: Stage) -> None:
    case, leaving = await stage.referred(State.SIGNED), somebody(stage)
    await stage.done(MembershipEnd, ADMIN, leaving.id, reason="LEFT")
    assert (await stage.row(Membership, Membership.id == leaving.id)).ends_at == stage.now
    with pytest.raises(MembershipEnded):
        await stage.run(ReferralStart, "leaving", case.referral.id)


async def test_what_is_done_keeps_its_handler_and_so_does_what_others_handle(stage: Stage) -> None:
    leaving = somebody(stage)
    other = stage.world.viewer(DISPATCHER).account
    kept = [await stage.referred(State.COMPLETED, handler_id=leaving.account_id), await stage.referred(State.SIGNED, handler_id=other)]
    before = [(await stage.again(case.referral)).handler_id for case in kept]
    await stage.done(MembershipEnd, ADMIN, leaving.id, reason="LEFT")
    assert [(await stage.again(case.referral)).handler_id for case in kept] == before
    assert [(await stage.again(case.item)).version for case in kept] == [1, 1]


@pytest.mark.parametrize(("also", "kept"), [(Role.OFFICE_DISPATCHER, True), (Role.GOVERNMENT_VIEWER, False)])
async def test_another_running_role_that_handles_referrals_of_the_office_keeps_them(stage: Stage, also: Role, kept: bool) -> None:
    leaving = somebody(stage, also=also)
    case = await stage.referred(State.IN_PROGRESS, handler_id=leaving.account_id)
    await stage.done(MembershipEnd, ADMIN, leaving.id, reason="DUTY_CHANGED")
    assert (await stage.again(case.referral)).handler_id == (leaving.account_id if kept else None)


async def test_what_the_account_handles_in_another_office_stays_with_it(stage: Stage) -> None:
    leaving = somebody(stage)
    case = await stage.referred(State.SIGNED, "A01", "civil-affairs.330110", handler_id=leaving.account_id)
    await stage.done(MembershipEnd, ADMIN, leaving.id, reason="LEFT")
    assert (await stage.again(case.referral)).handler_id == leaving.account_id


async def test_one_that_has_not_begun_never_runs(stage: Stage) -> None:
    leaving = somebody(stage)
    begins = stage.now + timedelta(days=30)
    later = stage.world.add(
        Membership(
            id=uuid4(),
            account_id=leaving.account_id,
            office_id=leaving.office_id,
            office_region_code=leaving.office_region_code,
            role=Role.OFFICE_HANDLER,
            scope=leaving.scope,
            starts_at=begins,
            ends_at=UNTIL,
        )
    )
    case = await stage.referred(State.SIGNED, handler_id=leaving.account_id)
    await stage.done(MembershipEnd, ADMIN, later.id, reason="GRANTED_BY_MISTAKE")
    assert (await stage.again(later)).ends_at == begins
    assert (await stage.again(case.referral)).handler_id == leaving.account_id


async def test_nobody_ends_a_membership_of_his_own(stage: Stage) -> None:
    own = stage.world.viewer(ADMIN).membership
    assert await stage.refused(MembershipEnd, ADMIN, own, reason="LEFT") == [("OWN_MEMBERSHIP", ("id",))]


async def test_an_ended_one_does_not_end_again(stage: Stage) -> None:
    leaving = somebody(stage)
    await stage.done(MembershipEnd, ADMIN, leaving.id, reason="LEFT")
    stage.now += timedelta(days=1)
    assert await stage.refused(MembershipEnd, ADMIN, leaving.id, reason="LEFT") == [("MEMBERSHIP_OVER", ("id",))]


async def test_only_the_system_administrator_ends_memberships(stage: Stage) -> None:
    leaving = somebody(stage)
    for by in ("admin.security", "admin.audit", DISPATCHER, "cadre.federation.330110"):
        assert await stage.refused(MembershipEnd, by, leaving.id, reason="LEFT") == [("FORBIDDEN", ())]
    assert await stage.refused(MembershipEnd, ADMIN, uuid4(), reason="LEFT") == [("NOT_FOUND", ("id",))]
    assert await stage.refused(MembershipEnd, ADMIN, leaving.id, reason="BECAUSE") == [("UNKNOWN_CODE", ("reason",))]


async def test_who_stands_in_leaves_with_whom_they_stand_in_for_unless_they_work_there_anyway(stage: Stage) -> None:
    absent = somebody(stage)
    deputies = [somebody(stage), somebody(stage, also=Role.OFFICE_DISPATCHER)]
    for each in deputies:
        each.deputy_for_id = absent.id
    cases = [await stage.referred(State.SIGNED, handler_id=each.account_id) for each in (absent, *deputies)]
    await stage.done(MembershipEnd, ADMIN, absent.id, reason="LEFT")
    assert [(await stage.again(each)).ends_at for each in (absent, *deputies)] == [stage.now] * 3
    handlers = [(await stage.again(each.referral)).handler_id for each in cases]
    assert handlers == [None, None, deputies[1].account_id]
