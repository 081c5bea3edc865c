"""What is shown of what is the federation's alone: items, needs, visits, drafts; and of the audit trail."""

from tests.oracle.cases import urgency
from tests.oracle.county import Row
from tests.oracle.shows import Fields, Plain, Shows, from_
from tests.oracle.sight import FULL
from tests.oracle.words import day, moment, tagged


def assistance_item(shows: Shows, row: Row) -> Fields:
    """One piece of help."""
    at = shows.watcher.fixed
    return {
        "id": tagged("AssistanceItem", row["id"]),
        "number": row["number"],
        "version": row["version"],
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
        "lastReturnedOffice": shows.row("Office", "office", row["last_returned_office_id"]),
        "suggestedOffice": shows.row("Office", "office", row["suggested_office_id"]),
        "designatable": row["designatable"],
        "region": shows.home(row["region_code"], at["ADDRESS"]),
        "office": shows.row("Office", "office", row["lead_office_id"]),
        "family": lambda: shows.family_of(row),
        "person": lambda: shows.person_of(row["family_id"], row["person_id"]),
        "need": lambda: shows.federal("Need", "need", row["need_id"]),
        "lead": lambda: shows.referral(row["lead_id"]),
        "referrals": lambda: shows.referrals("item_id", row["id"]),
        "previous": lambda: shows.federal("AssistanceItem", "assistance_item", row["previous_id"]),
    }


def need(shows: Shows, row: Row) -> Fields:
    """One difficulty."""
    at = shows.watcher.fixed
    return {
        "id": tagged("Need", row["id"]),
        "number": row["number"],
        "version": row["version"],
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
        "at": moment(row["at"]),
        "mode": row["mode"],
        "channel": row["channel"],
        "contactResult": row["contact_result"],
        "hotlineTicket": row["hotline_ticket"],
        "callbackDueAt": moment(row["callback_due_at"]),
        "createdAt": moment(row["created_at"]),
        "region": shows.home(row["region_code"], at["ADDRESS"]),
        "family": lambda: shows.family_of(row),
        "person": lambda: shows.person_of(row["family_id"], row["person_id"]),
        "campaign": shows.row("Campaign", "campaign", row["campaign_id"]),
        "visitor": shows.row("Account", "account", row["visitor_id"]),
        "needs": lambda: shows.federals("Need", "need", "visit_id", row["id"]),
        "healthCategories": from_(at["HEALTH"], FULL, shows.codes("TARGET_CATEGORY", row["health_categories"])),
        "incomePerHead": from_(at["INCOME"], FULL, row["income_per_head"]),
    }


def visit_draft(shows: Shows, row: Row) -> Fields:
    """That somebody has begun to fill in a visit."""
    return {"id": tagged("VisitDraft", row["id"]), "version": row["version"], "savedAt": moment(row["saved_at"])}


def import_(shows: Shows, row: Row) -> Fields:
    """A spreadsheet that was taken in."""
    plain = ("number", "version", "rows", "recorded", "known", "refused")
    return {name: row[name] for name in plain} | {
        "id": tagged("Import", row["id"]),
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
