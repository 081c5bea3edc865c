"""What the sheet tells of the family and its members, as far as the answer holds it.

Source: docs/domain.md 7 (field groups); docs/decisions/029-referral-sheet.md. Numbers come masked and stay so.
"""

from collections.abc import Sequence

from domain.family import CertificateStatus, ContactBy, ContactThrough, Relation, Sex
from domain.work import Ability, WorkKind, WorkSupport
from resolvers.files.sheets import words
from resolvers.files.sheets.paper import Line, Part, Table, Told
from resolvers.files.sheets.values import Shown, at, member, members, named, yuan


def household(shown: Shown, told: Told) -> list[Part]:
    """Return the parts about the family of a referral, and about whom it helps; nothing of a request for funds."""
    family, person = shown["family"], shown["person"]
    if family is None:
        return []
    everybody = family["members"] or ([] if person is None else [person])
    helped = [person] if person is not None else everybody
    lines = tuple(line for each in helped for line in _person(each, told, named=len(helped) > 1))
    heading = told(words.MEMBERS if person is None else words.PERSON)
    parts = [_family(family, told)]
    if everybody:
        parts.append(Part(heading, lines, (_table(everybody, None if person is None else person["id"], told),)))
    return parts


def _family(family: Shown, told: Told) -> Part:
    wish = family["contactWish"]
    wishes = () if wish is None else (
        member(ContactBy, wish["by"], told.language), wish["when"], member(ContactThrough, wish["through"], told.language)
    )  # fmt: skip
    income = family["incomePerHead"]
    tells = (
        (words.NUMBER, family["number"]),
        (words.HEAD, at(family, "displayName", "value")),
        (words.REGION, at(family, "residenceRegion", "name")),
        (words.REGISTERED, at(family, "registrationRegion", "name")),
        (words.ADDRESS, at(family, "address", "value")),
        (words.PHONE, at(family, "phone", "value")),
        (words.WISH, told.several(wishes, words.COMMA)),
        (words.CONTACT, at(family, "contactPerson", "name")),
        (words.INCOME, yuan(income)),
        (words.HEALTH, told.several(named(family["healthCategories"]), words.LIST)),
        (words.RECEIVES, told.several((_received(each, told) for each in family["entitlements"] or ()), words.LIST)),
    )
    return Part(told(words.FAMILY), tuple(line for label, value in tells for line in told.line(label, value)))


def _received(entitlement: Shown, told: Told) -> str | None:
    name: str | None = at(entitlement, "type", "name")
    since, until = entitlement["since"], entitlement["until"]
    return name if since is None and until is None else told(words.BETWEEN, name=name, since=since or "…", until=until or "…")


def _table(everybody: Sequence[Shown], helped: str | None, told: Told) -> Table:
    """Return the members, the one whom the referral helps first; columns of which nothing is shown are left out."""
    heads = (words.NAME, words.RELATION, words.SEX, words.AGE, words.DISABILITY, words.ID_NUMBER, words.CERTIFICATE)
    rows = [_row(each, told) for each in sorted(everybody, key=lambda each: each["id"] != helped)]
    kept = [place for place in range(len(heads)) if any(row[place] for row in rows)]
    return Table(tuple(told(heads[place]) for place in kept), tuple(tuple(row[place] for place in kept) for row in rows))


def _row(person: Shown, told: Told) -> tuple[str, ...]:
    certificate, spoken = person["certificate"], told.language
    level = at(certificate, "level")
    of = told.several((at(certificate, "category", "name"), None if level is None else told(words.LEVEL, level=level)), words.COMMA)
    status = member(CertificateStatus, at(certificate, "status"), spoken)
    return (
        at(person, "displayName", "value") or "",
        member(Relation, person["relation"], spoken) or "",
        member(Sex, person["sex"], spoken) or "",
        person["birthDate"] or person["ageBand"] or "",
        of,
        at(person, "idNumber", "value") or "",
        told.several((at(person, "certificateNumber", "value"), status), words.COMMA),
    )


def _person(person: Shown, told: Told, *, named: bool) -> list[Line]:
    """Return a person's guardian and work profile; `named`: with the name, since there are several."""
    guardian = told.several((at(person, "guardian", "name"), at(person, "guardian", "phone")), words.COMMA)
    lines = [*told.line(words.GUARDIAN, guardian), *told.line(words.WORK, _work(person["work"], told))]
    name = at(person, "displayName", "value")
    return [Line(f"{each.label} · {name}", each.value) if named and name else each for each in lines]


def _work(work: Shown | None, told: Told) -> str:
    if work is None:
        return ""
    spoken = told.language
    tells = (
        at(work, "education", "name"),
        at(work, "employment", "name"),
        *members(WorkKind, work["wish"], spoken),
        *members(Ability, work["canDo"], spoken),
        *members(WorkSupport, work["support"], spoken),
        None if work["hours"] is None else told(words.HOURS, hours=work["hours"]),
        None if work["distance"] is None else told(words.DISTANCE, distance=work["distance"]),
        told(words.AT_HOME) if work["atHome"] else None,
    )
    return told.several(tells, words.LIST)
