"""What is shown of what is the federation's alone: items, needs, visits, drafts; and of the audit trail."""

from collections import Counter
from datetime import datetime

from tests.oracle.cases import urgency
from tests.oracle.county import County, Row
from tests.oracle.outcomes import funds
from tests.oracle.shows import Fields, Plain, Shows, from_
from tests.oracle.sight import FULL, Watcher
from tests.oracle.words import day, moment, tagged


def event(shows: Shows, row: Row) -> Fields:
    """A step in the history of what is the federation's."""
    return {
        "id": tagged("Event", row["id"]),
        "at": moment(row["at"]),
        "action": row["action"],
        "office": shows.placed("Office", "office", row["office_id"], shows.watcher.fixed["ADDRESS"]),
        "account": shows.row("Account", "account", row["account_id"]),
        "client": shows.row("Client", "client", row["client_id"]),
        "before": row["before"],
        "after": row["after"],
        "reason": shows.code(row["reason_list"], row["reasons"][0] if row["reasons"] else None),
        "reasons": shows.codes(row["reason_list"], row["reasons"]),
    }


def assistance_item(shows: Shows, row: Row) -> Fields:
    """One piece of help."""
    at = shows.watcher.fixed
    return {
        "id": tagged("AssistanceItem", row["id"]),
        "number": row["number"],
        "version": row["version"],
        "updatedAt": moment(row["updated_at"]),
        "state": row["state"],
        "path": row["path"],
        "type": shows.type_of(row),
        "urgency": urgency(row),
        "needDomain": shows.code("NEED_DOMAIN", row["need_domain"]),
        "requestText": from_(at["CASE"], FULL, row["request_text"]),
        "createdAt": moment(row["created_at"]),
        "dispatchedAt": moment(row["first_dispatched_at"]),
        "cancelReason": shows.code("CANCEL_REASON", row["cancel_reason"]),
        "changedSinceReturn": row["changed_since_return"],
        "lastReturnedOffice": shows.placed("Office", "office", row["last_returned_office_id"], at["ADDRESS"]),
        "suggestedOffice": shows.placed("Office", "office", row["suggested_office_id"], at["ADDRESS"]),
        "designatable": row["designatable"],
        "region": shows.home(row["region_code"], at["ADDRESS"]),
        "office": shows.placed("Office", "office", row["lead_office_id"], at["ADDRESS"]),
        "family": lambda: shows.family_of(row),
        "person": lambda: shows.person_of(row["family_id"], row["person_id"]),
        "need": lambda: shows.federal("Need", "need", row["need_id"]),
        "lead": lambda: shows.referral(row["lead_id"]),
        "referrals": lambda: shows.referrals("item_id", row["id"]),
        "events": lambda: shows.events("AssistanceItem", row["id"]),
        "previous": lambda: shows.federal("AssistanceItem", "assistance_item", row["previous_id"]),
        **funds(shows, row, "item_id"),
        "warnings": lambda: from_(at["INTERNAL"], FULL, _warnings(shows, row)),
    }


IN_HAND = ["DRAFT", "TO_DISPATCH", "DISPATCHED", "SIGNED", "IN_PROGRESS", "SUSPENDED", "REOPENED"]
WARNED = {
    "TYPE_OUTSIDE_DOMAIN": {"zh": "此帮扶类型不属于该需求的领域。", "en": "This type of help is not of the need's domain."},
    "RECEIVES_ALREADY": {"zh": "已享受此项待遇。", "en": "This help is received already."},
    "SAME_HELP_OPEN": {"zh": "该家庭的同类帮扶正在办理：{}。", "en": "The family has help of this type in hand already: {}."},
}


def _warnings(shows: Shows, row: Row) -> list[Plain]:
    """What is told of help that is still to come: outside the need's domain, or in hand for the family already."""
    if row["state"] not in IN_HAND:
        return []
    versions = shows.county.having("assistance_type", "code", row["type_code"])
    (of_type,) = (each for each in versions if each["version"] == row["type_version"])
    found = [] if row["need_domain"] in of_type["domains"] else [_warning(shows, "TYPE_OUTSIDE_DOMAIN", None)]
    family = [] if row["family_id"] is None else shows.county.having("assistance_item", "family_id", row["family_id"])
    same = [each for each in family if each["type_code"] == row["type_code"] and each["id"] != row["id"] and each["state"] in IN_HAND]
    in_order = sorted(same, key=lambda each: (each["created_at"], each["id"]))
    found += [_warning(shows, "SAME_HELP_OPEN", each) for each in in_order if shows.watcher.sees_federal(each)][:10]
    return found + ([_warning(shows, "RECEIVES_ALREADY", None)] if _is_received(shows, row) else [])


