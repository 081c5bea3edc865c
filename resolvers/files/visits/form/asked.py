"""A row as the input of `visitRecord`, and a refusal of that input as one of a column.

Source: docs/domain.md 2 (Visit, "As an input"); docs/decisions/009-import.md.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.family import ContactBy, ContactThrough
from domain.message.refusal import Path, Refusal, Refusals
from domain.value.spelling import camel
from domain.visit import ContactResult, VisitMode
from resolvers.commands.visit.input import (
    ConsolationInput,
    ContactWishInput,
    FoundNeedsInput,
    GuardianInput,
    NeedInput,
    NewFamilyInput,
    NewPersonInput,
    NoticeInput,
    VisitedFamilyInput,
    VisitedPersonInput,
    VisitRecordInput,
)
from resolvers.files.visits.form.column import Column
from resolvers.files.visits.form.columns import COLUMNS, MEMBERS, NEEDS

Values = Mapping[str, Any]
"""What a row says, by the keys of its columns."""

KeyOf = Callable[[str], str]

NEW = frozenset({"新", "新增", "新户", "新家庭", "new"})
"""What stands in the column of the family's number where there is none yet: the answer to HOUSEHOLD_UNSURE."""


@dataclass(frozen=True)
class Known:
    """The family, the person and the members of a row that are registered already, as the viewer sees them."""

    family: UUID | None = None
    person: UUID | None = None
    members: frozenset[int] = frozenset()
    """The row's places of further members who belong to the family already."""


def visit_of(values: Values, known: Known) -> VisitRecordInput:
    """Return the input of `visitRecord` that a row makes. Raises Refusals where a required value is missing.

    Lists that are filled in beforehand name a person, a phone and categories also where nobody was met: no findings, and left out.
    """
    missing = [Refusal("REQUIRED", path=path) for path in _missing(values, known)]
    if missing:
        raise Refusals(*missing)
    met = values["result"] == ContactResult.MET
    return VisitRecordInput(
        family=_family(values, known),
        mode=VisitMode(values["mode"]),
        at=values["at"],
        contact_result=ContactResult(values["result"]),
        person=_person(values, known) if met else None,
        categories=values.get("categories") if met else None,
        needs=_needs(values),
        notice=NoticeInput(basis=values["notice"]) if met and "notice" in values else None,
        no_home_visit_reason=values.get("no_home_visit"),
        phone=values.get("phone") if known.family is not None and (met or "ticket" in values) else None,
        category_text=values.get("category_text"),
        channel=values.get("channel"),
        hotline_ticket=values.get("ticket"),
        companions=values.get("companions"),
        led_by_leading_cadre=values.get("leading_cadre", False),
        consolation=_consolation(values),
        income_per_head=values.get("income"),
        campaign=values.get("campaign"),
        members=tuple(new_person(values, of_member(place)) for place in told_members(values, known)) or None if met else None,
        contact_wish=_contact_wish(values) if met else None,
        suggestions=values.get("suggestions"),
    )


def family_number(values: Values) -> str | None:
    """Return the number of a registered family that the row names, if any."""
    return None if is_new(values) else values.get("family")


def is_new(values: Values) -> bool:
    """Whether the row says that its family is not registered yet, whatever it is called."""
    return str(values.get("family", "")).casefold() in NEW


def head_of(values: Values) -> str | None:
    """Return the name of the head; a person alone is their own head."""
    return values.get("head") or values.get("name")


def column_of(path: Path, values: Values) -> Column | None:
    """Return the column to blame for a refusal: that of the value, else one of those that belong to it; None: the whole row."""
    if path == ("family", "id") or (path == ("person", "id") and "id_number" in values):
        return _by_key("family" if "family" in values else "id_number" if "id_number" in values else "head")
    path = path[2:] if path == ("family", "new", "phone") else path
    told = _places(values)
    if path[:2] == ("needs", "list") and len(path) > 2 and isinstance(path[2], int) and path[2] < len(told):
        path = (*path[:2], told[path[2]], *path[3:])
    spelt = [(tuple(camel(step) if isinstance(step, str) else step for step in column.path), column) for column in COLUMNS]
    for exactly in range(len(path), 0, -1):
        for own, column in spelt:
            if own[:exactly] == path[:exactly]:
                return column
    return None


def _by_key(key: str) -> Column:
    return next(column for column in COLUMNS if column.key == key)


