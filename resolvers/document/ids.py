"""Global ids read back: a type tag and a uuid in one opaque text.

Source: docs/design.md 8; Relay's global object identification.
"""

import base64
import binascii
from uuid import UUID

from domain.rules.access import FIELDS
from domain.value.node_id import global_id

TAGS = frozenset(name for name, _, field in (cell.partition(".") for cell in FIELDS) if field == "id")
"""The types that have a global id: those whose `id` has a cell in `domain/rules/access.py`."""


def decode_id(text: str) -> tuple[str, UUID] | None:
    """The type tag and uuid of a global id; None for any other text, also for one that base64 would read alike: a row has one id."""
    try:
        tag, _, key = base64.b64decode(text.encode(), validate=True).decode().partition(":")
        return (tag, UUID(key)) if tag in TAGS and global_id(tag, UUID(key)) == text else None
    except (ValueError, binascii.Error, UnicodeError):
        return None


def type_of_id(text: str) -> str | None:
    """The type tag of a global id; None for any other text."""
    decoded = decode_id(text)
    return decoded[0] if decoded else None
