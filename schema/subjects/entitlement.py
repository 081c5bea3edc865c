"""Entitlements: what a family or one of its members receives already.

Source: docs/domain.md 2 (Entitlement 现享待遇).
"""

from datetime import date

import strawberry
from strawberry import field

from domain.entitlement import EntitlementSource, EntitlementState
from schema.subjects.code_name import CodeName
from schema.subjects.neighbours import AssistanceType, Person


@strawberry.type(description="A kind of help that a person or the household receives already. 现享待遇。")
class Entitlement:
    type: AssistanceType | None = field(description="The kind of help. 帮扶类型。")
    state: EntitlementState | None = field(description="Whether it is received today. 当前状态。")
    since: date | None = field(description="From when; null where it was not told. 起始日期，未登记为空。")
    until: date | None = field(description="The last day; null while no end is known. 截止日期。")
    source: EntitlementSource | None = field(description="How it became known. 来源。")
    kind: CodeName | None = field(description="Of a monitored household: which kind. 监测对象类别。")
    risk_cause: CodeName | None = field(
        description="What the risk of a monitored household comes from; it may tell of an illness. 致贫返贫风险原因，可能涉及健康状况。"
    )
    measures: list[CodeName] | None = field(description="What is done about the risk. 帮扶措施。")
    helper: str | None = field(description="Who helps whoever was recognised. 帮扶责任人。")
    end_reason: CodeName | None = field(
        description="Why what was recognised ended, such as RISK_ELIMINATED; null while it goes on. 认定终止原因，如风险消除；未终止为空。"
    )
    document: str | None = field(description="The number of the paper that the department's list came with. 部门名单的文号。")
    person: Person | None = field(description="Who receives it; null for the household. 享受待遇的成员；为空表示全家。")
