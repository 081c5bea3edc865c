"""The aggregate of most commands: an item with its referrals, and the need and family that it belongs to.

Source: docs/lifecycle.md (an item with its referrals has one version and one lock).
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from typing_extensions import override

from db.tables.declare import Row
from db.tables.family import Family
from db.tables.family_access import FamilyAccess
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.organization import Office
from db.tables.outcome import Outcome
from db.tables.referral import Referral
from domain.follow_up import FollowUpResult
from domain.message.refusal import Path, Refusal
from domain.need import ItemOfNeed

Pause = tuple[datetime, datetime]


@dataclass(frozen=True)
class Numbered:
    """Somebody who gets an ID number: where the input tells it, the number, the person's key."""

    path: Path
    number: str = field(repr=False)
    person: UUID


@dataclass
class Aggregate:
    """Rows that one command changes together. `judged`: the row that the action's states and guards are read from.

    `answer`: the row that the payload shows, and the target of the audit record.
    """

    judged: Any
    answer: Row
    family: Family | None = None
    unfit: list[Refusal] = field(default_factory=list)
    """What the input names and does not fit, found while loading: told once the action is permitted."""
    numbered: list[Numbered] = field(default_factory=list)
    """Who gets an ID number: looked up when all else is done, so that nothing else that is wrong ever tells a number."""
    gone: list[Row] = field(default_factory=list)
    """What the command removes."""

    @property
    def touched(self) -> list[UUID]:
        """The families that the command is about."""
        return [] if self.family is None else [self.family.id]

    @property
    def subjects(self) -> list[Row]:
        """The rows in whose histories the command may leave a step, but for those that are new."""
        return [self.answer, *(row for case in self.cases for row in (case.item, case.need, *case.referrals))]

    @property
    def cases(self) -> "list[Case]":
        """The items whose dues, access and history are to be settled."""
        return []


@dataclass
class Case(Aggregate):
    """An item, all its referrals, and the rows that follow them."""

    item: AssistanceItem = field(kw_only=True)
    need: Need = field(kw_only=True)
    family: Family = field(kw_only=True)
    referrals: list[Referral] = field(kw_only=True, default_factory=list)
    access: dict[UUID, FamilyAccess] = field(kw_only=True, default_factory=dict)
    """By referral."""
    others: list[ItemOfNeed] = field(kw_only=True, default_factory=list)
    """The other items of the need."""
    outcome: Outcome | None = field(kw_only=True, default=None)
    """Of the lead, in force."""
    said: FollowUpResult | None = field(kw_only=True, default=None)
    """What the family said last of the lead."""
    pauses: list[Pause] = field(kw_only=True, default_factory=list)
    """The ended suspensions of the clock that now runs."""
    certified: frozenset[UUID] = field(kw_only=True, default=frozenset())
    """The members of the family who have a disability certificate in force, where the action looks at them."""
    chosen: "Chosen | None" = field(kw_only=True, default=None)

    @property
    @override
    def cases(self) -> "list[Case]":
        """Itself."""
        return [self]

    @property
    def lead(self) -> Referral | None:
        """The lead referral that the item follows; none while it is a draft or came back."""
        return next((each for each in self.referrals if each.id == self.item.lead_id), None)

    @property
    def last(self) -> Referral | None:
        """The referral that no other came after."""
        return next((each for each in self.referrals if not self.was_sent_on(each)), None)

    def was_sent_on(self, referral: Referral) -> bool:
        """Whether the item was dispatched again since this referral: another points back at it."""
        return any(each.previous_id == referral.id for each in self.referrals)


@dataclass(frozen=True)
class Chosen:
    """The office that a dispatch goes to, and the offices that follow from it."""

    office: Office
    counted_under: UUID
    """The county's office of its line, for an office below the county; otherwise itself."""
    monitor: UUID | None
    """The nearest federation above both offices."""