def _is_received(shows: Shows, item: Row) -> bool:
    """Whether the viewer is told that the person or the household receives the item's help already."""
    return shows.watcher.fixed["INCOME"] >= FULL and any(
        each["type_code"] == item["type_code"]
        and (None in (each["person_id"], item["person_id"]) or each["person_id"] == item["person_id"])
        and (each["until"] is None or each["until"] >= shows.today)
        for each in shows.county.having("entitlement", "family_id", item["family_id"])
    )


def _warning(shows: Shows, code: str, other: Row | None) -> Plain:
    text, referral = WARNED[code][shows.watcher.language], None
    if other is not None:
        lead = None if other["lead_id"] is None else shows.county.one("referral", other["lead_id"])
        referral = None if lead is None else shows.referral(lead["id"])
        seen = lead if referral is not None else None
        office = None if seen is None else shows.county.one("office", seen["office_id"])
        text = text.format(other["number"] if seen is None or office is None else f"{seen['number']} {office['name']}")
    item = None if other is None else shows.federal("AssistanceItem", "assistance_item", other["id"])
    return Plain("ItemWarning", {"code": code, "message": text, "item": item, "referral": referral})


def need(shows: Shows, row: Row) -> Fields:
    """One difficulty."""
    at = shows.watcher.fixed
    return {
        "id": tagged("Need", row["id"]),
        "number": row["number"],
        "version": row["version"],
        "updatedAt": moment(row["updated_at"]),
        "domain": shows.code("NEED_DOMAIN", row["domain"]),
        "urgency": urgency(row),
        "status": row["status"],
        "closeReason": shows.code("NEED_CLOSE_REASON", row["close_reason"]),
        "closedAt": moment(row["closed_at"]),
        "requestText": from_(at["CASE"], FULL, row["request_text"]),
        "internalNote": from_(at["INTERNAL"], FULL, row["internal_note"]),
        "createdAt": moment(row["created_at"]),
        "region": shows.home(row["region_code"], at["ADDRESS"]),
        "family": lambda: shows.family_of(row),
        "person": lambda: shows.person_of(row["family_id"], row["person_id"]),
        "visit": lambda: shows.federal("Visit", "visit", row["visit_id"]),
        "items": lambda: shows.federals("AssistanceItem", "assistance_item", "need_id", row["id"]),
        "events": lambda: shows.events("Need", row["id"]),
    }


def visit(shows: Shows, row: Row) -> Fields:
    """One contact with a family: what was found is internal, what it earns is INCOME wherever it stands."""
    at = shows.watcher.fixed
    consolation = {"kind": row["consolation_kind"], "value": row["consolation_value"]}
    found = {
        "categories": shows.codes("TARGET_CATEGORY", row["categories"]),
        "categoryText": row["category_text"],
        "noDifficulty": row["no_difficulty"],
        "notice": Plain("Notice", {"basis": row["notice_basis"]}) if row["notice_basis"] else None,
        "noHomeVisitReason": shows.code("NO_HOME_VISIT_REASON", row["no_home_visit_reason"]),
        "companions": row["companions"],
        "ledByLeadingCadre": row["led_by_leading_cadre"],
        "consolation": Plain("Consolation", consolation) if row["consolation_kind"] else None,
        "suggestions": row["suggestions"],
        "safetyMeasures": row["safety_measures"],
        "dynamicUpdateYear": row["dynamic_update_year"],
        "nextContactOn": day(row["next_contact_on"]),
    }
    return {name: from_(at["INTERNAL"], FULL, value) for name, value in found.items()} | {
        "id": tagged("Visit", row["id"]),
        "number": row["number"],
        "version": row["version"],
        "updatedAt": moment(row["updated_at"]),
        "at": moment(row["at"]),
        "mode": row["mode"],
        "channel": row["channel"],
        "contactResult": row["contact_result"],
        "hotlineTicket": row["hotline_ticket"],
        "callbackDueAt": moment(row["callback_due_at"]),
        "calledBackAt": moment(called_back_at(shows.county, shows.watcher, row)),
        "createdAt": moment(row["created_at"]),
        "region": shows.home(row["region_code"], at["ADDRESS"]),
        "family": lambda: shows.family_of(row),
        "person": lambda: shows.person_of(row["family_id"], row["person_id"]),
        "campaign": shows.placed("Campaign", "campaign", row["campaign_id"], at["ADDRESS"]),
        "visitor": shows.row("Account", "account", row["visitor_id"]),
        "state": row["state"],
        "withdrawnAt": moment(row["withdrawn_at"]),
        "withdrawnBy": shows.row("Account", "account", row["withdrawn_by"]),
        "withdrawalReason": shows.code("VISIT_WITHDRAWAL_REASON", row["withdrawal_reason"]),
        "needs": lambda: shows.federals("Need", "need", "visit_id", row["id"]),
        "events": lambda: shows.events("Visit", row["id"]),
        "healthCategories": from_(at["HEALTH"], FULL, shows.codes("TARGET_CATEGORY", row["health_categories"])),
        "incomePerHead": from_(at["INCOME"], FULL, row["income_per_head"]),
    }


