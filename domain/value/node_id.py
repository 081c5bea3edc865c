"""The global id of a row in the contract.

Source: docs/design.md 8; Relay's global object identification. resolvers/document/ids.py reads ids back.
"""

import base64
from uuid import UUID


def global_id(type_name: str, key: UUID) -> str:
    """Return the id of a row: base64 of `Type:uuid`."""
    return base64.b64encode(f"{type_name}:{key}".encode()).decode()
