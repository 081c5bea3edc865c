"""Families: the household, where it lives, how it wants to be contacted.

Source: docs/domain.md 2; what of it is shown by docs/domain.md 7.
"""

from datetime import date, datetime

import strawberry
from strawberry import field

from domain.family import ContactBy, ContactThrough
from schema.build.assemble import Roots
from schema.build.scalars import Fen, RegionCode
from schema.subjects.code_name import CodeName
from schema.subjects.connection import Connection, GroupedConnection, connection
from schema.subjects.disclosure import ProtectedText
from schema.subjects.neighbours import Account, AssistanceItem, Correction, Entitlement, Event, Need, Person, Referral, Region, Visit
from schema.subjects.node import Node, by_time


@strawberry.input(description="Which families. 家庭的筛选条件。")
class FamilyFilter:
    region: RegionCode | None = field(description="Living in this division. 居住地区划。")
    number: str | None = field(description="Of this number. 编号。")
    category: list[str] | None = field(
        description="Of one of these target categories, those of health apart. In the list TARGET_CATEGORY."
        " 走访对象类别代码（健康类除外）。代码表：TARGET_CATEGORY。"
    )
    health_category: list[str] | None = field(
        description="Of one of these target categories of health. In the list TARGET_CATEGORY."
        " 健康类走访对象类别代码。代码表：TARGET_CATEGORY。"
    )
    contact_person_left: bool | None = field(
        description="Whether their contact person is in charge of families no more where they live. 联系人是否已不再负责其居住地。"
    )
    created_after: datetime | None = field(description="Registered at or after. 登记时间不早于。")
    created_before: datetime | None = field(description="Registered before. 登记时间早于。")
    changed_after: datetime | None = field(description="Changed at or after; see `updatedAt`. 最近变更时间不早于（见 updatedAt）。")


@strawberry.type(description="How the family wants to be contacted. 联系意愿。")
class ContactWish:
    by: ContactBy | None = field(description="By which way. 联系方式。")
    when: str | None = field(description="At what time. 联系时间。")
    through: ContactThrough | None = field(description="Through whom. 通过何人。")


@strawberry.type(description="What is told of a family itself, whoever sees it. 家庭本身的内容。")
class FamilySeen:
    number: str = field(description="The number. 编号。")
    display_name: ProtectedText | None = field(description="The head's name. 户主姓名。")
    region: Region | None = field(description="Where it lives; as `residenceRegion`. 居住地，同 residenceRegion。")
    registration_region: Region | None = field(description="Where its household is registered. 户籍地。")
    residence_region: Region | None = field(description="Where it lives. 居住地。")
    address: ProtectedText | None = field(description="The address. 住址。")
    phone: ProtectedText | None = field(description="The telephone. 电话。")
    contact_wish: ContactWish | None = field(description="How it wants to be contacted. 联系意愿。")
    categories: list[CodeName] | None = field(
        description="Which target categories it belongs to, those of health apart. 走访对象类别（健康类除外）。"
    )
    health_categories: list[CodeName] | None = field(description="Which target categories of health it belongs to. 健康类走访对象类别。")
    income_per_head: Fen | None = field(description="Income per head and month, in fen. 月人均收入（分）。")
    created_at: datetime = field(description="When it was registered. 登记时间。")


@strawberry.type(description="A household in special difficulty. 特殊困难残疾人家庭。")
class Family(
    Node, FamilySeen, narrowed_by=FamilyFilter, ordered_by=by_time("FamilyOrder", "CREATED", "By registration, the", "按登记时间")
):
    in_payloads = ("family", "The family. 家庭。")

    version: int | None = field(
        description="The version; give it as `expectedVersion`. Internal to the federation. 版本号，用作 expectedVersion；仅残联可见。"
    )
    updated_at: datetime | None = field(
        description="When it was changed last, with its version. Internal to the federation. 最近变更时间，与版本号一同变更；仅残联可见。"
    )
    merged_numbers: list[str] | None = field(
        description="The numbers of the families that were merged into it, in that order. 并入本户的家庭编号，按并入顺序。"
    )
    contact_person: Account | None = field(description="Its contact person at the federation. 残联联系人。")
    contact_person_left: bool | None = field(
        description="Whether the contact person is in charge of families no more where this one lives: gone, or left behind by a move. "
        "联系人是否已不再负责该家庭居住地（已离任，或家庭已迁走）。"
    )
    next_contact_on: date | None = field(
        description="When it is to be contacted next; internal to the federation. 下次联系日期；仅残联可见。"
    )
    head: Person | None = field(description="The head of the household. 户主。")
    members: list[Person] | None = field(description="The members, the head too. 家庭成员，含户主。")
    entitlements: list[Entitlement] | None = field(description="What it or its members receive already. 现享待遇。")
    monitoring: Entitlement | None = field(
        description="Its status as a household monitored against poverty, as told last. 防止返贫致贫监测对象身份（最近一次登记）。"
    )
    needs: Connection[Need] = connection(description="The difficulties found. 需求。")
    plan_responsible: Account | None = field(description="Who answers for its plan. 工作方案的责任人。")
    plan_items: list[AssistanceItem] | None = field(
        description="Its plan: items in the order in which they are done. 工作方案：按顺序办理的事项。"
    )
    items: GroupedConnection[AssistanceItem] = connection(description="The help asked for. 帮扶事项。")
    referrals: GroupedConnection[Referral] = connection(description="The referrals, as far as the viewer sees them. 转介（限查看者可见）。")
    events: Connection[Event] | None = connection(
        description="Its history, the oldest first; internal to the federation. 办理记录，最早的在前；仅残联可见。"
    )
    corrections: Connection[Correction] = connection(
        description="Corrections of what is registered of it, as far as the viewer sees them, the newest first. "
        "信息更正，最新的在前（限查看者可见）。"
    )
    visits: Connection[Visit] = connection(description="The visits, the newest first. 走访，最新的在前。")


@strawberry.type
class FamilyRoots(Roots):
    families: Connection[Family] = connection(description="Families, the newest first. 家庭，最新的在前。")
