"""Which documents are taken. Source: docs/decisions/034-trusted-documents.md."""

from hashlib import sha256

import pytest

from domain.message.refusal import Refusal
from resolvers.document.trusted import Taken, Trust

TEXT = "query Inbox { inbox { totalCount } }"
DIGEST = sha256(TEXT.encode()).hexdigest()


def test_a_server_that_takes_registered_documents_alone_takes_them_by_text_as_well() -> None:
    trust = Trust(lambda: {DIGEST: TEXT}, Taken.TRUSTED)
    assert trust.text(None, f"sha256:{DIGEST}") == trust.text(TEXT, None) == TEXT


@pytest.mark.parametrize("text", ["{ inbox { totalCount } }", TEXT + " ", "", "\ud800"])
def test_and_no_other_text(text: str) -> None:
    with pytest.raises(Refusal, match="DOCUMENT_NOT_TRUSTED"):
        Trust(lambda: {DIGEST: TEXT}, Taken.TRUSTED).text(text, None)
    assert Trust(lambda: {DIGEST: TEXT}).text(text, None) == text


def test_what_is_withdrawn_is_unknown_at_once() -> None:
    known = {DIGEST: TEXT}
    trust = Trust(lambda: known)
    known.clear()
    with pytest.raises(Refusal, match="DOCUMENT_UNKNOWN"):
        trust.text(None, f"sha256:{DIGEST}")
