"""What an office is told of the help in other hands for a family, read from docs/domain.md 7 over rows alone."""

import json
from collections.abc import Mapping

from tests.oracle.county import County, Row
from tests.oracle.shows import Plain, Shows
from tests.oracle.sight import FULL, HIDDEN


def works_on(referral: Row) -> bool:
    """Its office has signed it as the lead, and is not done with it."""
    return referral["part"] == "LEAD" and referral["state"] in {"SIGNED", "IN_PROGRESS", "SUSPENDED", "REOPENED"}


def other_help(shows: Shows, row: Row, contract: list[Row]) -> list[Plain] | None:
    """Type and state of what is done for the family elsewhere: to its federation as it sees it, to an office what its contract allows."""
    given = {str(line["group"]): int(line["level"]) for line in contract}
    if shows.watcher.is_office:
        if row["office_id"] != shows.watcher.office["id"] or not works_on(row) or given.get("OTHER_HELP", HIDDEN) < FULL:
            return None
    elif not (shows.watcher.is_federation or shows.watcher.kind == "operator"):
        return None
    had = {each["item_id"] for each in shows.county.having("referral", "office_id", row["office_id"])}
    found: dict[tuple[str, str], int] = {}
    for other in shows.county.having("referral", "family_id", row["family_id"]) if row["family_id"] is not None else ():
        if other["part"] != "LEAD" or other["state"] in {"RETURNED", "CANCELLED", "ARCHIVED"}:
            continue
        if shows.watcher.is_office:
            if other["item_id"] in had or not _may_be_told(shows.county, other, row, given):
                continue
        elif other["item_id"] == row["item_id"] or not shows.watcher.sees_referral(other):
            continue
        key = (str(other["type_code"]), str(other["state"]))
        found[key] = max(found.get(key, 0), other["type_version"])
    return [_help(shows, code, version, state) for (code, state), version in sorted(found.items())]


def _may_be_told(county: County, other: Row, own: Row, given: Mapping[str, int]) -> bool:
    """Whether the type of other help tells nothing that the own contract keeps back, of whom the own referral names."""
    tells = [told for each in county.having("assistance_type", "code", other["type_code"]) for told in json.loads(each["tells"]).items()]
    named = own["person_id"] in (None, other["person_id"])
    return not tells or (named and all(given.get(group, HIDDEN) >= level for group, level in tells))


def _help(shows: Shows, code: str, version: int, state: str) -> Plain:
    (of_type,) = (each for each in shows.county.having("assistance_type", "code", code) if each["version"] == version)
    return Plain("OtherHelp", {"typeName": shows.name(of_type), "state": state})
