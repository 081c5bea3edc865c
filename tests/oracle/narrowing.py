"""Filters and orders over rows: what may not be seen matches nothing.

Source: docs/domain.md 7 (Counted), docs/design.md 8 (filters, orders).
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from tests.oracle.cases import colour, is_unread, waiting_for
from tests.oracle.counted import only_counts
from tests.oracle.county import County, Row, digits, lies_in
from tests.oracle.federal import called_back_at
from tests.oracle.shows import Shows
from tests.oracle.sight import FULL, MASKED, Watcher
from tests.oracle.trail import is_of_person
from tests.oracle.words import tagged, today


class Refused(Exception):
    """The platform refuses the whole request: BAD_USER_INPUT."""


COUNTED = {"department", "office", "state", "colour", "region", "campaign", "within"}
IN_FAMILY = {"Visit", "AuditRecord", "CampaignListing", "Correction"}
"""The types whose filter names a family."""


def narrowed(shows: Shows, type_name: str, rows: list[Row], given: Mapping[str, Any] | None) -> list[Row]:
    """The rows for which every condition holds; of visits those that stand, unless it is said in which state."""
    if type_name == "Visit" and (given or {}).get("state") is None:
        rows = [row for row in rows if row["withdrawn_at"] is None]
    if given is None:
        return rows
    if not given:
        raise Refused
    conditions = [condition(shows, type_name, name, value) for name, value in given.items() if value is not None]
    return [row for row in rows if all(holds(row) for holds in conditions)]


def condition(shows: Shows, type_name: str, name: str, value: Any) -> Callable[[Row], bool]:
    """One field of a filter. Raises Refused."""
    county, watcher = shows.county, shows.watcher
    counts = only_counts(watcher, type_name)
    if value == [] or (counts and (name not in COUNTED or (name == "region" and len(digits(value)) > 6))):
        raise Refused
    if name == "region":
        return lambda row: lies_in(row["region_code"], value) and (len(digits(value)) < 12 or _knows_the_village(watcher, type_name, row))
    if name == "within":
        return _within(county, value)
    if name in {"office", "handler", "account", "visitor", "campaign", "client", "person"} or (name == "family" and type_name in IN_FAMILY):
        return _is(type_name, name, value, shows)
    plain = PLAIN.get((type_name, name)) or PLAIN.get(("", name))
    if plain is not None:
        return lambda row: plain(row, value)
    return SPECIAL[type_name, name](county, watcher, value)


def _knows_the_village(watcher: Watcher, type_name: str, row: Row) -> bool:
    if type_name in {"Organization", "Office", "Campaign"}:
        return True
    if type_name == "Correction":
        return watcher.towards(row["family_id"], None, whomever=True)["ADDRESS"] >= MASKED
    at = watcher.towards_family(row) if type_name == "Family" else watcher.towards_case(row if type_name == "Referral" else None)
    return at["ADDRESS"] >= MASKED


def _is(type_name: str, name: str, value: str, shows: Shows) -> Callable[[Row], bool]:
    """The row that a global id names; an id of another type is refused."""
    of = name.capitalize() if name not in {"handler", "visitor"} else "Account"
    if value not in shows.county.by_global_id or (named := shows.county.by_global_id[value])[0] != of:
        raise Refused
    if type_name == "AuditRecord" and name == "family":
        return lambda row: value in [tagged(of, key) for key in row["family_ids"] or ()]
    if type_name == "AuditRecord" and name == "person":
        return lambda row: is_of_person(shows.county, row, named[1])
    value = tagged(of, named[1].get("merged_into_id") or named[1]["id"])  # an old id goes on as another
    if name == "office" and shows.watcher.kind == "counter" and type_name in {"Referral", "AssistanceItem"}:
        return lambda row: value == counted_office(shows.county, lead_of(shows.county, type_name, row))
    column = {"office": "lead_office_id" if type_name == "AssistanceItem" else "office_id"}.get(name, f"{name}_id")
    table = {"office": "office", "campaign": "campaign"}.get(name)
    if table is not None and type_name in {"Referral", "AssistanceItem", "Visit"}:
        return lambda row: (
            row[column] is not None
            and tagged(of, row[column]) == value
            and shows.placed(of, table, row[column], _address(shows.watcher, type_name, row)) is not None
        )
    return lambda row: row[column] is not None and tagged(of, row[column]) == value


def _within(county: County, value: str) -> Callable[[Row], bool]:
    """On the list of a campaign, or of one that is a part of it."""
    if county.by_global_id.get(value, ("", {}))[0] != "Campaign":
        raise Refused

    def holds(row: Row) -> bool:
        campaign = county.one("campaign", row["campaign_id"])
        while campaign is not None and tagged("Campaign", campaign["id"]) != value:
            campaign = None if campaign["parent_id"] is None else county.one("campaign", campaign["parent_id"])
        return campaign is not None

    return holds


def _address(watcher: Watcher, type_name: str, row: Row) -> int:
    return watcher.towards_case(row if type_name == "Referral" else None)["ADDRESS"]


def lead_of(county: County, type_name: str, row: Row) -> Row | None:
    """What a row counts by: a referral by itself, an item by its lead."""
    return row if type_name == "Referral" else county.one("referral", row["lead_id"])


def department_of(county: County, type_name: str, row: Row) -> str:
    """Under which department a row counts: an item without a lead under its type's."""
    lead = lead_of(county, type_name, row)
    return str(row["type_department_code"] if lead is None else lead["department_code"])


