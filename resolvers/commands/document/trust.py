"""`documentTrust`: a system administrator proposes that a document is registered, so that it is executed by its digest.

Source: docs/lifecycle.md (`documentTrust`); docs/decisions/034-trusted-documents.md.
"""

from dataclasses import dataclass
from typing import Annotated

from typing_extensions import override

from db.tables.trusted_document import TrustedDocument
from domain.message.refusal import Refusals
from domain.proposal import ProposalKind
from domain.trusted_document import DocumentText, digest_of
from domain.value.values import ShortText
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.document.judged import Fit, Trusting, against_document, fit_of
from resolvers.commands.inputs.input import Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.proposal.proposed import proposed
from resolvers.commands.view import View


class DocumentTrustInput(Input):
    """A document that is to be registered. 拟登记的查询文档。"""

    name: Annotated[str, ShortText(), Says("What it is called: whose it is, what it is for. 名称：所属系统与用途。")]
    text: Annotated[
        str, DocumentText(), Says("The document, as it will be sent: its digest is that of its bytes. 文档全文，与发送时逐字节一致。")
    ]


@dataclass(frozen=True)
class Found:
    """What is registered by the digest of a text, and what the contract says of it."""

    known: TrustedDocument | None
    fit: Fit


class DocumentTrust(Command[Trusting, DocumentTrustInput, Found]):
    """Propose a document that is executed by its digest; another administrator approves it. 提议登记查询文档，由安全管理员审批。"""

    answers = "Proposal"

    @override
    async def find(self, view: View, input: DocumentTrustInput) -> Found:
        """Return what is known of the document."""
        known = await view.rows(TrustedDocument, TrustedDocument.digest == digest_of(input.text))
        return Found(next(iter(known), None), await fit_of(input.text, view.at))

    @override
    async def load(self, locks: Locks, found: Found) -> Trusting:
        """Return a new proposal with what was found."""
        return Trusting(answer=proposed(ProposalKind.DOCUMENT, locks.at), known=found.known, fit=found.fit)

    @override
    def apply(self, trusting: Trusting, input: DocumentTrustInput, at: Moment) -> Change:
        """Write what is proposed. Raises what stands against it."""
        if unfit := against_document(trusting.known, trusting.fit):
            raise Refusals(*unfit)
        row = trusting.answer
        row.name, row.document_text, row.digest, row.operations = input.name, input.text, digest_of(input.text), [*trusting.fit.operations]
        return Change(rows=(row,))
