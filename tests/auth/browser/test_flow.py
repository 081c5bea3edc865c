"""Signing in at an issuer in a browser, every confusion of it that is refused, and logging out by the issuer.

Source: OpenID Connect Core 1.0, Back-Channel Logout 1.0, RFC 9207, RFC 9700; docs/decisions/044-browser.md.
"""

import hmac
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
import pytest_asyncio
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.datastructures import Headers
from starlette.responses import JSONResponse

from auth.bearer import Bearer
from auth.browser.client_secrets import ByKey
from auth.browser.credential import SessionCredential
from auth.browser.endpoints import PAUSE, Discovery
from auth.browser.flow import BACK, Flow, NoLogout, SignInFailed
from auth.browser.proof import LOGOUT
from auth.browser.sessions import Sessions
from auth.clients.desk import ASSERTION
from auth.clients.signer import Signer
from auth.credential import Unauthenticated
from auth.identify import Identity
from auth.others import fetch
from auth.others.fetch import FetchFailed
from db.session.connect import connected
from domain.browser import ATTEMPT, Person
from domain.viewer import Viewer
from tests.auth.others.conftest import Landscape
from tests.auth.others.server import CLIENT, METADATA, AuthorizationServer, ec, segment, stamp
from tests.builders.world import NOW

DISPATCHER = "dispatcher.civil-affairs.330110"
OURS = "https://lianbang.example"
LIMITS = {"session_idle": 30, "session_whole": 720}


class Browser:
    """A browser between us and the issuers of a landscape."""

    def __init__(self, landscape: Landscape, client: httpx2.AsyncClient) -> None:
        self.landscape = landscape
        discovery = Discovery(fetch.over(client), landscape.database.clock)
        self.flow = Flow(landscape.database, landscape.issuers, discovery, fetch.posting(client), OURS, {})
        self.sessions = Sessions(landscape.database, lambda: LIMITS)
        self.identity = Identity(landscape.database, Bearer(), SessionCredential(self.sessions, "lianbang", in_development=False))

    async def signs_in(self, server: AuthorizationServer, subject: str = "u-1", id_token: str | None = None, **more: object) -> Person:
        begun = await self.flow.begin(self.landscape.rows[server.address], "/signin")
        person, _ = await self.flow.finish(server.signed_in(begun.address, subject, id_token, **more), begun.secret)
        return person

    async def entered(self, server: AuthorizationServer, **more: object) -> str:
        return await self.sessions.begin(await self.signs_in(server, "u-1", None, **more), None, "in")

    async def asked_with(self, secret: str) -> Viewer:
        given = {"cookie": f"lianbang={secret}", "lianbang-session": "1", "sec-fetch-site": "same-origin"}
        return await self.identity.viewer(Headers(given), "trace")

    async def stands(self, secret: str) -> bool:
        return await self.sessions.use(secret) is not None


@pytest_asyncio.fixture
async def browser(landscape: Landscape) -> AsyncIterator[Browser]:
    async with fetch.client() as client:
        yield Browser(landscape, client)


async def test_whoever_signs_in_at_their_issuer_works_here_until_that_sign_in_ends(browser: Browser) -> None:
    landscape = browser.landscape
    assert [each.id for each in browser.flow.choices] == sorted(landscape.rows.values())
    begun = await browser.flow.begin(landscape.rows[landscape.civil.address], "/signin")
    asked = dict(parse_qsl(urlsplit(begun.address).query))
    assert asked.items() >= {"response_type": "code", "redirect_uri": f"{OURS}{BACK}", "code_challenge_method": "S256"}.items()
    person = await browser.signs_in(landscape.civil, sid="s-1", acr="urn:gold", amr=["mfa"])
    assert person == Person(landscape.rows[landscape.civil.address], "u-1", "s-1", "urn:gold", ("mfa",))
    secret = await browser.sessions.begin(person, None, "trace")
    viewer = await browser.asked_with(secret)
    assert (viewer.account, viewer.sign_in is not None) == (landscape.world.viewer(DISPATCHER).account, True)
    await landscape.ends("sign_in", viewer.sign_in)
    browser.identity.forget(viewer)
    with pytest.raises(Unauthenticated):
        await browser.asked_with(secret)


