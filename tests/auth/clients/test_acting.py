"""For whom a service client acts: officials of its own office alone. Source: docs/decisions/038-service-clients.md; docs/lifecycle.md."""

from dataclasses import replace
from uuid import uuid4

import pytest

from auth.credential import NotAdmitted, Unauthenticated
from db.session.transaction import transaction
from db.tables.account import Membership
from domain.value.node_id import global_id
from domain.viewer import MembershipEnded
from tests.auth.clients.conftest import OFFICE, OFFICIAL, Counter, account
from tests.builders.world import SINCE, UNTIL


async def not_admitted(counter: Counter, token: str, *on_behalf_of: str) -> str:
    with pytest.raises(NotAdmitted) as refusal:
        await counter.asked_by(token, *on_behalf_of)
    return refusal.value.code


async def test_a_client_acts_for_an_official_of_its_office_named_by_account_or_membership(counter: Counter) -> None:
    token = await counter.token()
    for name in (OFFICIAL, f"handler.{OFFICE}"):
        official = await counter.viewer(name)
        for named in (account(official), global_id("Membership", official.membership)):
            viewer = await counter.asked_by(token, named)
            assert (viewer.client, viewer.client_key) == (counter.client, counter.client_key)
            assert replace(viewer, client=None, client_key=None) == official


async def test_it_acts_for_nobody_else(counter: Counter) -> None:
    token, official = await counter.token(), counter.world.viewer(OFFICIAL)
    assert await not_admitted(counter, token) == "ON_BEHALF_OF_MISSING"
    others = ["dispatcher.human-resources.330110", "dispatcher.civil-affairs.330106", "cadre.federation.330110", "admin.security"]
    named = [account(await counter.viewer(each)) for each in others]
    named += [global_id("Membership", counter.world.viewer(each).membership) for each in others]
    named += [global_id("Account", uuid4()), global_id("Office", official.office), str(official.account), OFFICIAL, "", "é"]
    assert {await not_admitted(counter, token, each) for each in named} == {"ON_BEHALF_OF_REFUSED"}
    assert await not_admitted(counter, token, account(official), account(official)) == "ON_BEHALF_OF_REFUSED"


async def test_other_roles_of_the_office_are_not_acted_for(counter: Counter) -> None:
    official = counter.world.viewer(OFFICIAL)
    token = await counter.token()
    await counter.does("update membership set role = 'SECURITY_ADMIN' where id = $1", official.membership)
    assert await not_admitted(counter, token, account(official)) == "ON_BEHALF_OF_REFUSED"


async def test_of_two_memberships_in_the_office_one_is_named(counter: Counter) -> None:
    official, office = counter.world.viewer(OFFICIAL), counter.world.office(OFFICE)
    given = {"office_id": office.id, "department_code": office.department_code, "office_region_code": office.region_code}
    more = {"role": "OFFICE_HANDLER", "scope": [office.region_code], "starts_at": SINCE, "ends_at": UNTIL}
    second = counter.world.add(Membership(id=uuid4(), account_id=official.account, **given, **more))
    await counter.world.insert(counter.addresses.loader)
    token = await counter.token()
    assert await not_admitted(counter, token, account(official)) == "ON_BEHALF_OF_AMBIGUOUS"
    assert (await counter.asked_by(token, global_id("Membership", second.id))).membership == second.id


ENDS = [
    "update client set revoked_at = $1",
    "update client_key set revoked_at = $1",
    "update client_key set approved_at = cast($1 as timestamptz) + interval '1 minute'",
]


@pytest.mark.parametrize("end", ENDS)
async def test_a_revoked_client_or_key_fails_at_its_next_request(counter: Counter, end: str) -> None:
    token, named = await counter.token(), account(counter.world.viewer(OFFICIAL))
    viewer = await counter.asked_by(token, named)
    async with transaction(counter.database, viewer):
        pass
    await counter.does(end, counter.now)
    assert await counter.asked_by(token, named) == viewer  # from memory
    with pytest.raises(MembershipEnded):
        async with transaction(counter.database, viewer):
            pass
    counter.identity.forget(viewer)
    with pytest.raises(Unauthenticated):
        await counter.asked_by(token, named)


async def test_an_official_whose_membership_ended_is_acted_for_no_more(counter: Counter) -> None:
    token, official = await counter.token(), counter.world.viewer(OFFICIAL)
    viewer = await counter.asked_by(token, account(official))
    await counter.does("update membership set ends_at = $1 where id = $2", counter.now, official.membership)
    with pytest.raises(MembershipEnded):
        async with transaction(counter.database, viewer):
            pass
    counter.identity.forget(viewer)
    assert await not_admitted(counter, token, account(official)) == "ON_BEHALF_OF_REFUSED"
