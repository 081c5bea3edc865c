"""Trusted documents: by what one is named, who registered it, and how long one may be.

Source: docs/decisions/034-trusted-documents.md.
"""

from dataclasses import dataclass
from hashlib import sha256

from domain.text.label import Labelled
from domain.value.values import Context

TEXT_CHARACTERS = 64_000
"""Most characters of a document, registered or not."""
PREFIX = "sha256:"
"""What stands before a digest in `documentId`."""


class DocumentOrigin(Labelled):
    """Who registered a document. 查询文档的登记来源。"""

    FILE = "FILE", "It came with a version of the platform. 随平台版本发布。"
    OPERATOR = "OPERATOR", "An operator, at the terminal. 由运维人员登记。"
    API = "API", "Two administrators: one proposed it, another approved. 由管理员提议并审批。"


@dataclass(frozen=True)
class DocumentText:
    """The text of a document, which is kept byte by byte, since its digest names it; what it says the contract judges."""

    def check(self, value: str, context: Context) -> str:
        """Return the text unchanged."""
        return value


@dataclass(frozen=True)
class Digest:
    """The digest of a document, as it is told or as it is sent in `documentId`."""

    def check(self, value: str, context: Context) -> str:
        """Return the digest alone. One that names no document is refused as such."""
        return value.removeprefix(PREFIX)


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal, as `sha256sum` tells it of a file."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
