"""What a caller may show, and what it yields: a membership that is named, and the subject whose it must be.

Source: docs/design.md 4.1; docs/decisions/024-composition.md. A bearer token is one; a session, a client of a system would be others.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from uuid import UUID

from starlette.datastructures import Headers


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a credential names: a membership, and the subject of the account that has to hold it."""

    membership: UUID
    subject: str


class Unauthenticated(Exception):
    """Nobody we know; `challenge` is what the header WWW-Authenticate says."""

    def __init__(self, challenge: str) -> None:
        super().__init__()
        self.challenge = challenge


class Credential(ABC):
    """One kind of credential. `challenge` asks for it, `invalid` says that the one shown is none."""

    challenge: str
    invalid: str

    @abstractmethod
    def named(self, headers: Headers) -> Named | None:
        """Return whom a request names by a credential of this kind; None where it shows none. Raises Unauthenticated."""
