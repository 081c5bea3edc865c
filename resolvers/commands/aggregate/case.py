"""The aggregate of most commands: an item with its referrals, and for help to a family the need and the family that it belongs to.

Source: docs/lifecycle.md (an item with its referrals has one version and one lock).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from typing_extensions import override

from db.tables.declare import Row
from db.tables.entitlement import Entitlement
from db.tables.family import Family
from db.tables.family_access import FamilyAccess
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.organization import Office
from db.tables.outcome import Outcome
from db.tables.referral import Referral
from domain.follow_up import FollowUpResult
from domain.need import ItemOfNeed
from domain.outcome import GRANTING
from domain.referral import Part, State
from domain.routing import Homes, Located
from resolvers.commands.aggregate.aggregate import Aggregate, R
from resolvers.commands.aggregate.follow import count_version, follow, follow_need, homes_of, move
from resolvers.commands.aggregate.granted import GrantedItem
from resolvers.commands.context import Moment

Pause = tuple[datetime, datetime]


@dataclass(kw_only=True)
class Case(Aggregate[Row], ABC):
    """An item with all its referrals: what they stand on says which of the two cases it is, `FamilyCase` or `Pool`."""

    item: AssistanceItem
    referrals: list[Referral] = field(default_factory=list)
    access: dict[UUID, FamilyAccess] = field(default_factory=dict)
    """What each referral lets its office see, by the referral's key."""
    outcome: Outcome | None = None
    """The latest outcome of the lead referral."""
    pauses: list[Pause] = field(default_factory=list)
    """From when until when the running clock was suspended; only where the action computes by it."""
    stages: list[tuple[str, date]] = field(default_factory=list)
    """Every stage that was told of the judged referral, with its day; only where the action looks at them."""
    decided_on: list[date] = field(default_factory=list)
    """The days of the decisions on the judged referral; only where the action looks at them."""
    near: Sequence[Located] | None = None
    """The offices of the divisions over `homes`: the item may go to some of these. Only where it may have to be dispatched afterwards."""
    default_handler: UUID | None = None
    """Whom the office that signs gives the judged referral to, if nobody is named."""
    chosen: "ChosenOffice | None" = None
    """Where a dispatch sends the item."""

    @property
    @abstractmethod
    def homes(self) -> Homes:
        """The two divisions by which the item is routed."""

    @property
    @override
    def subjects(self) -> list[Row]:
        """The item, its referrals, and the row that the payload shows."""
        return [self.answer, self.item, *self.referrals]

    @override
    def move(self, to: str, at: Moment) -> None:
        """Bring the judged referral, else the item, to a state."""
        if isinstance(self.judged, Referral):
            move(self.judged, State(to), at)
        else:
            self.item.state = to

    @override
    def settle(self, made: Sequence[Row], at: Moment) -> Iterable[Row]:
        """Bring item, dues and access up to date, count the version, and return the new rows of access."""
        known = set(self.access)
        follow(self, at)
        count_version(self, at, is_new=self.item in made)
        return [row for key, row in self.access.items() if key not in known]

    @property
    def lead(self) -> Referral | None:
        """The referral whose state the item follows; None before a dispatch and after a return."""
        return next((each for each in self.referrals if each.id == self.item.lead_id), None)

    @property
    def last(self) -> Referral | None:
        """The referral that the item was dispatched with last."""
        return next((each for each in self.referrals if each.part == Part.LEAD and not self.was_sent_on(each)), None)

    def follows(self, granted: "FamilyCase", at: Moment) -> bool:
        """Ask no longer for what another case does not give any more; return whether that changed anything."""
        return False

    def sent(self) -> None:
        """Forget what was decided of the referral before: the item was dispatched with a new one."""
        self.outcome = None

    def was_sent_on(self, referral: Referral) -> bool:
        """Return whether the item was dispatched again after this referral."""
        return any(each.previous_id == referral.id for each in self.referrals)


@dataclass(kw_only=True)
class FamilyCase(Case):
    """The case of an item that serves a need of a family."""

    family: Family
    need: Need
    others: list[ItemOfNeed] = field(default_factory=list)
    """The other items of the need."""
    entitlement: Entitlement | None = None
    """What the judged referral's outcome gives; only where the action writes one."""
    said: FollowUpResult | None = None
    """What the family said last of the lead referral."""
    pools: "Sequence[Case]" = ()
    """The requests for funds that ask for what the item granted, and are not yet paid."""
    paid: GrantedItem | None = None
    """The item with all lines of such requests; None where there is none."""
    certified: frozenset[UUID] = frozenset()
    """The members of the family with a disability certificate in force; only where the action asks for one."""
    dead: frozenset[UUID] = frozenset()
    """The members of the family who have died; only where the action may ask something for one of them."""

    @property
    @override
    def homes(self) -> Homes:
        """Where the family is registered and where it lives."""
        return homes_of(self.family)

    @property
    @override
    def subjects(self) -> list[Row]:
        """The need beside the item and its referrals."""
        return [*super().subjects, self.need]

    @override
    def sent(self) -> None:
        """Forget what was decided and what the family said of the referral before."""
        super().sent()
        self.said = None

    @override
    def settle(self, made: Sequence[Row], at: Moment) -> Iterable[Row]:
        """Bring the need up to date as well."""
        rows = [*super().settle(made, at)]
        follow_need(self, at)
        for pool in self.pools:
            if pool.follows(self, at):
                rows += pool.settle(made, at)
        if self.paid is not None and self.outcome is not None and self.outcome.result in GRANTING:
            self.paid.mark((), at)
        return rows


def of_family(case: Case) -> FamilyCase:
    """Return a case that is no request for funds: a guard of the action or its kind says so."""
    assert isinstance(case, FamilyCase)
    return case


@dataclass(kw_only=True)
class WithCases(Aggregate[R]):
    """A row, and the cases that change with it."""

    cases: Sequence[Case] = ()

    @property
    @override
    def subjects(self) -> list[Row]:
        """The row, and the subjects of the cases."""
        return [self.answer, *(row for case in self.cases for row in case.subjects)]

    @override
    def settle(self, made: Sequence[Row], at: Moment) -> Iterable[Row]:
        """Settle each case."""
        return [row for case in self.cases for row in case.settle(made, at)]


@dataclass(frozen=True)
class ChosenOffice:
    """The office that a dispatch goes to, and the keys of the offices that follow from it."""

    office: Office
    counted_under: UUID
    """The county's office of its line, for an office below the county; otherwise itself."""
    monitor: UUID | None
    """The nearest federation above both offices."""
