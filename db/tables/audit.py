"""The audit trail: a record of every command, reveal and reading of sensitive fields; records are sealed in blocks.

Source: docs/domain.md 7, docs/domain-facts.md 5.7. Records hold ids, codes and levels, never texts.
"""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import QUEUE, Code, Row, Use, identifier, one_of, refers_to
from domain.audit import AuditKind


class Recorded:
    """What a record tells."""

    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(Code)
    action: Mapped[str] = mapped_column(Code)
    account_id: Mapped[UUID | None]
    membership_id: Mapped[UUID | None]
    office_id: Mapped[UUID | None]
    client_id: Mapped[UUID | None]
    """The service client by which the account acted; null for none."""
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


class AuditRecord(Recorded, Row):
    """One command, reveal or reading. It is written in the same transaction or statement and never changed.

    A statement that reads the table reads those that still wait for their block as well. A new one waits, whoever writes it.
    """

    __tablename__ = "audit_record"
    use = Use.ADDED
    added_to = "audit_unsealed"
    __table_args__ = (
        one_of("kind", AuditKind),
        Index(None, "at", "id"),
        Index("ix_audit_record_family_ids", "family_ids", postgresql_using="gin"),
        Index("ix_audit_record_person_ids", "person_ids", postgresql_using="gin", postgresql_where=text("person_ids is not null")),
        Index(None, "account_id", "at"),
        Index(None, "office_id", "at", "id"),
        Index(None, "action", "at", "id"),
        Index("ix_audit_record_client", "client_id", "at", "id", postgresql_where=text("client_id is not null")),
        Index("ix_audit_record_rare", "at", "id", postgresql_where=text(f"kind not in ('{AuditKind.READ}', '{AuditKind.COMMAND}')")),
    )

    id: Mapped[UUID] = identifier()


class AuditUnsealed(Recorded, Row):
    """A record that waits for its block; `number`: the order in which the database took it.

    It has one index besides: whoever reads or acts waits for this row, and not for the indexes by which the trail is searched.
    """

    __tablename__ = "audit_unsealed"
    __table_args__ = (Index(None, "at", "id"), {"postgresql_inherits": "audit_record", **QUEUE})

    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    id: Mapped[UUID] = mapped_column(default=uuid4)


class AuditRemoved(Row):
    """A record that somebody removed while it waited for its block; a trigger of `audit_unsealed` notes it."""

    __tablename__ = "audit_removed"

    record_id: Mapped[UUID] = mapped_column(primary_key=True)


class AuditBlock(Row):
    """A sealed block: how many records it has, its hash, and the hash of the block before."""

    __tablename__ = "audit_block"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed_at: Mapped[datetime]
    count: Mapped[int]
    removed_at: Mapped[datetime | None]
    """When records of it that were past their time were removed last; its hash stays, as what the next block follows."""
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class AuditSeal(Row):
    """The block and position of a sealed record, and its SHA-256 when it was sealed."""

    __tablename__ = "audit_seal"

    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    block: Mapped[int] = refers_to("audit_block.number")
    position: Mapped[int]
    digest: Mapped[bytes] = mapped_column(LargeBinary)


class RevealUse(Row):
    """How many referrals an account revealed at a moment: its quota (docs/domain.md 7) is counted here, not in the audit trail."""

    __tablename__ = "reveal_use"
    use = Use.HISTORY
    __table_args__ = (CheckConstraint("referrals >= 0", name="counts"), Index(None, "account_id", "at"))

    id: Mapped[UUID] = identifier()
    account_id: Mapped[UUID] = refers_to("account.id")
    at: Mapped[datetime]
    referrals: Mapped[int]
