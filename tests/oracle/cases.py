"""What is shown of a case: needs, items, visits, referrals with their history, and what is asked of them."""

from datetime import timedelta

from tests.oracle.asks import acceptance_ask, extension, family_transfer, return_ask, waits_by_ask, was_left_undecided
from tests.oracle.county import County, Row, digits
from tests.oracle.other_help import other_help, works_on
from tests.oracle.outcomes import funds, placement_calls
from tests.oracle.shows import Fields, Node, Pages, Plain, Shows, from_
from tests.oracle.sight import COARSE, FROM_ABOVE, FULL, GIVEN, HIDDEN, IN_CLEAR, NAMES, OF_A_PERSON, Watcher
from tests.oracle.words import day, last_day, moment, provisional, tagged, today

BEFORE_SIGNING = ("DISPATCHED", "RETURNED", "CANCELLED")
OF_ONE_REFERRAL = ("CASE", "OTHER_HELP")


def waiting_for(county: County, referral: Row, watcher: Watcher | None = None) -> list[str]:
    """Whose move it is, by the table of docs/lifecycle.md; to an office that gave it up, nobody's."""
    if watcher is not None and watcher.is_office and not watcher.asked(referral) and referral["state"] in {"RETURNED", "CANCELLED"}:
        return []
    found = _by_state(county, referral)
    later = referral["waits_from"] is not None and referral["waits_from"] >= county.now
    told = {"FEDERATION"} if referral["transfer_state"] == "OPEN" and not later else set()
    unpaid = referral["payment_failed_on"] is not None and referral["state"] in {"COMPLETED", "CONFIRMED", "ARCHIVED"}
    return in_order({*found, *told, *(["OFFICE"] if unpaid else [])})


def is_to_be_followed_up(watcher: Watcher, referral: Row) -> bool:
    """Whether a referral is one of those that the viewer is to ask the family about."""
    mine = referral["dispatching_office_id"] == watcher.office["id"]
    asks = watcher.kind == "commissioner" or (mine and watcher.kind in {"cadre", "superior federation"})
    return asks and referral["state"] in {"COMPLETED", "CONFIRMED"} and "COMMISSIONER" in waiting_for(watcher.county, referral)


def _by_state(county: County, referral: Row) -> list[str]:
    state, item = referral["state"], county.one("assistance_item", referral["item_id"])
    told = {"FEDERATION"} if referral["assisting_returned"] or (referral["question_open"] and state != "DISPATCHED") else set()
    if state in {"DISPATCHED", "SIGNED", "IN_PROGRESS", "REOPENED"}:
        return in_order({"OFFICE"} | told | waits_by_ask(county, referral))
    if (state, referral["part"]) == ("COMPLETED", "ASSISTING"):
        return []
    if state in {"COMPLETED", "CONFIRMED"} and referral["review_on"] is not None and referral["confirmed"] is not None:
        return ["OFFICE"] if referral["review_on"] <= today(county.now) else []
    if state in {"SUSPENDED", "COMPLETED"}:
        answers = {"FEDERATION", "COMMISSIONER"} if referral["family_id"] is not None else {"FEDERATION"}
        return in_order(answers | waits_by_ask(county, referral))
    if state == "CONFIRMED" and referral["call_on"] is not None and referral["call_on"] <= today(county.now):
        return ["FEDERATION", "COMMISSIONER"]
    if referral["part"] == "LEAD" and (state == "RETURNED" or referral["cancel_reason"] == "RECALLED"):
        leads = [each for each in county.having("referral", "item_id", referral["item_id"]) if each["part"] == "LEAD"]
        later = [each for each in leads if each["dispatched_at"] > referral["dispatched_at"]]
        return [] if later or item is None or item["state"] == "CANCELLED" else ["FEDERATION"]
    return []


def in_order(parties: set[str]) -> list[str]:
    """As the contract lists them."""
    return [each for each in ("OFFICE", "FEDERATION", "COMMISSIONER", "MONITOR") if each in parties]


