"""What kinds of acts the audit trail tells apart.

Source: docs/domain-facts.md 5.7; docs/domain.md 7 (reveal, read audit).
"""

from enum import StrEnum


class AuditKind(StrEnum):
    """What was done."""

    COMMAND = "COMMAND"
    REVEAL = "REVEAL"
    READ = "READ"
    TEST = "TEST"
    REFUSED = "REFUSED"
