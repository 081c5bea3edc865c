"""What a visit says of itself and was told wrongly is put right; what stood there stays in the corrections.

Source: docs/lifecycle.md (`visitCorrect`); docs/domain.md 2 (Visit); docs/decisions/032-visits-corrected.md. The rules are those by which a
visit is recorded.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from typing_extensions import override

from db.tables.declare import Row
from db.tables.visit import Visit
from domain.campaign import Contact
from domain.correction import CorrectedValue, CorrectionState
from domain.message.refusal import Refusal, Refusals
from domain.rules.access import FIELDS, level_of
from domain.rules.group import Group, Level
from domain.value.spelling import camel
from domain.value.values import FileNumber, FreeText, NotInFuture, ShortText, Sum
from domain.visit import ContactResult, IntakeChannel, NoticeBasis, VisitMode
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.correction.text import text_of
from resolvers.commands.correction.value import REASONS, Corrected, Told, Why, correction, wording
from resolvers.commands.family.change import change
from resolvers.commands.inputs.input import ABSENT, Absent, CodeOf, IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.target import Note
from resolvers.commands.view import View
from resolvers.commands.visit.complete import of_visit
from resolvers.commands.visit.input import (
    ConsolationInput,
    FoundNeedsInput,
    NoticeInput,
    VisitedFamilyInput,
    VisitedPersonInput,
    VisitRecordInput,
)
from resolvers.commands.visit.recorded import Recorded, recorded, seen
from resolvers.commands.visit.write import callback_due


class VisitCorrectInput(Input):
    """What a visit says of itself, as it should be; what is left out stays, null takes it away. 更正的走访内容，未填写的保持不变。"""

    id: Annotated[UUID, IdOf("Visit"), Says("The visit. 走访。")]
    mode: Annotated[VisitMode | None, Says("How the family was contacted. 走访方式。")] = None
    at: Annotated[datetime | None, NotInFuture("visit_back_years"), Says("When. 走访时间。")] = None
    contact_result: Annotated[
        ContactResult | None, Says("Why nobody was met; whether somebody was is not corrected. 未见到的原因；是否见到不能更正。")
    ] = None
    notice: Annotated[NoticeInput | None, Says("How the family was told what becomes of its data. 个人信息告知。")] = None
    led_by_leading_cadre: Annotated[bool | None, Says("Whether a leading cadre led it. 是否党员干部带头。")] = None
    no_home_visit_reason: Annotated[
        str | Absent | None, CodeOf("NO_HOME_VISIT_REASON"), Says("Why it was not at home, as a code. 未入户原因代码。")
    ] = ABSENT
    hotline_ticket: Annotated[str | Absent | None, FileNumber(50), Says("The hotline's ticket. 热线工单号。")] = ABSENT
    category_text: Annotated[str | Absent | None, FreeText(500), Says("What is meant by OTHER_HARDSHIP. 其他困难的说明。")] = ABSENT
    companions: Annotated[str | Absent | None, ShortText(), Says("Who came along. 同行人员。")] = ABSENT
    safety_measures: Annotated[str | Absent | None, FreeText(500), Says("Safety measures taken. 安全防护措施。")] = ABSENT
    dynamic_update_year: Annotated[
        int | Absent | None, Says("The year of the dynamic update that it served: the visit's, or the one before. 动态更新年度。")
    ] = ABSENT
    consolation: Annotated[ConsolationInput | Absent | None, Says("What it brought along. 慰问。")] = ABSENT
    income_per_head: Annotated[
        int | Absent | None, Sum("income_per_head_most"), Says("Income per head and month, in fen. 月人均收入（分）。")
    ] = ABSENT
    suggestions: Annotated[str | Absent | None, FreeText(), Says("What the family suggests. 意见建议。")] = ABSENT
    reason: Why
    note: Note = None


COLUMNS: Mapping[str, tuple[str, ...]] = {
    **{each.name: (each.name,) for each in fields(VisitCorrectInput) if each.name not in ("id", "reason", "note")},
    "notice": ("notice_basis",),
    "consolation": ("consolation_kind", "consolation_value"),
}
"""The columns of a visit that a field of the input corrects."""


class VisitCorrect(Command[Recorded, VisitCorrectInput, Visit]):
    """Correct what a visit says of itself; what stood there stays in the history. 更正走访记录，原内容保留。"""

    answers = "Visit"

    @override
    async def find(self, view: View, input: VisitCorrectInput) -> Visit:
        """Return the visit. Raises NOT_FOUND."""
        return await seen(view)

    @override
    async def load(self, locks: Locks, found: Visit) -> Recorded:
        """Return the visit with its family, locked."""
        return await recorded(locks, found)

    @override
    def apply(self, visited: Recorded, input: VisitCorrectInput, at: Moment) -> Change:
        """Write the right values, and decide anew what follows from when the visit was and whom it met. Raises Refusals."""
        visit, given = visited.answer, _given(input)
        stands = told_again(visit)
        right = replace(stands, **given)
        if wrong := [*_refusals(visited, stands, right, given, at)]:
            raise Refusals(*wrong)
        made = list(_written(visited, right, given, input, at))
        if not given.keys().isdisjoint({"at", "contact_result"}):
            _follow(visited, at)
        visit.changed(at.now)
        return Change(reasons=(REASONS, [input.reason]), rows=tuple(made))


def _given(input: VisitCorrectInput) -> dict[str, Any]:
    """Return the fields that are to be corrected: null takes away what may be lacking, and says nothing of what every visit has."""
    emptied = {each.name for each in fields(VisitCorrectInput) if each.default is ABSENT}
    told = {name: getattr(input, name) for name in COLUMNS}
    return {name: value for name, value in told.items() if value is not ABSENT and (value is not None or name in emptied)}


def told_again(visit: Visit) -> VisitRecordInput:
    """Return what a recorded visit says, as it would be told: whom it met is registered, and what it found is not told again."""
    met = visit.contact_result == ContactResult.MET
    return VisitRecordInput(
        family=VisitedFamilyInput(id=visit.family_id),
        mode=VisitMode(visit.mode),
        at=visit.at,
        contact_result=ContactResult(visit.contact_result),
        person=None if visit.person_id is None else VisitedPersonInput(id=visit.person_id),
        categories=(*visit.categories, *visit.health_categories) if met else None,
        needs=FoundNeedsInput(none=True) if met else None,
        notice=None if visit.notice_basis is None else NoticeInput(basis=NoticeBasis(visit.notice_basis)),
        channel=IntakeChannel(visit.channel),
        campaign=visit.campaign_id,
        consolation=None
        if visit.consolation_kind is None
        else ConsolationInput(kind=visit.consolation_kind, value=visit.consolation_value),
        **{
            name: getattr(visit, name)
            for name, columns in COLUMNS.items()
            if columns == (name,) and name not in ("mode", "at", "contact_result")
        },
    )


def _refusals(
    visited: Recorded, stands: VisitRecordInput, right: VisitRecordInput, given: Mapping[str, Any], at: Moment
) -> Iterator[Refusal]:
    """Yield what is wrong with the visit as corrected; what was so before is not told."""
    if not given:
        yield Refusal("REQUIRED")
    if ContactResult.MET in (stands.contact_result, right.contact_result) and stands.contact_result is not right.contact_result:
        yield Refusal("RESULT_STANDS", path=("contactResult",))
        return
    if "income_per_head" in given and level_of(at.viewer.kind, Group.INCOME) is not Level.FULL:
        yield Refusal("FORBIDDEN", path=("incomePerHead",))
    for name in given:
        if _is_shown(name, at) and getattr(stands, name) == getattr(right, name):
            yield Refusal("VALUE_STANDS", path=(camel(name),))
    known = (visited.answer.region_code, visited.campaign, visited.person, at)
    before = {(each.code, each.path) for each in of_visit(stands, *known)}
    for each in of_visit(right, *known):
        if (each.code, each.path) not in before:
            yield each.at("at") if each.path == ("campaign",) else each  # the day is outside of it, which is not corrected


def _is_shown(name: str, at: Moment) -> bool:
    """Return whether the viewer is shown what stands in a field of the visit: to whom it is not, nothing is told of it."""
    return level_of(at.viewer.kind, FIELDS[f"Visit.{camel(name)}"].group) is Level.FULL


def _written(visited: Recorded, right: VisitRecordInput, given: Mapping[str, Any], input: VisitCorrectInput, at: Moment) -> Iterator[Row]:
    """Write the values given; yield a correction for each, with what it says."""
    visit, family = visited.answer, visited.family
    if "income_per_head" in given and family.income_per_head == visit.income_per_head:
        change(family, at.now, income_per_head=right.income_per_head)
    for name in given:
        for column in COLUMNS[name]:
            value, stood = _value(right, column), getattr(visit, column)
            if value == stood and _is_shown(name, at):  # of what was brought along, the one of two that was right
                continue
            said = Told(CorrectedValue(f"VISIT_{column.upper()}"), text_of(value), (camel(name),))
            made = correction(
                Corrected(family, None), said, input.reason, at, id=at.fresh.id(), state=CorrectionState.MADE, visit_id=visit.id
            )
            yield made
            yield wording(made, said, input.note, text_of(stood))
            setattr(visit, column, value)


def _value(told: VisitRecordInput, column: str) -> Any:
    """Return what a visit as told has in a column."""
    match column:
        case "notice_basis":
            return None if told.notice is None else told.notice.basis
        case "consolation_kind":
            return None if told.consolation is None else told.consolation.kind
        case "consolation_value":
            return None if told.consolation is None else told.consolation.value
    return getattr(told, column)


def _follow(visited: Recorded, at: Moment) -> None:
    """Decide anew the lists, the next contact and the callback."""
    visit, planned = visited.answer, visited.family.next_contact_on
    visit.callback_due_at = callback_due(visit.at, visit.channel, at)
    visited.count(Contact(visit.at, ContactResult(visit.contact_result)))
    visited.follow(at)
    if visit.next_contact_on == planned:
        visit.next_contact_on = visited.family.next_contact_on
