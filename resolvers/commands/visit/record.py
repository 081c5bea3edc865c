"""`visitRecord`: records a visit with the family and persons it registers, the needs found, and the next contact.

Source: docs/domain.md 2 (Visit), 5 (next contact), 7 (a call shares its family with the operators' office); docs/lifecycle.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select
from typing_extensions import override

from db.protect.cipher import Secret
from db.tables.campaign import Campaign
from db.tables.declare import Row
from db.tables.family import Family
from db.tables.organization import Office
from db.tables.person import Person
from db.tables.visit import Visit, VisitDraft
from domain.message.refusal import Refusal, Refusals
from domain.routing import at_level
from domain.viewer import OrganizationKind, RegionLevel, Role, Viewer, lies_in
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.family.before import told_of
from resolvers.commands.locks import Locks
from resolvers.commands.person.doubles import Doubles, doubles
from resolvers.commands.person.work import write
from resolvers.commands.view import View
from resolvers.commands.visit.complete import new_persons, refusals
from resolvers.commands.visit.input import VisitedFamilyInput, VisitRecordInput
from resolvers.commands.visit.intake import Intake
from resolvers.commands.visit.known import known_of
from resolvers.commands.visit.write import entitlements, fill, follow, members, need, numbered, register, shared


@dataclass(frozen=True)
class NamedByVisit:
    """The rows that a visit names, as the viewer sees them. A new family is not yet filled in; `village`: the code of where it lives."""

    family: Family
    is_new: bool
    village: str
    person: Person | None
    campaign: Campaign | None
    draft: VisitDraft | None
    doubles: Doubles


class VisitRecord(Command[Intake, VisitRecordInput, NamedByVisit]):
    """Record a visit with everything that was found, in one call. 记录走访：家庭、成员、发现的需求一次录入。"""

    answers = "Visit"
    registers = True
    asks_of_doubles: ClassVar[bool] = True
    """Whether it asks about persons who may be registered already without a number."""

    @override
    def named(self, input: VisitRecordInput) -> Iterator[tuple[type[Row], UUID]]:
        """Yield the family and the person, if they are registered."""
        if input.family.id is not None:
            yield Family, input.family.id
        if input.person is not None and input.person.id is not None:
            yield Person, input.person.id

    @override
    async def find(self, view: View, input: VisitRecordInput) -> NamedByVisit:
        """Return what the input names. Raises NOT_FOUND, OUT_OF_SCOPE."""
        family = await family_named(view, input.family)
        met = None if input.person is None else input.person.id
        village = family.region_code if input.family.new is None else input.family.new.village
        return NamedByVisit(
            family,
            is_new=input.family.new is not None,
            village=village,
            person=None if met is None else await view.row(Person, met, ("person", "id")),
            campaign=None if input.campaign is None else await view.row(Campaign, input.campaign, ("campaign",)),
            draft=None if input.draft is None else await view.row(VisitDraft, input.draft, ("draft",)),
            doubles=await doubles(view, village, tuple(new_persons(input))) if self.asks_of_doubles else {},
        )

    @override
    async def load(self, locks: Locks, found: NamedByVisit) -> Intake:
        """Return a new visit, its family, locked, and what is known of that; delete the draft that the visit replaces."""
        visit = Visit(id=locks.at.fresh.id())
        intake = Intake(
            answer=visit,
            visit=visit,
            family=found.family,
            owner_office=await _owner_office(locks, found.village),
            person=found.person,
            campaign=found.campaign,
            doubles=found.doubles,
        )
        if found.draft is not None:
            await locks.session.delete(found.draft)
        return intake if found.is_new else await _with_what_is_known(locks, intake)

    @override
    def apply(self, intake: Intake, input: VisitRecordInput, at: Moment) -> Change:
        """Fill in the visit and what it registers, and update the family. Raises Refusals."""
        if wrong := refusals(input, intake, at):
            raise Refusals(*wrong)
        family = intake.family
        if input.family.new is not None:
            register(family, input.family.new, at)
        registered = list(members(intake, input, at))
        intake.numbered += numbered(input, registered)
        met = intake.person or next((row for row in registered if isinstance(row, Person)), None)
        fill(intake, input, met, at)
        if input.work is not None and met is not None:
            write(met, input.work, at.today)
        needs = [need(told, intake, met, at) for told in (input.needs and input.needs.list) or ()]
        follow(intake, input, registered, needs, at)
        if input.family.new is None and (replaced := told_of(family)) is not None:
            intake.visit.tell(before_cipher=at.cipher.seal(Secret.VISIT, intake.visit.id, replaced))
        called = [shared(intake.visit, at)] if at.viewer.role is Role.HOTLINE_OPERATOR else []
        received = entitlements(intake, input, met, at)
        return Change(rows=(*([] if input.family.new is None else [family]), *registered, intake.visit, *needs, *received, *called))


async def family_named(view: View, told: VisitedFamilyInput) -> Family:
    """Return the family named, or a new one within the viewer's scope. Raises NOT_FOUND, OUT_OF_SCOPE."""
    if told.id is not None:
        return await view.row(Family, told.id, ("family", "id"))
    assert told.new is not None
    if not lies_in(told.new.village, _scope(view.at.viewer)):
        raise Refusal("OUT_OF_SCOPE", path=("family", "new", "village"))
    return Family(id=view.at.fresh.id())


def _scope(viewer: Viewer) -> tuple[str, ...]:
    """Return the codes of the divisions in which the viewer may register families; a hotline operator in their office's whole division."""
    return (viewer.region,) if viewer.role is Role.HOTLINE_OPERATOR else viewer.scope


async def _owner_office(locks: Locks, village: str) -> UUID:
    """Return the office that decides over the needs: the viewer's, if a cadre, else the federation of the family's county."""
    if locks.at.viewer.role is Role.FEDERATION_CADRE:
        return locks.at.viewer.office
    federal = (Office.kind == OrganizationKind.FEDERATION.value, Office.ended_at.is_(None))
    of_county = select(Office.id).where(*federal, Office.region_code == at_level(village, RegionLevel.COUNTY))
    return await locks.session.scalar(of_county.order_by(Office.id).limit(1)) or locks.at.viewer.office


async def _with_what_is_known(locks: Locks, intake: Intake) -> Intake:
    """Lock the family and add to the intake its unsolved needs and the day on which somebody of it was last spoken to.

    Raises BUSY where the family has moved between being found and being locked: its needs would be of who has no charge of it any more.
    """
    village = intake.family.region_code
    intake.family = await locks.locked(intake.family)
    if intake.family.region_code != village:
        raise Refusal("BUSY")
    if intake.person is not None:
        intake.person = await locks.locked(intake.person)
    family, named = intake.family.id, locks.all_named
    if named is None:
        known = (await known_of(locks.session, [family]))[family]
    else:
        known = (await named.once(known_of, lambda: known_of(locks.session, named.keys(Family))))[family]
    intake.unsolved, intake.received = known.unsolved, known.received
    intake.lists, intake.contacted_on = known.lists, known.contacted_on
    return intake