def is_overdue(county: County, referral: Row | None) -> bool:
    """It waits for its office, and the due moment is past."""
    return referral is not None and "OFFICE" in waiting_for(county, referral) and referral["work_due_at"] <= county.now


def colour(county: County, referral: Row, watcher: Watcher) -> str | None:
    """By the stored moments, while anything is awaited."""
    if not waiting_for(county, referral, watcher):
        return None
    if referral["work_due_at"] <= county.now:
        return "RED"
    return "YELLOW" if referral["yellow_at"] <= county.now else "GREEN"


def urgency(row: Row) -> Plain:
    """How urgent something is."""
    return Plain("Urgency", {"level": row["urgency_level"], "kinds": row["urgency_kinds"]})


def is_unread(watcher: Watcher, referral: Row) -> bool:
    """Whether the last step of its history is somebody else's, and the account has not marked that one as read."""
    last, me = watcher.county.one("event", referral["last_event_id"]), watcher.membership["account_id"]
    marks = watcher.county.having("referral_read", "referral_id", referral["id"])
    read = [each["event_id"] for each in marks if each["account_id"] == me]
    return last is not None and last["account_id"] != me and last["id"] not in read


def _designation(shows: Shows, row: Row) -> Plain | None:
    if row["designation_reason"] is None:
        return None
    said = {"authority": row["designation_authority"], "document": row["designation_document"]}
    return Plain("Designation", {"reason": shows.code("DESIGNATION_REASON", row["designation_reason"]), **said})


def _person(shows: Shows, row: Row) -> Node | None:
    """Whom a referral names: to an office whose referral had ended when the family was merged, as it stood."""
    kept = row["kept_person_id"] if shows.watcher.is_office and row["kept_family_id"] is not None else row["person_id"]
    return shows.person_of(shows.watcher.family_shown(row), kept)


