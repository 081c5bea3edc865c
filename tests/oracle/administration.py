"""What administrators keep: the systems of offices, and what is proposed."""

from collections.abc import Mapping

from tests.oracle.county import Row
from tests.oracle.everyone import divisions, seen
from tests.oracle.shows import Fields, Node, Pages, Plain, Shows
from tests.oracle.words import day, moment, tagged


def client(shows: Shows, row: Row) -> Fields:
    """The system of an office; its keys are told to administrators and to the office."""
    tells = shows.watcher.is_administrator
    used = moment(row["last_used_at"]) if tells else None  # to the three administrators
    tells |= shows.watcher.is_office and row["office_id"] == shows.watcher.office["id"]
    keys = sorted(shows.county.having("client_key", "client_id", row["id"]), key=lambda each: (each["created_at"], each["id"]))
    return {
        "id": tagged("Client", row["id"]),
        "clientId": str(row["id"]),
        "name": row["name"],
        "version": row["version"],
        "updatedAt": moment(row["updated_at"]),
        "office": shows.row("Office", "office", row["office_id"]),
        "createdAt": moment(row["created_at"]),
        "revokedAt": moment(row["revoked_at"]),
        "lastUsedAt": used,
        "keys": [Plain("ClientKey", _client_key(shows, each)) for each in keys if tells],
    }


def _client_key(shows: Shows, row: Row) -> Fields:
    return {
        "kid": row["kid"],
        "algorithm": "ES256",
        "createdAt": moment(row["created_at"]),
        "createdBy": shows.row("Account", "account", row["created_by"]),
        "approvedAt": moment(row["approved_at"]),
        "approvedBy": shows.row("Account", "account", row["approved_by"]),
        "revokedAt": moment(row["revoked_at"]),
    }


def proposal(shows: Shows, row: Row) -> Fields:
    """What an administrator proposes, to the administrators."""
    return {
        "id": tagged("Proposal", row["id"]),
        "version": row["version"],
        "updatedAt": moment(row["updated_at"]),
        "kind": row["kind"],
        "state": row["state"],
        "at": moment(row["at"]),
        "listed": row["listed"],
        "proposedBy": shows.row("Account", "account", row["proposed_by"]),
        "decidedAt": moment(row["decided_at"]),
        "decidedBy": shows.row("Account", "account", row["decided_by"]),
        "reason": shows.code("PROPOSAL_DECLINE_REASON", row["reason"]),
        "subject": row["subject"],
        "name": row["name"],
        "newAccount": shows.row("Account", "account", row["becomes_id"]),
        "account": shows.row("Account", "account", row["account_id"]),
        "office": shows.row("Office", "office", row["office_id"]),
        "role": row["role"],
        "scope": divisions(shows, row["scope"]),
        "startsAt": moment(row["starts_at"]),
        "endsAt": moment(row["ends_at"]),
        "deputyFor": seen(shows, row["deputy_for_id"]),
        "membership": seen(shows, row["becomes_id"]),
        "organizationKind": row["organization_kind"],
        "region": shows.region(row["region_code"]),
        "department": shows.code("DEPARTMENT", row["department_code"]),
        "parent": shows.row("Organization", "organization", row["parent_id"]),
        "lines": [shows.code("DEPARTMENT", each) for each in row["lines"]],
        "organization": shows.row("Organization", "organization", row["organization_id"]),
        "newOrganization": shows.row("Organization", "organization", row["becomes_id"]),
        "newOffice": shows.row("Office", "office", row["becomes_id"]),
        "address": row["address"],
        "audience": row["audience"],
        "keysAddress": row["keys_address"],
        "clientId": row["client_id"],
        "organizations": _organizations(shows, row),
        "requirements": row["requirements"],
        "issuer": shows.row("Issuer", "issuer", row["issuer_id"]),
        "newIssuer": shows.row("Issuer", "issuer", row["becomes_id"]),
        "signIn": shows.row("SignIn", "sign_in", row["becomes_id"]),
        "codeList": row["code_list"],
        "code": None if row["code"] is None else shows.code(row["code_list"], row["code"]),
        "value": row["value"],
        "unit": row["unit"],
        "validFrom": day(row["valid_from"]),
        "basis": row["basis"],
        "followsLimit": _version(shows, row),
        "newLimit": shows.row("LimitVersion", "rule_limit", row["id"], "proposal_id"),
        "type": _type(shows, row),
        "newType": shows.row("AssistanceType", "assistance_type", row["id"], "proposal_id"),
        "nameEn": row["name_en"],
        "like": None if row["like_code"] is None else shows.code(row["code_list"], row["like_code"]),
        "successor": None if row["successor"] is None else shows.code(row["code_list"], row["successor"]),
        "followsCode": next((Node("CodeVersion", each) for each in _codes(shows, row) if each["version"] == row["follows"]), None),
        "newCode": shows.row("CodeVersion", "code_name", row["id"], "proposal_id"),
        "concerns": _concerns(shows, row),
        "documentText": row["document_text"],
        "digest": row["digest"],
        "operations": row["operations"],
        "document": shows.row("TrustedDocument", "trusted_document", row["digest"], "digest"),
    }


