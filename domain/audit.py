"""What kinds of acts the audit trail tells apart.

Source: domain-facts F5.7; domain.md 7 (reveal, read audit).
"""

from enum import StrEnum


class AuditKind(StrEnum):
    """What was done."""

    COMMAND = "COMMAND"
    REVEAL = "REVEAL"
    READ = "READ"