def referral(shows: Shows, row: Row) -> Fields:
    """One assignment of an item to an office."""
    at = shows.watcher.towards_case(row)
    moments = {
        "createdAt": "dispatched_at", "dispatchedAt": "dispatched_at", "signedAt": "signed_at", "startedAt": "started_at",
        "completedAt": "completed_at", "confirmedAt": "confirmed_at", "endedAt": "ended_at", "visibleUntil": "visible_until",
        "answerDueAt": "answer_due_at", "returnDueAt": "return_due_at", "finishDueAt": "finish_due_at", "workDueAt": "work_due_at",
        "reopenUntil": "reopen_until", "urgedFor": "urged_for",
    }  # fmt: skip
    days = {"answerDueOn": "answer_due_at", "returnDueOn": "return_due_at", "finishDueOn": "finish_due_at", "workDueOn": "work_due_at"}
    return {name: moment(row[column]) for name, column in moments.items()} | {
        **{name: last_day(row[column]) for name, column in (days | {"urgedForOn": "urged_for"}).items()},
        "dueProvisional": provisional([row[column] for column in days.values()]),
        "reopenUntilOn": None if row["reopen_until"] is None else day(today(row["reopen_until"] - timedelta(milliseconds=1))),
        "id": tagged("Referral", row["id"]),
        "number": row["number"],
        "version": row["version"],
        "updatedAt": moment(row["updated_at"]),
        "state": row["state"],
        "part": row["part"],
        "lead": lambda: shows.referral(row["lead_id"]),
        "beside": lambda: shows.referrals("lead_id", row["id"]),
        "delegatingOffice": shows.row("Office", "office", row["delegating_office_id"]),
        "handedBack": row["handed_back"],
        "openAssisting": row["open_assisting"],
        "assistingReturned": row["assisting_returned"],
        "withoutAssisting": shows.code("WITHOUT_ASSISTING_REASON", row["without_assisting"]),
        "waitingFor": lambda: waiting_for(shows.county, row, shows.watcher),
        "colour": lambda: colour(shows.county, row, shows.watcher),
        "clockPausedBy": "FEDERATION" if row["state"] == "SUSPENDED" else None,
        "type": shows.type_of(row),
        "urgency": urgency(row),
        "needDomain": shows.code("NEED_DOMAIN", row["need_domain"]),
        "requestText": from_(at["CASE"], FULL, row["request_text"]),
        "legalBasis": from_(at["CASE"], FULL, row["legal_basis"]),
        "outcome": lambda: from_(at["CASE"], FULL, _outcome_of(shows, row)),
        "paymentFailedOn": from_(at["CASE"], FULL, day(row["payment_failed_on"])),
        "owedUntil": from_(at["CASE"], FULL, day(row["owed_until"])),
        "recognitionEndedOn": from_(at["CASE"], FULL, day(row["recognition_ended_on"])),
        "outcomes": lambda: from_(at["CASE"], FULL, Pages("Outcome", shows.county.having("outcome", "referral_id", row["id"]), "AT")),
        "followUps": lambda: from_(
            at["INTERNAL"], FULL, Pages("FollowUp", shows.county.having("follow_up", "referral_id", row["id"]), "AT")
        ),
        "placementCalls": lambda: from_(at["INTERNAL"], FULL, placement_calls(shows, row["id"])),
        "disclosed": lambda: _disclosed(shows, row),
        "unread": is_unread(shows.watcher, row),
        "otherHelp": lambda: other_help(shows, row, _pinned(shows.county, row)),
        "stage": shows.code("STAGE", row["stage"]),
        "stageOn": day(row["stage_on"]),
        "missing": shows.codes("MISSING", row["missing"]),
        "suspendedUntil": day(row["suspended_until"]),
        "questionOpen": row["question_open"],
        "returnable": row["returnable"] and not was_left_undecided(shows.county, row),
        "transfer": from_(at["CASE"], FULL, family_transfer(shows, row)),
        "returnAsk": return_ask(shows, row, at["ADDRESS"]),
        "extension": extension(shows, row),
        "acceptanceAsk": acceptance_ask(shows, row),
        "returnReason": shows.code("RETURN_REASON", row["return_reason"]),
        "returnedBy": row["returned_by"],
        "suggestedOffice": shows.placed("Office", "office", row["suggested_office_id"], at["ADDRESS"]),
        "cancelReason": shows.code("CANCEL_REASON", row["cancel_reason"]),
        "designation": _designation(shows, row),
        "externalReference": row["external_reference"],
        "confirmed": row["confirmed"],
        "reopenCount": row["reopen_count"],
        "acceptedOn": day(row["accepted_on"]),
        "region": shows.home(row["region_code"], at["ADDRESS"]),
        "applyRegion": shows.home(row["apply_region_code"], at["ADDRESS"]),
        "office": shows.placed("Office", "office", row["office_id"], at["ADDRESS"]),
        "dispatchingOffice": shows.row("Office", "office", row["dispatching_office_id"]),
        "handler": shows.row("Account", "account", row["handler_id"]),
        "family": lambda: shows.family_of({"family_id": shows.watcher.family_shown(row)}),
        "person": lambda: _person(shows, row),
        "item": lambda: shows.federal("AssistanceItem", "assistance_item", row["item_id"]),
        "previous": lambda: shows.referral(row["previous_id"]),
        "events": lambda: Pages("ReferralEvent", [*filter(shows.watcher.sees_step, history_of(shows.county, row["id"]))], "AT"),
        "receivedOn": day(row["received_on"]) if shows.watcher.pays else None,
        **funds(shows, row, "referral_id"),
    }


def history_of(county: County, subject: object, type_name: str = "Referral") -> list[Row]:
    """The events of a subject."""
    return [each for each in county.having("event", "subject_id", subject) if each["subject_type"] == type_name]


def _outcome_of(shows: Shows, row: Row) -> Node | None:
    versions = shows.county.having("outcome", "referral_id", row["id"])
    return Node("Outcome", max(versions, key=lambda each: each["version"])) if versions else None


def _pinned(county: County, referral: Row) -> list[Row]:
    """The lines of its contract that hold in its state."""
    half = "BEFORE" if referral["state"] in BEFORE_SIGNING else "AFTER"
    half = f"ASSISTING_{half}" if referral["part"] == "ASSISTING" else half
    lines = county.having("share_contract", "type_code", referral["type_code"])
    return [line for line in lines if (line["version"], line["half"]) == (referral["contract_version"], half)]