def _missing(values: Values, known: Known) -> Iterable[Path]:
    """Yield a refusal for each value without which the input cannot be made."""
    if known.family is None and head_of(values) is None:
        yield ("family", "new", "headName")
    if known.family is None and "village" not in values:
        yield ("family", "new", "village")
    if values["result"] == ContactResult.MET and known.person is None and "name" not in values:
        yield ("person", "new", "name")
    if "consolation_value" in values and "consolation" not in values:
        yield ("consolation", "kind")
    for place in _places(values):
        for key, name in (("need_domain", "domain"), ("need_text", "requestText")):
            if _of_need(key, place) not in values:
                yield ("needs", "list", _places(values).index(place), name)
    if values["result"] == ContactResult.MET and "wish_by" not in values and ("wish_when" in values or "wish_through" in values):
        yield ("contactWish", "by")
    yield from _missing_of_person(values, str, ("person", "new"))
    for at, place in enumerate(told_members(values, known)):
        if of_member(place)("name") not in values:
            yield ("members", at, "name")
        yield from _missing_of_person(values, of_member(place), ("members", at))


def _missing_of_person(values: Values, key: KeyOf, path: Path) -> Iterable[Path]:
    if (key("guardian") in values) != (key("guardian_phone") in values):
        yield (*path, "guardian", "phone" if key("guardian") in values else "name")


def _family(values: Values, known: Known) -> VisitedFamilyInput:
    if known.family is not None:
        return VisitedFamilyInput(id=known.family)
    new = NewFamilyInput(
        head_name=head_of(values) or "",
        village=values["village"],
        registration_region=values.get("registration"),
        address=values.get("address"),
        phone=values.get("phone"),
    )
    return VisitedFamilyInput(new=new)


def _person(values: Values, known: Known) -> VisitedPersonInput:
    if known.person is not None:
        return VisitedPersonInput(id=known.person)
    return VisitedPersonInput(new=new_person(values, str))


def new_person(values: Values, key: KeyOf) -> NewPersonInput:
    """Return the input of a person to register; `key`: what the column of the one whom the visit met is called for this one."""
    numbered, certified = key("id_number") in values, key("certificate") in values
    guardian = GuardianInput(name=values[key("guardian")], phone=values[key("guardian_phone")]) if key("guardian") in values else None
    return NewPersonInput(
        name=values[key("name")],
        id_number=values.get(key("id_number")),
        no_id_reason=values.get(key("no_id_reason")),
        birth_year=None if numbered or certified else values.get(key("birth_year")),
        relation=values.get(key("relation")),
        certificate_number=values.get(key("certificate")),
        disability_category=None if certified else values.get(key("disability")),
        guardian=guardian,
    )


def of_member(place: int) -> KeyOf:
    """Return the keys of the columns of the further member at a place, by the keys of the person met."""
    return lambda key: f"member{place + 1}_{key}"


def values_of_member(values: Values, place: int) -> Values:
    """Return what a row says of the further member at a place, by the keys of the person met."""
    prefix = of_member(place)("")
    return {key.removeprefix(prefix): value for key, value in values.items() if key.startswith(prefix)}


def told_members(values: Values, known: Known) -> list[int]:
    """Return the row's places of further members who are to be registered."""
    filled = [place for place in range(MEMBERS) if any(key.startswith(of_member(place)("")) for key in values)]
    return [place for place in filled if place not in known.members]


def placed(refusals: Iterable[Refusal], values: Values, known: Known) -> tuple[Refusal, ...]:
    """Return the refusals of an input, those of further members with their places in the row."""
    told = told_members(values, known)
    return tuple(
        each.at("members", told[each.path[1]], *each.path[2:])
        if each.path[:1] == ("members",) and len(each.path) > 1 and isinstance(each.path[1], int)
        else each
        for each in refusals
    )


def _contact_wish(values: Values) -> ContactWishInput | None:
    if "wish_by" not in values:
        return None
    through = values.get("wish_through")
    return ContactWishInput(
        by=ContactBy(values["wish_by"]), when=values.get("wish_when"), through=None if through is None else ContactThrough(through)
    )


def _needs(values: Values) -> FoundNeedsInput | None:
    told = tuple(_need(values, place) for place in _places(values))
    none = values.get("no_difficulty") or None
    return FoundNeedsInput(list=told or None, none=none) if told or none else None


def _need(values: Values, place: int) -> NeedInput:
    asked = {"domain": values[_of_need("need_domain", place)], "request_text": values[_of_need("need_text", place)]}
    urgency = values.get(_of_need("need_urgency", place))
    return NeedInput(**asked) if urgency is None else NeedInput(**asked, urgency_level=urgency)


def _places(values: Values) -> list[int]:
    """Return the row's places for needs that are filled in."""
    keys = ("need_domain", "need_text", "need_urgency")
    return [place for place in range(NEEDS) if any(_of_need(key, place) in values for key in keys)]


def _of_need(key: str, place: int) -> str:
    return key if place == 0 else f"{key}{place + 1}"


def _consolation(values: Values) -> ConsolationInput | None:
    return ConsolationInput(kind=values["consolation"], value=values.get("consolation_value")) if "consolation" in values else None
