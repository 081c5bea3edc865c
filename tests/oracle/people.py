"""What is shown of families and their members."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tests.oracle.county import Row, cut
from tests.oracle.narrowing import is_in_charge
from tests.oracle.shows import Fields, Node, Pages, Plain, Shows, from_
from tests.oracle.sight import COARSE, FULL, MASKED
from tests.oracle.words import age_band, day, last_day, masked_name, masked_phone, moment, surname, tagged, underscored


def family(shows: Shows, row: Row) -> Fields:
    """A household."""
    at = shows.watcher.towards_family(row)
    town, village = shows.county.region_name(cut(row["region_code"], 9)), shows.county.region_name(cut(row["region_code"], 12))
    wish = {"by": row["contact_wish_by"], "when": row["contact_wish_when"], "through": row["contact_wish_through"]}
    name, home = row["display_name"], shows.home(row["region_code"], at["ADDRESS"])
    return {
        "id": tagged("Family", row["id"]),
        "number": row["number"],
        "version": from_(at["INTERNAL"], FULL, row["version"]),
        "updatedAt": from_(at["INTERNAL"], FULL, moment(row["updated_at"])),
        "region": home,
        "residenceRegion": home,
        "registrationRegion": shows.home(row["registration_region_code"], at["ADDRESS"]),
        "createdAt": moment(row["created_at"]),
        "nextContactOn": from_(at["INTERNAL"], FULL, day(row["next_contact_on"])),
        "displayName": shows.text(at["IDENTITY"], name, masked_name(name), surname(name)),
        "address": shows.text(at["ADDRESS"], f"{town}{village}{row['address'] or ''}", town + village, town),
        "phone": shows.text(at["CONTACT"], row["phone"], masked_phone(row["phone"])),
        "contactWish": from_(at["CONTACT_WISH"], FULL, Plain("ContactWish", wish) if row["contact_wish_by"] else None),
        "contactPerson": from_(at["CONTACT"], FULL, shows.row("Account", "account", row["contact_person_id"])),
        "contactPersonLeft": from_(at["CONTACT"], FULL, not is_in_charge(shows.county, row)),
        "categories": from_(at["INTERNAL"], FULL, shows.codes("TARGET_CATEGORY", row["categories"])),
        "healthCategories": from_(at["HEALTH"], FULL, shows.codes("TARGET_CATEGORY", row["health_categories"])),
        "incomePerHead": from_(at["INCOME"], FULL, row["income_per_head"]),
        "head": lambda: from_(at["IDENTITY"], COARSE, shows.person_of(row["id"], row["head_id"])),
        "members": lambda: from_(at["IDENTITY"], COARSE, _members(shows, row["id"])),
        "entitlements": lambda: from_(at["INCOME"], FULL, [_entitlement(shows, each, at) for each in _received(shows, row["id"])]),
        "monitoring": lambda: from_(at["INCOME"], FULL, _monitoring(shows, row["id"], at)),
        "needs": lambda: shows.federals("Need", "need", "family_id", row["id"]),
        "items": lambda: shows.federals("AssistanceItem", "assistance_item", "family_id", row["id"]),
        "referrals": lambda: shows.referrals_of(row["id"]),
        "mergedNumbers": from_(at["INTERNAL"], FULL, row["merged_numbers"]),
        "events": lambda: from_(at["INTERNAL"], FULL, shows.events("Family", row["id"])),
        "planResponsible": from_(at["INTERNAL"], FULL, shows.row("Account", "account", row["plan_responsible_id"])),
        "planItems": lambda: from_(at["INTERNAL"], FULL, _plan(shows, row)),
        "corrections": lambda: Pages(
            "Correction",
            [each for each in shows.county.having("correction", "family_id", row["id"]) if shows.watcher.sees_correction(each)],
            "AT_DESC",
        ),
        "visits": lambda: shows.federals("Visit", "visit", "family_id", row["id"], "AT_DESC"),
    }


def _received(shows: Shows, family: UUID) -> list[Row]:
    told = shows.county.having("entitlement", "family_id", family)
    if shows.watcher.is_office:
        told = [each for each in told if each["person_id"] is None or shows.watcher.gives_of(family, each["person_id"])]
    return sorted(told, key=lambda each: (each["created_at"], each["id"]))


def _monitoring(shows: Shows, family: UUID, at: Mapping[str, int]) -> Plain | None:
    """Of the statuses as a monitored household the one told last."""
    told = [each for each in _received(shows, family) if each["type_code"] == "A27"]
    return _entitlement(shows, told[-1], at) if told else None


def _entitlement(shows: Shows, row: Row, levels: Mapping[str, int]) -> Plain:
    """Household income, whomever it names: all of it or nothing; but what a risk comes from, and what is done about it, tells of health."""
    at, health = levels["INCOME"], levels["HEALTH"]
    ended, coming = row["until"] is not None and row["until"] < shows.today, row["since"] is not None and row["since"] > shows.today
    told = {
        "type": from_(at, FULL, shows.type_of(row)),
        "state": from_(at, FULL, "COMING" if coming else "ENDED" if ended else "RECEIVING"),
        "since": from_(at, FULL, day(row["since"])),
        "until": from_(at, FULL, day(row["until"])),
        "source": from_(at, FULL, row["source"]),
        "endReason": from_(at, FULL, shows.code("RECOGNITION_END_REASON", row["end_reason"])),
        "kind": from_(at, FULL, shows.code("MONITORED_KIND", row["kind"])),
        "helper": from_(at, FULL, row["helper"]),
        "riskCause": from_(health, FULL, shows.code("RISK_CAUSE", row["risk_cause"])),
        "measures": from_(health, FULL, shows.codes("SUPPORT_MEASURE", row["measures"])),
        "document": from_(at, FULL, row["document"]),
        "person": lambda: from_(at, FULL, shows.person_of(row["family_id"], row["person_id"])),
    }
    return Plain("Entitlement", told)


def _members(shows: Shows, family: UUID) -> list[Node]:
    rows = [each for each in shows.county.having("person", "family_id", family) if shows.watcher.sees_person(each)]
    return [Node("Person", each) for each in sorted(rows, key=lambda each: (each["created_at"], each["id"]))]


def emergency_view(shows: Shows, row: Row) -> Fields:
    """A call to see a family at once; what was written may name the family, so that it is shown where names are."""
    at = shows.watcher.fixed
    return {
        "id": tagged("EmergencyView", row["id"]),
        "version": row["version"],
        "updatedAt": moment(row["updated_at"]),
        "at": moment(row["at"]),
        "until": moment(row["until"]),
        "account": shows.row("Account", "account", row["account_id"]),
        "office": shows.placed("Office", "office", row["office_id"], at["ADDRESS"]),
        "reason": shows.code("EMERGENCY_REASON", row["reason"]),
        "text": from_(at["IDENTITY"], FULL, row["text"]),
        "found": row["family_id"] is not None,
        "family": lambda: shows.family_of(row),
        "decision": row["decision"],
        "decidedAt": moment(row["decided_at"]),
        "decidedBy": shows.row("Account", "account", row["decided_by"]),
        "note": from_(at["INTERNAL"], FULL, row["note"]),
    }


def person_match(shows: Shows, row: Row) -> Fields:
    """Two registrations under one number: each person only where the viewer sees the family."""

    def of(key: UUID) -> Node | None:
        found = shows.county.one("person", key)
        return None if found is None else shows.person_of(found["family_id"], key)

    return {
        "id": tagged("PersonMatch", row["id"]),
        "version": row["version"],
        "updatedAt": moment(row["updated_at"]),
        "createdAt": moment(row["created_at"]),
        "known": lambda: of(row["known_id"]),
        "registered": lambda: of(row["registered_id"]),
        "decision": row["decision"],
        "decidedAt": moment(row["decided_at"]),
        "decidedBy": shows.row("Account", "account", row["decided_by"]),
        "note": row["note"],
    }


def correction(shows: Shows, row: Row) -> Fields:
    """A value that is corrected or proposed to be; an office learns of its own proposal where it stands, and no value."""
    reads = not shows.watcher.is_office and shows.watcher.kind != "monitor"
    said = shows.county.one("correction_text", row["id"], "correction_id") if reads else None
    told = {name: None if said is None else said[name] for name in ("proposed", "replaced", "note")}
    by = {"by": row["account_id"], "decidedBy": row["decided_by"]}
    return {
        **told,
        "removes": None if said is None else said["proposed"] is None,
        **{name: None if shows.watcher.is_office else shows.row("Account", "account", key) for name, key in by.items()},
        "id": tagged("Correction", row["id"]),
        "version": row["version"],
        "updatedAt": moment(row["updated_at"]),
        "at": moment(row["at"]),
        "value": row["value"],
        "state": row["state"],
        "reason": shows.code("VALUE_CORRECTION_REASON", row["reason"]),
        "dueAt": moment(row["due_at"]),
        "dueOn": last_day(row["due_at"]),
        "refusal": shows.code("CORRECTION_REFUSAL_REASON", row["refusal"]),
        "decidedAt": moment(row["decided_at"]),
        "receivedOn": day(row["received_on"]),
        "askedBy": row["asked_by"],
        "channel": shows.code("CORRECTION_CHANNEL", row["channel"]),
        "answeredOn": day(row["answered_on"]),
        "office": shows.placed("Office", "office", row["office_id"], shows.watcher.fixed["ADDRESS"]),
        "referral": lambda: shows.referral(row["referral_id"]),
        "visit": lambda: shows.federal("Visit", "visit", row["visit_id"]),
        "family": lambda: shows.family_of(row),
        "person": lambda: shows.person_of(row["family_id"], row["person_id"]),
    }


def family_hand_over(shows: Shows, row: Row) -> Fields:
    """A family that an office handed over; the office learns what became of it, and nothing of whom."""
    office = shows.watcher.is_office
    told = None if office else shows.county.one("family_hand_over_text", row["id"], "hand_over_id")
    said = {"headName": "head_name", "phone": "phone", "address": "address", "requestText": "request_text"}
    by = {"by": row["account_id"], "decidedBy": row["decided_by"]}
    return {
        **{name: None if told is None else told[column] for name, column in said.items()},
        **{name: None if office else shows.row("Account", "account", key) for name, key in by.items()},
        "id": tagged("FamilyHandOver", row["id"]),
        "version": row["version"],
        "updatedAt": moment(row["updated_at"]),
        "at": moment(row["at"]),
        "office": shows.row("Office", "office", row["office_id"]),
        "externalReference": row["external_reference"],
        "region": shows.home(row["region_code"], shows.watcher.fixed["ADDRESS"]),
        "domain": shows.code("NEED_DOMAIN", row["domain"]),
        "noticeBasis": row["notice_basis"],
        "state": row["state"],
        "dueAt": moment(row["due_at"]),
        "dueOn": last_day(row["due_at"]),
        "reason": shows.code("TRANSFER_DECLINE_REASON", row["reason"]),
        "decidedAt": moment(row["decided_at"]),
        "family": lambda: None if office or row["family_id"] is None else shows.family_of(row),
    }


def family_move_proposal(shows: Shows, row: Row) -> Fields:
    """A family that is proposed to another county: who it is tells the family itself, to whoever sees that."""
    return {
        "id": tagged("FamilyMoveProposal", row["id"]),
        "number": row["number"],
        "version": row["version"],
        "updatedAt": moment(row["updated_at"]),
        "at": moment(row["at"]),
        "office": shows.row("Office", "office", row["office_id"]),
        "by": shows.row("Account", "account", row["account_id"]),
        "region": shows.home(row["region_code"], shows.watcher.fixed["ADDRESS"]),
        "state": row["state"],
        "dueAt": moment(row["due_at"]),
        "dueOn": last_day(row["due_at"]),
        "reason": shows.code("MOVE_DECLINE_REASON", row["reason"]),
        "decidedAt": moment(row["decided_at"]),
        "decidedBy": shows.row("Account", "account", row["decided_by"]),
        "family": lambda: shows.family_of(row),
    }


def _plan(shows: Shows, family: Row) -> list[Node]:
    """The items of a family's plan, in their order."""
    items = [each for each in shows.county.having("assistance_item", "family_id", family["id"]) if each["plan_place"] is not None]
    return [
        Node("AssistanceItem", each)
        for each in sorted(items, key=lambda each: (each["plan_place"], each["id"]))
        if shows.watcher.sees_federal(each)
    ]


