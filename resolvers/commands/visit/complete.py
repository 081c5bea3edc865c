"""What the input of a visit must and must not hold, by whether anybody was met, how it came in, and what is known of the family.

Source: docs/domain.md 2 (Visit): required of a person, conditional, "not met ends the form". All faults are told at once.
"""

from collections.abc import Iterator

from db.tables.campaign import Campaign
from db.tables.person import Person
from domain.family import Relation
from domain.message.refusal import Path, Refusal
from domain.rules.access import level_of
from domain.rules.group import Group, Level
from domain.rules.permit import has
from domain.time.calendar import day_of
from domain.value.citizen import is_before_birth
from domain.value.spelling import camel
from domain.viewer import Role, lies_in
from domain.visit import ContactResult, IntakeChannel, VisitMode
from resolvers.commands.context import Moment
from resolvers.commands.person import doubles, work
from resolvers.commands.visit import person as persons
from resolvers.commands.visit.input import NewPersonInput, VisitRecordInput
from resolvers.commands.visit.intake import Intake

REQUIRED_IF_MET = ("person", "categories", "needs", "notice")
FOUND_IF_MET = (
    *REQUIRED_IF_MET,
    *("category_text", "consolation", "income_per_head", "members", "contact_wish", "work", "entitlements", "suggestions"),
)
"""What is left out where nobody was met; the telephone too, unless the hotline is to call back."""
ONLY_RECORDED = frozenset({ContactResult.MOVED, ContactResult.DECEASED})
"""With these results only the visit is recorded: cadres of the county record a death or a move, which cancels what hangs on it."""
HOTLINES = frozenset({IntakeChannel.HOTLINE_12385, IntakeChannel.HOTLINE_12345})


def channel_of(told: VisitRecordInput) -> IntakeChannel:
    """Return the way in which the visit came in: as told, else by the campaign or dynamic update that it serves."""
    if told.campaign is not None:
        return IntakeChannel.CAMPAIGN_VISIT
    if told.channel is not None:
        return told.channel
    return IntakeChannel.ROUTINE_VISIT if told.dynamic_update_year is None else IntakeChannel.DYNAMIC_UPDATE


def new_persons(told: VisitRecordInput) -> Iterator[tuple[Path, NewPersonInput]]:
    """Yield each person to be registered with their path in the input: the one met, then the further members."""
    if told.person is not None and told.person.new is not None:
        yield ("person", "new"), told.person.new
    for place, member in enumerate(told.members or ()):
        yield ("members", place), member


def refusals(told: VisitRecordInput, intake: Intake, at: Moment) -> list[Refusal]:
    """Return what is wrong with a visit, beside its single values."""
    found = (
        _of_result(told),
        _of_mode(told),
        _of_channel(told, at),
        _of_phone(told, intake),
        _of_categories(told, at),
        _of_persons(told, intake, at),
        doubles.refusals(intake.doubles, tuple(new_persons(told))),
        _of_campaign(told, intake.campaign, intake.family.region_code if told.family.new is None else told.family.new.village),
        _of_wish(told, at),
        _of_work(told, at),
        _of_entitlements(told, at),
    )
    return [refusal for part in found for refusal in part]


def of_visit(told: VisitRecordInput, village: str, campaign: Campaign | None, person: Person | None, at: Moment) -> list[Refusal]:
    """Return what is wrong with a visit of whom is registered, in what it says of itself. `village`: where the family lives."""
    found = (
        _of_result(told),
        _of_mode(told),
        _of_channel(told, at),
        _of_categories(told, at),
        _of_births(told, person, at),
        _of_campaign(told, campaign, village),
    )
    return [refusal for part in found for refusal in part]


def _expected(name: str, given: object, *, wanted: bool) -> Iterator[Refusal]:
    """Yield REQUIRED for a field that is wanted and not given, NOT_EXPECTED for one that is given and not wanted."""
    if wanted != (given is not None):
        yield Refusal("REQUIRED" if wanted else "NOT_EXPECTED", path=(camel(name),))


