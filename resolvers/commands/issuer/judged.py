"""What stands against an issuer or a sign-in that is to be; asked when it is proposed, and again when it is approved.

Source: docs/decisions/035-issuers.md, 047-what-administrators-keep.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.tables.issuer import Issuer, SignIn
from db.tables.organization import Organization
from db.tables.proposal import Proposal
from domain.message.refusal import Refusal


@dataclass(frozen=True)
class Named:
    """What a new or changed issuer is judged by: the one of this address, and the organisations for which it is to speak."""

    issuer: Issuer | None
    organizations: Sequence[Organization]


@dataclass(frozen=True)
class SignedIn:
    """What a sign-in is judged by: its issuer, and the sign-in that this subject has."""

    issuer: Issuer
    held: SignIn | None


def has_ended(row: Issuer | SignIn, now: datetime) -> bool:
    """Return whether an issuer or a sign-in stands no more."""
    return row.ends_at is not None and row.ends_at <= now


def against_issuer(row: Proposal, named: Named) -> Iterator[Refusal]:
    """Yield what stands against an issuer that is to be or to be changed."""
    if row.issuer_id != (None if named.issuer is None else named.issuer.id):
        yield Refusal("ISSUER_KNOWN", path=("address",))
    if any(each.ended_at is not None for each in named.organizations):
        yield Refusal("OFFICE_ENDED", path=("organizations",))


def against_sign_in(signed_in: SignedIn, now: datetime) -> Iterator[Refusal]:
    """Yield what stands against an account's sign-in."""
    if has_ended(signed_in.issuer, now):
        yield Refusal("ISSUER_ENDED", path=("issuer",))
    if signed_in.held is not None and not has_ended(signed_in.held, now):
        yield Refusal("SIGN_IN_KNOWN", path=("subject",))
