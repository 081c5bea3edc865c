"""Persons: the members of a family and their disability certificates.

Source: docs/domain.md 2; docs/domain-facts.md 2.1, 2.2. Numbers are always masked here: `reveal` gives them.
"""

from datetime import date, datetime

import strawberry
from strawberry import field

from domain.family import CertificateStatus, Relation, Sex
from schema.subjects.code_name import CodeName
from schema.subjects.disclosure import ProtectedText
from schema.subjects.neighbours import Family
from schema.subjects.node import Node


@strawberry.type(description="A step in a certificate's history. 残疾人证的一次变更。")
class CertificateRecord:
    at: datetime | None = field(description="When. 时间。")
    status: CertificateStatus | None = field(description="What it was then. 当时的状态。")
    category: CodeName | None = field(description="The category then. 当时的残疾类别。")
    level: int | None = field(description="The level then, 1 the most severe. 当时的残疾等级，1 为最重。")


@strawberry.type(description="A person's disability certificate; a category without one is stated. 残疾人证；无证时类别为自述。")
class Certificate:
    status: CertificateStatus | None = field(description="Whether there is one. 持证状态。")
    category: CodeName | None = field(description="The category of the disability. 残疾类别。")
    level: int | None = field(description="The level, 1 the most severe to 4. 残疾等级，1 最重，4 最轻。")
    history: list[CertificateRecord] | None = field(description="What happened to it. 变更历史。")


@strawberry.type(description="Who speaks for a person. 监护人。")
class Guardian:
    name: str | None = field(description="The name. 姓名。")
    phone: str | None = field(description="The telephone. 电话。")


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


@strawberry.type(description="A member of a family. 家庭成员。")
class Person(Node, PersonSeen):
    in_payloads = ("person", "The person. 成员。")

    family: Family | None = field(description="The family. 所属家庭。")
