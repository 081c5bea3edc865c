"""Global ids read back: a type tag and a uuid in one opaque text.

Source: docs/design.md 8; Relay's global object identification.
"""

import base64
import binascii
from uuid import UUID

from domain.value.node_id import global_id

TAGS = frozenset(
    {
        "Referral",
        "ReferralEvent",
        "AssistanceItem",
        "Need",
        "Family",
        "Person",
        "PersonMatch",
        "Visit",
        "FollowUp",
        "Campaign",
        "Import",
        "Organization",
        "Office",
        "Account",
        "Membership",
        "Viewer",
        "VisitDraft",
        "AuditRecord",
        "Outcome",
    }
)


def decode_id(text: str) -> tuple[str, UUID] | None:
    """The type tag and uuid of a global id; None where it is none. A row has one id: what base64 would also read as it is none."""
    try:
        tag, _, key = base64.b64decode(text.encode(), validate=True).decode().partition(":")
        return (tag, UUID(key)) if tag in TAGS and global_id(tag, UUID(key)) == text else None
    except (ValueError, binascii.Error, UnicodeError):
        return None


def type_of_id(text: str) -> str | None:
    """The type tag of a global id."""
    decoded = decode_id(text)
    return decoded[0] if decoded else None
