"""Credentials of a request, each of which names a membership and the account that must hold it.

Source: docs/design.md 4.1; docs/decisions/024-composition.md. Bearer tokens are one kind; sessions and clients of systems would be others.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from uuid import UUID

from starlette.datastructures import Headers


@dataclass(frozen=True, slots=True)
class NamedMembership:
    """What a credential names: a membership, and the subject of the account that must hold it."""

    membership: UUID
    subject: str


class Unauthenticated(Exception):
    """No valid credential. `challenge`: the value of the header WWW-Authenticate."""

    def __init__(self, challenge: str) -> None:
        super().__init__()
        self.challenge = challenge


class Credential(ABC):
    """A kind of credential. `challenge` asks for one, `invalid` answers one that is not valid."""

    challenge: str
    invalid: str

    @abstractmethod
    def named(self, headers: Headers) -> NamedMembership | None:
        """Return what a request's credential of this kind names; None if it has none. Raises Unauthenticated if it is not valid."""
