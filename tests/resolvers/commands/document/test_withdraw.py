"""A registered document is withdrawn once two administrators want it. Source: docs/lifecycle.md (`documentWithdraw`)."""

from uuid import uuid4

from db.reference.documents import document, files
from db.tables.trusted_document import TrustedDocument
from resolvers.commands.document.withdraw import DocumentWithdraw
from resolvers.commands.proposal.decide import ProposalDecide
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.organization.test_create import ADMIN, SECURITY


async def test_one_of_a_release_is_withdrawn_once(stage: Stage) -> None:
    digest = document(files()[0]).digest
    first, second = [(await stage.done(DocumentWithdraw, ADMIN, uuid4(), digest=digest)).subject or uuid4() for _ in range(2)]
    assert (await stage.row(TrustedDocument, TrustedDocument.digest == digest)).withdrawn_on is None
    await stage.done(ProposalDecide, SECURITY, first, approved=True)
    gone = await stage.row(TrustedDocument, TrustedDocument.digest == digest)
    assert (gone.origin, gone.proposal_id, gone.withdrawal_id) == ("FILE", None, first)
    assert await stage.refused(ProposalDecide, SECURITY, second, approved=True) == [("DOCUMENT_UNKNOWN", ("id",))]
    for unknown in (digest, "0" * 64, ""):
        assert await stage.refused(DocumentWithdraw, ADMIN, uuid4(), digest=unknown) == [("DOCUMENT_UNKNOWN", ("digest",))]


async def test_only_a_system_administrator_proposes(stage: Stage) -> None:
    for by in (SECURITY, "admin.audit", "cadre.federation.330110"):
        assert await stage.refused(DocumentWithdraw, by, uuid4(), digest="0") == [("FORBIDDEN", ())]
