"""Composes the papers of referrals out of the answer of one query: the sheet, and while there is something to do, receipt and slip.

Source: docs/decisions/029-referral-sheet.md; docs/domain.md 7: nothing stands on a paper that the answer does not hold.
"""

from collections.abc import Iterator, Sequence

from domain.fund import RESULTS
from domain.outcome import Result
from domain.referral import OPEN, TAKEN_ON, Part, State
from domain.viewer import Language
from resolvers.files.sheets import paper, words
from resolvers.files.sheets.case import funds, given, outcome, referral, request
from resolvers.files.sheets.household import household
from resolvers.files.sheets.paper import Line, Page, Papers, Told
from resolvers.files.sheets.values import Shown, at, cleaned, due, member, moment

IN_HAND = OPEN | {State.COMPLETED}
"""The states in which an office has something to send back and a family something to expect or to object to."""


def composed(viewer: Shown, referrals: Sequence[Shown], printed_at: str, language: Language) -> Papers:
    """Return the papers of referrals in their order, as `viewer` was answered them; `printed_at`: the moment, as the contract writes it."""
    told = Told(language)
    clean, who = [cleaned(each) for each in referrals], cleaned(viewer)
    return Papers(language, tuple(page for each in clean for page in _pages(who, each, printed_at, told)))


def _pages(viewer: Shown, shown: Shown, printed_at: str, told: Told) -> Iterator[Page]:
    of = {"office": at(viewer, "office", "name") or "", "account": at(viewer, "account", "name") or "", "at": moment(printed_at)}
    foot = [told(words.PRINTED, **of), *([] if shown["family"] is None else [told(words.KEPT)])]
    if at(viewer, "office", "id") != at(shown, "office", "id"):
        foot.append(told(words.OTHERS))
    parts = (referral(shown, told), *request(shown, told), *household(shown, told), *funds(shown, told), *outcome(shown, told))
    yield Page(told(words.SHEET), shown["number"], parts, tuple(foot), dense=True)
    if shown["state"] in IN_HAND:
        yield _receipt(shown, told)
        if shown["family"] is not None:
            yield _slip(shown, told)


def _receipt(shown: Shown, told: Told) -> Page:
    """Return what the office fills in, stamps and returns: no person is named on it."""
    signed = shown["state"] in TAKEN_ON
    answered = paper.Part(
        told(words.ANSWERED),
        (
            told.blank(words.OFFICE, at(shown, "office", "name")),
            told.blank(words.TYPE, at(shown, "type", "name")),
            told.blank(words.DECISION, told(words.SIGNED_BOX if signed else words.BOXES)),
            told.blank(words.SIGNED_AT, moment(shown["signedAt"])),
            told.blank(words.SIGNER),
            *([] if signed else [told.blank(words.RETURNED_WHY)]),
        ),
    )
    signature = paper.Part(
        told(words.SIGNATURE),
        (told.blank(words.STAMP), told.blank(words.DAY)),
        texts=(told(words.RETURN_TO, office=at(shown, "delegatingOffice", "name") or at(shown, "dispatchingOffice", "name") or ""),),
    )
    return Page(told(words.RECEIPT), shown["number"], (answered, paper.Part(told(words.WORKED), _worked(shown, told)), signature), ())


def _worked(shown: Shown, told: Told) -> tuple[Line, ...]:
    """Return the lines about the work: an outcome of the lead, else what was done."""
    begun = (
        told.blank(words.HANDLER, at(shown, "handler", "name")),
        told.blank(words.REFERENCE, shown["externalReference"]),
    )
    if shown["part"] != Part.LEAD:
        return (*begun, told.blank(words.DONE))
    found = shown["outcome"]
    results = [each for each in Result if shown["lineSummary"] is None or each in RESULTS]
    ticked = (f"{'☑' if at(found, 'result') == each else '□'} {member(Result, each, told.language)}" for each in results)
    return (
        *begun,
        *([] if shown["lineSummary"] else [told.blank(words.ACCEPTED_ON, shown["acceptedOn"])]),
        told.blank(words.RESULT, "    ".join(ticked)),
        told.blank(words.DECIDED_ON, at(found, "decidedOn")),
        told.blank(words.GIVEN, None if found is None else given(found, told)),
        told.blank(words.REFUSED, at(found, "refusal", "text")),
        told.blank(words.NOTE),
    )


def _slip(shown: Shown, told: Told) -> Page:
    """Return what the family is given: which office, what for, by when, whom to call, how to object; nothing of other offices."""
    family, found = shown["family"], shown["outcome"]
    whom = at(shown, "person", "displayName", "value") or at(family, "displayName", "value")
    until = due(shown, "finishDue") if shown["state"] in OPEN else None
    result = None if found is None else member(Result, found["result"], told.language)
    help_ = (
        *told.line(words.FOR, whom),
        *told.line(words.TYPE, at(shown, "type", "name")),
        *told.line(words.OFFICE, at(shown, "office", "name")),
        *told.line(words.ANSWER_BY, until),
        *told.line(words.RESULT, result),
        *told.line(words.GIVEN, None if found is None else given(found, told)),
    )
    call = (
        *told.line(words.HANDLER, at(shown, "handler", "name")),
        told.blank(words.CALL_OFFICE),
        *told.line(words.CONTACT, at(family, "contactPerson", "name")),
        told.blank(words.CALL_CONTACT),
    )
    how = at(found, "refusal", "howToObject")
    objection = (*([told(words.HOW, how=how)] if how else []), told(words.OBJECTION))
    parts = (
        paper.Part(told(words.HELP), help_),
        paper.Part(told(words.CALL), call, texts=(told(words.HOTLINE),)),
        paper.Part(told(words.OBJECT), texts=objection),
        paper.Part(told(words.DATA), texts=(told(words.PURPOSE),)),
    )
    return Page(told(words.SLIP), shown["number"], parts, ())
