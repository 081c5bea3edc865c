"""The rows of a county as plain dicts, read once through the loader's login: all that the oracle knows of the world."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import asyncpg

from tests.oracle.words import tagged

Row = Mapping[str, Any]
TABLES = (
    "region", "code_name", "assistance_type", "share_contract", "organization", "office", "account", "membership", "campaign", "import",
    "campaign_listing", "correction", "correction_text", "authority", "availability", "default_handler",
    "family", "person", "person_match", "certificate_record", "entitlement", "visit", "visit_draft", "need", "assistance_item", "item_line",
    "referral", "event", "event_text", "referral_read", "outcome", "follow_up", "placement_call", "family_access", "audit_record",
    "saved_filter", "emergency_view", "family_hand_over", "family_hand_over_text", "family_move_proposal", "client", "client_key",
    "proposal", "issuer", "issuer_requirement", "sign_in", "legal_hold", "rule_limit", "trusted_document",
)  # fmt: skip

TABLE_OF = {
    "Family": "family",
    "Person": "person",
    "PersonMatch": "person_match",
    "Referral": "referral",
    "ReferralEvent": "event",
    "Event": "event",
    "Outcome": "outcome",
    "FollowUp": "follow_up",
    "AssistanceItem": "assistance_item",
    "ItemLine": "item_line",
    "Need": "need",
    "Visit": "visit",
    "CampaignListing": "campaign_listing",
    "Correction": "correction",
    "FamilyHandOver": "family_hand_over",
    "FamilyMoveProposal": "family_move_proposal",
    "VisitDraft": "visit_draft",
    "SavedFilter": "saved_filter",
    "EmergencyView": "emergency_view",
    "Proposal": "proposal",
    "Issuer": "issuer",
    "SignIn": "sign_in",
    "LegalHold": "legal_hold",
    "AuditRecord": "audit_record",
    "Organization": "organization",
    "Office": "office",
    "Account": "account",
    "Membership": "membership",
    "Client": "client",
    "Campaign": "campaign",
    "Import": "import",
}
"""The types whose rows have a global id."""


@dataclass
class County:
    """Every row of every table, at one moment."""

    tables: Mapping[str, list[Row]]
    now: datetime
    _found: dict[tuple[str, str], dict[Any, list[Row]]] = field(default_factory=dict)

    def having(self, table: str, column: str, value: object) -> list[Row]:
        """The rows of a table with this value in a column."""
        if (table, column) not in self._found:
            rows = self._found[table, column] = defaultdict(list)
            for row in self.tables[table]:
                rows[row[column]].append(row)
        return self._found[table, column].get(value, [])

    def one(self, table: str, value: object, column: str = "id") -> Row | None:
        """The row with this key."""
        return next(iter(self.having(table, column, value)), None)

    @cached_property
    def by_global_id(self) -> Mapping[str, tuple[str, Row]]:
        """Type and row of every global id."""
        return {tagged(type_name, row["id"]): (type_name, row) for type_name, table in TABLE_OF.items() for row in self.tables[table]}

    def region_name(self, code: str | None) -> str:
        """The name of a division; nothing for none."""
        region = self.one("region", code, "code")
        return "" if region is None else str(region["name"])


async def read(loader_url: str, now: datetime) -> County:
    """Everything there is, past row security."""
    connection = await asyncpg.connect(loader_url)
    try:
        return County({table: [dict(each) for each in await connection.fetch(f"select * from {table}")] for table in TABLES}, now)
    finally:
        await connection.close()


def digits(code: str) -> str:
    """A division's code without the zeros that stand for its level: 2, 4, 6, 9 or 12 digits, none for the nation."""
    for length in (12, 9, 6, 4, 2):
        above = {12: 9, 9: 6, 6: 4, 4: 2, 2: 0}[length]
        if code[above:length].strip("0"):
            return code[:length]
    return ""


def lies_in(code: str, division: str) -> bool:
    """Whether a division is another one or lies in it."""
    return code.startswith(digits(division))


def cut(code: str, length: int) -> str | None:
    """The division of a higher level around a division; None where it stands higher itself."""
    return code[:length].ljust(12, "0") if len(digits(code)) >= length else None