def _codes(shows: Shows, row: Row) -> list[Row]:
    """The versions of the code that a proposal is about."""
    return [each for each in shows.county.having("code_name", "code", row["code"]) if each["list"] == row["code_list"]]


def _version(shows: Shows, row: Row) -> Node | None:
    """The version of a limit in whose place another comes."""
    versions = shows.county.having("rule_limit", "key", row["code"])
    return next((Node("LimitVersion", each) for each in versions if each["version"] == row["follows"]), None)


def _type(shows: Shows, row: Row) -> Node | None:
    """The version of a type of help in whose place one with another limit comes."""
    versions = shows.county.having("assistance_type", "code", row["type_code"])
    return next((Node("AssistanceType", each) for each in versions if each["version"] == row["follows"]), None)


def _concerns(shows: Shows, row: Row) -> int | None:
    """How much waits that a version will judge, in tens; to the system and the security administrator and the auditor alike."""
    table, column, words = WAITING.get((row["code"] if row["code_list"] == "LIMIT" else row["code_list"]) or "", (None, "", ()))
    if table is None or row["state"] != "PROPOSED":
        return None
    return len([each for each in shows.county.tables[table] if each[column] in words]) // 10 * 10


OPEN = ("DISPATCHED", "SIGNED", "IN_PROGRESS", "SUSPENDED", "REOPENED")
TO_SEND = ("assistance_item", "state", ("DRAFT", "TO_DISPATCH"))
WORKED_ON = ("referral", "state", OPEN)
UNSOLVED = ("need", "status", ("OPEN", "IN_HAND", "UNMET"))
WAITING: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "answer_normal": TO_SEND,
    "clue": TO_SEND,
    "follow_up": WORKED_ON,
    "contact_days_normal": UNSOLVED,
    "RETURN_REASON": WORKED_ON,
    "NEED_DOMAIN": UNSOLVED,
}


def code_version(shows: Shows, row: Row) -> Fields:
    """One version of a code."""
    keeps = shows.watcher.is_administrator
    of_it = [each for each in shows.county.having("proposal", "code", row["code"]) if each["code_list"] == row["list"]]
    open_ones = [each for each in of_it if each["state"] == "PROPOSED" and keeps]
    return {
        "list": row["list"],
        "code": row["code"],
        "version": row["version"],
        "nameZh": row["name_zh"],
        "nameEn": row["name_en"],
        "validFrom": day(row["valid_from"]),
        "validTo": day(row["valid_to"]),
        "successor": shows.code(row["list"], row["successor"]),
        "source": row["source"],
        "proposal": shows.row("Proposal", "proposal", row["proposal_id"]) if keeps else None,
        "proposals": [Node("Proposal", each) for each in sorted(open_ones, key=lambda each: (each["at"], each["id"]))],
    }