def _disclosed(shows: Shows, row: Row) -> list[Plain]:
    """What its office sees: by this referral and its others of the family; of a federation's own office what its cadres see."""
    county = shows.county
    office = county.one("office", row["office_id"])
    assert office is not None
    if office["kind"] == "FEDERATION":
        here = IN_CLEAR if len(digits(office["region_code"])) >= 6 else FROM_ABOVE
        why = {"zh": "残联掌握本辖区家庭的情况", "en": "A federation knows the families of its area"}[shows.watcher.language]
        return [
            Plain("DisclosedGroup", {"group": group, "level": NAMES[here.get(group, FULL)], "reason": why})
            for group in sorted([*GIVEN, *OF_ONE_REFERRAL])
        ]
    shown: dict[str, list[tuple[int, bool, str]]] = {}
    for other in county.having("referral", "family_id", row["family_id"]):
        own = other["id"] == row["id"]
        if other["office_id"] != row["office_id"] or not (own or shows.watcher.sees_referral(other)):
            continue
        if other["kept_family_id"] != row["kept_family_id"]:  # one of both shows a merged family as it stood
            continue
        whom = [row["person_id"]] if row["person_id"] else row["members"]
        apart = not own and None not in (whom, other["members"]) and not {*whom} & {*other["members"]}
        retained = other["visible_until"] is None or other["visible_until"] > county.now
        named = own or other["person_id"] is None or other["person_id"] == row["person_id"]
        for line in _pinned(county, other):
            group, level = str(line["group"]), int(line["level"])
            if group in OF_ONE_REFERRAL:
                level = HIDDEN if not own else int(row["case_level"]) if group == "CASE" else level if works_on(row) else HIDDEN
            elif apart and group in OF_A_PERSON:
                level = HIDDEN
            elif not named and group in OF_A_PERSON:
                level = min(level, COARSE)
            if retained and (own or group not in OF_ONE_REFERRAL):
                shown.setdefault(group, []).append((-level, not own, line[f"reason_{shows.watcher.language}"]))
            elif own:
                shown.setdefault(group, []).append((-HIDDEN, False, line[f"reason_{shows.watcher.language}"]))
    return [_disclosed_group(group, *min(lines)) for group, lines in sorted(shown.items())]


def _disclosed_group(group: str, level: int, _: bool, reason: str) -> Plain:
    return Plain("DisclosedGroup", {"group": group, "level": NAMES[-level], "reason": reason})


def referral_event(shows: Shows, row: Row) -> Fields:
    """A step of a history; what was written follows the referral's CASE."""
    at = shows.watcher.towards_case(shows.county.one("referral", row["subject_id"]))
    text = shows.county.one("event_text", row["id"], "event_id")
    return {
        "id": tagged("ReferralEvent", row["id"]),
        "at": moment(row["at"]),
        "action": row["action"],
        "office": shows.placed("Office", "office", row["office_id"], at["ADDRESS"]),
        "account": shows.row("Account", "account", row["account_id"]),
        "client": shows.row("Client", "client", row["client_id"]),
        "before": row["before"],
        "state": row["after"],
        "reason": shows.code(row["reason_list"], row["reasons"][0] if row["reasons"] else None),
        "reasons": shows.codes(row["reason_list"], row["reasons"]),
        "handler": shows.row("Account", "account", row["handler_id"]),
        "acceptedOn": day(row["accepted_on"]),
        "suspendedUntil": day(row["suspended_until"]),
        "returnedBy": row["returned_by"],
        "suggestedOffice": shows.placed("Office", "office", row["suggested_office_id"], at["ADDRESS"]),
        "granted": row["granted"],
        "days": row["days"],
        "textKind": row["text_kind"],
        "stage": shows.code("STAGE", row["stage"]),
        "stageOn": day(row["stage_on"]),
        "text": from_(at["CASE"], FULL, None if text is None else text["body"]),
    }