def person(shows: Shows, row: Row) -> Fields:
    """A member of a family."""
    at = shows.watcher.towards(row["family_id"], row["id"])
    number, certificate = row["id_number_masked"], row["certificate_number_masked"]
    guardian = {"name": row["guardian_name"], "phone": row["guardian_phone"]}
    return {
        "id": tagged("Person", row["id"]),
        "relation": row["relation"],
        "family": lambda: shows.family_of(row),
        "displayName": shows.text(at["IDENTITY"], row["name"], masked_name(row["name"]), surname(row["name"])),
        "idNumber": shows.text(at["ID_NUMBER"], number, number),
        "certificateNumber": shows.text(at["ID_NUMBER"], certificate, certificate),
        "deceasedOn": from_(at["INTERNAL"], FULL, day(row["deceased_on"])),
        "noIdReason": from_(at["INTERNAL"], FULL, shows.code("NO_ID_REASON", row["no_id_reason"])),
        "ageBand": from_(at["BIRTH"], COARSE, age_band(row["birth_date"], row["birth_year"], shows.today)),
        "sex": from_(at["BIRTH"], MASKED, row["sex"]),
        "birthYear": from_(at["BIRTH"], FULL, row["birth_year"]),
        "birthDate": from_(at["BIRTH"], FULL, day(row["birth_date"])),
        "guardian": from_(at["CONTACT"], FULL, Plain("Guardian", guardian) if row["guardian_name"] else None),
        "work": from_(at["WORK"], FULL, _work(shows, row, at["WORK"])),
        "certificate": from_(at["DISABILITY"], COARSE, _certificate(shows, row, at["DISABILITY"])),
    }