Forge = Callable[[AuthorizationServer, AuthorizationServer, str], str]
FORGED: dict[str, Forge] = {
    "of another sign-in": lambda civil, human, nonce: civil.id_token("u-1", f"{nonce}x"),
    "of no sign-in": lambda civil, human, nonce: civil.id_token("u-1", None),
    "for another client": lambda civil, human, nonce: civil.id_token("u-1", nonce, aud="oa"),
    "for another client too": lambda civil, human, nonce: civil.id_token("u-1", nonce, aud=[CLIENT, "oa"], azp=CLIENT),
    "given to another client": lambda civil, human, nonce: civil.id_token("u-1", nonce, azp="oa"),
    "of another issuer": lambda civil, human, nonce: human.id_token("u-1", nonce),
    "signed by another issuer": lambda civil, human, nonce: human.id_token("u-1", nonce, iss=civil.address),
    "an access token": lambda civil, human, nonce: civil.id_token("u-1", nonce, header={"typ": "at+jwt"}),
    "a logout token": lambda civil, human, nonce: civil.id_token("u-1", nonce, events={LOGOUT: {}}),
    "expired": lambda civil, human, nonce: civil.id_token("u-1", nonce, exp=stamp(NOW) - 6),
    "issued long ago": lambda civil, human, nonce: civil.id_token("u-1", nonce, iat=stamp(NOW - ATTEMPT) - 6),
    "without a subject": lambda civil, human, nonce: civil.id_token("u-1", nonce, sub=None),
    "with another access token's hash": lambda civil, human, nonce: civil.id_token("u-1", nonce, at_hash="x" * 22),
    "that names its keys": lambda civil, human, nonce: civil.id_token("u-1", nonce, header={"jku": f"{human.address}/jwks"}),
    "of an unknown key": lambda civil, human, nonce: civil.id_token("u-1", nonce, key=ec()),
    "unsigned": lambda civil, human, nonce: f"{_head(civil, 'none')}.{segment(civil.id_claims('u-1', nonce))}.",
    "unsigned, with a signature": lambda civil, human, nonce: f"{_head(civil, 'none')}.{segment(civil.id_claims('u-1', nonce))}.eA",
    "signed with the public key": lambda civil, human, nonce: _by_public_key(civil, nonce),
}


def _head(civil: AuthorizationServer, algorithm: str) -> str:
    return segment({"alg": algorithm, "typ": "JWT", "kid": civil.key.kid})


def _by_public_key(civil: AuthorizationServer, nonce: str) -> str:
    assert isinstance(civil.key, ECKey)
    signed = f"{_head(civil, 'HS256')}.{segment(civil.id_claims('u-1', nonce))}"
    return f"{signed}.{segment(hmac.digest(civil.key.as_pem(private=False), signed.encode(), 'sha256'))}"


async def test_an_id_token_that_is_not_of_this_sign_in_signs_nobody_in(browser: Browser) -> None:
    civil, human = browser.landscape.civil, browser.landscape.human
    for forge in FORGED.values():
        begun = await browser.flow.begin(browser.landscape.rows[civil.address], "/signin")
        nonce = dict(parse_qsl(urlsplit(begun.address).query))["nonce"]
        with pytest.raises(SignInFailed):
            await browser.flow.finish(civil.signed_in(begun.address, "u-1", forge(civil, human, nonce)), begun.secret)
    await browser.signs_in(civil)


async def test_what_comes_back_is_taken_once_from_the_browser_that_began_and_of_its_issuer(browser: Browser) -> None:
    civil, human = browser.landscape.civil, browser.landscape.human
    begun, other = [await browser.flow.begin(browser.landscape.rows[civil.address], "/signin") for _ in range(2)]
    back = civil.signed_in(begun.address, "u-1")
    for told, secret in (
        (back, other.secret),
        (back, None),
        ([(name, value) for name, value in back if name != "state"], begun.secret),
        ([*back, ("state", "x")], begun.secret),
    ):
        with pytest.raises(SignInFailed):
            await browser.flow.finish(told, secret)
    await browser.flow.finish(back, begun.secret)
    with pytest.raises(SignInFailed):
        await browser.flow.finish(back, begun.secret)
    twists: list[dict[str, str | None]] = [
        {"iss": human.address},
        {"iss": None},
        {"code": dict(human.signed_in(begun.address, "u-1"))["code"]},
        {"error": "access_denied"},
        {"code": None},
    ]
    for twist in twists:
        begun = await browser.flow.begin(browser.landscape.rows[civil.address], "/signin")
        given = {**dict(civil.signed_in(begun.address, "u-1")), **twist}
        with pytest.raises(SignInFailed):
            await browser.flow.finish([(name, value) for name, value in given.items() if value is not None], begun.secret)
    begun = await browser.flow.begin(browser.landscape.rows[civil.address], "/signin")
    browser.landscape.now = NOW + ATTEMPT
    with pytest.raises(SignInFailed):
        await browser.flow.finish(civil.signed_in(begun.address, "u-1"), begun.secret)


