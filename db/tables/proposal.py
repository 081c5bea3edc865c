"""What one administrator proposes and another decides: accounts, offices, limits, trusted documents and more that are to be, or to end.

Source: docs/domain.md 1; docs/decisions/041-two-administrators.md. An approved one is carried out by `db/protect/proposal/carrying_out.py`.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, Row, Use, Versioned, identifier, one_of, refers_to
from domain.proposal import ProposalKind, ProposalState
from domain.viewer import OrganizationKind, Role


class Proposal(Versioned, Row):
    """One change; what is proposed is never written over. `becomes_id`: the key that what is proposed has once it is carried out.

    `subject`, `name`: of an account, with which a first membership may come. `account_id` to `deputy_for_id`: of a membership, and for
    whose absence. `office_id` alone: the office that ends. `organization_kind` and what follows: of an organisation, whose offices get the
    keys `office_ids`, or of an office; `organization_id`: the organisation that ends, or that gets an office. `address` and what follows:
    of an issuer; `requirements`: what its tokens must tell, each as `ROLE acr|amr VALUE`; `issuer_id`: the one that is changed, or whose
    `subject` an account is. `code_list`, `code`: of a version of reference data, what it is of, a limit by its key in the list LIMIT;
    `follows`: the number of the version that it follows, which must be the one in its place when it is approved; `basis`: in law.
    `name`, `name_en`: of a code, in both languages; `like_code`: the one that a new code is like; `successor`: of one that ends.
    `document_text`, `operations`: of a document, named `name`; `digest`: which one it is, or which one is taken no more.
    """

    __tablename__ = "proposal"
    use = Use.HISTORY | Use.CHANGED
    __table_args__ = (
        one_of("kind", ProposalKind),
        one_of("state", ProposalState),
        one_of("role", Role),
        one_of("organization_kind", OrganizationKind),
        CheckConstraint("(decided_by is null) = (state = 'PROPOSED')", name="decided"),
        CheckConstraint("state = 'WITHDRAWN' or decided_by <> proposed_by", name="two_people"),
        CheckConstraint("account_id <> proposed_by and (state = 'WITHDRAWN' or decided_by <> account_id)", name="of_others"),
        Index(None, "at", "id"),
        Index(None, "listed", "id", postgresql_where=text("listed is not null")),
    )

    id: Mapped[UUID] = identifier()
    kind: Mapped[str] = mapped_column(Code)
    state: Mapped[str] = mapped_column(Code)
    at: Mapped[datetime]
    proposed_by: Mapped[UUID] = refers_to("account.id")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None] = refers_to("account.id")
    reason: Mapped[str | None] = mapped_column(Code)
    listed: Mapped[str | None] = mapped_column(Code)
    """The number of the list with which it came; null for one that was proposed by itself."""
    becomes_id: Mapped[UUID] = mapped_column(unique=True)
    subject: Mapped[str | None] = mapped_column(Code)
    name: Mapped[str | None]
    account_id: Mapped[UUID | None] = refers_to("account.id", index=True)
    office_id: Mapped[UUID | None] = refers_to("office.id")
    role: Mapped[str | None] = mapped_column(Code)
    scope: Mapped[list[str]]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    deputy_for_id: Mapped[UUID | None] = refers_to("membership.id")
    organization_kind: Mapped[str | None] = mapped_column(Code)
    region_code: Mapped[str | None] = mapped_column(Code)
    department_code: Mapped[str | None] = mapped_column(Code)
    parent_id: Mapped[UUID | None] = refers_to("organization.id")
    lines: Mapped[list[str]]
    office_ids: Mapped[list[UUID]]
    organization_id: Mapped[UUID | None] = refers_to("organization.id")
    address: Mapped[str | None] = mapped_column(Code)
    audience: Mapped[str | None] = mapped_column(Code)
    keys_address: Mapped[str | None] = mapped_column(Code)
    client_id: Mapped[str | None] = mapped_column(Code)
    organization_ids: Mapped[list[UUID]]
    requirements: Mapped[list[str]]
    issuer_id: Mapped[UUID | None] = refers_to("issuer.id")
    code_list: Mapped[str | None] = mapped_column(Code)
    code: Mapped[str | None] = mapped_column(Code)
    type_code: Mapped[str | None] = mapped_column(Code)
    follows: Mapped[int | None]
    value: Mapped[int | None]
    unit: Mapped[str | None] = mapped_column(Code)
    valid_from: Mapped[date | None]
    basis: Mapped[str | None]
    name_en: Mapped[str | None]
    like_code: Mapped[str | None] = mapped_column(Code)
    successor: Mapped[str | None] = mapped_column(Code)
    document_text: Mapped[str | None]
    digest: Mapped[str | None] = mapped_column(Code)
    operations: Mapped[list[str]] = mapped_column(default=list, server_default="{}")

    def decide(self, state: ProposalState, by: UUID, now: datetime) -> None:
        """Write what became of it."""
        self.state, self.decided_by, self.decided_at = state, by, now
        self.changed(now)
