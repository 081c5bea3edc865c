"""Tokens of other issuers: whom they name, and every confusion that is refused.

Source: RFC 9068, RFC 8725; docs/decisions/035-issuers.md.
"""

import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from joserfc.jwk import ECKey, RSAKey

from auth.credential import NotAdmitted, Unauthenticated
from auth.others.keys import FRESH, PAUSE, STALE
from auth.token import LEEWAY_SECONDS
from db.session.transaction import transaction
from db.tables.account import Membership
from domain.viewer import MembershipEnded
from tests.auth.others.conftest import Landscape
from tests.auth.others.server import KEYS, AuthorizationServer, ec, segment, stamp
from tests.builders.world import NOW, SINCE, UNTIL

DISPATCHER = "dispatcher.civil-affairs.330110"


async def refused(landscape: Landscape, token: str) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        await landscape.asked_by(token)
    assert refusal.value.challenge == 'Bearer realm="lianbang", error="invalid_token"'
    assert refusal.value.code is None


async def test_issuer_and_subject_name_an_account_whose_one_membership_runs(landscape: Landscape) -> None:
    for server, account in ((landscape.civil, DISPATCHER), (landscape.human, "handler.human-resources.330110")):
        viewer = await landscape.asked_by(server.token("u-1"))
        assert viewer.sign_in is not None
        assert replace(viewer, sign_in=None) == landscape.world.viewer(account)


async def test_keys_of_rsa_serve_as_well(landscape: Landscape) -> None:
    landscape.civil.rotate(RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True))
    assert (await landscape.asked_by(landscape.civil.token("u-1"))).account == landscape.world.viewer(DISPATCHER).account


FORGED: dict[str, Callable[[AuthorizationServer, AuthorizationServer], str]] = {
    "an ID token": lambda civil, human: civil.token("u-1", header={"typ": "JWT"}, aud="oa", nonce="n"),
    "an ID token for us": lambda civil, human: civil.token("u-1", header={"typ": "JWT"}),
    "of one issuer, signed by another": lambda civil, human: human.token("u-1", iss=civil.address),
    "of an issuer that nobody knows": lambda civil, human: civil.token("u-1", iss="http://127.0.0.1:1"),
    "of nearly the issuer": lambda civil, human: civil.token("u-1", iss=f"{civil.address}/"),
    "for another audience": lambda civil, human: civil.token("u-1", aud="reports"),
    "unsigned": lambda civil, human: f"{segment(_head(civil, 'none'))}.{segment(civil.claims('u-1'))}.",
    "signed with the public key": lambda civil, human: _by_public_key(civil),
    "signed with a shared key that the set lists": lambda civil, human: _by_shared_key(civil),
    "expired": lambda civil, human: civil.token("u-1", iat=stamp(NOW) - 60, exp=stamp(NOW) - LEEWAY_SECONDS),
    "not yet valid": lambda civil, human: civil.token("u-1", nbf=stamp(NOW) + LEEWAY_SECONDS + 1),
    "for longer than a day": lambda civil, human: civil.token("u-1", exp=stamp(NOW) + 90_000),
    "of an unknown key": lambda civil, human: civil.token("u-1", key=ec()),
    "of a key called like ours": lambda civil, human: civil.token("u-1", key=ec(), header={"kid": civil.key.kid}),
    "that names its keys": lambda civil, human: civil.token("u-1", header={"jku": f"{human.address}/jwks"}),
    "without a client": lambda civil, human: civil.token("u-1", client_id=None),
    "with amr that is no list": lambda civil, human: civil.token("u-1", amr="pwd"),
    "of a membership of nobody": lambda civil, human: civil.token("u-1", membership=str(uuid4())),
    "with a signature that was changed": lambda civil, human: civil.token("u-1", membership=None) + "x",
}


async def test_a_token_that_is_taken_for_what_it_is_not_is_refused(landscape: Landscape) -> None:
    for forge in FORGED.values():
        await refused(landscape, forge(landscape.civil, landscape.human))
    await landscape.asked_by(landscape.civil.token("u-1"))


