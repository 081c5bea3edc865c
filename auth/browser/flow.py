"""Signing in at an issuer of others in a browser, and out again: OpenID Connect's code flow.

Source: OpenID Connect Core 1.0, RFC 7636 (PKCE), RFC 9207 (iss), RFC 9700; docs/decisions/044-browser.md. What comes back is taken from the
browser that began, once; no token of the issuer is kept.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from authlib.common.urls import add_params_to_qs, add_params_to_uri
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from auth.browser.client_secrets import ByKey, Shown
from auth.browser.endpoints import Discovery, Endpoints
from auth.browser.proof import Expected, logout, proven
from auth.browser.sessions import SECRET, digest_of, new_secret
from auth.clients.desk import ASSERTION
from auth.clients.signer import ALGORITHM, Signer
from auth.others.fetch import FetchFailed, Post
from auth.others.issuers import Issuer, Issuers
from auth.token import TokenRefused, UnknownKey, claims_of
from db.session import browser
from db.session.browser import Attempt
from db.session.engine import Database
from domain.browser import ATTEMPT, Person

BACK, LOGGED_OUT, BACK_CHANNEL = "/signin/back", "/signin", "/signin/logout"
"""What an issuer is told of us: where a browser comes back to, signed in and signed out, and where logout tokens go."""
AT_ONCE = 4
"""How many sign-ins ask the database at once, so that strangers hold up nobody who is signed in."""
MOST_CHARACTERS = 2048
"""The longest code."""

T = TypeVar("T")


class SignInFailed(Exception):
    """Nobody is signed in. The reason is not told."""


class NoLogout(Exception):
    """The logout token is not accepted. The reason is not told."""


@dataclass(frozen=True)
class Begun:
    """A sign-in on its way: where the browser goes, and what it must hold when it comes back."""

    address: str
    secret: str


@dataclass(frozen=True)
class Choice:
    """An issuer at which one may sign in."""

    id: UUID
    name: str


class Flow:
    """Signs people in at issuers of others. `address`: ours, as browsers reach it. `secrets`: what we show at an issuer, by its address.

    `signer`: whose key that is, where it is a key.
    """

    def __init__(
        self,
        database: Database,
        issuers: Issuers,
        discovery: Discovery,
        post: Post,
        address: str,
        secrets: Mapping[str, Shown],
        signer: Signer | None = None,
    ) -> None:
        self._database = database
        self._issuers = issuers
        self._discovery = discovery
        self._post = post
        self._address = address.rstrip("/")
        self._secrets = secrets
        self._signer = signer
        self._turns = asyncio.Semaphore(AT_ONCE)

    @property
    def choices(self) -> list[Choice]:
        """The issuers at which people sign in."""
        return [Choice(each.row.id, each.row.name) for each in self._issuers.of_people]

    async def begin(self, issuer_id: UUID, forward: str, *, strong: bool = False) -> Begun:
        """Begin a sign-in. `forward`: the page to come back to; `strong`: as a role requires. Raises SignInFailed, FetchFailed."""
        issuer, client = self._issuer(issuer_id)
        state, secret, nonce, verifier = (new_secret() for _ in range(4))
        challenge = create_s256_code_challenge(verifier)  # type: ignore[no-untyped-call]
        endpoints = await self._discovery.of(issuer.row.address)
        attempt = Attempt(issuer.row.id, nonce, verifier, forward)
        async with self._turns:
            until = self._database.clock() + ATTEMPT
            await browser.sign_in_begin(self._database, digest_of(state), digest_of(secret), attempt, until)
        address = prepare_grant_uri(
            endpoints.authorization,
            client,
            "code",
            f"{self._address}{BACK}",
            "openid",
            state,
            nonce=nonce,
            code_challenge=challenge,
            code_challenge_method="S256",
            acr_values=" ".join(issuer.row.acr) or None if strong else None,
            prompt="login" if strong else None,
        )  # type: ignore[no-untyped-call]
        return Begun(str(address), secret)

    async def finish(self, told: list[tuple[str, str]], secret: str | None) -> tuple[Person, str]:
        """Return who signed in, and the page to go to. Raises SignInFailed, FetchFailed."""
        given = dict(told)
        state = given.get("state", "")
        if len(given) < len(told) or secret is None or not SECRET.fullmatch(secret) or not SECRET.fullmatch(state):
            raise SignInFailed
        async with self._turns:
            attempt = await browser.sign_in_take(self._database, digest_of(state), digest_of(secret))
        if attempt is None:
            raise SignInFailed
        issuer, client = self._issuer(attempt.issuer)
        endpoints = await self._discovery.of(issuer.row.address)
        if given.get("iss", None if endpoints.names_itself else issuer.row.address) != issuer.row.address:
            raise SignInFailed
        if "error" in given or not 0 < len(given.get("code", "")) <= MOST_CHARACTERS:
            raise SignInFailed
        answer = await self._redeemed(issuer, client, endpoints, given["code"], attempt)
        token, access_token = answer.get("id_token"), answer.get("access_token")
        if not isinstance(token, str) or not isinstance(access_token, str | None):
            raise SignInFailed
        now = self._database.clock()
        try:
            found = await self._verified(issuer, client, lambda expected: proven(token, expected, attempt.nonce, access_token, now))
        except TokenRefused as error:
            raise SignInFailed from error
        return Person(issuer.row.id, found.subject, found.session, found.acr, found.amr), attempt.forward

    async def end_address(self, issuer_id: UUID) -> str | None:
        """Return where the browser ends its session at the issuer too; None where it cannot."""
        try:
            issuer, client = self._issuer(issuer_id)
            end = (await self._discovery.of(issuer.row.address)).end_session
        except (SignInFailed, FetchFailed):
            return None
        back = [("client_id", client), ("post_logout_redirect_uri", f"{self._address}{LOGGED_OUT}")]
        return None if end is None else str(add_params_to_uri(end, back))  # type: ignore[no-untyped-call]

    async def log_out(self, token: str, trace: str) -> None:
        """End the sessions that an issuer's logout token names; `trace`: of the request. Raises NoLogout."""
        try:
            issuer = self._issuers.by_address(str(claims_of(token).get("iss")))
            if issuer is None or issuer.row.client_id is None:
                raise NoLogout
            now = self._database.clock()
            told = await self._verified(issuer, issuer.row.client_id, lambda expected: logout(token, expected, now))
        except TokenRefused as error:
            raise NoLogout from error
        used = digest_of(told.identifier)
        async with self._turns:
            first = await browser.end_of(self._database, issuer.row.id, used, told.expires, told.session, told.subject, trace)
        if not first:
            raise NoLogout

    def _issuer(self, issuer_id: UUID) -> tuple[Issuer, str]:
        issuer = next((each for each in self._issuers.of_people if each.row.id == issuer_id), None)
        if issuer is None or issuer.row.client_id is None:
            raise SignInFailed
        return issuer, issuer.row.client_id

    async def _redeemed(self, issuer: Issuer, client: str, endpoints: Endpoints, code: str, attempt: Attempt) -> Mapping[str, object]:
        """Return what the issuer gives for a code. Raises SignInFailed, FetchFailed."""
        body = prepare_token_request("authorization_code", "", f"{self._address}{BACK}", code=code, code_verifier=attempt.verifier)  # type: ignore[no-untyped-call]
        shown, address = self._secrets.get(issuer.row.address), endpoints.token
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if isinstance(shown, ByKey):
            body = add_params_to_qs(body, self._signed(issuer, client, endpoints))  # type: ignore[no-untyped-call]
        else:
            method = "none" if shown is None else "client_secret_post" if endpoints.posts_secret else "client_secret_basic"
            ours = ClientAuth(client, shown, method)  # type: ignore[no-untyped-call]
            address, headers, body = ours.prepare("POST", address, headers, body)  # type: ignore[no-untyped-call]
        try:
            return await self._post(address, body, headers)
        except FetchFailed as error:
            raise SignInFailed from error

    def _signed(self, issuer: Issuer, client: str, endpoints: Endpoints) -> list[tuple[str, str]]:
        """Return what shows to an issuer by our key who we are. Raises FetchFailed where it takes none."""
        if self._signer is None or not endpoints.takes_keys:
            raise FetchFailed(f"{issuer.row.address} takes no private_key_jwt with {ALGORITHM}, or there is no key of ours")
        assertion = self._signer.assertion(client, issuer.row.address, self._database.clock())
        return [("client_id", client), ("client_assertion_type", ASSERTION), ("client_assertion", assertion)]

    async def _verified(self, issuer: Issuer, client: str, verify: Callable[[Expected], T]) -> T:
        """Return what a token of an issuer says; for a key that is not known the keys are fetched, once a minute. Raises TokenRefused."""
        try:
            return verify(Expected(issuer.row.address, client, issuer.keys()))
        except UnknownKey:
            await issuer.keys.renew()
        return verify(Expected(issuer.row.address, client, issuer.keys()))
