"""Credentials of a request, each of which names an account and the membership that it must hold.

Source: docs/design.md 4.1; docs/decisions/024-composition.md, 035-issuers.md. Bearer tokens are one kind; sessions would be another.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from uuid import UUID

from starlette.datastructures import Headers


@dataclass(frozen=True, slots=True)
class NamedMembership:
    """What a credential names: a membership, and the subject of the account that must hold it.

    `issuer`: the row of the issuer of others that calls the account so; None: it is the account's own subject. `membership` None: the one
    that runs, which only such an issuer may leave open. `acr`, `amr`: how its subject signed in, as it tells. `client_key`: the key by
    which a service client signed in, whose id is the subject; `acts_for`: the account or membership for which it says that it acts.
    """

    membership: UUID | None
    subject: str
    issuer: UUID | None = None
    client_key: UUID | None = None
    acts_for: tuple[str, UUID] | None = None
    acr: str | None = field(default=None, compare=False)
    amr: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class RefusedCredential:
    """A credential that is what it says it is and was refused: what it names, and why."""

    named: NamedMembership
    reason: str


class Unauthenticated(Exception):
    """No valid credential. `challenge`: the value of the header WWW-Authenticate; `code`: why, where that may be told.

    `refusal`: whom the trail tells of, and why.
    """

    def __init__(self, challenge: str, code: str | None = None, refusal: "RefusedCredential | None" = None) -> None:
        super().__init__()
        self.challenge = challenge
        self.code = code
        self.refusal = refusal


class NotAdmitted(Exception):
    """The credential is valid, and makes no viewer. `code`: why; `refusal`: whom the trail tells of."""

    def __init__(self, code: str, refusal: "RefusedCredential | None" = None) -> None:
        super().__init__()
        self.code = code
        self.refusal = refusal


class Credential(ABC):
    """A kind of credential. `challenge` asks for one, `invalid` answers one that is not valid."""

    challenge: str
    invalid: str

    @abstractmethod
    async def named(self, headers: Headers) -> NamedMembership | None:
        """Return what a request's credential of this kind names; None if it has none. Raises Unauthenticated if it is not valid."""
