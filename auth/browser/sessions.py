"""Sessions of people in a browser, each known by a secret that its browser alone holds.

Source: docs/decisions/044-browser.md. The secret is another after every sign-in and every choice of a membership.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from uuid import UUID

from auth.identify import is_strong_enough
from db.session import browser
from db.session.engine import Database
from db.session.read import find_signed_in
from domain.browser import Held, Person, Session, lasting

SECRET = re.compile("[A-Za-z0-9_-]{43}")

Limits = Callable[[], Mapping[str, int]]
"""Returns the limits in force."""


class NotHeld(Exception):
    """The membership is none of those among which the person may choose."""


def new_secret() -> str:
    """Return 256 random bits, as a cookie or an address can hold them."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> bytes:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).digest()


class Sessions:
    """Begins, uses and ends sessions. `limits`: how long they last."""

    def __init__(self, database: Database, limits: Limits) -> None:
        self._database = database
        self._limits = limits

    async def begin(self, person: Person, replaced: str | None, trace: str, membership: UUID | None = None) -> str:
        """Begin a session and return its secret; the one that the browser had ends. Raises NotHeld.

        `trace`: of the request, for the trail. `membership`: the one that is chosen; None: the only one, if one alone runs.
        """
        now = self._database.clock()
        held = await self.choices(person)
        chosen = _named(held, membership) if membership is not None else held[0] if len(held) == 1 else None
        lasts = lasting(chosen.role if chosen else None, self._limits())
        secret = new_secret()
        before = digest_of(replaced) if replaced else None
        membership = chosen.membership if chosen else None
        await browser.begin(self._database, digest_of(secret), before, person, membership, lasts, now, trace)
        return secret

    async def use(self, secret: str) -> Session | None:
        """Return the session of a secret; None where none stands, or any more."""
        if SECRET.fullmatch(secret) is None:
            return None
        return await browser.use(self._database, digest_of(secret), self._database.clock())

    async def choose(self, secret: str, session: Session, membership: UUID, trace: str) -> str | None:
        """Go on with one of the person's memberships; return the new secret, None where the session has ended. Raises NotHeld."""
        chosen = _named(await self.choices(session.person), membership)
        renewed = new_secret()
        lasts = lasting(chosen.role, self._limits())
        stood = await browser.choose(self._database, digest_of(secret), digest_of(renewed), membership, lasts, session, trace)
        return renewed if stood else None

    async def end(self, secret: str, trace: str) -> UUID | None:
        """End a session; return the issuer at which it began, None for none."""
        return await browser.end(self._database, digest_of(secret), self._database.clock(), trace)

    async def choices(self, person: Person) -> list[Held]:
        """Return the memberships among which a person may choose."""
        return await browser.held(self._database, person.issuer, person.subject, self._database.clock())

    async def is_too_weak(self, session: Session) -> bool:
        """Return whether the issuer told less of the sign-in than the role of the chosen membership requires."""
        person = session.person
        if person.issuer is None or session.membership is None:
            return False
        found = await find_signed_in(self._database, person.issuer, person.subject, session.membership, self._database.clock())
        return not all(is_strong_enough(person.acr, frozenset(person.amr), each) for each in found)

    async def everybody(self) -> list[Held]:
        """Return the memberships of all accounts: for the sign-in page of a development installation."""
        return await browser.held(self._database, None, None, self._database.clock())


def _named(held: list[Held], membership: UUID) -> Held:
    found = next((each for each in held if each.membership == membership), None)
    if found is None:
        raise NotHeld
    return found