def _head(civil: AuthorizationServer, algorithm: str, kid: str | None = None) -> dict[str, object]:
    return {"alg": algorithm, "typ": "at+jwt", "kid": kid or civil.key.kid}


def _hmac(head: dict[str, object], civil: AuthorizationServer, secret: bytes) -> str:
    signed = f"{segment(head)}.{segment(civil.claims('u-1'))}"
    return f"{signed}.{segment(hmac.digest(secret, signed.encode(), 'sha256'))}"


def _by_public_key(civil: AuthorizationServer) -> str:
    assert isinstance(civil.key, ECKey)
    return _hmac(_head(civil, "HS256"), civil, civil.key.as_pem(private=False))


def _by_shared_key(civil: AuthorizationServer) -> str:
    return _hmac(_head(civil, "HS256", "shared"), civil, b"secret")


async def test_an_issuer_speaks_for_its_own_organisations_alone(landscape: Landscape) -> None:
    cadre = await landscape.signs_in(landscape.civil, "u-2", "cadre.federation.330110")
    await refused(landscape, landscape.civil.token("u-2", membership=str(cadre.membership)))
    with pytest.raises(NotAdmitted) as refusal:
        await landscape.asked_by(landscape.civil.token("u-2"))
    assert refusal.value.code == "SIGN_IN_WITHOUT_MEMBERSHIP"
    other = landscape.world.viewer("handler.human-resources.330110").membership
    await refused(landscape, landscape.civil.token("u-1", membership=str(other)))


async def test_a_subject_that_nobody_registered_is_nobody_though_an_account_is_called_so(landscape: Landscape) -> None:
    with pytest.raises(NotAdmitted) as refusal:
        await landscape.asked_by(landscape.civil.token(DISPATCHER))
    assert refusal.value.code == "SIGN_IN_WITHOUT_MEMBERSHIP"


async def test_of_several_memberships_the_token_must_name_one(landscape: Landscape) -> None:
    viewer, office = landscape.world.viewer(DISPATCHER), landscape.world.office("civil-affairs.330110")
    second = landscape.world.add(
        Membership(
            id=uuid4(),
            account_id=viewer.account,
            office_id=office.id,
            department_code=office.department_code,
            office_region_code=office.region_code,
            role="OFFICE_HANDLER",
            scope=[office.region_code],
            starts_at=SINCE,
            ends_at=UNTIL,
        )
    )
    await landscape.world.insert(landscape.addresses.loader)
    with pytest.raises(NotAdmitted) as refusal:
        await landscape.asked_by(landscape.civil.token("u-1"))
    assert refusal.value.code == "SIGN_IN_AMBIGUOUS"
    for membership in (viewer.membership, second.id):
        assert (await landscape.asked_by(landscape.civil.token("u-1", membership=str(membership)))).membership == membership


@pytest.mark.parametrize("table", ["membership", "sign_in", "issuer"])
async def test_what_ended_is_noticed_by_the_next_request(landscape: Landscape, table: str) -> None:
    token = landscape.civil.token("u-1")
    viewer = await landscape.asked_by(token)
    async with transaction(landscape.database, viewer):
        pass
    await landscape.ends(
        table, {"membership": viewer.membership, "sign_in": viewer.sign_in}.get(table, landscape.rows[landscape.civil.address])
    )
    assert await landscape.asked_by(token) == viewer  # from memory
    with pytest.raises(MembershipEnded):
        async with transaction(landscape.database, viewer):
            pass
    landscape.identity.forget(viewer)
    with pytest.raises(NotAdmitted):
        await landscape.asked_by(token)


async def test_organisations_taken_from_an_issuer_are_noticed_by_the_next_request(landscape: Landscape) -> None:
    viewer = await landscape.asked_by(landscape.civil.token("u-1"))
    await landscape.does("update issuer set organization_ids = '{}'")
    with pytest.raises(MembershipEnded):
        async with transaction(landscape.database, viewer):
            pass