def _of_result(told: VisitRecordInput) -> Iterator[Refusal]:
    """Yield what the contact result asks for and lacks, or excludes and holds."""
    if told.contact_result is ContactResult.MET:
        yield from (Refusal("REQUIRED", path=(camel(name),)) for name in REQUIRED_IF_MET if getattr(told, name) is None)
    else:
        code = "NOT_COVERED" if told.contact_result in ONLY_RECORDED else "NOT_EXPECTED"
        ended = FOUND_IF_MET if told.channel in HOTLINES else (*FOUND_IF_MET, "phone")
        yield from (Refusal(code, path=(camel(name),)) for name in ended if getattr(told, name) is not None)
    if told.needs is not None and told.needs.none is False:
        yield Refusal("EXACTLY_ONE", path=("needs",))


def _of_mode(told: VisitRecordInput) -> Iterator[Refusal]:
    """Yield a refusal for a reason given for no home visit where the home was visited, or lacking where the person was met elsewhere."""
    given = told.no_home_visit_reason is not None
    if told.mode is VisitMode.HOME_VISIT and given:
        yield Refusal("NOT_EXPECTED", path=("noHomeVisitReason",))
    met_elsewhere = told.mode is not VisitMode.HOME_VISIT and told.contact_result is ContactResult.MET
    if met_elsewhere and not given and channel_of(told) not in HOTLINES:
        yield Refusal("REQUIRED", path=("noHomeVisitReason",))


def _of_channel(told: VisitRecordInput, at: Moment) -> Iterator[Refusal]:
    """Yield what does not fit the channel: the operator's hotline, the campaign, the ticket, the year of the dynamic update."""
    operates = at.viewer.role is Role.HOTLINE_OPERATOR
    if operates and told.channel not in HOTLINES:
        yield Refusal("REQUIRED" if told.channel is None else "NOT_EXPECTED", path=("channel",))
    if told.campaign is not None and told.channel not in (None, IntakeChannel.CAMPAIGN_VISIT):
        yield Refusal("NOT_EXPECTED", path=("campaign",))
    if told.campaign is None and told.channel is IntakeChannel.CAMPAIGN_VISIT:
        yield Refusal("REQUIRED", path=("campaign",))
    yield from _expected("hotline_ticket", told.hotline_ticket, wanted=told.channel in HOTLINES)
    yield from _of_update(told, at)


def _of_update(told: VisitRecordInput, at: Moment) -> Iterator[Refusal]:
    """Yield a refusal unless the visit serves the dynamic update of its own year, or a year before that is not over yet."""
    served, visited = told.dynamic_update_year, day_of(told.at).year
    if served is None:
        return
    if served > visited:
        yield Refusal("IN_FUTURE", path=("dynamicUpdateYear",))
    if served < (earliest := visited - at.reference.limits["dynamic_update_back_years"]):
        yield Refusal("TOO_EARLY", path=("dynamicUpdateYear",), earliest=earliest)


def _of_phone(told: VisitRecordInput, intake: Intake) -> Iterator[Refusal]:
    """Yield REQUIRED where somebody was met or called and no telephone is known."""
    new = told.family.new
    known = intake.family.phone if new is None else new.phone
    if told.phone is None and known is None and (told.contact_result is ContactResult.MET or told.channel in HOTLINES):
        yield Refusal("REQUIRED", path=("phone",))


def _of_categories(told: VisitRecordInput, at: Moment) -> Iterator[Refusal]:
    """Yield a refusal unless `categoryText` is given exactly where one of the categories asks for words."""
    facts = at.reference.facts["TARGET_CATEGORY"]
    asked = any(facts.get(code, {}).get("text") for code in told.categories or ())
    if told.categories is not None:
        yield from _expected("category_text", told.category_text, wanted=asked)


