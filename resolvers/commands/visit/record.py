"""A visit is recorded: the family and persons it registers, what was found, the needs, when the family is contacted next.

Source: docs/domain.md 2 (Visit), 5 (next contact), 7 (a call shares its family with the operators' office); docs/lifecycle.md.
"""

from uuid import UUID

from sqlalchemy import select

from db.session.lock import lock, see
from db.tables.campaign import Campaign
from db.tables.family import Family
from db.tables.need import Need
from db.tables.organization import Office
from db.tables.person import Person
from db.tables.visit import Visit, VisitDraft
from domain.message.refusal import Refusal
from domain.need import UNSOLVED
from domain.referral import UrgencyLevel
from domain.routing import at_level
from domain.time.calendar import day_of
from domain.viewer import OrganizationKind, RegionLevel, Role, Viewer, lies_in
from domain.visit import SPOKEN_TO
from resolvers.commands.command import Command, Moment, Refusals, Told
from resolvers.commands.visit.complete import refusals
from resolvers.commands.visit.input import VisitRecordInput
from resolvers.commands.visit.intake import Intake
from resolvers.commands.visit.write import fill, follow, members, need, numbered, register, shared
from resolvers.commands.work import Work


class VisitRecord(Command[Intake, VisitRecordInput]):
    """Record a visit with everything that was found, in one call. 记录走访：家庭、成员、发现的需求一次录入。"""

    answers = "Visit"
    registers = True

    async def load(self, work: Work, input: VisitRecordInput) -> Intake:
        """What the input names as the viewer sees it; then the family, locked, with what is known of it."""
        family = await _family(work, input)
        person = None
        if input.person is not None and input.person.id is not None:
            person = await see(work.tx.session, Person, input.person.id, ("person", "id"))
        campaign = None if input.campaign is None else await see(work.tx.session, Campaign, input.campaign, ("campaign",))
        draft = None if input.draft is None else await see(work.tx.session, VisitDraft, input.draft, ("draft",))
        village = input.family.new.village if input.family.new is not None else family.region_code
        intake = Intake(
            judged=None,
            answer=(visit := Visit(id=work.at.fresh.id())),
            visit=visit,
            family=family,
            owner_office=await _owner_office(work, village),
            person=person,
            campaign=campaign,
        )
        await work.tx.apply()
        if draft is not None:
            await work.tx.session.delete(draft)
        return await _with_what_is_known(work, intake) if input.family.new is None else intake

    def apply(self, intake: Intake, input: VisitRecordInput, at: Moment) -> Told:
        """The visit's rows, and what they change on a family that was registered before."""
        if wrong := refusals(input, intake, at):
            raise Refusals(*wrong)
        family = intake.family
        if input.family.new is not None:
            register(family, input.family.new, at)
        registered = list(members(intake, input, at))
        intake.numbered += numbered(input, registered)
        met = intake.person or next((row for row in registered if isinstance(row, Person)), None)
        fill(intake, input, met, at)
        needs = [need(told, intake, met, at) for told in (input.needs and input.needs.list) or ()]
        follow(intake, input, registered, needs, at)
        called = [shared(intake.visit, at)] if at.viewer.role is Role.HOTLINE_OPERATOR else []
        return Told(rows=(*([] if input.family.new is None else [family]), *registered, intake.visit, *needs, *called))


async def _family(work: Work, input: VisitRecordInput) -> Family:
    """The family as the viewer sees it, or a new one in his scope. Raises NOT_FOUND, OUT_OF_SCOPE."""
    if input.family.id is not None:
        return await see(work.tx.session, Family, input.family.id, ("family", "id"))
    assert input.family.new is not None
    if not lies_in(input.family.new.village, _scope(work.viewer)):
        raise Refusal("OUT_OF_SCOPE", path=("family", "new", "village"))
    return Family(id=work.at.fresh.id())


def _scope(viewer: Viewer) -> tuple[str, ...]:
    """Where the viewer may register families: an operator wherever his office takes calls from."""
    return (viewer.region,) if viewer.role is Role.HOTLINE_OPERATOR else viewer.scope


async def _owner_office(work: Work, village: str) -> UUID:
    """A cadre's needs are his own office's; others' go to the federation of the county in which the family lives."""
    if work.viewer.role is Role.FEDERATION_CADRE:
        return work.viewer.office
    of_county = select(Office.id).where(
        Office.kind == OrganizationKind.FEDERATION.value, Office.region_code == at_level(village, RegionLevel.COUNTY)
    )
    return await work.tx.session.scalar(of_county.order_by(Office.id).limit(1)) or work.viewer.office


async def _with_what_is_known(work: Work, intake: Intake) -> Intake:
    """The family locked, its unsolved needs, and when somebody of it was last spoken to."""
    session = work.tx.session
    (intake.family,) = await lock(session, Family, Family.id == intake.family.id)
    unsolved = await session.scalars(
        select(Need.urgency_level).where(Need.family_id == intake.family.id, Need.status.in_([status.value for status in UNSOLVED]))
    )
    intake.unsolved = [UrgencyLevel(level) for level in unsolved]
    spoken = [result.value for result in SPOKEN_TO]
    last = await session.scalar(
        select(Visit.at).where(Visit.family_id == intake.family.id, Visit.contact_result.in_(spoken)).order_by(Visit.at.desc()).limit(1)
    )
    intake.contacted_on = None if last is None else day_of(last)
    return intake
