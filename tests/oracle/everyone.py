"""What everybody who is signed in may read: divisions, organisations, accounts, campaigns, the catalogue."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from tests.oracle.counted import counts
from tests.oracle.county import Row, cut
from tests.oracle.shows import Fields, Node, Pages, Plain, Shows
from tests.oracle.words import day, last_day, moment, tagged


def region(shows: Shows, row: Row) -> Fields:
    """A division."""
    return {
        "code": row["code"],
        "name": row["name"],
        "level": row["level"],
        "parent": shows.region(row["parent_code"]),
        "children": lambda: Pages("Region", shows.county.having("region", "parent_code", row["code"]), "CODE"),
    }


def organization(shows: Shows, row: Row) -> Fields:
    """A body."""
    offices = sorted(shows.county.having("office", "organization_id", row["id"]), key=lambda each: each["id"])
    return {
        "id": tagged("Organization", row["id"]),
        "name": row["name"],
        "kind": row["kind"],
        "department": shows.code("DEPARTMENT", row["department_code"]),
        "region": shows.region(row["region_code"]),
        "parent": shows.row("Organization", "organization", row["parent_id"]),
        "offices": [Node("Office", each) for each in offices],
        "endedAt": moment(row["ended_at"]),
    }


def office(shows: Shows, row: Row) -> Fields:
    """One line of a body."""
    return {
        "id": tagged("Office", row["id"]),
        "name": row["name"],
        "kind": row["kind"],
        "department": shows.code("DEPARTMENT", row["department_code"]),
        "region": shows.region(row["region_code"]),
        "organization": shows.row("Organization", "organization", row["organization_id"]),
        "endedAt": moment(row["ended_at"]),
        "canSign": _can_sign(shows, row),
        "memberships": lambda: shows.memberships("office_id", row["id"]),
        "defaultHandlers": lambda: _default_handlers(shows, row),
        "availability": lambda: _availability(shows, row),
        "authorities": lambda: [
            Plain("Authority", _authority(shows, each))
            for each in sorted(shows.county.having("authority", "office_id", row["id"]), key=lambda each: each["type_code"])
            if each["decided_at"] or each["accepted_at"]
        ],
    }


def _availability(shows: Shows, office: Row) -> list[Plain]:
    """What an office says of its room; a pause that is over is said no more. Null stands last."""
    rows = shows.county.having("availability", "office_id", office["id"])
    said = [each for each in rows if each["places"] is not None or (each["paused_until"] and each["paused_until"] > shows.county.now)]
    return [
        Plain("Availability", _room(shows, each))
        for each in sorted(said, key=lambda each: (each["town_code"] or "~", each["type_code"] or "~"))
    ]


def _room(shows: Shows, row: Row) -> Fields:
    types = shows.county.having("assistance_type", "code", row["type_code"])
    return {
        "township": shows.region(row["town_code"]),
        "type": Node("AssistanceType", max(types, key=lambda each: each["version"])) if types else None,
        "saidOn": day(row["said_on"]),
        "places": row["places"],
        "pausedUntil": last_day(row["paused_until"]),
        "reason": shows.code("PAUSE_REASON", row["pause_reason"]),
    }


def _authority(shows: Shows, row: Row) -> Fields:
    """What a county decides over at another level than the catalogue says."""
    types = shows.county.having("assistance_type", "code", row["type_code"])
    return {
        "type": Node("AssistanceType", max(types, key=lambda each: each["version"])),
        "decidedAt": row["decided_at"],
        "acceptedAt": row["accepted_at"],
        "document": row["document"],
    }


def _default_handlers(shows: Shows, office: Row) -> list[Plain]:
    """Whom an office gives its referrals to: told to its dispatchers, handlers and cadres; null stands last."""
    if office["id"] != shows.watcher.office["id"] or shows.watcher.kind not in {
        "cadre",
        "superior federation",
        "office",
        "superior office",
    }:
        return []
    rows = [each for each in shows.county.having("default_handler", "office_id", office["id"]) if each["handler_id"] is not None]
    in_order = sorted(rows, key=lambda each: (each["town_code"] or "~", each["type_code"] or "~", each["id"]))
    return [Plain("DefaultHandler", _default_handler(shows, each)) for each in in_order]


def _default_handler(shows: Shows, row: Row) -> Fields:
    types = shows.county.having("assistance_type", "code", row["type_code"])
    return {
        "township": shows.region(row["town_code"]),
        "type": Node("AssistanceType", max(types, key=lambda each: each["version"])) if types else None,
        "handler": shows.row("Account", "account", row["handler_id"]),
    }


def _can_sign(shows: Shows, office: Row) -> bool:
    """Whether a dispatcher, or a federation's cadre, works there now."""
    works = shows.county.having("membership", "office_id", office["id"])
    running = [each for each in works if each["starts_at"] <= shows.county.now < each["ends_at"]]
    return any(each["role"] in {"OFFICE_DISPATCHER", "FEDERATION_CADRE"} for each in running)


def account(shows: Shows, row: Row) -> Fields:
    """A subject that signs in."""
    keeps = shows.watcher.is_administrator
    return {
        "id": tagged("Account", row["id"]),
        "name": row["name"],
        "subject": row["subject"] if keeps else None,
        "language": row["language"].upper() if keeps else None,
        "lastUsedAt": moment(row["last_used_at"]) if keeps else None,
        "memberships": lambda: shows.memberships("account_id", row["id"]),
    }