async def test_a_role_may_want_a_stronger_sign_in(landscape: Landscape) -> None:
    civil = landscape.civil
    await landscape.does(
        "insert into issuer_requirement (id, issuer_id, role, acr, amr) values ($1, $2, 'OFFICE_DISPATCHER', $3, '{mfa}')",
        uuid4(),
        landscape.rows[civil.address],
        ["urn:gold", "urn:silver"],
    )
    for weak in ({}, {"acr": "urn:gold"}, {"amr": ["mfa"]}, {"acr": "urn:iron", "amr": ["mfa"]}, {"acr": "urn:gold", "amr": ["pwd"]}):
        with pytest.raises(Unauthenticated) as refusal:
            await landscape.asked_by(civil.token("u-1", **weak))
        assert refusal.value.code == "SIGN_IN_TOO_WEAK"
        assert refusal.value.challenge.endswith('error="insufficient_user_authentication", acr_values="urn:gold urn:silver"')
    await landscape.asked_by(civil.token("u-1", acr="urn:silver", amr=["pwd", "mfa"]))
    await landscape.asked_by(landscape.human.token("u-1"))


async def test_a_key_that_was_rotated_away_signs_no_more_and_the_new_one_serves_without_a_restart(landscape: Landscape) -> None:
    civil = landscape.civil
    before = civil.token("u-1")
    await landscape.asked_by(before)
    civil.rotate()
    await refused(landscape, civil.token("u-1"))  # fetched less than a minute ago
    await landscape.asked_by(before)
    landscape.now += PAUSE
    await landscape.asked_by(civil.token("u-1"))
    await refused(landscape, before)


async def test_keys_are_fetched_beside_the_requests_every_few_minutes(landscape: Landscape) -> None:
    await landscape.issuers.renew()
    asked = len(landscape.civil.asked)
    before = landscape.civil.token("u-1")
    await landscape.asked_by(before)
    landscape.civil.rotate()
    await landscape.issuers.renew()
    assert len(landscape.civil.asked) == asked
    landscape.now += FRESH
    await landscape.issuers.renew()
    await refused(landscape, before)


async def test_unknown_keys_cost_one_fetch_a_minute(landscape: Landscape) -> None:
    for _ in range(5):
        await refused(landscape, landscape.civil.token("u-1", key=ec()))
    assert landscape.civil.asked.count(KEYS) == 1
    landscape.now += timedelta(seconds=59)
    await refused(landscape, landscape.civil.token("u-1", key=ec()))
    assert landscape.civil.asked.count(KEYS) == 1


async def test_an_issuer_that_is_down_is_believed_for_an_hour_and_stops_no_other(landscape: Landscape) -> None:
    token = landscape.civil.token("u-1", exp=stamp(NOW + timedelta(hours=8)))
    await landscape.asked_by(token)
    landscape.civil.down()
    landscape.now += STALE
    await landscape.issuers.renew()
    await landscape.asked_by(token)
    await landscape.asked_by(landscape.human.token("u-1"))
    landscape.now += timedelta(seconds=1)
    await refused(landscape, token)
    await landscape.asked_by(landscape.human.token("u-1"))


async def test_an_issuer_whose_row_changes_is_another_and_one_that_ended_is_none(landscape: Landscape) -> None:
    civil = landscape.civil
    await landscape.asked_by(civil.token("u-1"))
    await landscape.does("update issuer set audience = 'elsewhere' where id = $1", landscape.rows[civil.address])
    await landscape.issuers.read()
    await refused(landscape, civil.token("u-1"))
    await landscape.asked_by(civil.token("u-1", aud="elsewhere"))
    await landscape.ends("issuer", landscape.rows[civil.address])
    await landscape.issuers.read()
    await refused(landscape, civil.token("u-1", aud="elsewhere"))