async def test_an_issuer_gives_no_membership_of_an_organisation_that_it_does_not_speak_for(browser: Browser) -> None:
    await browser.landscape.signs_in(browser.landscape.civil, "u-2", "cadre.federation.330110")
    assert await browser.sessions.choices(await browser.signs_in(browser.landscape.civil, "u-2")) == []
    assert await browser.sessions.choices(await browser.signs_in(browser.landscape.civil, "nobody")) == []


async def test_a_rotated_key_is_found_and_an_issuer_that_is_down_or_points_elsewhere_is_not_gone_to(browser: Browser) -> None:
    landscape = browser.landscape
    await browser.signs_in(landscape.civil)
    landscape.civil.rotate()
    landscape.now = NOW + timedelta(minutes=2)
    await browser.signs_in(landscape.civil, iat=stamp(landscape.now))
    landscape.human.down()
    for asked in (2, 0):  # both places of its metadata, and nothing while it is known to be down
        landscape.human.asked.clear()
        with pytest.raises(FetchFailed):
            await browser.signs_in(landscape.human)
        assert len(landscape.human.asked) == asked
    for name in ("authorization_endpoint", "token_endpoint", "end_session_endpoint"):
        told = {**landscape.human.metadata, name: f"{landscape.civil.address}/elsewhere"}
        landscape.now += PAUSE
        landscape.human.answers = {METADATA: JSONResponse(told)}
        with pytest.raises(FetchFailed):
            await browser.signs_in(landscape.human)
    assert await browser.flow.end_address(landscape.rows[landscape.human.address]) is None
    end = await browser.flow.end_address(landscape.rows[landscape.civil.address])
    assert end is not None
    assert end.startswith(f"{landscape.civil.address}/end?client_id={CLIENT}&post_logout_redirect_uri=")


async def test_an_issuer_logs_out_a_session_or_whoever_it_names_and_nobody_else(browser: Browser) -> None:
    civil, human = browser.landscape.civil, browser.landscape.human
    first, second = await browser.entered(civil, sid="s-1"), await browser.entered(civil, sid="s-2")
    third = await browser.entered(human, sid="s-1")
    await browser.flow.log_out(civil.logout_token("a", sid="s-1"), "trace")
    assert [await browser.stands(each) for each in (first, second, third)] == [False, True, True]
    await browser.flow.log_out(civil.logout_token("b", sub="u-1"), "trace")
    assert [await browser.stands(each) for each in (second, third)] == [False, True]


NOTED = "select action, account_id, membership_id, office_id, target_id, trace from audit_record where at = $1 order by action, trace"


async def test_what_somebody_does_with_a_session_stands_in_the_trail(browser: Browser) -> None:
    landscape = browser.landscape
    landscape.now += timedelta(seconds=1)
    viewer, issuer = landscape.world.viewer(DISPATCHER), landscape.rows[landscape.civil.address]
    secret = await browser.entered(landscape.civil, sid="s-9")
    session = await browser.sessions.use(secret)
    assert session is not None
    chosen = await browser.sessions.choose(secret, session, viewer.membership, "switch")
    assert chosen is not None
    for _ in range(2):
        await browser.sessions.end(chosen, "out")
    await browser.entered(landscape.civil, sid="s-9")
    await browser.flow.log_out(landscape.civil.logout_token("trail", sid="s-9"), "by-issuer")
    async with connected(landscape.addresses.loader) as connection:
        found = [tuple(each) for each in await connection.fetch(NOTED, landscape.now)]
    done = {"signIn": ("in", "in"), "signInSwitch": ("switch",), "signOut": ("out",), "signOutByIssuer": ("by-issuer",)}
    told = (viewer.account, viewer.membership, viewer.office, issuer)
    assert found == [(each, *told, trace) for each, traces in done.items() for trace in traces]


