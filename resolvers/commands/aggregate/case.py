"""The aggregate of most commands: an item with its referrals, and the need and family that it belongs to.

Source: docs/lifecycle.md (an item with its referrals has one version and one lock).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
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
from domain.need import ItemOfNeed
from domain.referral import State
from domain.routing import Located
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.aggregate.follow import count_version, follow, move
from resolvers.commands.context import Moment

Pause = tuple[datetime, datetime]


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
    near: Sequence[Located] = field(kw_only=True, default=())
    """The offices over where the family is registered or lives: to one of these the item may go."""
    chosen: "Chosen | None" = field(kw_only=True, default=None)

    @property
    @override
    def subjects(self) -> list[Row]:
        """The item, its need, its referrals, and the row that is answered with."""
        return [self.answer, self.item, self.need, *self.referrals]

    @override
    def move(self, to: str, at: Moment) -> None:
        """Bring the referral, or the item, to a state; an item that is dispatched then follows its lead."""
        if isinstance(self.judged, Referral):
            move(self.judged, State(to), at)
        else:
            self.item.state = to

    @override
    def settle(self, made: Sequence[Row], at: Moment) -> Iterable[Row]:
        """Bring dues, access, item and need up to date, count the version of all, return new rows of access."""
        known = set(self.access)
        follow(self, at)
        count_version(self, at, is_new=self.item in made)
        return [row for key, row in self.access.items() if key not in known]

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
