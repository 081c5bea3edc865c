"""Outcomes: what an office decided and gave.

Source: docs/domain.md 3 (Outcomes), docs/domain-facts.md 4. Sums in fen.
"""

from datetime import date, datetime

import strawberry
from strawberry import field

from domain.outcome import BenefitPer, Result
from schema.build.scalars import Fen
from schema.subjects.code_name import CodeName
from schema.subjects.neighbours import Region
from schema.subjects.node import Node


@strawberry.type(description="Money given. 给付。")
class Benefit:
    amount: Fen | None = field(description="The sum, in fen. 金额（分）。")
    per: BenefitPer | None = field(description="Once, or in each month or year. 周期。")
    from_: date | None = field(name="from", description="From when. 起始日期。")
    until: date | None = field(description="Until when. 截止日期。")
    first_payment_on: date | None = field(description="When it is paid first. 首次发放日期。")
    channel: str | None = field(description="How it is paid. 发放渠道。")


@strawberry.type(description="A post found. 就业安置。")
class Placement:
    recognition_number: str | None = field(description="The number of the recognition as unemployed in hardship. 就业困难认定编号。")
    employer: str | None = field(description="The employer. 用人单位。")
    post: str | None = field(description="The post. 岗位。")
    region: Region | None = field(description="Where. 工作地。")
    from_: date | None = field(name="from", description="From when. 起始日期。")
    until: date | None = field(description="Until when. 截止日期。")
    hours: int | None = field(description="Hours a week. 每周工时。")
    pay: Fen | None = field(description="Pay a month, in fen. 月工资（分）。")
    insured: bool | None = field(description="Whether social insurance is paid. 是否缴纳社会保险。")


@strawberry.type(description="A status recognised. 身份认定。")
class Recognition:
    status: str | None = field(description="As what; null where the kind says it. 认定身份；监测对象以类别为准，可为空。")
    kind: CodeName | None = field(description="Which kind of monitored household. 监测对象类别。")
    from_: date | None = field(name="from", description="From when. 起始日期。")
    risk_cause: CodeName | None = field(description="What the risk of a monitored household comes from. 致贫返贫风险原因。")
    measures: list[CodeName] | None = field(description="What is done about it. 帮扶措施。")
    helper: str | None = field(description="Who helps. 帮扶责任人。")


@strawberry.type(description="A service or thing delivered. 服务或物品。")
class Service:
    provider: str | None = field(description="By whom. 提供方。")
    delivered_on: date | None = field(description="When. 交付日期。")


@strawberry.type(description="Money paid on a request for funds. 财政拨付。")
class Payment:
    indicator_document: str | None = field(description="The number of the document that allots the funds. 指标文号。")
    source: CodeName | None = field(description="From which source. 资金来源。")
    subject_code: str | None = field(description="The code of the budget's subject. 预算支出科目编码。")
    paid_on: date | None = field(description="When it was paid. 拨付日期。")
    requested: Fen | None = field(description="What was still to be paid before, in fen. 拨付前待拨付金额（分）。")
    paid: Fen | None = field(description="What was paid, in fen. 实拨金额（分）。")
    failed_persons: int | None = field(description="For how many persons the payment failed. 拨付失败人数。")


@strawberry.type(description="A refusal as its written notice tells it. 不予办理的书面说明。")
class OutcomeRefusal:
    reason: CodeName | None = field(description="The reason. 原因。")
    text: str | None = field(description="In words. 说明。")
    notice_delivered_on: date | None = field(description="When the written notice was delivered. 书面通知送达日期。")
    how_to_object: str | None = field(description="How to object. 救济途径。")


@strawberry.type(description="What the office decided and gave, in the version in force. 办理结果（现行版本）。")
class Outcome(Node):
    version: int | None = field(description="Which version of the outcome. 结果版本。")
    at: datetime | None = field(description="When it was written down. 录入时间。")
    result: Result | None = field(description="What became of the help. 结果。")
    decided_on: date | None = field(description="When it was decided. 决定日期。")
    benefit: Benefit | None = field(description="The money given. 给付。")
    placement: Placement | None = field(description="The post found. 就业安置。")
    recognition: Recognition | None = field(description="The status recognised. 身份认定。")
    service: Service | None = field(description="The service delivered. 服务。")
    payment: Payment | None = field(description="The money paid. 拨付。")
    refusal: OutcomeRefusal | None = field(description="The refusal. 不予办理。")
    review_on: date | None = field(description="When a waiting case is looked at again. 轮候复核日期。")
    note: str | None = field(description="What else there is to say. 备注。")
