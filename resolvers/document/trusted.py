"""Which documents a server takes: any, or those alone that are registered; a registered one is sent by its id, in the place of its text.

Source: docs/decisions/034-trusted-documents.md; GraphQL over HTTP, persisted documents (`documentId`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.message.refusal import Refusal
from domain.trusted_document import PREFIX, digest_of


class Taken(StrEnum):
    """Whose documents are executed."""

    ANY = "any"
    TRUSTED = "trusted"


@dataclass(frozen=True)
class Trust:
    """The documents that are registered, by the SHA-256 of their text in hexadecimal; `taken`: whether others are executed too."""

    documents: Callable[[], Mapping[str, str]]
    taken: Taken = Taken.ANY

    def text(self, text: str | None, document_id: str | None) -> str:
        """Return the text to be executed, sent as such or by its id. Raises Refusal DOCUMENT_UNKNOWN, DOCUMENT_NOT_TRUSTED."""
        if document_id is not None:
            found = self.documents().get(document_id.removeprefix(PREFIX)) if document_id.startswith(PREFIX) else None
            if found is None:
                raise Refusal("DOCUMENT_UNKNOWN")
            return found
        assert text is not None, "a request has one of the two"
        if self.taken is Taken.TRUSTED and digest_of(text) not in self.documents():
            raise Refusal("DOCUMENT_NOT_TRUSTED")
        return text
