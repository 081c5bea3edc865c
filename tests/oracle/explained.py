"""At which level each group of a row is shown, and why: docs/domain.md 7 read once more, over rows alone."""

from collections.abc import Iterator
from uuid import UUID

from tests.oracle.cases import BEFORE_SIGNING
from tests.oracle.county import Row
from tests.oracle.other_help import works_on
from tests.oracle.sight import COARSE, FULL, GIVEN, HIDDEN, MASKED, NAMES, OF_A_PERSON, OF_THE_LINE, Watcher

GROUPS_OF = {
    "Family": "STATUS IDENTITY ADDRESS CONTACT CONTACT_WISH INTERNAL HEALTH INCOME",
    "Person": "STATUS IDENTITY ID_NUMBER INTERNAL BIRTH DISABILITY CONTACT WORK",
    "Referral": "STATUS CASE INTERNAL OTHER_HELP FUNDS",
    "ReferralEvent": "STATUS CASE",
    "Outcome": "STATUS CASE FUNDS",
    "AssistanceItem": "STATUS CASE INTERNAL FUNDS",
    "Need": "STATUS CASE INTERNAL",
    "Visit": "STATUS INTERNAL HEALTH INCOME",
}
"""The groups of the fields of each type."""
WHY = {
    "commissioner": "IN_AREA",
    "cadre": "IN_AREA",
    "operator": "CALL",
    "superior federation": "ABOVE_COUNTY",
    "monitor": "SUPERVISION",
}
Told = tuple[str, str]


def explained(watcher: Watcher, type_name: str, row: Row) -> Iterator[tuple[str, Told]]:
    """The level and the code of each group of a row that the viewer sees."""
    for group in GROUPS_OF[type_name].split():
        level, why = (_to_office if watcher.is_office else _to_federation)(watcher, type_name, row, group)
        yield group, (NAMES[level], why)


def _to_federation(watcher: Watcher, type_name: str, row: Row, group: str) -> tuple[int, str]:
    if group == "FUNDS":
        return (FULL, "REQUEST") if watcher.pays else (HIDDEN, "ROLE")
    level = FULL if group == "OTHER_HELP" else watcher.fixed[group]
    if (group, level) == ("ID_NUMBER", MASKED):
        return level, "NUMBERS"
    elsewhere = watcher.kind == "cadre" and not watcher.has_in_scope(row["region_code"])
    return level, "DISPATCHED" if elsewhere else WHY[watcher.kind]


def _to_office(watcher: Watcher, type_name: str, row: Row, group: str) -> tuple[int, str]:
    if group in {"STATUS", "INTERNAL", "FUNDS"}:
        return {"STATUS": (FULL, "REFERRED"), "INTERNAL": (HIDDEN, "FEDERATION_ONLY"), "FUNDS": (FULL, "REQUEST")}[group]
    if type_name in {"Family", "Person"}:
        family, person = (row["id"], row["head_id"]) if type_name == "Family" else (row["family_id"], row["id"])
        return _by_access(watcher, group, family, person, whomever=type_name == "Family" and group not in OF_A_PERSON)
    if type_name == "AssistanceItem":
        return HIDDEN, "ROLE"
    referral = row if type_name == "Referral" else watcher.county.one("referral", row.get("referral_id") or row["subject_id"])
    assert referral is not None
    return _by_referral(watcher, referral, group)


def _by_referral(watcher: Watcher, referral: Row, group: str) -> tuple[int, str]:
    own = referral["office_id"] == watcher.office["id"]
    if group == "OTHER_HELP":
        level = _given(watcher, referral, group) if own and works_on(referral) else HIDDEN
        why = _by_half(watcher, referral, group, level) if works_on(referral) else "WHILE_WORKED_ON"
        return level, "LINE" if watcher.kind == "superior office" and not own else why
    level = watcher.towards_case(referral)[group]
    if own:
        return level, _by_half(watcher, referral, group, level)
    if watcher.kind == "superior office":
        return level, "LINE"
    return level, "DELEGATED" if referral["delegating_office_id"] == watcher.office["id"] else "REQUEST"


def _by_access(watcher: Watcher, group: str, family: UUID, person: UUID, *, whomever: bool) -> tuple[int, str]:
    """By whatever gives most; of several by what waits to be signed and gives more then; then by the newest."""
    found = []
    assert group in GIVEN
    for access, own in watcher.accesses(family):
        referral = watcher.county.one("referral", access["referral_id"])
        named = whomever or access["person_id"] in (None, person)
        raw = int(access[f"{group.lower()}_level"])
        level = (raw if named else min(raw, COARSE)) if own else OF_THE_LINE[group]
        if not whomever and access["members"] is not None and person not in access["members"]:
            level = HIDDEN
        why = "LINE" if not own else "OTHER_MEMBER" if raw > level else _by_half(watcher, referral, group, level)
        why = "EMERGENCY_VIEW" if own and level and access["emergency_view_id"] else why
        waits = referral is not None and referral["state"] == "DISPATCHED" and _given(watcher, referral, group, after=True) > level
        since = 0.0 if referral is None else -referral["dispatched_at"].timestamp()
        found.append((-level, not waits, referral is None, since, str(access["referral_id"]), why))
    level, *_, why = min(found)
    return -level, why


def _by_half(watcher: Watcher, referral: Row | None, group: str, level: int) -> str:
    if referral is None:
        return "AFTER_SIGNING" if level else "NOT_IN_CONTRACT"
    if referral["state"] == "DISPATCHED" and (level or _given(watcher, referral, group, after=True)):
        return "BEFORE_SIGNING"
    if not level:
        return "NOT_IN_CONTRACT"
    if referral["state"] in {"RETURNED", "CANCELLED"}:
        return "FORMER_OFFICE"
    return "ASSISTING" if referral["part"] == "ASSISTING" else "AFTER_SIGNING"


def _given(watcher: Watcher, referral: Row, group: str, *, after: bool = False) -> int:
    """What the contract that a referral pins gives of a group: now, or after signing."""
    half = "BEFORE" if referral["state"] in BEFORE_SIGNING and not after else "AFTER"
    half = f"ASSISTING_{half}" if referral["part"] == "ASSISTING" else half
    lines = watcher.county.having("share_contract", "type_code", referral["type_code"])
    pinned = (referral["contract_version"], half, group)
    return next((int(line["level"]) for line in lines if (line["version"], line["half"], line["group"]) == pinned), HIDDEN)
