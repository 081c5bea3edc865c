"""Finds the viewer of a request by its credential.

Source: docs/design.md 4.1; docs/decisions/035-issuers.md, 038-service-clients.md. A viewer is kept in memory for seconds. Every statement
and transaction tests that the membership still makes this viewer; where it does not, `forget` is called.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from starlette.datastructures import Headers

from auth.credential import Credential, NamedMembership, NotAdmitted, RefusedCredential, Unauthenticated
from auth.uses import Uses, Whom
from db.session.engine import Database
from db.session.read import SignedIn, find_acted_for, find_signed_in, find_viewer
from domain.recent import Recent
from domain.value.node_id import read_global_id
from domain.viewer import Viewer

FRESH = timedelta(seconds=5)
"""How long a change that grants no access (the account's language or subject) may go unnoticed."""
ON_BEHALF_OF = "on-behalf-of"
OFFICIALS = frozenset({"Account", "Membership"})
"""By what a service client may name an official."""
KEPT_VIEWERS = 10_000
"""Most viewers kept, one per credential: finding one costs as much as a fast read."""


class Identity:
    """Finds viewers, and keeps them for `FRESH`."""

    def __init__(self, database: Database, *credentials: Credential) -> None:
        """`credentials`: the accepted kinds; the challenge of the first answers a request without any."""
        self._database = database
        self._credentials = credentials
        self._known: Recent[NamedMembership, tuple[SignedIn, datetime]] = Recent(KEPT_VIEWERS)
        """Whom credentials name, and until when that is taken for true."""
        self._uses = Uses(database)

    async def viewer(self, headers: Headers, trace: str) -> Viewer:
        """Return the viewer of a request with exactly one credential; `trace`: of the request, for the trail.

        Raises Unauthenticated, NotAdmitted.
        """
        try:
            return await self._viewer(headers)
        except (Unauthenticated, NotAdmitted) as error:
            if error.refusal is not None:
                await self._uses.refuse(whom(error.refusal.named), error.refusal.reason, trace)
            raise

    async def _viewer(self, headers: Headers) -> Viewer:
        first, named = self._credentials[0], list[NamedMembership]()
        for credential in self._credentials:
            if (each := await credential.named(headers)) is not None:
                named.append(each)
        if not named:
            raise Unauthenticated(first.challenge)
        shown = acting(named[0], headers.getlist(ON_BEHALF_OF))
        found = self._kept(shown) or await self._found(shown) if len(named) == 1 else None
        if found is None:
            raise Unauthenticated(first.invalid, refusal=_refusal(shown) if len(named) == 1 else None)
        if not is_strong_enough(shown.acr, shown.amr, found):
            weak = "SIGN_IN_TOO_WEAK"
            asked = f', acr_values="{" ".join(sorted(found.acr))}"' if found.acr else ""
            raise Unauthenticated(
                f'{first.challenge}, error="insufficient_user_authentication"{asked}', weak, RefusedCredential(shown, weak)
            )
        return found.viewer

    def forget(self, viewer: Viewer) -> None:
        """Remove a viewer from memory, so that the next request reads the membership anew."""
        for named in [named for named, (found, _) in self._known.items() if found.viewer.membership == viewer.membership]:
            del self._known[named]

    def _kept(self, named: NamedMembership) -> SignedIn | None:
        """Return the viewer who is kept for a credential; None if there is none, or no more."""
        if (kept := self._known.get(named)) is None:
            return None
        found, until = kept
        if self._database.clock() < until:
            return found
        del self._known[named]
        return None

    async def _found(self, named: NamedMembership) -> SignedIn | None:
        """Return the viewer whom a credential names; None if the membership does not run, or is of another account. Raises NotAdmitted."""
        known = await self._read(named)
        if known is not None:
            self._known.keep(named, (known, self._database.clock() + FRESH))
            await self._uses.keep(known.viewer.account if named.client_key is None else None, known.viewer.client)
        return known

    async def _read(self, named: NamedMembership) -> SignedIn | None:
        now = self._database.clock()
        if named.client_key is not None:
            return await self._acted_for(named, named.client_key, now)
        if named.issuer is None:
            assert named.membership is not None, "only an issuer of others leaves it open"
            viewer = await find_viewer(self._database, named.membership, now, named.subject)
            return None if viewer is None else SignedIn(viewer, frozenset(), frozenset())
        found = await find_signed_in(self._database, named.issuer, named.subject, named.membership, now)
        if named.membership is None and len(found) != 1:
            code = "SIGN_IN_AMBIGUOUS" if found else "SIGN_IN_WITHOUT_MEMBERSHIP"
            raise NotAdmitted(code, None if found else RefusedCredential(named, code))
        return found[0] if found else None

    async def _acted_for(self, named: NamedMembership, key: UUID, now: datetime) -> SignedIn | None:
        """Return for whom a client acts; None where the client or its key was revoked. Raises NotAdmitted."""
        if named.acts_for is None:
            raise NotAdmitted("ON_BEHALF_OF_MISSING")
        kind, official = named.acts_for
        account, membership = (official, None) if kind == "Account" else (None, official)
        found = await find_acted_for(self._database, key, UUID(named.subject), account, membership, now)
        if found is None:
            return None
        if len(found) != 1:
            code = "ON_BEHALF_OF_AMBIGUOUS" if found else "ON_BEHALF_OF_REFUSED"
            raise NotAdmitted(code, None if found else RefusedCredential(named, code))
        return SignedIn(found[0], frozenset(), frozenset())


def whom(named: NamedMembership) -> Whom:
    """Return whom a credential names, as the trail finds them: a client where one signed in."""
    return Whom(named.issuer, named.subject, named.membership, None if named.client_key is None else UUID(named.subject))


def _refusal(named: NamedMembership) -> RefusedCredential:
    """Return why what a credential names makes no viewer: it, or the client, is no more or was never."""
    return RefusedCredential(named, "MEMBERSHIP_NOT_HELD" if named.client_key is None else "CLIENT_REVOKED")


def acting(named: NamedMembership, told: Sequence[str]) -> NamedMembership:
    """Return a credential with for whom the header On-Behalf-Of says that it acts. Raises NotAdmitted."""
    if not told:
        return named
    if named.client_key is None:
        raise NotAdmitted("ON_BEHALF_OF_UNEXPECTED")
    official = read_global_id(told[0]) if len(told) == 1 else None
    if official is None or official[0] not in OFFICIALS:
        raise NotAdmitted("ON_BEHALF_OF_REFUSED", RefusedCredential(named, "ON_BEHALF_OF_REFUSED"))
    return replace(named, acts_for=official)


def is_strong_enough(acr: str | None, amr: frozenset[str], found: SignedIn) -> bool:
    """Return whether a sign-in is told of as the issuer's requirement for the viewer's role wants it (RFC 8176, RFC 9470)."""
    return (not found.acr or acr in found.acr) and found.amr <= amr
