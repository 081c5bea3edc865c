"""What a command loads with: the transaction, its target, and the loading and locking of a case.

Source: docs/design.md 5 (locks: family shared, the rest for update, ids ascending; the target is seen as the viewer).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from db.session.lock import lock, see, share
from db.session.transaction import Transaction
from db.tables.account import Membership
from db.tables.event import Event
from db.tables.family import Family
from db.tables.family_access import FamilyAccess
from db.tables.follow_up import FollowUp
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.outcome import Outcome
from db.tables.person import Person
from db.tables.referral import Referral
from domain.follow_up import FollowUpResult
from domain.item import ItemState
from domain.message.refusal import Path, Refusal
from domain.need import ItemOfNeed
from domain.outcome import Result
from domain.referral import State
from domain.viewer import Role, Viewer
from resolvers.commands.aggregate.case import Case
from resolvers.commands.command import Moment

OFFICE_ROLES = (Role.OFFICE_DISPATCHER, Role.OFFICE_HANDLER, Role.FEDERATION_CADRE)


@dataclass(frozen=True)
class Work:
    """One command at work: its transaction, its moment, the row it is aimed at (None where it makes something new)."""

    tx: Transaction
    at: Moment
    target: UUID | None
    named: str = "id"
    """What the input calls the target."""
    unfit: list[Refusal] = field(default_factory=list)
    """What the input names and does not fit: the aggregate carries it until the action is permitted."""

    @property
    def viewer(self) -> Viewer:
        """Who acts."""
        return self.at.viewer

    async def referral(self) -> Case:
        """The case of the referral that is aimed at, judged by that referral."""
        seen = await self.seen(Referral)
        case = await self.case(seen.item_id)
        case.judged = case.answer = next(each for each in case.referrals if each.id == seen.id)
        return case

    async def item(self) -> Case:
        """The case of the item that is aimed at, judged by the item."""
        return await self.case((await self.seen(AssistanceItem)).id)

    async def seen(self, of: type[Any]) -> Any:
        """The target as the viewer sees it; from here on the transaction applies, and locks what he need not see."""
        if self.target is None:
            raise Refusal("NOT_FOUND", path=(self.named,))
        found = await see(self.tx.session, of, self.target, (self.named,))
        await self.tx.apply()
        return found

    async def also_seen(self, of: type[Any], key: UUID, path: Path) -> Any:
        """Another row that the input names, as the viewer sees it: asked before anything is locked. Notes NOT_FOUND at `path`."""
        with self.noted():
            return await see(self.tx.session, of, key, path)
        return None

    @contextmanager
    def noted(self) -> Iterator[None]:
        """A refusal inside is told later: whoever may not act at all is not told what is wrong with his input."""
        try:
            yield
        except Refusal as refusal:
            self.unfit.append(refusal)

    async def case(self, item_id: UUID) -> Case:
        """An item with all that moves with it, locked."""
        (case,) = await self.cases([item_id])
        return case

    async def cases(self, keys: Sequence[UUID]) -> list[Case]:
        """Items with all that moves with them, locked table by table."""
        session = self.tx.session
        known = (await session.execute(select(AssistanceItem.family_id, AssistanceItem.need_id).where(AssistanceItem.id.in_(keys)))).all()
        families = {row.id: row for row in await share(session, Family, Family.id.in_({family for family, _ in known}))}
        needs = {row.id: row for row in await lock(session, Need, Need.id.in_({need for _, need in known}))}
        return [
            await self.filled(Case(judged=item, answer=item, item=item, need=needs[item.need_id], family=families[item.family_id]))
            for item in await lock(session, AssistanceItem, AssistanceItem.id.in_(keys))
        ]

    async def filled(self, case: Case) -> Case:
        """The referrals of a locked item, what they gave their offices, and what was decided and said of them."""
        session = self.tx.session
        case.unfit = self.unfit
        case.referrals = list(await lock(session, Referral, Referral.item_id == case.item.id))
        keys = [each.id for each in case.referrals]
        access = await session.scalars(select(FamilyAccess).where(FamilyAccess.referral_id.in_(keys)))
        case.access = {row.referral_id: row for row in access if row.referral_id is not None}
        case.others = [
            await self._as_seen_by_need(each)
            for each in await session.scalars(
                select(AssistanceItem).where(AssistanceItem.need_id == case.need.id, AssistanceItem.id != case.item.id)
            )
        ]
        case.outcome, case.said = await self._decided(case.item.lead_id)
        return case

    async def _as_seen_by_need(self, item: AssistanceItem) -> ItemOfNeed:
        outcome, said = await self._decided(item.lead_id)
        return ItemOfNeed(ItemState(item.state), None if outcome is None else Result(outcome.result), said)

    async def _decided(self, referral: UUID | None) -> tuple[Outcome | None, FollowUpResult | None]:
        """The outcome of a referral in force, and what the family said of it last."""
        if referral is None:
            return None, None
        session = self.tx.session
        outcome = await session.scalar(select(Outcome).where(Outcome.referral_id == referral).order_by(Outcome.version.desc()).limit(1))
        said = await session.scalar(select(FollowUp.result).where(FollowUp.referral_id == referral).order_by(FollowUp.at.desc()).limit(1))
        return outcome, None if said is None else FollowUpResult(said)

    async def with_pauses(self, case: Case) -> None:
        """The ended suspensions of the clock that now runs, from the history."""
        referral = case.judged
        began = referral.reopened_at or referral.dispatched_at
        steps = await self.tx.session.execute(
            select(Event.at, Event.after, Event.before)
            .where(Event.subject_id == referral.id, Event.at >= began)
            .order_by(Event.at, Event.id)
        )
        since = None
        for at, to, before in steps:
            if to == State.SUSPENDED and before != State.SUSPENDED:
                since = at
            elif before == State.SUSPENDED and to != State.SUSPENDED and since is not None:
                case.pauses.append((since, at))
                since = None

    async def is_member(self, person: UUID, family: UUID, path: Path) -> None:
        """The person, who was seen, belongs to the family. Notes PERSON_NOT_OF_FAMILY at `path`."""
        if any(refusal.path == path for refusal in self.unfit):
            return
        if await self.tx.session.scalar(select(Person.id).where(Person.id == person, Person.family_id == family)) is None:
            self.unfit.append(Refusal("PERSON_NOT_OF_FAMILY", path=path, row=("Person", person)))

    async def is_first_of_number(self, number: str, path: Path) -> None:
        """No referral of the viewer's office that the viewer sees has this number of its own; the unique index holds for the others.

        Asked before anything is locked. Notes EXTERNAL_REFERENCE_USED at `path`.
        """
        of_office = select(Referral.id).where(Referral.office_id == self.viewer.office, Referral.external_reference == number)
        used = await self.tx.session.scalar(of_office)
        if used is not None:
            self.unfit.append(Refusal("EXTERNAL_REFERENCE_USED", path=path, row=("Referral", used)))

    async def works_in(self, office: UUID, account: UUID, path: Path) -> None:
        """The account works in the office. Notes HANDLER_NOT_OF_OFFICE at `path`."""
        if not await self.memberships(office, account):
            self.unfit.append(Refusal("HANDLER_NOT_OF_OFFICE", path=path, row=("Account", account)))

    async def memberships(self, office: UUID, account: UUID) -> Sequence[Membership]:
        """The account's running memberships in the office by which it may handle referrals, kept from ending meanwhile."""
        return await share(
            self.tx.session,
            Membership,
            Membership.office_id == office,
            Membership.account_id == account,
            Membership.role.in_([role.value for role in OFFICE_ROLES]),
            Membership.starts_at <= self.at.now,
            Membership.ends_at > self.at.now,
        )