async def test_a_sign_in_of_somebody_without_a_membership_leaves_one_record_which_says_so(browser: Browser) -> None:
    landscape = browser.landscape
    landscape.now += timedelta(seconds=1)
    viewer = landscape.world.viewer(DISPATCHER)
    async with connected(landscape.addresses.loader) as connection:
        until = await connection.fetchval("select ends_at from membership where id = $1", viewer.membership)
        await connection.execute("update membership set ends_at = $2 where id = $1", viewer.membership, landscape.now)
        assert await browser.sessions.use(await browser.entered(landscape.civil)) is not None
        told = await connection.fetch("select action, reason, account_id, trace from audit_record where at = $1", landscape.now)
        await connection.execute("update membership set ends_at = $2 where id = $1", viewer.membership, until)
    assert [tuple(each) for each in told] == [("signInRefused", "SIGN_IN_WITHOUT_MEMBERSHIP", viewer.account, "in")]


NO_LOGOUT: dict[str, Forge] = {
    "used before": lambda civil, human, key: civil.logout_token("used", sub="u-1"),
    "of nobody": lambda civil, human, key: civil.logout_token(key),
    "with a nonce": lambda civil, human, key: civil.logout_token(key, sub="u-1", nonce="n"),
    "of no event": lambda civil, human, key: civil.logout_token(key, sub="u-1", events=None),
    "of another event": lambda civil, human, key: civil.logout_token(key, sub="u-1", events={"other": {}}),
    "of an event that is none": lambda civil, human, key: civil.logout_token(key, sub="u-1", events={LOGOUT: "x"}),
    "called an ID token": lambda civil, human, key: civil.logout_token(key, header={"typ": "JWT"}, sub="u-1"),
    "without a type": lambda civil, human, key: civil.logout_token(key, header={"typ": None}, sub="u-1"),
    "an ID token": lambda civil, human, key: civil.id_token("u-1", None),
    "for another client": lambda civil, human, key: civil.logout_token(key, sub="u-1", aud="oa"),
    "without an identifier": lambda civil, human, key: civil.logout_token(None, sub="u-1"),
    "expired": lambda civil, human, key: civil.logout_token(key, sub="u-1", exp=stamp(NOW) - 6),
    "without an end": lambda civil, human, key: civil.logout_token(key, sub="u-1", exp=None),
    "signed by another issuer": lambda civil, human, key: human.logout_token(key, sub="u-1", iss=civil.address),
    "of an unknown issuer": lambda civil, human, key: civil.logout_token(key, sub="u-1", iss="https://id.example"),
    "unsigned": lambda civil, human, key: "e30.e30.",
}


async def test_a_logout_token_that_is_none_ends_nothing(browser: Browser) -> None:
    civil, human = browser.landscape.civil, browser.landscape.human
    await browser.flow.log_out(civil.logout_token("used", sub="u-2"), "trace")
    secret = await browser.entered(civil)
    for place, forge in enumerate(NO_LOGOUT.values()):
        with pytest.raises(NoLogout):
            await browser.flow.log_out(forge(civil, human, f"jti-{place}"), "trace")
    assert await browser.stands(secret)


async def test_where_it_is_said_so_our_key_shows_who_we_are_if_the_issuer_takes_one(landscape: Landscape) -> None:
    civil, key, sent = landscape.civil, ECKey.generate_key("P-256", auto_kid=True), list[dict[str, str]]()
    async with fetch.client() as client:
        post = fetch.posting(client)

        async def noting(address: str, body: str, headers: Mapping[str, str]) -> Mapping[str, object]:
            sent.append(dict(parse_qsl(body)) | {name.lower(): value for name, value in headers.items()})
            return await post(address, body, headers)

        for takes in (True, False):
            told = {"token_endpoint_auth_methods_supported": ["none", *(["private_key_jwt"] if takes else [])]}
            civil.answers = {METADATA: JSONResponse(civil.metadata | told)}
            browser = Browser(landscape, client)
            discovery, signer = Discovery(fetch.over(client), landscape.database.clock), Signer("us", "lianbang", [key])
            browser.flow = Flow(landscape.database, landscape.issuers, discovery, noting, OURS, {civil.address: ByKey()}, signer)
            if not takes:
                with pytest.raises(FetchFailed, match="private_key_jwt"):
                    await browser.signs_in(civil)
                continue
            assert (await browser.signs_in(civil)).subject == "u-1"
    (form,) = sent
    assertion = jwt.decode(form["client_assertion"], key, algorithms=["ES256"])
    assert (form["client_id"], form["client_assertion_type"], "authorization" in form) == (CLIENT, ASSERTION, False)
    assert (assertion.header["kid"], assertion.claims["iss"], assertion.claims["sub"]) == (key.kid, CLIENT, CLIENT)
    assert (assertion.claims["aud"], assertion.claims["exp"] - assertion.claims["iat"]) == (civil.address, 60)
