"""Service clients get tokens for assertions of their own, once each. Source: RFC 7523, RFC 6749; docs/decisions/038-service-clients.md."""

import asyncio
import hmac
import json
from contextlib import AsyncExitStack
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from auth.clients.assertion import LONGEST
from auth.clients.desk import ASSERTION, AT_ONCE, PATH, GrantRefused
from auth.token import LEEWAY_SECONDS, TokenRefused
from domain.client import public_key
from tests.auth.clients.conftest import ISSUER, Counter
from tests.auth.others.server import ec, segment, stamp


async def refused(counter: Counter, body: bytes) -> str:
    with pytest.raises(GrantRefused) as refusal:
        await counter.desk.grant(body, "trace")
    return refusal.value.error


async def test_a_client_gets_a_token_of_five_minutes(counter: Counter) -> None:
    answer = await counter.desk.grant(counter.form(counter.assertion()), "trace")
    assert {name: answer[name] for name in ("token_type", "expires_in")} == {"token_type": "Bearer", "expires_in": 300}
    said = counter.tokens.verify(str(answer["access_token"]))
    assert (said.subject, said.client_key, said.membership) == (str(counter.client), counter.client_key, None)
    counter.now += timedelta(seconds=300 + LEEWAY_SECONDS)
    with pytest.raises(TokenRefused):
        counter.tokens.verify(str(answer["access_token"]))


async def test_forms_that_clients_send_are_taken(counter: Counter) -> None:
    for more in ({"aud": [f"{ISSUER}{PATH}"]}, {"header": {"typ": "client-authentication+jwt"}}, {"header": {"kid": None}}, {"iat": None}):
        await counter.desk.grant(counter.form(counter.assertion(**more), client_id=str(counter.client), scope="all"), "trace")


async def test_keys_of_rsa_sign_as_well(counter: Counter) -> None:
    key = RSAKey.generate_key(2048, auto_kid=True)
    jwk = json.dumps(public_key(json.dumps(key.as_dict(private=False))))
    await counter.does("update client_key set jwk = $1, kid = $2", jwk, key.kid)
    at = stamp(counter.now)
    claims = {"iss": str(counter.client), "sub": str(counter.client), "aud": ISSUER, "jti": "1", "exp": at + 60}
    await counter.desk.grant(counter.form(jwt.encode({"alg": "RS256"}, claims, key)), "trace")


async def test_an_assertion_is_used_once_in_every_process(counter: Counter) -> None:
    assertion = counter.assertion()
    await counter.desk.grant(counter.form(assertion), "trace")
    for _ in range(2):
        assert await refused(counter, counter.form(assertion)) == "invalid_client"
    counter.now += LONGEST
    assert await refused(counter, counter.form(assertion)) == "invalid_client"
    await counter.token()


async def test_a_client_that_is_not_who_it_says_gets_nothing(counter: Counter) -> None:
    at, other = stamp(counter.now), ec()
    foreign, _ = counter.registered("human-resources.330110", other)
    await counter.world.insert(counter.addresses.loader)
    signed = f"{segment({'alg': 'HS256', 'typ': 'JWT'})}.{segment({'iss': str(counter.client)})}"
    forged = [
        counter.assertion(key=other),
        counter.assertion(key=other, header={"kid": counter.key.kid}),
        counter.assertion(iss=str(foreign), sub=str(foreign)),
        counter.assertion(key=other, iss=str(foreign)),
        counter.assertion(sub=str(foreign)),
        counter.assertion(iss="nobody", sub="nobody"),
        counter.assertion(iss=None, sub=None),
        counter.assertion(aud="https://elsewhere.example"),
        counter.assertion(aud=[ISSUER, "https://elsewhere.example"]),
        counter.assertion(aud=None),
        counter.assertion(exp=at - LEEWAY_SECONDS),
        counter.assertion(exp=at + 300 + LEEWAY_SECONDS + 1),
        counter.assertion(exp=None),
        counter.assertion(exp=str(at + 60)),
        counter.assertion(nbf=at + LEEWAY_SECONDS + 1),
        counter.assertion(iat=at + LEEWAY_SECONDS + 1),
        counter.assertion(jti=None),
        counter.assertion(jti=7),
        counter.assertion(jti="x" * 300),
        counter.assertion(header={"typ": "at+jwt"}),
        counter.assertion(header={"jwk": other.as_dict(private=False)}, key=other),
        counter.assertion(header={"kid": "another"}),
        f"{segment({'alg': 'none'})}.{counter.assertion().split('.')[1]}.",
        f"{signed}.{segment(hmac.digest(counter.key.as_pem(private=False), signed.encode(), 'sha256'))}",
        await counter.token(),
        "a.b.c",
        "",
    ]
    assert [await refused(counter, counter.form(each)) for each in forged] == ["invalid_client"] * len(forged)
    assert await refused(counter, counter.form(counter.assertion(), client_id=str(foreign))) == "invalid_client"


