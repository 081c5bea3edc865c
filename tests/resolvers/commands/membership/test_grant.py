"""Who proposes a role in an office, for whom, and within what. Source: docs/lifecycle.md (`membershipGrant`); docs/domain.md 1."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from auth.bootstrap import NATION
from db.tables.account import Membership
from db.tables.proposal import Proposal
from domain.time.calendar import end_of, start_of
from domain.viewer import Role
from resolvers.commands.membership.end import MembershipEnd
from resolvers.commands.membership.grant import MembershipGrant
from resolvers.commands.proposal.decide import ProposalDecide
from tests.builders.account import nobody_yet
from tests.builders.world import CITY, COUNTY, OTHER_COUNTY, TOWN, code
from tests.resolvers.commands.conftest import Stage

ADMIN, SECURITY = "admin.system", "admin.security"
CADRES = f"federation.{COUNTY}"
NEXT_YEAR = date(2027, 11, 30)


def asked(stage: Stage, office: str = CADRES, role: Role = Role.FEDERATION_CADRE, **given: Any) -> dict[str, Any]:
    """The input for somebody new; what is given wins."""
    known = {"office": stage.world.office(office).id, "role": role, "ends_on": NEXT_YEAR}
    return {"account": nobody_yet(stage.world).id} | known | given


async def propose(stage: Stage, **given: Any) -> Proposal:
    done = await stage.done(MembershipGrant, ADMIN, uuid4(), **given)
    return await stage.row(Proposal, Proposal.id == done.subject)


async def approve(stage: Stage, proposal: Proposal) -> None:
    await stage.done(ProposalDecide, SECURITY, proposal.id, approved=True)


async def refused(stage: Stage, **given: Any) -> list[tuple[str, tuple[str | int, ...]]]:
    return await stage.refused(MembershipGrant, ADMIN, uuid4(), **given)


async def test_what_is_proposed_runs_once_another_administrator_approves_it(stage: Stage) -> None:
    given = asked(stage)
    proposal = await propose(stage, **given)
    assert await stage.rows(Membership, Membership.account_id == given["account"]) == []
    stage.now += timedelta(hours=1)
    await approve(stage, proposal)
    made, office = await stage.row(Membership, Membership.account_id == given["account"]), stage.world.office(CADRES)
    assert (made.id, made.office_id, made.role, made.scope) == (proposal.becomes_id, office.id, "FEDERATION_CADRE", [code(COUNTY)])
    assert (made.office_region_code, made.department_code) == (office.region_code, office.department_code)
    assert (made.starts_at, made.ends_at, made.deputy_for_id) == (stage.now, end_of(NEXT_YEAR), None)


async def test_it_begins_on_its_first_day_over_the_divisions_that_are_named(stage: Stage) -> None:
    first = stage.now.date() + timedelta(days=30)
    given = asked(stage, role=Role.COMMISSIONER, scope=(code(TOWN),), starts_on=first)
    await approve(stage, await propose(stage, **given))
    made = await stage.row(Membership, Membership.account_id == given["account"])
    assert (made.starts_at, made.scope) == (start_of(first), [code(TOWN)])


@pytest.mark.parametrize(
    ("office", "role", "scope", "expected"),
    [
        (CADRES, Role.OFFICE_HANDLER, None, [("ROLE_DOES_NOT_FIT", ("role",))]),
        (f"civil-affairs.{COUNTY}", Role.FEDERATION_CADRE, None, [("ROLE_DOES_NOT_FIT", ("role",))]),
        (f"government.{COUNTY}", Role.OFFICE_HANDLER, None, [("ROLE_DOES_NOT_FIT", ("role",))]),
        (f"federation.{CITY}", Role.COMMISSIONER, None, [("ROLE_DOES_NOT_FIT", ("role",))]),
        *(
            (f"federation.{NATION}", role, None, [("ROLE_DOES_NOT_FIT", ("role",))])
            for role in (Role.FEDERATION_MONITOR, Role.FEDERATION_LEADER)
        ),
        (f"federation.{NATION}", Role.AUDIT_ADMIN, None, []),
        (CADRES, Role.FEDERATION_CADRE, (code(OTHER_COUNTY),), [("OUTSIDE_OFFICE", ("scope",))]),
        (CADRES, Role.FEDERATION_CADRE, (code(CITY),), [("OUTSIDE_OFFICE", ("scope",))]),
        (f"federation.{CITY}", Role.FEDERATION_CADRE, (code(COUNTY),), [("SCOPE_IN_CLEAR", ("scope",))]),
        (f"civil-affairs.{CITY}", Role.OFFICE_HANDLER, (code(COUNTY), code(OTHER_COUNTY)), [("SCOPE_IN_CLEAR", ("scope",))]),
        (f"federation.{CITY}", Role.FEDERATION_MONITOR, (code(COUNTY),), []),
    ],
)
async def test_role_and_divisions_fit_the_office(
    stage: Stage, office: str, role: Role, scope: tuple[str, ...] | None, expected: list[tuple[str, tuple[str, ...]]]
) -> None:
    done = await stage.run(MembershipGrant, ADMIN, uuid4(), **asked(stage, office, role, scope=scope))
    assert [(each.code, each.path) for each in done.errors] == expected


async def test_days_are_ahead_and_in_their_order_and_not_for_ever(stage: Stage) -> None:
    today = stage.now.date()
    first = {"starts_on": NEXT_YEAR, "ends_on": NEXT_YEAR - timedelta(days=1)}
    assert await refused(stage, **(asked(stage) | first)) == [("ENDS_BEFORE_START", ("endsOn",))]
    assert await refused(stage, **asked(stage, starts_on=today - timedelta(days=1))) == [("IN_PAST", ("startsOn",))]
    assert await refused(stage, **asked(stage, ends_on=today - timedelta(days=1))) == [("IN_PAST", ("endsOn",))]
    longest = stage.reference.limits["membership_days"]
    assert await refused(stage, **asked(stage, ends_on=today + timedelta(days=longest + 1))) == [("TOO_LATE", ("endsOn",))]


async def test_an_administrator_holds_no_other_role_at_the_time_nor_anybody_who_holds_one_is_made_an_administrator(stage: Stage) -> None:
    auditor, cadre = await stage.viewer("admin.audit"), await stage.viewer(f"cadre.{CADRES}")
    apart = [("ADMINISTRATOR_APART", ("account",))]
    assert await refused(stage, **asked(stage, account=auditor.account)) == apart
    assert await refused(stage, **asked(stage, account=auditor.account, role=Role.SECURITY_ADMIN)) == apart
    assert await refused(stage, **asked(stage, account=cadre.account, role=Role.AUDIT_ADMIN)) == apart
    operator = asked(stage, account=cadre.account, role=Role.HOTLINE_OPERATOR)
    await approve(stage, await propose(stage, **operator))  # other roles go together
    new = asked(stage, role=Role.AUDIT_ADMIN)  # one after the other
    await approve(stage, await propose(stage, **new))
    audits = await stage.row(Membership, Membership.account_id == new["account"])
    assert await refused(stage, **(new | {"role": Role.FEDERATION_CADRE})) == apart
    await stage.done(MembershipEnd, ADMIN, audits.id, reason="DUTY_CHANGED")
    await propose(stage, **(new | {"role": Role.FEDERATION_CADRE}))


async def test_nobody_proposes_rights_of_their_own_nor_what_is_held_already(stage: Stage) -> None:
    mine, cadre = await stage.viewer(ADMIN), await stage.viewer(f"cadre.{CADRES}")
    assert await refused(stage, **asked(stage, account=mine.account)) == [("OWN_PROPOSAL", ("account",))]
    assert await refused(stage, **asked(stage, account=cadre.account)) == [("MEMBERSHIP_RUNS", ("account",))]


async def test_the_system_administrator_alone_proposes(stage: Stage) -> None:
    given = asked(stage)
    for by in (SECURITY, "admin.audit", f"cadre.{CADRES}"):
        assert await stage.refused(MembershipGrant, by, uuid4(), **given) == [("FORBIDDEN", ())]
    assert await refused(stage, **(given | {"account": uuid4()})) == [("NOT_FOUND", ("account",))]
    assert await refused(stage, **(given | {"office": uuid4()})) == [("NOT_FOUND", ("office",))]
