"""The audit trail: every command, every reveal, every reading of sensitive groups; sealed in blocks.

Source: docs/domain.md 7, docs/domain-facts.md 5.7. Records hold ids, codes and levels, never texts.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, Row, Use, identifier, one_of, refers_to
from domain.audit import AuditKind


class AuditRecord(Row):
    """One thing somebody did or saw. Written with the act, in its transaction or statement; never changed."""

    __tablename__ = "audit_record"
    use = Use.ADDED
    __table_args__ = (
        one_of("kind", AuditKind),
        Index(None, "at", "id"),
        Index("ix_audit_record_family_ids", "family_ids", postgresql_using="gin"),
        Index(None, "account_id", "at"),
    )

    id: Mapped[UUID] = identifier()
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(Code)
    action: Mapped[str] = mapped_column(Code)
    account_id: Mapped[UUID | None]
    membership_id: Mapped[UUID | None]
    office_id: Mapped[UUID | None]
    target_type: Mapped[str | None] = mapped_column(Code)
    target_id: Mapped[UUID | None]
    family_ids: Mapped[list[UUID] | None]
    person_ids: Mapped[list[UUID] | None]
    groups: Mapped[list[str] | None]
    from_state: Mapped[str | None] = mapped_column(Code)
    to_state: Mapped[str | None] = mapped_column(Code)
    version: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(Code)
    trace: Mapped[str] = mapped_column(Code)


class AuditUnsealed(Row):
    """A record that waits for its block, in the order in which the database took them. Filled by a trigger of `audit_record` alone."""

    __tablename__ = "audit_unsealed"

    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    record_id: Mapped[UUID]


class AuditBlock(Row):
    """A sealed block: its records in order, hashed, chained to the block before."""

    __tablename__ = "audit_block"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed_at: Mapped[datetime]
    count: Mapped[int]
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class AuditSeal(Row):
    """Where a record stands in the chain, and the digest it had when it was sealed."""

    __tablename__ = "audit_seal"

    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    block: Mapped[int] = refers_to("audit_block.number")
    position: Mapped[int]
    digest: Mapped[bytes] = mapped_column(LargeBinary)


class RevealUse(Row):
    """How much an account has revealed: its quota is counted here (docs/domain.md 7), since the application cannot read the audit."""

    __tablename__ = "reveal_use"
    use = Use.HISTORY
    __table_args__ = (Index(None, "account_id", "at"),)

    id: Mapped[UUID] = identifier()
    account_id: Mapped[UUID] = refers_to("account.id")
    at: Mapped[datetime]
    referrals: Mapped[int]
