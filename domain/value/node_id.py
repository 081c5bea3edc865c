"""The id of a row as the contract shows it: one text for every type, the same wherever it is told.

Source: docs/design.md 8; Relay's global object identification. Reading one back is for the contract's edge: resolvers/document/ids.py.
"""

import base64
from uuid import UUID


def global_id(type_name: str, key: UUID) -> str:
    """The id of a row: base64 of type tag and uuid."""
    return base64.b64encode(f"{type_name}:{key}".encode()).decode()
