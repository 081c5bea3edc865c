"""Sessions of people in a browser: whose one is, and how long it lasts by the role that was chosen.

Source: docs/decisions/044-browser.md; the numbers stand in db/reference/limits.toml (`session_...`), in minutes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.viewer import Role

ATTEMPT = timedelta(minutes=10)
"""How long a sign-in at an issuer may take."""


@dataclass(frozen=True)
class Lasting:
    """How long a session lasts: `idle` without a request, `whole` from its beginning."""

    idle: timedelta
    whole: timedelta


@dataclass(frozen=True)
class Person:
    """Who signed in: a subject of an issuer, or an account of a development installation; and how, as the issuer tells.

    `provider_session`: what the issuer calls its own session, which it may end.
    """

    issuer: UUID | None
    subject: str
    provider_session: str | None = None
    acr: str | None = None
    amr: tuple[str, ...] = ()


@dataclass(frozen=True)
class Session:
    """A session that stands. `membership`: None until one is chosen."""

    person: Person
    membership: UUID | None
    began_at: datetime


@dataclass(frozen=True)
class Held:
    """A membership that one may choose, and whose it is. `region`: the division of its office."""

    account: str
    name: str
    membership: UUID
    role: Role
    office: str
    region: str


def lasting(role: Role | None, limits: Mapping[str, int]) -> Lasting:
    """Return how long a session lasts in a role, which may have limits of its own; None: before a membership is chosen."""

    def limit(name: str) -> timedelta:
        own = None if role is None else limits.get(f"{name}_{role.lower()}")
        return timedelta(minutes=limits[name] if own is None else own)

    return Lasting(limit("session_idle"), limit("session_whole"))
