"""What is shown of what an office decided, of what the family said of it, and of requests for funds with their lines."""

import re
from datetime import date
from typing import Any

from tests.oracle.county import Row
from tests.oracle.shows import Fields, Node, Plain, Shows, from_
from tests.oracle.sight import FULL
from tests.oracle.words import day, moment, tagged


def outcome(shows: Shows, row: Row) -> Fields:
    """What an office decided: all of it is CASE."""
    at = shows.watcher.towards_case(shows.county.one("referral", row["referral_id"]))
    shown = {
        "version": row["version"],
        "at": moment(row["at"]),
        "result": row["result"],
        "decidedOn": day(row["decided_on"]),
        "reviewOn": day(row["review_on"]),
        "note": row["note"],
        "benefit": _part(row, "Benefit", "benefit", "amount per from until firstPaymentOn channel"),
        "placement": _part(
            row,
            "Placement",
            "placement",
            "employer recognitionNumber post from until hours pay insured",
            region=shows.region(row["placement_region_code"]),
        ),
        "recognition": _part(
            row,
            "Recognition",
            "recognition",
            "from status helper",
            kind=shows.code("MONITORED_KIND", row["recognition_kind"]),
            riskCause=shows.code("RISK_CAUSE", row["recognition_risk_cause"]),
            measures=shows.codes("SUPPORT_MEASURE", row["recognition_measures"]),
        ),
        "service": _part(row, "Service", "service", "provider deliveredOn"),
        "refusal": _part(
            row,
            "OutcomeRefusal",
            "refusal",
            "code text noticeDeliveredOn howToObject",
            reason=shows.code("REFUSAL_REASON", row["refusal_code"]),
        ),
    }
    payment = _part(
        row,
        "Payment",
        "payment",
        "paid indicatorDocument subjectCode paidOn requested failedPersons",
        source=shows.code("FUND_SOURCE", row["payment_source"]),
    )
    return {
        "id": tagged("Outcome", row["id"]),
        "payment": payment if shows.watcher.pays else None,
        **{name: from_(at["CASE"], FULL, value) for name, value in shown.items()},
    }


def _part(row: Row, type_name: str, prefix: str, names: str, **more: Any) -> Plain | None:
    """A part of an outcome: there, if its first field is."""
    columns = {name: f"{prefix}_{re.sub('[A-Z]', lambda found: '_' + found[0].lower(), name)}" for name in names.split()}
    values = {name: row[column] for name, column in columns.items()}
    if next(iter(values.values())) is None:
        return None
    return Plain(type_name, {name: day(each) if isinstance(each, date) else each for name, each in values.items()} | more)


def follow_up(shows: Shows, row: Row) -> Fields:
    """What the family said."""
    at = shows.watcher.towards_case(shows.county.one("referral", row["referral_id"]))
    return {
        "id": tagged("FollowUp", row["id"]),
        "at": moment(row["at"]),
        "result": row["result"],
        "satisfaction": row["satisfaction"],
        "by": shows.row("Account", "account", row["account_id"]),
        "referral": lambda: shows.referral(row["referral_id"]),
        "family": lambda: shows.family_of(row),
        "note": from_(at["INTERNAL"], FULL, row["note"]),
    }


def placement_calls(shows: Shows, referral: object) -> list[Plain]:
    """Whether who was placed on a post is on it still."""
    rows = sorted(shows.county.having("placement_call", "referral_id", referral), key=lambda row: (row["at"], row["id"]))
    return [Plain("PlacementCall", _placement_call(shows, row)) for row in rows]


def _placement_call(shows: Shows, row: Row) -> Fields:
    return {
        "at": moment(row["at"]),
        "result": row["result"],
        "leftOn": day(row["left_on"]),
        "leftReason": shows.code("LEFT_POST_REASON", row["left_reason"]),
        "wantsAnother": row["wants_another"],
        "by": shows.row("Account", "account", row["account_id"]),
        "note": row["note"],
    }


def funds(shows: Shows, row: Row, column: str) -> Fields:
    """What a request for funds asks: of a family's help nothing."""
    if not shows.watcher.pays:
        return dict.fromkeys(("lines", "lineSummary", "requestDocument", "fundSource"))
    names = ("persons", "sum", "paid", "outstanding", "failed")
    summary = None if row["line_sum"] is None else Plain("LineSummary", {name: row[f"line_{name}"] for name in names})
    lines = sorted(shows.county.having("item_line", column, row["id"]), key=lambda line: line["id"])
    return {
        "lines": lambda: [Node("ItemLine", line) for line in lines if shows.watcher.sees_line(line)],
        "lineSummary": summary,
        "requestDocument": row["request_document"],
        "fundSource": shows.code("FUND_SOURCE", row["fund_source"]),
    }


def item_line(shows: Shows, row: Row) -> Fields:
    """One granted item in a request for funds: nothing in it leads finance to a family."""
    shown = {
        "type": shows.type_of(row),
        "township": shows.region(row["township_code"]),
        "period": f"{row['period']:%Y-%m}",
        "persons": row["persons"],
        "sum": row["sum"],
        "state": row["state"],
        "failure": shows.code("PAYMENT_FAILURE", row["failure"]),
        "referral": shows.referral(row["referral_id"]),
        "granted": shows.referral(row["granted_referral_id"]),
    }
    return {"id": tagged("ItemLine", row["id"])} | {name: value if shows.watcher.pays else None for name, value in shown.items()}