def membership(shows: Shows, row: Row) -> Fields:
    """A role in an office."""
    told = {"startsAt": moment(row["starts_at"]), "endsAt": moment(row["ends_at"]), "deputyFor": seen(shows, row["deputy_for_id"])}
    return _seat("Membership", shows, row) | told


def seen(shows: Shows, key: UUID | None) -> Node | None:
    """A membership, where the viewer sees it."""
    row = shows.county.one("membership", key)
    return None if row is None or not shows.watcher.sees_membership(row) else Node("Membership", row)


def legal_hold(shows: Shows, row: Row) -> Fields:
    """What is held from removal, to the administrators."""
    accounts = {name: shows.row("Account", "account", row[column]) for name, column in _OF_HOLD.items()}
    moments = {"decidedAt": "decided_at", "endProposedAt": "end_proposed_at", "endedAt": "ended_at", "at": "at", "updatedAt": "updated_at"}
    return {
        "id": tagged("LegalHold", row["id"]),
        "version": row["version"],
        "state": row["state"],
        "reason": shows.code("LEGAL_HOLD_REASON", row["reason"]),
        "family": None if row["family_id"] is None else tagged("Family", row["family_id"]),
        **accounts,
        **{name: moment(row[column]) for name, column in moments.items()},
    }


_OF_HOLD = {
    "proposedBy": "proposed_by",
    "account": "account_id",
    "decidedBy": "decided_by",
    "endProposedBy": "end_proposed_by",
    "endDecidedBy": "end_decided_by",
}


def viewer(shows: Shows, row: Row) -> Fields:
    """Whoever asks."""
    own = {"language": shows.watcher.language.upper(), "membership": Node("Membership", row)}
    return _seat("Viewer", shows, row) | own


def _seat(type_name: str, shows: Shows, row: Row) -> dict[str, Any]:
    return {
        "id": tagged(type_name, row["id"]),
        "account": shows.row("Account", "account", row["account_id"]),
        "office": shows.row("Office", "office", row["office_id"]),
        "role": row["role"],
        "scope": divisions(shows, _told(shows, row)),
    }


def _told(shows: Shows, row: Row) -> set[str]:
    """The divisions of a membership: no nearer than the township for whoever is kept from villages, but for the account's own."""
    near = not shows.watcher.is_kept_from_villages or row["account_id"] == shows.watcher.membership["account_id"]
    return {code if near else cut(code, 9) or code for code in row["scope"]}


def divisions(shows: Shows, codes: Iterable[str]) -> list[Node]:
    return [each for each in map(shows.region, sorted(codes)) if each is not None]


def campaign(shows: Shows, row: Row) -> Fields:
    """A visiting campaign."""
    return {
        "id": tagged("Campaign", row["id"]),
        "number": row["number"],
        "version": row["version"],
        "updatedAt": moment(row["updated_at"]),
        "title": row["title"],
        "documentNumber": row["document_number"],
        "startsOn": day(row["starts_on"]),
        "endsOn": day(row["ends_on"]),
        "categories": shows.codes("TARGET_CATEGORY", row["categories"]),
        "region": shows.region(row["region_code"]),
        "office": shows.row("Office", "office", row["office_id"]),
        "parent": shows.row("Campaign", "campaign", row["parent_id"]),
        "createdAt": moment(row["created_at"]),
        "listings": lambda: Pages(
            "CampaignListing",
            [each for each in shows.county.having("campaign_listing", "campaign_id", row["id"]) if shows.watcher.is_in_charge(each)],
            "LISTED",
            [each for each in shows.county.having("campaign_listing", "campaign_id", row["id"]) if counts(shows.watcher, each)],
        ),
    }


def assistance_type(shows: Shows, row: Row) -> Fields:
    """A type of help, in one version."""
    limit = {"value": row["limit_value"], "unit": row["limit_unit"], "from": row["limit_from"]}
    return {
        "code": row["code"],
        "name": shows.name(row),
        "version": row["version"],
        "leadDepartment": shows.code("DEPARTMENT", row["lead_department"]),
        "domains": shows.codes("NEED_DOMAIN", row["domains"]),
        "appliesBy": row["applies_by"],
        "acceptedAt": row["accepted_at"],
        "decidedAt": row["decided_at"],
        "needsApplication": row["needs_application"],
        "urgencyApplies": row["urgency_applies"],
        "needsCertificate": row["needs_certificate"],
        "outcomeKind": row["outcome_kind"],
        "stages": shows.codes("STAGE", row["stages"]),
        "limit": Plain("TypeLimit", limit),
        "binding": row["binding"],
        "source": row["source_zh"],
        "validFrom": day(row["valid_from"]),
        "validTo": day(row["valid_to"]),
        "pooled": row["pooled"],
        "contract": lambda: _contract(shows, row["code"]),
    }


def _contract(shows: Shows, code: str) -> list[Plain]:
    lines = shows.county.having("share_contract", "type_code", code)
    newest = max((line["version"] for line in lines), default=0)
    ordered = sorted((line for line in lines if line["version"] == newest), key=lambda line: (line["half"], line["group"]))
    return [Plain("ContractLine", {"half": line["half"]} | shows.line(line)) for line in ordered]


def saved_filter(shows: Shows, row: Row) -> Fields:
    """A filter that was saved."""
    return {
        "id": tagged("SavedFilter", row["id"]),
        "list": row["list"],
        "name": row["name"],
        "filter": row["filter"],
        "shared": row["shared_office_id"] is not None,
        "by": shows.row("Account", "account", row["account_id"]),
        "savedAt": moment(row["saved_at"]),
    }