def _work(shows: Shows, person: Row, at: int) -> Plain | None:
    """The work profile, all of it or nothing."""
    if person["work_told_on"] is None:
        return None
    codes = {"education": "EDUCATION", "employment": "EMPLOYMENT", "notEmployedReason": "NOT_EMPLOYED_REASON", "livelihood": "LIVELIHOOD"}
    told = {name: shows.code(code_list, person[f"work_{underscored(name)}"]) for name, code_list in codes.items()}
    plain = "registeredUnemployed wish hours distance atHome canDo support careDuties zeroEmploymentHousehold publicPostMonths"
    told |= {name: person[f"work_{underscored(name)}"] for name in plain.split()}
    return Plain("WorkProfile", {name: from_(at, FULL, value) for name, value in (told | {"toldOn": day(person["work_told_on"])}).items()})


def _certificate(shows: Shows, person: Row, at: int) -> Plain:
    history = sorted(shows.county.having("certificate_record", "person_id", person["id"]), key=lambda each: (each["at"], each["id"]))
    return Plain(
        "Certificate",
        _disability(shows, person, at)
        | {
            "status": from_(at, FULL, person["certificate_status"]),
            "issuedOn": from_(at, FULL, day(person["certificate_issued_on"])),
            "history": from_(at, FULL, [Plain("CertificateRecord", _record(shows, each, at)) for each in history]),
        },
    )


def _record(shows: Shows, row: Row, at: int) -> dict[str, Any]:
    told = {"at": moment(row["at"]), "status": row["status"], "issuedOn": day(row["issued_on"])}
    when = {name: from_(at, FULL, value) for name, value in told.items()}
    return _disability(shows, row, at) | when


def _disability(shows: Shows, row: Row, at: int) -> dict[str, Any]:
    return {
        "category": from_(at, COARSE, shows.code("DISABILITY_CATEGORY", row["disability_category"])),
        "level": from_(at, MASKED, row["disability_level"]),
    }