def counted_office(county: County, referral: Row | None) -> str | None:
    """The office of county level or above under which a referral counts for whoever only counts; None where there is none."""
    if referral is None:
        return None
    region = referral["office_region_code"]
    if len(digits(region)) <= 6:
        return tagged("Office", referral["office_id"])
    offices = county.having("office", "region_code", region[:6].ljust(12, "0"))
    above = [each for each in offices if each["kind"] == "DEPARTMENT" and each["department_code"] == referral["department_code"]]
    return tagged("Office", above[0]["id"]) if above else None


def _at(value: str) -> datetime:
    return datetime.fromisoformat(value)


def holds_on(row: Row, day: date) -> bool:
    """Whether a version holds on a day."""
    return bool(row["valid_from"] <= day and (row["valid_to"] is None or row["valid_to"] > day))


def _standing(county: County, value: str) -> Callable[[Row], bool]:
    now = today(county.now)
    return {
        "PRESENT": lambda row: holds_on(row, now),
        "PAST": lambda row: row["valid_to"] is not None and row["valid_to"] <= now,
        "COMING": lambda row: row["valid_from"] > now,
    }[value]


PLAIN: Mapping[tuple[str, str], Callable[[Row, Any], bool]] = {
    ("Referral", "createdAfter"): lambda row, value: row["dispatched_at"] >= _at(value),
    ("Referral", "createdBefore"): lambda row, value: row["dispatched_at"] < _at(value),
    ("", "createdAfter"): lambda row, value: row["created_at"] >= _at(value),
    ("", "createdBefore"): lambda row, value: row["created_at"] < _at(value),
    ("", "dueAfter"): lambda row, value: row["work_due_at"] >= _at(value),
    ("", "dueBefore"): lambda row, value: row["work_due_at"] < _at(value),
    ("Referral", "changedAfter"): lambda row, value: row["updated_at"] >= _at(value),
    ("AssistanceItem", "changedAfter"): lambda row, value: row["updated_at"] >= _at(value),
    ("Need", "changedAfter"): lambda row, value: row["updated_at"] >= _at(value),
    ("CampaignListing", "changedAfter"): lambda row, value: row["updated_at"] >= _at(value),
    ("Correction", "changedAfter"): lambda row, value: row["updated_at"] >= _at(value),
    ("FamilyMoveProposal", "changedAfter"): lambda row, value: row["updated_at"] >= _at(value),
    ("LegalHold", "changedAfter"): lambda row, value: row["updated_at"] >= _at(value),
    ("CodeVersion", "list"): lambda row, value: row["list"] in value,
    ("CodeVersion", "code"): lambda row, value: row["code"] in value,
    ("CodeVersion", "on"): lambda row, value: holds_on(row, date.fromisoformat(value)),
    ("LimitVersion", "limit"): lambda row, value: row["key"] in value,
    ("LimitVersion", "on"): lambda row, value: holds_on(row, date.fromisoformat(value)),
    ("Proposal", "codeList"): lambda row, value: row["code_list"] == value,
    ("Proposal", "code"): lambda row, value: row["code"] == value,
    ("Proposal", "listed"): lambda row, value: row["listed"] == value,
    ("Proposal", "changedAfter"): lambda row, value: row["updated_at"] >= _at(value),
    ("Correction", "value"): lambda row, value: row["value"] in value,
    ("Correction", "askedBy"): lambda row, value: row["asked_by"] in value,
    ("Visit", "changedAfter"): lambda row, value: row["updated_at"] >= _at(value),
    ("", "atAfter"): lambda row, value: row["at"] >= _at(value),
    ("", "atBefore"): lambda row, value: row["at"] < _at(value),
    ("AuditRecord", "after"): lambda row, value: row["at"] >= _at(value),
    ("Import", "after"): lambda row, value: row["at"] >= _at(value),
    ("Import", "before"): lambda row, value: row["at"] < _at(value),
    ("Import", "fileDigest"): lambda row, value: row["file_digest"] == value,
    ("SavedFilter", "list"): lambda row, value: row["list"] in value,
    ("Import", "inForce"): lambda row, value: (row["undone_at"] is None) == value,
    ("AuditRecord", "before"): lambda row, value: row["at"] < _at(value),
    ("", "unassigned"): lambda row, value: (row["handler_id"] is None) == value,
    ("Need", "domain"): lambda row, value: row["domain"] in value,
    ("AssistanceType", "domain"): lambda row, value: bool(set(row["domains"]) & set(value)),
    ("", "domain"): lambda row, value: row["need_domain"] in value,
    ("", "urgency"): lambda row, value: row["urgency_level"] in value,
    ("Referral", "part"): lambda row, value: row["part"] in value,
    ("Referral", "handedBack"): lambda row, value: row["handed_back"] == value,
    ("", "state"): lambda row, value: row["state"] in value,
    ("", "status"): lambda row, value: row["status"] in value,
    ("", "type"): lambda row, value: row["type_code"] in value,
    ("", "number"): lambda row, value: row["number"] == value,
    ("", "externalReference"): lambda row, value: row["external_reference"] == value,
    ("", "decision"): lambda row, value: row["decision"] in value,
    ("", "decided"): lambda row, value: (row["decision"] is not None) == value,
    ("", "mode"): lambda row, value: row["mode"] in value,
    ("", "contactResult"): lambda row, value: row["contact_result"] in value,
    ("", "kind"): lambda row, value: row["kind"] in value,
    ("AuditRecord", "group"): lambda row, value: bool({str(each) for each in value} & set(row["groups"] or ())),
    ("", "action"): lambda row, value: row["action"] in value,
    ("Region", "code"): lambda row, value: row["code"] == value.ljust(12, "0"),
    ("Region", "parent"): lambda row, value: row["parent_code"] == value.ljust(12, "0"),
    ("AssistanceType", "code"): lambda row, value: row["code"] in value,
    ("AssistanceType", "department"): lambda row, value: row["lead_department"] in value,
    ("Organization", "department"): lambda row, value: row["department_code"] in value,
    ("Office", "department"): lambda row, value: row["department_code"] in value,
    ("Organization", "standing"): lambda row, value: (row["ended_at"] is None) == value,
    ("Office", "standing"): lambda row, value: (row["ended_at"] is None) == value,
    ("Client", "standing"): lambda row, value: (row["revoked_at"] is None) == value,
    ("TrustedDocument", "standing"): lambda row, value: (row["withdrawn_on"] is None) == value,
    ("TrustedDocument", "digest"): lambda row, value: row["digest"] in value,
    ("Issuer", "standing"): lambda row, value: (row["ends_at"] is None) == value,
    ("Account", "subject"): lambda row, value: row["subject"] in value,
}


