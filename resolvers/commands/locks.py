"""Locks: what a command loads with, once the transaction is in apply mode. It locks rows that were found, and rows reached from these.

Source: docs/design.md 5 (families shared, the rest for update, ids ascending); docs/decisions/017-sight-and-locks.md.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sqlalchemy import exists, func, inspect, select, text
from sqlalchemy.orm import aliased

from db.rows.case import ENTITLEMENTS, OF_ITEM, OF_NEEDS, PLACES, REFERRALS
from db.session.lock import lock, lock_all, lock_one, share, share_all
from db.session.session import Session
from db.tables.account import Membership
from db.tables.authority import Authority
from db.tables.correction import Correction
from db.tables.declare import Row
from db.tables.event import Event
from db.tables.family import Family
from db.tables.item import AssistanceItem
from db.tables.item_line import ItemLine
from db.tables.need import Need
from db.tables.organization import Office
from db.tables.person import Person
from db.tables.referral import Referral
from db.tables.visit import Visit
from domain.follow_up import FollowUpResult
from domain.fund import LineState
from domain.item import DISPATCHABLE, ItemState
from domain.message.refusal import Path, Refusal
from domain.need import ItemOfNeed
from domain.outcome import Result
from domain.referral import GIVEN_UP, Part, State
from domain.routing import Located, divisions_over
from domain.rules.action import Action, may_lead_to
from domain.viewer import Role
from resolvers.commands.aggregate.case import Case, FamilyCase
from resolvers.commands.aggregate.granted import GrantedItem
from resolvers.commands.aggregate.pool import Pool
from resolvers.commands.context import Moment
from resolvers.commands.together import Apart, Named, Together
from resolvers.commands.view import Findings

R = TypeVar("R", bound=Row)

OFFICE_ROLES = (Role.OFFICE_DISPATCHER, Role.OFFICE_HANDLER, Role.FEDERATION_CADRE)


def unmerged(row: R) -> R:
    """Return a locked row. Raises BUSY for a family or person that was merged between being found and being locked."""
    if getattr(row, "merged_into_id", None) is not None:
        raise Refusal("BUSY")
    return not_erased(row)


def not_erased(row: R) -> R:
    """Return a locked row. Raises ERASED for a family that is past its time."""
    if getattr(row, "erased_at", None) is not None:
        raise Refusal("ERASED")
    return row


def as_seen_by_need(state: str, result: str | None, said: str | None) -> ItemOfNeed:
    """Return what the status of a need depends on in one of its items."""
    return ItemOfNeed(ItemState(state), None if result is None else Result(result), None if said is None else FollowUpResult(said))


def of_one_family(family: Family, row: Need | Referral | Correction | Visit) -> None:
    """Raise BUSY where a locked row is not of the family that it was found with: families were merged or parted in between."""
    if row.family_id != not_erased(family).id:
        raise Refusal("BUSY")


@dataclass(frozen=True)
class Locks:
    """The session of a transaction in apply mode: it reads and locks rows that the viewer need not see, and does not know the input."""

    session: Session
    at: Moment
    findings: Findings
    action: Action
    together: Together | None = None
    all_named: Named | None = None

    async def locked(self, found: R) -> R:
        """Return a row that was found, read anew and locked for update."""
        of, key = type(found), inspect(found).mapper.primary_key_from_instance(found)[0]
        if self.all_named is not None and await self.all_named.is_locked(self.session, of, key):
            return unmerged(found)
        return unmerged(await lock_one(self.session, of, key))

    async def family_of(self, found: Person | Correction | Visit) -> Family:
        """Return the family that a row belongs to, locked for update."""
        return await self.locked(await self.session.get_one(Family, found.family_id))

    async def referral(self, found: Referral, failed: Collection[UUID] = ()) -> Case:
        """Return the case of a referral, which is its judged row. `failed`: the lines of a request whose payment is said to have failed."""
        case = await (self.case(found.item_id) if found.family_id is not None else self.pool(found.item_id, failed))
        case.judged = case.answer = next(each for each in case.referrals if each.id == found.id)
        return case

    async def case(self, item_id: UUID) -> FamilyCase:
        """Return the case of an item that serves a family, locked. Raises BUSY where it was merged or parted before its lock was there."""
        if self.together is not None:
            return await self.together.case(item_id, self._alone)
        for family, need, item in await self.session.joined(OF_ITEM, item=item_id):
            return await self.of_family(FamilyCase(judged=item, answer=item, item=item, need=need, family=family))
        raise Refusal("BUSY")

    async def _alone(self, items: Sequence[UUID]) -> Mapping[UUID, FamilyCase]:
        """Return the cases of those items that serve a family, locked: of several for one need, whose status follows all of them, none."""
        places = await self.session.ask(PLACES, items=[*items])
        needs = {item: need for item, family, need in places if family is not None}
        often = Counter(needs.values())
        cases = await self.cases([item for item, need in needs.items() if often[need] == 1])
        return {case.item.id: case for case in cases if isinstance(case, FamilyCase)}

    async def item(self, found: AssistanceItem) -> Case:
        """Return the case of an item, locked."""
        return await (self.case(found.id) if found.family_id is not None else self.pool(found.id))

    async def pool(self, item_id: UUID, failed: Collection[UUID] = ()) -> Case:
        """Return a request for funds, locked, and before it what it has lines for whose payment failed, or is said to have `failed`."""
        if self.together is not None:
            raise Apart
        other = aliased(ItemLine)
        earlier = exists().where(other.granted_id == ItemLine.granted_id, other.state == LineState.FAILED.value)
        lines = select(ItemLine.granted_id).where(ItemLine.item_id == item_id, ItemLine.id.in_(failed) | earlier)
        granted = await self.granted([*await self.session.scalars(lines)])
        (case,) = await self.cases([item_id])
        assert isinstance(case, Pool)
        case.granted = granted
        for each in granted:
            each.elsewhere = [line for line in each.elsewhere if line.item_id != item_id]
            each.missing = each.still_missing(case.lines)
        return case

    async def granted(self, keys: Collection[UUID]) -> list[GrantedItem]:
        """Return granted items, locked with their referrals, by ascending id; with every line that asks for them."""
        if not keys:
            return []
        items = await lock_all(self.session, AssistanceItem, keys)
        referrals = await lock(self.session, Referral, Referral.item_id.in_(keys))
        found = [GrantedItem(item=item, referrals=[each for each in referrals if each.item_id == item.id]) for item in items]
        return await self._with_lines(found)

    async def _with_lines(self, granted: list[GrantedItem]) -> list[GrantedItem]:
        """Add to granted items every line that asks for them; return them."""
        lines = (await self.session.scalars(select(ItemLine).where(ItemLine.granted_id.in_([each.item.id for each in granted])))).all()
        for each in granted:
            each.elsewhere = [line for line in lines if line.granted_id == each.item.id]
            each.missing = each.still_missing(())
        return granted

    async def cases(self, keys: Sequence[UUID]) -> list[Case]:
        """Return the cases of items, by ascending id; families, needs, items and referrals are locked in that order."""
        places = await self.session.ask(PLACES, items=[*keys])
        of_families, of_needs = ({place[at] for place in places} - {None} for at in (1, 2))
        families = {row.id: not_erased(row) for row in await share_all(self.session, Family, of_families)}
        needs = {row.id: row for row in await lock_all(self.session, Need, of_needs)}
        items = await lock_all(self.session, AssistanceItem, keys)
        cases = [self._case(item, families, needs) for item in items]
        await self.filled(*cases)
        for case in cases:
            if isinstance(case, Pool):
                case.lines = list(await lock(self.session, ItemLine, ItemLine.item_id == case.item.id))
        await self._with_needs([case for case in cases if isinstance(case, FamilyCase)])
        return cases

    def _case(self, item: AssistanceItem, families: Mapping[UUID, Family], needs: Mapping[UUID, Need]) -> Case:
        """Return the case of a locked item: of a family, or a request for funds."""
        if item.family_id is None or item.need_id is None:
            return Pool(judged=item, answer=item, item=item)
        if item.family_id not in families:  # it was merged or parted before its lock was there
            raise Refusal("BUSY")
        return FamilyCase(judged=item, answer=item, item=item, need=needs[item.need_id], family=families[item.family_id])

    async def of_family(self, case: FamilyCase) -> FamilyCase:
        """Add to the case of a locked item all that the case holds of its referrals, which are locked, and of its need."""
        await self.filled(case)
        await self._with_needs([case])
        return case

    async def _with_needs(self, cases: Sequence[FamilyCase]) -> None:
        """Add to the cases what the status of their needs follows, and who asks for what they granted."""
        if not cases:
            return
        found = await self.session.ask(OF_NEEDS, needs=sorted({case.need.id for case in cases}))
        for case in cases:
            seen = {key: as_seen_by_need(*each) for need, key, *each in found if need == case.need.id}
            own = seen.pop(case.item.id, None)  # an item that is only now drafted is not there
            case.others, case.said = [*seen.values()], None if own is None else own.follow_up
        for case in cases:
            if case.outcome is not None:
                asked = select(ItemLine.item_id).where(ItemLine.granted_id == case.item.id, ItemLine.state == LineState.OPEN.value)
                keys = [*await self.session.scalars(asked)]
                case.pools = await self.cases(keys) if keys else ()
                if keys:
                    (case.paid,) = await self._with_lines([GrantedItem(item=case.item, referrals=case.referrals)])

    async def filled(self, *cases: Case) -> None:
        """Add to cases their referrals, locked, what these give and decided, and where each may go if that may be asked."""
        rows = await self.session.joined(REFERRALS, items=[case.item.id for case in cases])
        for case in cases:
            found = [each for each in rows if each[0].item_id == case.item.id]
            case.referrals = [referral for referral, _, _ in found]
            case.access = {referral.id: access for referral, access, _ in found if access is not None}
            case.outcome = next((outcome for referral, _, outcome in found if referral.id == case.item.lead_id), None)
            if case.item.state in DISPATCHABLE or may_lead_to(self.action, GIVEN_UP):
                await self.with_near(case)

    async def with_near(self, case: Case) -> None:
        """Add to the case the offices that its item, or one drafted after it, may go to, unless it has them."""
        if case.near is None:
            case.near = await self.over(divisions_over(case.homes))

    async def over(self, divisions: Collection[str]) -> list[Located]:
        """Return the offices of divisions, each with the authority that its county has handed down or drawn up."""
        if self.together is not None:
            return await self.together.once(frozenset(divisions), lambda: self._over(divisions))
        return await self._over(divisions)

    async def _over(self, divisions: Collection[str]) -> list[Located]:
        decided = func.jsonb_object_agg(Authority.type_code, Authority.decided_at)
        handed = select(decided).where(Authority.office_id == Office.id, Authority.decided_at.is_not(None)).scalar_subquery()
        places = select(Office.id, Office.kind, Office.department_code, Office.region_code, func.coalesce(handed, text("'{}'::jsonb")))
        there = places.where(Office.region_code.in_(divisions), Office.ended_at.is_(None))
        return [Located(*each) for each in await self.session.execute(there)]

    async def with_pauses(self, case: Case) -> None:
        """Add to the case the ended suspensions of the running clock, from the history of the judged referral."""
        referral = case.judged
        began = referral.reopened_at or referral.dispatched_at
        steps = await self.session.execute(
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

    async def for_outcome(self, found: Referral, failed: Collection[UUID] = ()) -> Case:
        """Return the case of a referral with what an outcome writes: the entitlement that it gives, or where what it leaves unpaid may go.

        `failed`: the lines of a request whose payment is said to have failed.
        """
        case = await self.referral(found, failed)
        if isinstance(case, FamilyCase):
            leads = [each.id for each in case.referrals if each.part == Part.LEAD]  # the one it was moved from may have granted it
            case.entitlement = next(iter(await self.session.rows(ENTITLEMENTS, referrals=leads)), None)
        else:
            await self.with_near(case)
        return case

    def note_stranger(self, person: Person | None, family: UUID | None, path: Path) -> None:
        """Note PERSON_NOT_OF_FAMILY at `path` for a person of another family."""
        if person is not None and person.family_id != family:
            self.findings.unfit.append(Refusal("PERSON_NOT_OF_FAMILY", path=path, row=("Person", person.id)))

    async def works_in(self, office: UUID, account: UUID, path: Path) -> None:
        """Note HANDLER_NOT_OF_OFFICE at `path` unless the account works in the office."""
        if not await self.memberships(office, account):
            self.findings.unfit.append(Refusal("HANDLER_NOT_OF_OFFICE", path=path, row=("Account", account)))

    async def in_charge_of(self, account: UUID) -> list[tuple[str, ...]]:
        """Return the scopes of the account's running memberships in roles that are in charge of families: commissioners and cadres."""
        roles = [Role.COMMISSIONER.value, Role.FEDERATION_CADRE.value]
        running = (Membership.starts_at <= self.at.now, Membership.ends_at > self.at.now)
        scopes = select(Membership.scope).where(Membership.account_id == account, Membership.role.in_(roles), *running)
        return [tuple(scope) for scope in await self.session.scalars(scopes)]

    async def memberships(self, office: UUID, account: UUID) -> Sequence[Membership]:
        """Return the account's running memberships in the office in roles that handle referrals, locked against ending."""
        if self.together is not None:
            return await self.together.once((office, account), lambda: self._memberships(office, account))
        return await self._memberships(office, account)

    async def _memberships(self, office: UUID, account: UUID) -> Sequence[Membership]:
        return await share(
            self.session,
            Membership,
            Membership.office_id == office,
            Membership.account_id == account,
            Membership.role.in_([role.value for role in OFFICE_ROLES]),
            Membership.starts_at <= self.at.now,
            Membership.ends_at > self.at.now,
        )
