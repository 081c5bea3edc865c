"""What the model holds of households: families, persons, mergers, and what is proposed to another county.

Source: docs/domain.md 2 (Family, Person); docs/decisions/030-merging.md, 033-moving.md. Nothing of the house is imported here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass
class Family:
    """A household. `called_until`: so long the hotline that it called sees it."""

    id: UUID
    number: str
    region_code: str
    registration_region_code: str
    head_id: UUID
    called_until: datetime | None = None
    version: int = 1
    merged_into_id: UUID | None = None
    merged_numbers: list[str] = field(default_factory=list)
    unread: int = 0
    """By how much the version may be higher: what a visit tells may have been known already."""

    @property
    def state(self) -> str:
        """Whether it stands, or goes on as another."""
        return "STANDS" if self.merged_into_id is None else "MERGED"


@dataclass
class Person:
    """A member of a family, registered as such. `certified`: whether there is a certificate."""

    id: UUID
    family_id: UUID
    region_code: str
    certified: bool = False
    deceased_on: date | None = None
    merged_into_id: UUID | None = None

    @property
    def state(self) -> str:
        """Whether they stand, or go on as another registration."""
        return "STANDS" if self.merged_into_id is None else "MERGED"


@dataclass
class Visit:
    """One contact with a family; `region_code`, where that was, stays."""

    id: UUID
    family_id: UUID
    region_code: str
    person_id: UUID | None
    visitor_id: UUID
    office_id: UUID
    at: datetime
    created_at: datetime
    contact_result: str = "MET"
    channel: str = "ROUTINE_VISIT"
    state: str = "RECORDED"
    version: int = 1
    companions: str | None = None
    withdrawal_reason: str | None = None
    callback_due_at: datetime | None = None
    """Until when the hotline that was called calls back."""


@dataclass
class Proposal:
    """A family that is proposed to another county: `region_code`, the village there. `account_id`: of whom it was proposed."""

    id: UUID
    family_id: UUID
    region_code: str
    from_region_code: str
    registration: str | None
    """Where it is registered then; None for as before."""
    office_id: UUID
    account_id: UUID
    at: datetime
    due_at: datetime
    state: str = "OPEN"
    version: int = 1
    reason: str | None = None

    def decide(self, state: str) -> None:
        """Write what became of it."""
        self.state, self.version = state, self.version + 1


Values = dict[str, Any]


@dataclass(frozen=True)
class Merger:
    """Two families that became one at a moment. `lines`: for each row that was changed what stood in it, and what was written."""

    survivor: UUID
    merged: UUID
    at: datetime
    lines: Mapping[UUID, tuple[Values, Values]]
