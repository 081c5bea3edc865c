"""All that belongs to families: their members and every row that says whose it is, locked in the order of the house.

Source: docs/design.md 5 (families, needs, items, referrals, ids ascending). Whatever moves rows from one family to another starts here.
"""

from collections.abc import Callable, Collection, Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, inspect, select

from db.session.lock import lock
from db.tables.campaign import CampaignListing
from db.tables.correction import Correction, CorrectionText
from db.tables.declare import Row
from db.tables.entitlement import Entitlement
from db.tables.family import Family
from db.tables.family_access import FamilyAccess
from db.tables.family_move import FamilyMoveProposal
from db.tables.follow_up import FollowUp
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.outcome import Outcome
from db.tables.person import CertificateRecord, Person
from db.tables.placement_call import PlacementCall
from db.tables.referral import Referral
from db.tables.visit import Visit
from domain.follow_up import may_reopen
from domain.item import ItemState
from domain.message.refusal import Refusal
from domain.moving import MoveState
from domain.need import NeedStatus
from resolvers.commands.context import Moment
from resolvers.commands.locks import Locks

R = TypeVar("R", bound=Row)
Members = list[UUID] | None
"""Of whom an office is given anything; None: of the whole household."""

LOCKED: tuple[type[Row], ...] = (
    Person,
    Need,
    AssistanceItem,
    Referral,
    Entitlement,
    CampaignListing,
    FamilyAccess,
    Correction,
    CorrectionText,
    FamilyMoveProposal,
)
"""What other commands change, in the order in which it is locked."""
HISTORIES: tuple[type[Row], ...] = (Visit, Outcome, FollowUp, PlacementCall, CertificateRecord)
"""What has happened: nothing changes it but that families move, or become one, or two."""
SAID = (Outcome, FollowUp, PlacementCall)
"""What was decided and said of a referral: its division is that of the referral."""
OF_REFERRAL: tuple[type[Row], ...] = (Entitlement, FamilyAccess, Correction, *SAID)
"""What hangs on a referral."""
OVER = frozenset({ItemState.CANCELLED, ItemState.ARCHIVED})
"""The states of items that are past: they keep the division in which the family lived."""


