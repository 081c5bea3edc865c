"""What is shown of what an office asks: where it stands now, and whom the referral waits for because of it.

Source: docs/lifecycle.md: what lapses by time alone is lapsed once its moment has passed, whatever is written.
"""

from tests.oracle.county import County, Row
from tests.oracle.shows import Plain, Shows
from tests.oracle.words import day, last_day, moment


def ask_state(county: County, referral: Row, name: str) -> str | None:
    """Where an ask stands."""
    state, until = referral[f"{name}_state"], referral[f"{name}_until"]
    return "LAPSED" if state == "OPEN" and until is not None and until <= county.now else state


def waits_by_ask(county: County, referral: Row) -> set[str]:
    """Who decides what is asked and not decided: of more time for a self-handled one the monitor."""
    own = referral["office_id"] == referral["dispatching_office_id"]
    found = {"FEDERATION"} if ask_state(county, referral, "return_ask") == "OPEN" else set()
    of_clock = [name for name in ("extension", "acceptance_ask") if ask_state(county, referral, name) == "OPEN"]
    return found | ({"MONITOR" if own else "FEDERATION"} if of_clock else set())


def was_left_undecided(county: County, referral: Row) -> bool:
    """Nobody decided in time whether it may be returned."""
    return referral["return_ask_state"] == "OPEN" and ask_state(county, referral, "return_ask") == "LAPSED"


def return_ask(shows: Shows, row: Row, address: int) -> Plain | None:
    """That the office asks to return it."""
    if row["return_ask_state"] is None:
        return None
    asked = {
        "state": ask_state(shows.county, row, "return_ask"),
        "reason": shows.code("RETURN_REASON", row["return_ask_reason"]),
        "returnedBy": row["return_ask_returned_by"],
        "suggestedOffice": shows.placed("Office", "office", row["return_ask_suggested_office_id"], address),
        "askedAt": moment(row["return_ask_asked_at"]),
        "until": moment(row["return_ask_until"]),
        "untilOn": last_day(row["return_ask_until"]),
    }
    return Plain("ReturnAsk", asked)


def extension(shows: Shows, row: Row) -> Plain | None:
    """That the office asks for more time."""
    if row["extension_state"] is None:
        return None
    asked = {
        "state": ask_state(shows.county, row, "extension"),
        "days": row["extension_days"],
        "reason": shows.code("EXTENSION_REASON", row["extension_reason"]),
        "grantedDays": row["extension_granted_days"],
        "askedAt": moment(row["extension_asked_at"]),
        "until": moment(row["extension_until"]),
        "untilOn": last_day(row["extension_until"]),
    }
    return Plain("Extension", asked)


def acceptance_ask(shows: Shows, row: Row) -> Plain | None:
    """That the office asks to correct the day of acceptance."""
    if row["acceptance_ask_state"] is None:
        return None
    asked = {
        "state": ask_state(shows.county, row, "acceptance_ask"),
        "acceptedOn": day(row["acceptance_ask_accepted_on"]),
        "askedAt": moment(row["acceptance_ask_asked_at"]),
        "until": moment(row["acceptance_ask_until"]),
        "untilOn": last_day(row["acceptance_ask_until"]),
    }
    return Plain("AcceptanceAsk", asked)


def family_transfer(shows: Shows, row: Row) -> Plain | None:
    """What the office told the federation of another need of the family."""
    if row["transfer_state"] is None:
        return None
    told = {
        "state": row["transfer_state"],
        "domain": shows.code("NEED_DOMAIN", row["transfer_domain"]),
        "requestText": row["transfer_request_text"],
        "reason": shows.code("TRANSFER_DECLINE_REASON", row["transfer_reason"]),
        "askedAt": moment(row["transfer_asked_at"]),
    }
    return Plain("FamilyTransfer", told)
