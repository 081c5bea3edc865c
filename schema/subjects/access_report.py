"""`subjectAccessReport`: which offices were shown what of a person and when, for the person who asks.

Source: docs/domain.md 7 (the person's own record); docs/decisions/048-audit-search.md. It is audited, so that it is a mutation.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import ID, argument, field
from strawberry.types.field import StrawberryField

from domain.audit import AuditKind
from domain.message.refusal import Refusal
from domain.rules.group import Group
from domain.value.node_id import global_id
from domain.viewer import Role
from resolvers.commands.access_report.report import AccessReport, ShownLine, SubjectAccessReportInput
from resolvers.commands.inputs.grammar import fields_of
from schema.build.assemble import Info
from schema.build.inputs import Inputs, input_of
from schema.execute.context import RequestContext
from schema.subjects.action import UserError

ASKS = tuple(each.spelled for each in fields_of(SubjectAccessReportInput))
"""What it asks for."""
DESCRIPTION = (
    "Tell a person who asks which offices were shown what of them and when (PIPL 44, 45, 50); each report is written to the audit. "
    "应本人申请，列出哪些单位何时查看过其哪些信息（个人信息保护法第四十四、四十五、五十条），每次查询记入审计。"
)


@strawberry.type(description="What one office was shown on one day. 某单位某日所查看的信息。")
class AccessReportLine:
    on: date = field(description="The day, in Shanghai. 日期（北京时间）。")
    office: ID | None = field(description="Which office. 单位。")
    office_name: str | None = field(description="Its name. 单位名称。")
    role: Role | None = field(description="In which role somebody there acted. 操作人的角色。")
    kind: AuditKind = field(description="In which way: read, in full, on paper, or by a command. 方式：查看、完整号码、打印或业务操作。")
    groups: list[Group] = field(description="Which field groups. 信息类别。")
    times: int = field(description="How often. 次数。")
    first_at: datetime = field(description="First at. 首次时间。")
    last_at: datetime = field(description="Last at. 末次时间。")


@strawberry.type(description="What was shown of a person. 个人信息被查看情况报告。")
class SubjectAccessReportPayload:
    person: ID | None = field(description="The person; null if nothing is told. 人员；未提供时为空。")
    at: datetime | None = field(description="When it was made. 生成时间。")
    since: date | None = field(description="From which day on. 起始日期。")
    until: date | None = field(description="Up to which day. 截止日期。")
    lines: list[AccessReportLine] = field(description="The newest first. 查看记录，最新的在前。")
    complete: bool = field(description="Whether nothing older of the period was left out. 期间内是否已全部列出。")
    errors: list[UserError] = field(description="Why nothing is told; empty if it is. 未提供的原因；已提供时为空。")


if TYPE_CHECKING:
    Given = Mapping[str, Any]
else:
    Given = Inputs().type_of(SubjectAccessReportInput)


async def subject_access_report(
    info: Info, input: Annotated[Given, argument(description="What is asked. 查询内容。")]
) -> SubjectAccessReportPayload | None:
    """Report what was shown. Raises MembershipEnded."""
    context: RequestContext = info.context
    refusals: list[Refusal] = []
    asked = input_of(SubjectAccessReportInput, input, refusals)
    told = AccessReport(errors=tuple(refusals)) if refusals else await context.reports.report(asked, context.viewer, context.trace)
    return SubjectAccessReportPayload(
        person=None if told.person is None else ID(global_id("Person", told.person)),
        at=told.at,
        since=told.since,
        until=told.until,
        lines=[_line(each) for each in told.lines],
        complete=told.complete,
        errors=[context.error(each) for each in told.errors],
    )


def _line(shown: ShownLine) -> AccessReportLine:
    return AccessReportLine(
        on=shown.on,
        office=None if shown.office is None else ID(global_id("Office", shown.office)),
        office_name=shown.office_name,
        role=shown.role,
        kind=shown.kind,
        groups=list(shown.groups),
        times=shown.times,
        first_at=shown.first_at,
        last_at=shown.last_at,
    )


REPORT: StrawberryField = field(subject_access_report, description=DESCRIPTION)
"""The field of the mutation."""
