"""What the model holds: actors, needs, items, referrals, the book of all of them. A field named as a column is compared with it.

Source: docs/lifecycle.md. Nothing of the house is imported here, nor in the other modules of the model.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tests.model.registered import Family, Merger, Person, Proposal, Visit


@dataclass(frozen=True)
class Actor:
    """One membership: its role, its office, and the digits of the division that is its scope."""

    name: str
    account: UUID
    role: str
    office: UUID
    scope: str


@dataclass
class Need:
    """One difficulty. `region_code`, where it was found or its family lives, decides who sees it. `person_id` None: the household's."""

    id: UUID
    owner_office_id: UUID
    family_id: UUID
    person_id: UUID | None
    region_code: str
    status: str = "OPEN"
    version: int = 1
    completed_items: int = 0
    close_reason: str | None = None
    visit_id: UUID | None = None
    created_at: datetime | None = None

    @property
    def state(self) -> str:
        """Where it stands."""
        return self.status


@dataclass
class Item:
    """One piece of help asked for. `result`: what the office decided last; `said`: what the family said last."""

    id: UUID
    need_id: UUID
    owner_office_id: UUID
    family_id: UUID
    person_id: UUID | None
    region_code: str
    type_code: str
    request_text: str
    state: str = "DRAFT"
    version: int = 1
    path: str | None = None
    lead_id: UUID | None = None
    lead_office_id: UUID | None = None
    previous_id: UUID | None = None
    last_returned_office_id: UUID | None = None
    changed_since_return: bool = False
    designatable: bool = False
    suggested_office_id: UUID | None = None
    monitor_office_id: UUID | None = None
    cancel_reason: str | None = None
    result: str | None = None
    said: str | None = None


@dataclass
class Referral:
    """One assignment of an item to an office."""

    id: UUID
    item_id: UUID
    family_id: UUID
    person_id: UUID | None
    region_code: str
    type_code: str
    office_id: UUID
    dispatching_office_id: UUID
    monitor_office_id: UUID | None
    dispatched_at: datetime
    work_due_at: datetime | None
    """None until it is read from the platform: the finishing clock is not the model's."""
    state: str = "DISPATCHED"
    version: int = 1
    members: list[UUID] | None = None
    """Of whom its office is given anything; None: of the whole household."""
    kept_family_id: UUID | None = None
    kept_person_id: UUID | None = None
    """As of whom an ended one stays shown to its office."""
    owed_until: date | None = None
    shows_family: bool = True
    """Not any more once the family has gone to another county: its office keeps the history alone."""
    part: str = "LEAD"
    lead_id: UUID | None = None
    delegating_office_id: UUID | None = None
    handed_back: bool = False
    assisting_returned: bool = False
    open_assisting: int = 0
    without_assisting: str | None = None
    state_before: str | None = None
    previous_id: UUID | None = None
    handler_id: UUID | None = None
    returnable: bool = True
    question_open: bool = False
    return_ask_state: str | None = None
    return_ask_reason: str | None = None
    return_ask_suggested_office_id: UUID | None = None
    return_ask_until: datetime | None = None
    acceptance_ask_state: str | None = None
    acceptance_ask_accepted_on: date | None = None
    acceptance_ask_until: datetime | None = None
    followed_on: list[date] = field(default_factory=list)
    """The days of stages that follow an acceptance."""
    decided_on: list[date] = field(default_factory=list)
    """The days of the decisions on it."""
    extension_state: str | None = None
    extension_days: int | None = None
    extension_until: datetime | None = None
    extension_granted_days: int = 0
    extension_count: int = 0
    extended_to: datetime | None = None
    """Until when it is to be finished, where a step has just moved that."""
    transfer_state: str | None = None
    transfer_domain: str | None = None
    transfer_reason: str | None = None
    missing: list[str] = field(default_factory=list)
    return_reason: str | None = None
    suggested_office_id: UUID | None = None
    cancel_reason: str | None = None
    stage: str | None = None
    accepted_on: date | None = None
    suspended_until: date | None = None
    completed_at: datetime | None = None
    completed_by: UUID | None = None
    first_payment_on: date | None = None
    confirmed: bool | None = None
    attempts: int = 0
    attempted_on: date | None = None
    post_from: date | None = None
    """The first day on the post that the outcome in force gives."""
    call_on: date | None = None
    review_on: date | None = None
    waits_from: datetime | None = None
    reopen_count: int = 0
    reopen_until: datetime | None = None
    ended_at: datetime | None = None
    urged_for: datetime | None = None
    waits: frozenset[str] = frozenset({"OFFICE"})
    federation_until: datetime | None = None
    monitor_until: datetime | None = None

    def waits_at(self, now: datetime) -> frozenset[str]:
        """Whom it waits for: nobody before its moment, and those who decide until an ask lapses, where it is asks alone that are open."""
        if self.waits_from is not None and now <= self.waits_from:
            return frozenset()
        until = {"FEDERATION": self.federation_until, "MONITOR": self.monitor_until}
        return self.waits - {party for party, moment in until.items() if moment is not None and moment <= now}


