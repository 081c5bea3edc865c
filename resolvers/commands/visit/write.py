"""Makes the rows of a visit: the family and persons it registers, the visit, its needs; and updates the family.

Source: docs/domain.md 2 (Visit: what is derived), 5 (next contact), 7 (a call shares its family with the operators' office).
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from db.tables.declare import Row
from db.tables.entitlement import Entitlement
from db.tables.family import Family
from db.tables.family_access import FamilyAccess
from db.tables.need import Need
from db.tables.person import Person
from db.tables.visit import Visit
from domain.campaign import Contact
from domain.entitlement import EntitlementSource
from domain.family import Relation
from domain.follow_up import next_contact_on
from domain.need import NeedStatus
from domain.referral import UrgencyLevel
from domain.rules.access import level_of
from domain.rules.group import Group, Level
from domain.time.calendar import day_of
from domain.value.number import NumberKind
from domain.visit import SPOKEN_TO, IntakeChannel, VisitMode, VisitState, split
from resolvers.commands.aggregate.aggregate import Numbered
from resolvers.commands.context import Moment
from resolvers.commands.family.change import change
from resolvers.commands.visit import person as persons
from resolvers.commands.visit.complete import HOTLINES, ONLY_RECORDED, channel_of, new_persons
from resolvers.commands.visit.input import NeedInput, NewFamilyInput, VisitRecordInput
from resolvers.commands.visit.intake import Intake

COPIED = (
    *("at", "mode", "contact_result", "category_text", "hotline_ticket", "income_per_head", "suggestions"),
    *("companions", "led_by_leading_cadre", "safety_measures", "dynamic_update_year"),
)
"""The columns of a visit that hold the input's field of the same name."""


def register(family: Family, told: NewFamilyInput, at: Moment) -> None:
    """Fill in a new family."""
    family.tell(
        number=at.fresh.number(NumberKind.FAMILY, at.now),
        version=1,
        display_name=told.head_name,
        region_code=told.village,
        registration_region_code=told.registration_region or told.village,
        address=told.address,
        phone=told.phone,
        categories=[],
        health_categories=[],
        created_at=at.now,
        created_by=at.viewer.account,
        contact_person_id=at.viewer.account,
        head_id=None,
    )


def members(intake: Intake, input: VisitRecordInput, at: Moment) -> Iterator[Row]:
    """Yield the persons registered with the visit, the one met first, each followed by the first record of their certificate, if any."""
    vacant = intake.family.display_name if intake.family.head_id is None else None
    for _, told in new_persons(input):
        relation = persons.relation_of(told, vacant)
        vacant = None if relation is Relation.HEAD else vacant
        person, record = persons.register(told, intake.family, relation, at)
        yield person
        if record is not None:
            yield record


def numbered(input: VisitRecordInput, registered: Iterable[Row]) -> Iterator[Numbered]:
    """Yield each person registered with the visit who has an ID number, with the number's path in the input."""
    rows = [row for row in registered if isinstance(row, Person)]
    for (path, told), person in zip(new_persons(input), rows, strict=True):
        if (number := persons.number_of(told)) is not None:
            yield Numbered((*path, persons.numbered_by(told)), number, person.id)


def fill(intake: Intake, input: VisitRecordInput, met: Person | None, at: Moment) -> None:
    """Fill in the visit, but for `next_contact_on`. `met`: the person met."""
    channel, brought = channel_of(input), input.consolation
    categories, health_categories = split(input.categories or (), at.reference.facts["TARGET_CATEGORY"])
    intake.visit.tell(
        **{name: getattr(input, name) for name in COPIED},
        number=at.fresh.number(NumberKind.VISIT, at.now),
        version=1,
        family_id=intake.family.id,
        region_code=intake.family.region_code,
        person_id=None if met is None else met.id,
        campaign_id=input.campaign,
        visitor_id=at.viewer.account,
        office_id=at.viewer.office,
        channel=channel,
        categories=categories,
        health_categories=health_categories,
        no_difficulty=input.needs is not None and input.needs.none is True,
        notice_basis=None if input.notice is None else input.notice.basis,
        no_home_visit_reason=input.no_home_visit_reason or _reason(input, channel),
        callback_due_at=callback_due(input.at, channel, at),
        consolation_kind=None if brought is None else brought.kind,
        consolation_value=None if brought is None else brought.value,
        created_at=at.now,
        state=VisitState.RECORDED,
    )


def callback_due(called_at: datetime, channel: str, at: Moment) -> datetime | None:
    """Return until when a hotline calls back; None for what came in otherwise."""
    return called_at + timedelta(hours=at.reference.limits["callback_hours"]) if channel in HOTLINES else None


def _reason(input: VisitRecordInput, channel: IntakeChannel) -> str | None:
    """Return the code of the reason for no home visit that a call to the hotline is; None for any other visit."""
    return "HOTLINE_CALL" if channel in HOTLINES and input.mode is not VisitMode.HOME_VISIT else None


