"""What administrators keep: the systems of offices, and what is proposed."""

from tests.oracle.county import Row
from tests.oracle.everyone import divisions, seen
from tests.oracle.shows import Fields, Node, Pages, Plain, Shows
from tests.oracle.words import moment, tagged


def client(shows: Shows, row: Row) -> Fields:
    """The system of an office; its keys are told to administrators and to the office."""
    tells = shows.watcher.kind in {"auditor", "security", "nobody"}
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
    }


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