def limit_version(shows: Shows, row: Row) -> Fields:
    """One version of a limit; by what it came, and what is proposed of it, are the administrators' to see."""
    keeps = shows.watcher.is_administrator
    of_it = [each for each in shows.county.having("proposal", "code", row["key"]) if each["state"] == "PROPOSED"]
    return {
        "limit": shows.code("LIMIT", row["key"]),
        "version": row["version"],
        "value": row["value"],
        "unit": row["unit"],
        "validFrom": day(row["valid_from"]),
        "validTo": day(row["valid_to"]),
        "source": row["source"],
        "proposal": shows.row("Proposal", "proposal", row["proposal_id"]) if keeps else None,
        "proposals": [Node("Proposal", each) for each in sorted(of_it, key=lambda each: (each["at"], each["id"])) if keeps],
    }


def holds(row: Row) -> bool:
    """Whether it is a version of a limit that administrators change, or of a code, and holds for a day at least."""
    return row.get("key", "clue") in KEPT and (row["valid_to"] is None or row["valid_to"] > row["valid_from"])


KEPT = frozenset(
    [
        "answer_normal",
        "answer_urgent",
        "answer_emergency",
        "return",
        "return_decide",
        "finish_urgent",
        "finish_emergency",
        "clue",
        "reopened_share",
        "yellow_share",
        "acceptance_decide",
        "extension_max",
        "extension_ask_before",
        "suspended_too_long",
        "dispatch_again",
        "payment_again",
        "follow_up",
        "moved_decide",
        "correction_decide",
        "correction_request",
        "hand_over_decide",
        "contact_days_normal",
        "contact_days_urgent",
        "contact_days_emergency",
        "callback_hours",
        "reopen_days",
    ]
)


def issuer(shows: Shows, row: Row) -> Fields:
    """An authorization server of others, to the administrators."""
    needs = sorted(shows.county.having("issuer_requirement", "issuer_id", row["id"]), key=lambda each: each["role"])
    return {
        "id": tagged("Issuer", row["id"]),
        "address": row["address"],
        "name": row["name"],
        "audience": row["audience"],
        "keysAddress": row["keys_address"],
        "clientId": row["client_id"],
        "organizations": _organizations(shows, row),
        "requirements": [Plain("IssuerRequirement", {name: each[name] for name in ("role", "acr", "amr")}) for each in needs],
        "signIns": lambda: Pages("SignIn", shows.county.having("sign_in", "issuer_id", row["id"]), "SUBJECT"),
        "endsAt": moment(row["ends_at"]),
    }


def trusted_document(shows: Shows, row: Row) -> Fields:
    """A document that is registered, to the administrators."""
    return {
        **{name: row[name] for name in ("digest", "name", "text", "operations", "origin")},
        "addedOn": day(row["added_on"]),
        "withdrawnOn": day(row["withdrawn_on"]),
        "proposal": shows.row("Proposal", "proposal", row["proposal_id"]),
        "withdrawal": shows.row("Proposal", "proposal", row["withdrawal_id"]),
    }


def sign_in(shows: Shows, row: Row) -> Fields:
    """Whom an issuer calls so, to the administrators."""
    return {
        "id": tagged("SignIn", row["id"]),
        "issuer": shows.row("Issuer", "issuer", row["issuer_id"]),
        "subject": row["subject"],
        "account": shows.row("Account", "account", row["account_id"]),
        "endsAt": moment(row["ends_at"]),
    }


def _organizations(shows: Shows, row: Row) -> list[Node]:
    """The organisations for which an issuer speaks, by their keys."""
    found = (shows.county.one("organization", key) for key in sorted(row["organization_ids"]))
    return [Node("Organization", each) for each in found if each is not None]