Owned = Need | Item | Referral | Person | Proposal | Visit
Row = Owned | Family
NOT_COLUMNS = frozenset(
    {
        "called_until",
        "certified",
        "result",
        "said",
        "waits",
        "post_from",
        "extended_to",
        "followed_on",
        "decided_on",
        "registration",
        "unread",
    }
)


def columns(row: Row) -> dict[str, object]:
    """What must stand in the database."""
    kept: dict[str, object] = {name: value for name, value in vars(row).items() if name not in NOT_COLUMNS}
    if isinstance(row, Referral):
        parties = ("OFFICE", "FEDERATION", "COMMISSIONER", "MONITOR")
        kept |= {f"waits_{party.lower()}": party in row.waits for party in parties}
    return kept


Given = Mapping[str, Any]


@dataclass
class Book:
    """All rows of an example. `offices`: by name."""

    offices: Mapping[str, UUID]
    members: Mapping[UUID, frozenset[UUID]]
    """Office -> the accounts that may handle its referrals."""
    signed_in: frozenset[UUID] = frozenset()
    """The offices in which somebody can sign."""
    families: dict[UUID, Family] = field(default_factory=dict)
    persons: dict[UUID, Person] = field(default_factory=dict)
    mergers: list[Merger] = field(default_factory=list)
    """Those that stand, in their order."""
    proposals: dict[UUID, Proposal] = field(default_factory=dict)
    visits: dict[UUID, Visit] = field(default_factory=dict)
    needs: dict[UUID, Need] = field(default_factory=dict)
    items: dict[UUID, Item] = field(default_factory=dict)
    referrals: dict[UUID, Referral] = field(default_factory=dict)

    def registered(self, family: UUID) -> list[Person]:
        """Who is registered in a family and goes on as nobody else."""
        return [each for each in self.persons.values() if each.family_id == family and each.merged_into_id is None]

    def of(self, family: UUID) -> Iterator[Owned]:
        """What belongs to a family."""
        kinds: tuple[Mapping[UUID, Owned], ...] = (self.persons, self.needs, self.items, self.referrals, self.proposals, self.visits)
        return (each for rows in kinds for each in rows.values() if each.family_id == family)

    def proposed(self, family: UUID) -> Proposal | None:
        """The proposal of a family that is not decided yet."""
        return next((each for each in self.proposals.values() if each.family_id == family and each.state == "OPEN"), None)

    def referrals_of(self, item: Item) -> list[Referral]:
        """In the order in which they were made."""
        return [each for each in self.referrals.values() if each.item_id == item.id]

    def line_of(self, office: UUID) -> frozenset[UUID]:
        """The offices of the same line, wherever they are."""
        line = {name.split(".")[0] for name, each in self.offices.items() if each == office}
        return frozenset(each for name, each in self.offices.items() if name.split(".")[0] in line)

    def leads_of(self, item: Item) -> list[Referral]:
        """Those that the item has followed, in the order in which they were made."""
        return [each for each in self.referrals_of(item) if each.part == "LEAD"]

    def need_of(self, row: Need | Item | Referral) -> Need:
        """The need that the row is for."""
        if isinstance(row, Referral):
            return self.needs[self.items[row.item_id].need_id]
        return self.needs[row.need_id] if isinstance(row, Item) else row


@dataclass(frozen=True)
class Call:
    """Who says what, when."""

    book: Book
    by: Actor
    now: datetime
    given: Given

    @property
    def handler(self) -> UUID | None:
        """The handler that the input names."""
        named: UUID | None = self.given.get("handler")
        return named
