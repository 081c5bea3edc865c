"""What is removed once its time is past, and what stands against it.

Source: PIPL 19 (no longer than is needed), 47 (erasure), 56 (records of handling at least three years); docs/domain.md 7;
docs/decisions/048-audit-search.md, 053-families-erased.md.
"""

from enum import StrEnum


class RetentionKind(StrEnum):
    """The kinds of rows that are removed past their time; each has its years in `db/reference/retention.toml`."""

    AUDIT = "AUDIT"
    NUMBER_TEST = "NUMBER_TEST"
    REVEAL_USE = "REVEAL_USE"
    VISIT_DRAFT = "VISIT_DRAFT"
    FAMILY = "FAMILY"


LEAST_YEARS = {
    RetentionKind.AUDIT: 3,
    RetentionKind.NUMBER_TEST: 1,
    RetentionKind.REVEAL_USE: 1,
    RetentionKind.VISIT_DRAFT: 1,
    RetentionKind.FAMILY: 10,
}
"""The years for which a kind is kept whatever the table says: what law asks of records and files, what quotas look back for."""
ACTION = "retention"
"""What the audit calls a removal."""