def called_back_at(county: County, watcher: Watcher, visit: Row) -> datetime | None:
    """When a family that had called was spoken to again, by the visits that the viewer sees."""
    if visit["callback_due_at"] is None:
        return None
    of_family = county.having("visit", "family_id", visit["family_id"])
    others = [each for each in of_family if watcher.sees_federal(each) and each["withdrawn_at"] is None]
    return min((each["at"] for each in others if each["at"] > visit["at"] and each["contact_result"] in {"MET", "REFUSED"}), default=None)


def visit_draft(shows: Shows, row: Row) -> Fields:
    """That somebody has begun to fill in a visit."""
    return {"id": tagged("VisitDraft", row["id"]), "version": row["version"], "savedAt": moment(row["saved_at"])}


def campaign_listing(shows: Shows, row: Row) -> Fields:
    """A family on a campaign's list."""
    return {
        "id": tagged("CampaignListing", row["id"]),
        "version": row["version"],
        "updatedAt": moment(row["updated_at"]),
        "campaign": shows.row("Campaign", "campaign", row["campaign_id"]),
        "family": lambda: shows.family_of(row),
        "region": shows.region(row["region_code"]),
        "visitor": shows.row("Account", "account", row["visitor_id"]),
        "state": row["state"],
        "contactResult": row["contact_result"],
        "removedReason": shows.code("LISTING_REMOVED_REASON", row["removed_reason"]),
        "listedAt": moment(row["listed_at"]),
    }


def coverage(shared: Fields, rows: list[Row]) -> Plain:
    """How many families of a list are to be visited, were, or were not, and why."""
    states, results = Counter(row["state"] for row in rows), Counter(row["contact_result"] for row in rows)
    counts = {
        "count": len(rows),
        "listed": len(rows) - states["REMOVED"],
        "pending": states["PENDING"],
        "visited": states["VISITED"],
        "notReached": states["NOT_REACHED"],
        "notHome": results["NOT_HOME"],
        "refused": results["REFUSED"],
        "moved": results["MOVED"],
        "deceased": results["DECEASED"],
        "removed": states["REMOVED"],
    }
    return Plain("CoverageGroup", {**shared, **counts})


def import_(shows: Shows, row: Row) -> Fields:
    """A spreadsheet that was taken in."""
    plain = ("number", "version", "rows", "recorded", "known", "refused")
    return {name: row[name] for name in plain} | {
        "id": tagged("Import", row["id"]),
        "updatedAt": moment(row["updated_at"]),
        "at": moment(row["at"]),
        "account": shows.row("Account", "account", row["account_id"]),
        "office": shows.row("Office", "office", row["office_id"]),
        "fileDigest": row["file_digest"],
        "undoneAt": moment(row["undone_at"]),
        "undoneBy": shows.row("Account", "account", row["undone_by"]),
    }


def audit_record(shows: Shows, row: Row) -> Fields:
    """Something that somebody did or saw: ids and codes alone."""

    def ids(type_name: str, column: str) -> list[str] | None:
        return None if row[column] is None else [tagged(type_name, each) for each in row[column]]

    target = None if row["target_id"] is None else {"type": row["target_type"], "row": tagged(row["target_type"], row["target_id"])}
    return {
        "id": tagged("AuditRecord", row["id"]),
        "at": moment(row["at"]),
        "kind": row["kind"],
        "action": row["action"],
        "account": shows.row("Account", "account", row["account_id"]),
        "client": shows.row("Client", "client", row["client_id"]),
        "office": shows.row("Office", "office", row["office_id"]),
        "target": None if target is None else Plain("AuditTarget", target),
        "families": ids("Family", "family_ids"),
        "persons": ids("Person", "person_ids"),
        "groups": row["groups"],
        "before": row["from_state"],
        "after": row["to_state"],
        "version": row["version"],
        "reason": row["reason"],
        "trace": row["trace"],
    }