def _runs(county: County, membership: Row) -> bool:
    return bool(membership["starts_at"] <= county.now < membership["ends_at"])


def is_in_charge(county: County, family: Row) -> bool:
    """Whether the contact person of a family is a commissioner or cadre over where it lives."""
    return any(
        each["role"] in {"COMMISSIONER", "FEDERATION_CADRE"}
        and _runs(county, each)
        and any(lies_in(family["region_code"], code) for code in each["scope"])
        for each in county.having("membership", "account_id", family["contact_person_id"])
    )


Special = Callable[[County, Watcher, Any], Callable[[Row], bool]]


def _department(type_name: str) -> Special:
    return lambda county, watcher, value: lambda row: department_of(county, type_name, row) in value


def _colour(type_name: str) -> Special:
    def is_(county: County, watcher: Watcher, value: str) -> Callable[[Row], bool]:
        def holds(row: Row) -> bool:
            lead = lead_of(county, type_name, row)
            return lead is not None and colour(county, lead, watcher) == value

        return holds

    return is_


def _not_used_since(county: County, watcher: Watcher, value: str) -> Callable[[Row], bool]:
    """Of nobody, to whoever is not shown when somebody worked here last."""
    tells = watcher.is_administrator
    return lambda row: tells and (row["last_used_at"] is None or row["last_used_at"] < _at(value))


