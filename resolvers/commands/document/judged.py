"""What stands against a trusted document, or its end; asked when it is proposed, and again when it is approved.

Source: docs/lifecycle.md (`documentTrust`, `documentWithdraw`); docs/decisions/034-trusted-documents.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from db.tables.proposal import Proposal
from db.tables.trusted_document import TrustedDocument
from domain.message.refusal import Refusal, Refusals
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.context import Moment


@dataclass(frozen=True)
class Fit:
    """What the contract says of a document: the names of its operations, or what of it does not fit."""

    operations: Sequence[str] = ()
    unfit: Sequence[Refusal] = ()


@dataclass(kw_only=True)
class Trusting(Aggregate[Proposal]):
    """A new proposal about a document, the one that is registered by its digest, and what the contract says of its text."""

    known: TrustedDocument | None
    fit: Fit = Fit()


async def fit_of(text: str, at: Moment) -> Fit:
    """Return what the contract says of a text today, within the limits of a request."""
    assert at.contract is not None, "whoever executes documents hands the contract down"
    try:
        return Fit(operations=await at.contract.operations(text, at.viewer.account))
    except Refusal as refusal:
        return Fit(unfit=(refusal,))
    except Refusals as several:
        return Fit(unfit=several.refusals)


def stands(known: TrustedDocument | None) -> bool:
    """Return whether a document is registered, and was not withdrawn."""
    return known is not None and known.withdrawn_on is None


def against_document(known: TrustedDocument | None, fit: Fit) -> list[Refusal]:
    """Return what stands against a document that is to be registered."""
    unfit = [each.at("text") for each in fit.unfit]
    return [*unfit, Refusal("DOCUMENT_STANDS", path=("text",))] if stands(known) else unfit


def against_document_end(known: TrustedDocument | None) -> list[Refusal]:
    """Return what stands against the end of a document."""
    return [] if stands(known) else [Refusal("DOCUMENT_UNKNOWN", path=("digest",))]