def _of_persons(told: VisitRecordInput, intake: Intake, at: Moment) -> Iterator[Refusal]:
    """Yield what is wrong with the person met and the members to be registered."""
    for path, new in new_persons(told):
        yield from (refusal.below(*path) for refusal in persons.refusals(new, at.today))
    if intake.person is not None and intake.person.family_id != intake.family.id:
        yield Refusal("PERSON_NOT_OF_FAMILY", path=("person", "id"), row=("Person", intake.person.id))
    elif intake.person is not None and intake.person.deceased_on is not None:
        yield Refusal("PERSON_DECEASED", path=("person", "id"), row=("Person", intake.person.id))
    yield from _of_head(told, intake)
    yield from _of_births(told, intake.person, at)
    yield from _repeated(told)


def _of_head(told: VisitRecordInput, intake: Intake) -> Iterator[Refusal]:
    """Yield HEAD_ALREADY for a second head, or a head of another name than the household's."""
    named = told.family.new.head_name if told.family.new is not None else intake.family.display_name
    has_head = intake.family.head_id is not None
    for path, new in new_persons(told):
        relation = persons.relation_of(new, None if has_head else named)
        if relation is Relation.HEAD and (has_head or new.name != named):
            head = intake.family.head_id
            yield Refusal("HEAD_ALREADY", path=(*path, "relation"), row=None if head is None else ("Person", head))
        has_head = has_head or relation is Relation.HEAD


def _of_births(told: VisitRecordInput, person: Person | None, at: Moment) -> Iterator[Refusal]:
    """Yield BEFORE_BIRTH where the visit lies before a birth; for a registered person only to viewers who see the birth date."""
    on = day_of(told.at)
    known = person if level_of(at.viewer.kind, Group.BIRTH) is Level.FULL else None
    births = [*(persons.born(new) for _, new in new_persons(told)), None if known is None else known.birth_date or known.birth_year]
    unborn = next((born for born in births if born is not None and is_before_birth(on, born)), None)
    if unborn is not None:
        yield Refusal("BEFORE_BIRTH", path=("at",), born=unborn)


def _of_wish(told: VisitRecordInput, at: Moment) -> Iterator[Refusal]:
    """Yield FORBIDDEN for a contact wish by a viewer who may not set one."""
    if told.contact_wish is not None and not has("familyContactWishSet", at.viewer):
        yield Refusal("FORBIDDEN", path=("contactWish",))


def _of_work(told: VisitRecordInput, at: Moment) -> Iterator[Refusal]:
    """Yield FORBIDDEN for a work profile from a viewer who may not set one, and what is wrong with the profile."""
    if told.work is not None and not has("personWorkSet", at.viewer):
        yield Refusal("FORBIDDEN", path=("work",))
    elif told.work is not None:
        yield from (each.below("work") for each in work.refusals(told.work, at.reference))


def _of_entitlements(told: VisitRecordInput, at: Moment) -> Iterator[Refusal]:
    """Yield TYPE_NOT_OFFERED for pooled help, which no family receives."""
    for place, each in enumerate(told.entitlements or ()):
        if at.reference.types[each.type].pooled:
            yield Refusal("TYPE_NOT_OFFERED", path=("entitlements", place, "type"))


def _of_campaign(told: VisitRecordInput, campaign: Campaign | None, village: str) -> Iterator[Refusal]:
    """Yield a refusal where the visit lies outside the campaign's division or period."""
    if campaign is not None and not lies_in(village, (campaign.region_code,)):
        yield Refusal("CAMPAIGN_ELSEWHERE", path=("campaign",), row=("Campaign", campaign.id))
    if campaign is not None and not campaign.starts_on <= day_of(told.at) <= campaign.ends_on:
        yield Refusal(
            "OUTSIDE_CAMPAIGN", path=("campaign",), row=("Campaign", campaign.id), starts=campaign.starts_on, ends=campaign.ends_on
        )


def _repeated(told: VisitRecordInput) -> Iterator[Refusal]:
    """Yield REPEATED for an ID number that two of the persons to be registered have."""
    seen: set[str] = set()
    for path, new in new_persons(told):
        number = persons.number_of(new)
        if number in seen:
            yield Refusal("REPEATED", path=(*path, persons.numbered_by(new)))
        elif number is not None:
            seen.add(number)