def need(told: NeedInput, intake: Intake, met: Person | None, at: Moment) -> Need:
    """Return the row of a need that was found, of the person met or of the household."""
    return Need(
        id=at.fresh.id(),
        number=at.fresh.number(NumberKind.NEED, at.now),
        version=1,
        family_id=intake.family.id,
        region_code=intake.family.region_code,
        person_id=None if met is None or told.household else met.id,
        visit_id=intake.visit.id,
        owner_office_id=intake.owner_office,
        domain=told.domain,
        urgency_level=told.urgency_level,
        urgency_kinds=list(told.urgency_kinds),
        request_text=told.request_text,
        internal_note=told.internal_note,
        status=NeedStatus.OPEN,
        completed_items=0,
        created_at=at.now,
    )


def entitlements(intake: Intake, input: VisitRecordInput, met: Person | None, at: Moment) -> list[Entitlement]:
    """Return the entitlements that the visit was told and that were not known: of the person met, or of the household."""
    known = {(each.type_code, each.person_id) for each in intake.received if each.until is None or each.until >= at.today}
    told = {(each.type, None if met is None or each.household else met.id): each for each in input.entitlements or ()}
    return [
        Entitlement(
            id=at.fresh.id(),
            family_id=intake.family.id,
            person_id=person,
            region_code=intake.family.region_code,
            type_code=type_code,
            type_version=at.reference.types[type_code].version,
            source=EntitlementSource.VISIT,
            visit_id=intake.visit.id,
            since=each.since,
            created_at=at.now,
        )
        for (type_code, person), each in told.items()
        if (type_code, person) not in known
    ]


def follow(intake: Intake, input: VisitRecordInput, registered: list[Row], needs: list[Need], at: Moment) -> None:
    """Write on the family what the visit tells of it, and when it is contacted next. A head who is known stays the head."""
    family, wish = intake.family, input.contact_wish
    head = next((each.id for each in registered if isinstance(each, Person) and each.relation == Relation.HEAD), family.head_id)
    found = {
        "head_id": head,
        "phone": input.phone,
        **_categories(family, input, at),
        "income_per_head": input.income_per_head,
        "next_contact_on": _next_contact(intake, input, needs, at),
    }
    wished = {} if wish is None else {"contact_wish_by": wish.by, "contact_wish_when": wish.when, "contact_wish_through": wish.through}
    told = {name: value for name, value in found.items() if value is not None}
    if input.family.new is None:
        version = family.version
        change(family, at.now, **told, **wished)
        if family.version == version and _is_counted_in_any_case(input, at):
            family.changed(at.now)
    else:
        family.tell(**told, **wished)
    intake.visit.tell(next_contact_on=family.next_contact_on)
    intake.lists.add(family.id, Contact(input.at, input.contact_result))
    intake.lists.write(at.now)


def _categories(family: Family, input: VisitRecordInput, at: Moment) -> dict[str, list[str]]:
    """Return the family's categories by column: those told; of health, also those before where the viewer is not shown these."""
    if input.categories is None:
        return {}
    told = split(input.categories, at.reference.facts["TARGET_CATEGORY"])
    kept = [] if _sees_health(at) else family.health_categories
    return {"categories": told.plain, "health_categories": list(dict.fromkeys([*kept, *told.health]))}


def _sees_health(at: Moment) -> bool:
    """Return whether the viewer is shown categories of health."""
    return level_of(at.viewer.kind, Group.HEALTH) is Level.FULL


def _is_counted_in_any_case(input: VisitRecordInput, at: Moment) -> bool:
    """Whether the visit writes beside the family's row, or tells what it may not be told is known already."""
    return input.work is not None or input.entitlements is not None or _is_not_to_be_told(input, at)


def _is_not_to_be_told(input: VisitRecordInput, at: Moment) -> bool:
    """Return whether the version must rise even without a change, since otherwise it tells that health categories were known."""
    told = split(input.categories or (), at.reference.facts["TARGET_CATEGORY"])
    return bool(told.health) and not _sees_health(at)


def _next_contact(intake: Intake, input: VisitRecordInput, needs: list[Need], at: Moment) -> date | None:
    """Return the day of the next contact, counted from the last day on which somebody was spoken to.

    None leaves the day as it is: nobody was reached, and the family is not new.
    """
    spoken_to = input.contact_result in SPOKEN_TO
    if not spoken_to and (input.family.new is None or input.contact_result in ONLY_RECORDED):
        return None
    contacted_on = max(day_of(input.at), intake.contacted_on or date.min)
    return next_contact_on(contacted_on, [*intake.unsolved, *(UrgencyLevel(need.urgency_level) for need in needs)], at.reference.contact)


def shared(visit: Visit, at: Moment) -> FamilyAccess:
    """Return the access of the operators' office to the family for a while; its levels stand in `domain/rules/access.py`."""
    return FamilyAccess(
        id=at.fresh.id(),
        family_id=visit.family_id,
        region_code=visit.region_code,
        office_id=at.viewer.office,
        department_code=at.viewer.department,
        office_region_code=at.viewer.region,
        visit_id=visit.id,
        until=at.now + timedelta(days=at.reference.limits["hotline_access_days"]),
    )
