"""The global id of a row in the contract.

Source: docs/design.md 8; Relay's global object identification. resolvers/document/ids.py says which types have one.
"""

import base64
import binascii
from uuid import UUID


def global_id(type_name: str, key: UUID) -> str:
    """Return the id of a row: base64 of `Type:uuid`."""
    return base64.b64encode(f"{type_name}:{key}".encode()).decode()


def read_global_id(text: str) -> tuple[str, UUID] | None:
    """Return the type and key of a global id; None for any other text, also for one that base64 would read alike: a row has one id."""
    try:
        type_name, _, key = base64.b64decode(text.encode(), validate=True).decode().partition(":")
        return (type_name, UUID(key)) if global_id(type_name, UUID(key)) == text else None
    except (ValueError, binascii.Error, UnicodeError):
        return None