SPECIAL: Mapping[tuple[str, str], Special] = {
    **dict.fromkeys((("Account", "notUsedSince"), ("Client", "notUsedSince")), _not_used_since),
    ("Account", "working"): lambda county, watcher, value: (
        lambda row: any(_runs(county, each) for each in county.having("membership", "account_id", row["id"])) == value
    ),
    ("Referral", "department"): _department("Referral"),
    ("AssistanceItem", "department"): _department("AssistanceItem"),
    ("AuditRecord", "familyNumber"): lambda county, watcher, value: (
        lambda row: any(each["number"] == value and each["id"] in (row["family_ids"] or ()) for each in county.tables["family"])
    ),
    ("Referral", "colour"): _colour("Referral"),
    ("AssistanceItem", "colour"): _colour("AssistanceItem"),
    ("Referral", "waitingFor"): lambda county, watcher, value: lambda row: value in waiting_for(county, row, watcher),
    ("Referral", "mine"): lambda county, watcher, value: lambda row: (row["handler_id"] == watcher.membership["account_id"]) == value,
    ("Correction", "late"): lambda county, watcher, value: (
        lambda row: (row["state"] == "OPEN" and row["due_at"] is not None and row["due_at"] <= county.now) == value
    ),
    ("Referral", "unread"): lambda county, watcher, value: lambda row: is_unread(watcher, row) == value,
    ("Visit", "awaitsCallback"): lambda county, watcher, value: (
        lambda row: (row["callback_due_at"] is not None and called_back_at(county, watcher, row) is None) == value
    ),
    ("Need", "withoutItem"): lambda county, watcher, value: (
        lambda row: any(watcher.sees_federal(item) for item in county.having("assistance_item", "need_id", row["id"])) != value
    ),
    ("CodeVersion", "standing"): lambda county, watcher, value: _standing(county, str(value)),
    ("LimitVersion", "standing"): lambda county, watcher, value: _standing(county, str(value)),
    ("FamilyMoveProposal", "late"): lambda county, watcher, value: (
        lambda row: (row["state"] == "OPEN" and row["due_at"] <= county.now) == value
    ),
    ("FamilyMoveProposal", "arriving"): lambda county, watcher, value: lambda row: watcher.has_in_scope(row["region_code"]) == value,
    ("Family", "changedAfter"): lambda county, watcher, value: (
        lambda row: watcher.towards_family(row)["INTERNAL"] >= FULL and row["updated_at"] >= _at(value)
    ),
    ("Family", "category"): lambda county, watcher, value: (
        lambda row: watcher.towards_family(row)["INTERNAL"] >= FULL and bool(set(row["categories"]) & set(value))
    ),
    ("Family", "contactPersonLeft"): lambda county, watcher, value: (
        lambda row: watcher.fixed["CONTACT"] >= FULL and is_in_charge(county, row) != value
    ),
    ("Family", "healthCategory"): lambda county, watcher, value: (
        lambda row: watcher.fixed["HEALTH"] >= FULL and bool(set(row["health_categories"]) & set(value))
    ),
}