@dataclass
class Household:
    """A family, locked, with every row that belongs to it. Events, the audit and imports tell what was then: they are not of it."""

    family: Family
    rows: dict[type[Row], list[Row]] = field(default_factory=dict)

    def of(self, kind: type[R]) -> list[R]:
        """Return its rows of one table, by ascending key."""
        return [row for row in self.rows.get(kind, ()) if isinstance(row, kind)]

    def all(self) -> Iterator[Row]:
        """Yield every row, table by table."""
        for rows in self.rows.values():
            yield from rows

    def cases(self, needs: Container[UUID]) -> Iterator[Row]:
        """Yield needs, their items and referrals, and all that was given, decided, asked and told by these."""
        yield from (each for each in self.of(Need) if each.id in needs)
        items = [each for each in self.of(AssistanceItem) if each.need_id in needs]
        yield from items
        keys = {each.id for each in items}
        referrals = [each for each in self.of(Referral) if each.item_id in keys]
        yield from referrals
        keys = {each.id for each in referrals}
        for kind in OF_REFERRAL:
            yield from (each for each in self.of(kind) if getattr(each, "referral_id", None) in keys)
        yield from self.texts(each for each in self.of(Correction) if each.referral_id in keys)

    def texts(self, corrections: Iterable[Correction]) -> Iterator[CorrectionText]:
        """Yield what corrections say."""
        keys = {each.id for each in corrections}
        yield from (each for each in self.of(CorrectionText) if each.correction_id in keys)

    @cached_property
    def ended(self) -> frozenset[UUID]:
        """The referrals whose office keeps them for a while only: what they gave and what came of them stays where it was."""
        return frozenset(each.id for each in self.of(Referral) if each.visible_until is not None)

    @cached_property
    def working(self) -> frozenset[UUID]:
        """The referrals that have not ended."""
        return frozenset(each.id for each in self.of(Referral)) - self.ended

    @cached_property
    def of_visits(self) -> frozenset[UUID]:
        """The corrections of what a visit says."""
        return frozenset(each.id for each in self.of(Correction) if each.visit_id is not None)

    @property
    def proposed(self) -> FamilyMoveProposal | None:
        """The proposal to another county that is not decided yet; there is at most one."""
        return next((each for each in self.of(FamilyMoveProposal) if each.state == MoveState.OPEN), None)

    def check_stays(self, *path: str | int) -> None:
        """Check that the family is not proposed to another county. Raises MOVE_PROPOSED at `path`."""
        if self.proposed is not None:
            raise Refusal("MOVE_PROPOSED", path=path)

    def is_past(self, row: Row) -> bool:
        """Return whether a row tells of what is past: it keeps the division in which that happened, whosever it becomes.

        Visits, needs that are closed, items that are over, referrals that have ended with what they give and what was said of them.
        """
        match row:
            case Visit() | FamilyMoveProposal():
                return True
            case Need():
                return row.status == NeedStatus.CLOSED
            case AssistanceItem():
                return row.state in OVER
            case Referral():
                return row.id in self.ended
            case Correction():
                return row.id in self.of_visits
            case CorrectionText():
                return row.correction_id in self.of_visits
            case FamilyAccess():  # also of one whose case went to a family that was founded
                return row.referral_id is not None and row.referral_id not in self.working
            case Outcome() | FollowUp() | PlacementCall():
                return row.referral_id in self.ended
        return False

    def is_done(self, item: AssistanceItem, at: Moment) -> bool:
        """Return whether an item is what happened, so that it may be parted from the member whom it is of.

        It is over, or confirmed and neither looked at again, nor called about, nor reopened any more.
        """
        if item.state != ItemState.CONFIRMED:
            return item.state in OVER
        lead = next(each for each in self.of(Referral) if each.id == item.lead_id)
        assert lead.reopen_until is not None
        reopens = may_reopen(lead.reopen_count, lead.reopen_until, at.now, at.reference.follow_up)
        return not reopens and lead.review_on is None and lead.call_on is None

    def give(self, row: Any, to: Family, given: Callable[[Members], list[UUID]]) -> None:
        """Make a row another family's. What an ended referral gives stays with this one.

        `given`: of whom of the other family an office is given anything from then on, by of whom it was.
        """
        if isinstance(row, FamilyAccess) and row.referral_id in self.ended:
            return
        if isinstance(row, Referral) and row.id in self.ended:
            if row.kept_family_id is None:
                row.kept_family_id, row.kept_person_id = row.family_id, row.person_id
        elif isinstance(row, Referral | FamilyAccess):
            row.members = given(row.members)
        row.family_id = to.id
        if hasattr(row, "region_code") and not self.is_past(row):
            row.region_code = to.region_code


def family_key(kind: type[Row]) -> ColumnElement[UUID]:
    """Return the column that says to which family a row of a table belongs."""
    column: ColumnElement[UUID] = inspect(kind).columns["family_id"]
    return column


def counted(item: AssistanceItem, referrals: Iterable[Referral], now: datetime) -> None:
    """Count the version of an item that moves, and of the referrals that are not over with it, as every change of a case does."""
    item.changed(now)
    for referral in referrals:
        if referral.item_id == item.id and referral.visible_until is None:
            referral.version, referral.updated_at = item.version, now


async def households(locks: Locks, keys: Collection[UUID]) -> dict[UUID, Household]:
    """Return the households of families, locked for update, by the families' keys."""
    session = locks.session
    found = {each.id: Household(each) for each in await lock(session, Family, Family.id.in_(keys))}
    for kind in (*LOCKED, *HISTORIES):
        belongs = family_key(kind).in_(keys)
        key = inspect(kind).primary_key
        rows = await lock(session, kind, belongs) if kind in LOCKED else await session.scalars(select(kind).where(belongs).order_by(*key))
        for row in rows:
            owner: Any = row
            found[owner.family_id].rows.setdefault(kind, []).append(row)
    return found
