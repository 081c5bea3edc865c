"""Every table of the platform, a module per subject; importing this package makes `Row.metadata` complete."""

from db.tables import (
    account,
    audit,
    campaign,
    command_key,
    family,
    family_access,
    follow_up,
    import_row,
    item,
    need,
    organization,
    outcome,
    person,
    reference,
    referral,
    region,
    visit,
)
from db.tables.declare import Row

__all__ = [
    "Row",
    "account",
    "audit",
    "campaign",
    "command_key",
    "family",
    "family_access",
    "follow_up",
    "import_row",
    "item",
    "need",
    "organization",
    "outcome",
    "person",
    "reference",
    "referral",
    "region",
    "visit",
]
