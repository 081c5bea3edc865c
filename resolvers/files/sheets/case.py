"""What the sheet tells of a referral itself: where it stands, what is asked, its funds, its outcome.

Source: docs/decisions/029-referral-sheet.md; docs/domain.md 3.
"""

from domain.fund import LineState
from domain.message.text import Text
from domain.outcome import BenefitPer, Result
from domain.referral import LegalBasis, Part, State, UrgencyKind, UrgencyLevel
from resolvers.files.sheets import paper, words
from resolvers.files.sheets.paper import Line, Table, Told
from resolvers.files.sheets.values import Shown, at, due, member, members, moment, named, yuan


def referral(shown: Shown, told: Told) -> paper.Part:
    """Return who sent what to whom, and until when."""
    spoken = told.language
    finish = due(shown, "finishDue")
    if finish is not None and shown["dueProvisional"]:
        finish = told(words.PROVISIONAL, day=finish)
    level, kinds = member(UrgencyLevel, shown["urgency"]["level"], spoken), members(UrgencyKind, shown["urgency"]["kinds"], spoken)
    tells = (
        (words.STATE, member(State, shown["state"], spoken)),
        (words.PART, member(Part, shown["part"], spoken)),
        (words.TYPE, at(shown, "type", "name")),
        (words.DOMAIN, at(shown, "needDomain", "name")),
        (words.URGENCY, told.several([level, *kinds], words.COMMA)),
        (words.DISPATCHING, at(shown, "dispatchingOffice", "name")),
        (words.OFFICE, at(shown, "office", "name")),
        (words.DELEGATING, at(shown, "delegatingOffice", "name")),
        (words.DISPATCHED_AT, moment(shown["dispatchedAt"])),
        (words.ANSWER_DUE, due(shown, "answerDue")),
        (words.RETURN_DUE, due(shown, "returnDue")),
        (words.FINISH_DUE, finish),
        (words.APPLY_REGION, at(shown, "applyRegion", "name")),
        (words.SIGNED_AT, moment(shown["signedAt"])),
        (words.ACCEPTED_ON, shown["acceptedOn"]),
        (words.HANDLER, at(shown, "handler", "name")),
        (words.REFERENCE, shown["externalReference"]),
        (words.BASIS, member(LegalBasis, shown["legalBasis"], spoken)),
    )
    return paper.Part(told(words.REFERRAL), _lines(tells, told))


def request(shown: Shown, told: Told) -> list[paper.Part]:
    """Return what is asked of the office; nothing where that is hidden."""
    return [paper.Part(told(words.REQUEST), texts=(shown["requestText"],))] if shown["requestText"] else []


def funds(shown: Shown, told: Told) -> list[paper.Part]:
    """Return what a request for funds asks: its lines and their sums, in which there is no family; nothing for help to a family."""
    sums = shown["lineSummary"]
    if sums is None:
        return []
    tells = (
        (words.LETTER, shown["requestDocument"]),
        (words.SOURCE, at(shown, "fundSource", "name")),
        (words.PERSONS, None if sums["persons"] is None else str(sums["persons"])),
        (words.ASKED, yuan(sums["sum"])),
        (words.PAID, yuan(sums["paid"])),
        (words.OUTSTANDING, yuan(sums["outstanding"])),
        (words.FAILED, yuan(sums["failed"])),
    )
    heads = (words.TYPE, words.TOWNSHIP, words.PERIOD, words.PERSONS, words.SUM, words.STATE)
    rows = tuple(
        (
            at(each, "type", "name") or "",
            at(each, "township", "name") or "",
            each["period"] or "",
            "" if each["persons"] is None else str(each["persons"]),
            yuan(each["sum"]) or "",
            member(LineState, each["state"], told.language) or "",
        )
        for each in shown["lines"] or ()
    )
    tables = (Table(tuple(map(told, heads)), rows),) if rows else ()
    return [paper.Part(told(words.FUNDS), _lines(tells, told), tables)]


def outcome(shown: Shown, told: Told) -> list[paper.Part]:
    """Return what the office decided; nothing before it did, or where that is hidden."""
    found = shown["outcome"]
    if found is None:
        return []
    refusal = found["refusal"]
    tells = (
        (words.RESULT, member(Result, found["result"], told.language)),
        (words.DECIDED_ON, found["decidedOn"]),
        (words.GIVEN, given(found, told)),
        (words.REFUSED, told.several([at(refusal, "reason", "name"), at(refusal, "text")], words.COMMA)),
        (words.NOTICE, at(refusal, "noticeDeliveredOn")),
        (words.REVIEW_ON, found["reviewOn"]),
        (words.NOTE, found["note"]),
    )
    return [paper.Part(told(words.OUTCOME), _lines(tells, told))]


def given(found: Shown, told: Told) -> str | None:
    """Return what an outcome gives, in one line."""
    benefit, placement, recognition = found["benefit"], found["placement"], found["recognition"]
    service, payment = found["service"], found["payment"]
    if benefit is not None:
        per = member(BenefitPer, benefit["per"], told.language)
        return _until(benefit, told(words.BENEFIT, per=per, amount=yuan(benefit["amount"]), since=benefit["from"]), told)
    if placement is not None:
        said = told(words.PLACEMENT, employer=placement["employer"], post=placement["post"], since=placement["from"])
        return _until(placement, said, told)
    if recognition is not None:
        status = told.several((at(recognition, "kind", "name"), recognition["status"], *named(recognition["measures"])), words.LIST)
        return told(words.RECOGNITION, status=status, since=recognition["from"])
    if service is not None:
        return told(words.SERVICE, provider=service["provider"], day=service["deliveredOn"])
    if payment is not None:
        return told(words.PAYMENT, paid=yuan(payment["paid"]), day=payment["paidOn"], document=payment["indicatorDocument"])
    return None


def _until(detail: Shown, said: str, told: Told) -> str:
    return said if detail["until"] is None else told(words.UNTIL, said=said, until=detail["until"])


def _lines(tells: tuple[tuple[Text, str | None], ...], told: Told) -> tuple[Line, ...]:
    return tuple(line for label, value in tells for line in told.line(label, value))
