"""`documentWithdraw`: a system administrator proposes that a registered document is taken no more, whoever registered it.

Source: docs/lifecycle.md (`documentWithdraw`); docs/decisions/034-trusted-documents.md.
"""

from typing import Annotated

from typing_extensions import override

from db.tables.trusted_document import TrustedDocument
from domain.message.refusal import Refusals
from domain.proposal import ProposalKind
from domain.trusted_document import Digest
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.document.judged import Trusting, against_document_end
from resolvers.commands.inputs.input import Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.proposal.proposed import proposed
from resolvers.commands.view import View


class DocumentWithdrawInput(Input):
    """Which document is taken no more. 拟撤销登记的查询文档。"""

    digest: Annotated[str, Digest(), Says("Its digest, as `trustedDocuments` tells it or as it is sent. 文档摘要。")]


class DocumentWithdraw(Command[Trusting, DocumentWithdrawInput, TrustedDocument | None]):
    """Propose that a registered document is taken no more; another administrator approves it. 提议撤销查询文档的登记，由安全管理员审批。"""

    answers = "Proposal"

    @override
    async def find(self, view: View, input: DocumentWithdrawInput) -> TrustedDocument | None:
        """Return the document; None for an unknown one."""
        return next(iter(await view.rows(TrustedDocument, TrustedDocument.digest == input.digest)), None)

    @override
    async def load(self, locks: Locks, found: TrustedDocument | None) -> Trusting:
        """Return a new proposal with what was found."""
        return Trusting(answer=proposed(ProposalKind.DOCUMENT_END, locks.at), known=found)

    @override
    def apply(self, trusting: Trusting, input: DocumentWithdrawInput, at: Moment) -> Change:
        """Write what is proposed. Raises DOCUMENT_UNKNOWN."""
        if unfit := against_document_end(trusting.known):
            raise Refusals(*unfit)
        trusting.answer.digest = input.digest
        return Change(rows=(trusting.answer,))