NO_REQUEST = {
    b"": "invalid_request",
    b"\xff": "invalid_request",
    b"grant_type": "invalid_request",
    b"grant_type=client_credentials&grant_type=client_credentials": "invalid_request",
    b"&".join(b"a%d=1" % each for each in range(30)): "invalid_request",
    b"a=1": "invalid_request",
    b"grant_type=password": "unsupported_grant_type",
    b"grant_type=client_credentials": "invalid_client",
    b"grant_type=client_credentials&client_id=a&client_secret=b": "invalid_client",
    urlencode({"grant_type": "client_credentials", "client_assertion_type": ASSERTION}).encode(): "invalid_client",
}


async def test_what_is_plainly_wrong_asks_no_database(counter: Counter) -> None:
    assertion = counter.assertion(exp=stamp(counter.now) - 60)
    await counter.database.close()
    assert await refused(counter, counter.form(assertion)) == "invalid_client"


async def test_strangers_at_this_door_hold_up_nobody_who_is_signed_in(counter: Counter) -> None:
    async with AsyncExitStack() as exits:
        for _ in range(AT_ONCE):
            await exits.enter_async_context(counter.desk._turns)
        waiting = asyncio.create_task(counter.token())
        await asyncio.wait([waiting], timeout=0.05)
        assert not waiting.done()
    assert await waiting


async def test_what_is_no_request_for_a_token_is_refused(counter: Counter) -> None:
    assert {body: await refused(counter, body) for body in NO_REQUEST} == NO_REQUEST


@pytest.mark.parametrize("table", ["client", "client_key"])
async def test_a_revoked_client_or_key_gets_no_token(counter: Counter, table: str) -> None:
    await counter.does(f"update {table} set revoked_at = $1", counter.now)
    assert await refused(counter, counter.form(counter.assertion())) == "invalid_client"


async def test_a_key_serves_once_it_is_approved(counter: Counter) -> None:
    await counter.does("update client_key set approved_at = null")
    assert await refused(counter, counter.form(counter.assertion())) == "invalid_client"


async def test_a_rotated_key_takes_over_and_the_old_one_ends(counter: Counter) -> None:
    new = ECKey.generate_key("P-256", auto_kid=True)
    jwk = json.dumps(public_key(json.dumps(new.as_dict(private=False))))
    await counter.does(
        "insert into client_key (id, client_id, office_id, kid, jwk, created_at, created_by, approved_at)"
        " select gen_random_uuid(), client_id, office_id, $1, $2, created_at, created_by, approved_at from client_key",
        new.kid,
        jwk,
    )
    for key in (None, new):
        await counter.token(key=key)
    await counter.does("update client_key set revoked_at = $1 where kid = $2", counter.now, counter.key.kid)
    await counter.token(key=new)
    assert await refused(counter, counter.form(counter.assertion())) == "invalid_client"


async def test_a_token_that_is_given_stands_in_the_audit_and_one_that_is_refused(counter: Counter) -> None:
    form = counter.form(counter.assertion())
    await counter.desk.grant(form, "a-trace")
    with pytest.raises(GrantRefused):
        await counter.desk.grant(form, "b-trace")
    columns = "kind, action, client_id, office_id is not null at_office, account_id, trace"
    found = await counter.asks(f"select {columns} from audit_record order by trace")
    told = {"a-trace": "token", "b-trace": "signInRefused"}
    assert [tuple(row) for row in found] == [("SIGN_IN", action, counter.client, True, None, trace) for trace, action in told.items()]
