"""Registered documents, as the three administrators see them, by the document that comes for them with a release.

Source: docs/decisions/034-trusted-documents.md; docs/operations/administrators.graphql.
"""

from uuid import UUID

from db.reference.documents import IN_DOCS, document, operations
from demonstration.history.administration import DOCUMENT
from domain.trusted_document import digest_of
from tests.schema.conftest import CADRE, Ask, Stage

OURS = document(IN_DOCS / "operations" / "administrators.graphql")
NOBODY = UUID(int=0)
TEXT = "query Ours { inbox { totalCount } }"
DIGEST = digest_of(TEXT)


async def test_administrators_propose_approve_and_list_documents_and_nobody_else_sees_one(ask: Ask, stage: Stage) -> None:
    for who in (CADRE, "admin.system", "admin.security", "admin.audit"):
        stage.world.viewer(who)

    async def done(operation: str, by: str, **given: object) -> object:
        (told,) = (await ask(OURS.text, by, operation, input=given)).values()
        assert told["errors"] == []
        return told["proposal"]

    wrong = await ask(OURS.text, "admin.system", "DocumentTrust", input={"name": "x", "text": "{ families { nodes { diagnosis } } }"})
    (unfit,) = wrong["documentTrust"]["errors"]
    assert (unfit["code"], unfit["path"]) == ("BAD_DOCUMENT", ["text"])
    assert "第1行第22列" in unfit["message"]
    assert "类型“Family”没有字段“diagnosis”" in unfit["message"]
    match await done("DocumentTrust", "admin.system", name="收件箱", text=TEXT):
        case {"id": key, "documentText": text, "digest": digest, "operations": names, "document": None}:
            assert (text, digest, names) == (TEXT, DIGEST, ["Ours"])
        case other:
            raise AssertionError(other)
    match await done("ProposalDecide", "admin.security", id=key, approved=True):
        case {"state": "APPROVED", "document": {"name": "收件箱", "operations": ["Ours"], "withdrawnOn": None, "origin": "API"}}:
            pass
        case other:
            raise AssertionError(other)
    only = {"filter": {"digest": [DIGEST], "standing": True}}
    for by in ("admin.system", "admin.security", "admin.audit"):
        (told,) = (await ask(OURS.text, by, "TrustedDocuments", **only))["trustedDocuments"]["nodes"]
        assert (told["text"], told["proposal"]["id"], told["withdrawal"]) == (TEXT, key, None)
    assert (await ask(OURS.text, CADRE, "TrustedDocuments", **only))["trustedDocuments"]["nodes"] == []
    assert stage.executor().documents.known(DOCUMENT, NOBODY).operations  # the demonstration's own fits
    found = await ask(OURS.text, "admin.audit", "TrustedDocuments", filter={"digest": [OURS.digest]})
    (brought,) = found["trustedDocuments"]["nodes"]
    assert (brought["origin"], brought["operations"], brought["proposal"]) == ("FILE", operations(OURS.text), None)
