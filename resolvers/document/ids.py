"""Global ids read back: a type tag and a uuid in one opaque text.

Source: docs/design.md 8; Relay's global object identification.
"""

from uuid import UUID

from domain.rules.access import FIELDS
from domain.value.node_id import read_global_id

TAGS = frozenset(name for name, _, field in (cell.partition(".") for cell in FIELDS) if field == "id")
"""The types that have a global id: those whose `id` has a cell in `domain/rules/access.py`."""


def decode_id(text: str) -> tuple[str, UUID] | None:
    """The type tag and uuid of a global id; None for any other text."""
    read = read_global_id(text)
    return read if read is not None and read[0] in TAGS else None


def type_of_id(text: str) -> str | None:
    """The type tag of a global id; None for any other text."""
    decoded = decode_id(text)
    return decoded[0] if decoded else None
