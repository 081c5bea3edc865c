"""Persons: the members of a family and their disability certificates.

Source: docs/domain.md 2; docs/domain-facts.md 2.1, 2.2. Numbers are always masked here: `reveal` gives them.
"""

from datetime import date, datetime

import strawberry
from strawberry import field

from domain.family import CertificateStatus, Relation, Sex
from domain.work import Ability, WorkKind, WorkSupport
from schema.subjects.code_name import CodeName
from schema.subjects.disclosure import ProtectedText
from schema.subjects.neighbours import Family
from schema.subjects.node import Node


@strawberry.type(description="A step in a certificate's history. 残疾人证的一次变更。")
class CertificateRecord:
    at: datetime | None = field(description="When. 时间。")
    status: CertificateStatus | None = field(description="What it was then. 当时的状态。")
    issued_on: date | None = field(description="When what was in force then was issued. 当时证件的发证日期。")
    category: CodeName | None = field(description="The category then. 当时的残疾类别。")
    level: int | None = field(description="The level then, 1 the most severe. 当时的残疾等级，1 为最重。")


@strawberry.type(description="A person's disability certificate; a category without one is stated. 残疾人证；无证时类别为自述。")
class Certificate:
    status: CertificateStatus | None = field(description="Whether there is one. 持证状态。")
    issued_on: date | None = field(description="When it was issued, if that was told. 发证日期，未登记则为空。")
    category: CodeName | None = field(description="The category of the disability. 残疾类别。")
    level: int | None = field(description="The level, 1 the most severe to 4. 残疾等级，1 最重，4 最轻。")
    history: list[CertificateRecord] | None = field(description="What happened to it. 变更历史。")


@strawberry.type(description="Who speaks for a person. 监护人。")
class Guardian:
    name: str | None = field(description="The name. 姓名。")
    phone: str | None = field(description="The telephone. 电话。")


@strawberry.type(description="What a person can do, wants and needs at work, as told at a visit. 就业情况：能力、意愿与所需支持。")
class WorkProfile:
    told_on: date | None = field(description="When it was told. 登记日期。")
    education: CodeName | None = field(description="The schooling. 受教育程度。")
    employment: CodeName | None = field(description="Whether and how the person works. 就业形式。")
    not_employed_reason: CodeName | None = field(description="Why not. 未就业原因。")
    livelihood: CodeName | None = field(description="What the person lives on without work. 未就业者的主要生活来源。")
    registered_unemployed: bool | None = field(description="Whether registered as unemployed. 是否登记失业。")
    wish: list[WorkKind] | None = field(description="The kinds of work wanted. 求职意愿。")
    hours: int | None = field(description="The most hours a week. 每周最多工时。")
    distance: int | None = field(description="The farthest from home, in kilometres. 离家最远距离（公里）。")
    at_home: bool | None = field(description="Whether work at home alone. 是否仅能居家就业。")
    can_do: list[Ability] | None = field(description="What the person can do. 能够胜任的动作与能力。")
    support: list[WorkSupport] | None = field(description="What the person needs at the place of work. 工作场所所需的支持。")
    care_duties: bool | None = field(description="Whether the person cares for somebody at home. 是否需照料家人。")
    zero_employment_household: bool | None = field(description="Whether nobody of the household works. 是否零就业家庭。")
    public_post_months: int | None = field(description="The months already spent on public-welfare posts. 已在公益性岗位的累计月数。")


@strawberry.type(description="What is told of a member of a family, whoever sees it. 家庭成员本身的内容。")
class PersonSeen:
    display_name: ProtectedText | None = field(description="The name. 姓名。")
    relation: Relation = field(description="What the person is to the head. 与户主的关系。")
    id_number: ProtectedText | None = field(description="The ID number, masked. 身份证号（脱敏）。")
    certificate_number: ProtectedText | None = field(description="The certificate's number, masked. 残疾人证号（脱敏）。")
    no_id_reason: CodeName | None = field(description="Why there is no ID number. 无身份证号的原因。")
    sex: Sex | None = field(description="The sex, as the ID number says. 性别。")
    age_band: str | None = field(description="The age as a band of years, such as 45-59. 年龄段，例如 45-59。")
    birth_year: int | None = field(description="The year of birth. 出生年份。")
    birth_date: date | None = field(description="The day of birth. 出生日期。")
    certificate: Certificate | None = field(description="The disability certificate. 残疾人证。")
    guardian: Guardian | None = field(description="Who speaks for the person. 监护人。")
    work: WorkProfile | None = field(description="The work profile; null where none was told. 就业情况，未登记为空。")


@strawberry.type(description="A member of a family. 家庭成员。")
class Person(Node, PersonSeen):
    in_payloads = ("person", "The person. 成员。")

    family: Family | None = field(description="The family. 所属家庭。")
    deceased_on: date | None = field(description="The day of death; null while the person lives. 去世日期，健在为空。")
