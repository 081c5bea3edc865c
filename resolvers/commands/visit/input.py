"""The input of a visit: the family, the person met, what was found. Which of it must be given stands in complete.py.

Source: docs/domain.md 2 (Visit, "As an input"). Never asked: bank account, photo, position, diagnosis, copies. Sums in fen.
"""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from domain.family import CertificateStatus, ContactBy, ContactThrough, Relation
from domain.referral import UrgencyKind, UrgencyLevel
from domain.value.citizen import CertificateNumber, IdNumber
from domain.value.values import BirthYear, FileNumber, FreeText, NotInFuture, PersonName, Phone, RegionAt, ShortText, Sum
from domain.viewer import RegionLevel
from domain.visit import ContactResult, IntakeChannel, NoticeBasis, VisitMode
from resolvers.commands.inputs.input import CodeOf, Distinct, IdOf, Input, Says, Several
from resolvers.commands.person.work import WorkProfileInput

NEEDS, MEMBERS, CATEGORIES, ENTITLEMENTS, DOUBLES = 20, 20, 12, 20, 50
"""Entries of a list, at most."""


class GuardianInput(Input):
    """Who speaks for a person. 监护人。"""

    name: Annotated[str, PersonName(), Says("The name. 姓名。")]
    phone: Annotated[str, Phone(), Says("The telephone. 电话。")]


class NewPersonInput(Input):
    """A person not yet registered: with the ID number (a certificate's number holds it), or why there is none. 新登记的成员。"""

    name: Annotated[str, PersonName(), Says("The name. 姓名。")]
    id_number: Annotated[str | None, IdNumber(), Says("The ID number. 身份证号。")] = None
    no_id_reason: Annotated[str | None, CodeOf("NO_ID_REASON"), Says("Why there is no ID number; a code. 无身份证号的原因代码。")] = None
    birth_year: Annotated[int | None, BirthYear(), Says("The year of birth, if there is no ID number. 出生年份，无身份证号时填写。")] = None
    relation: Annotated[
        Relation | None,
        Says("What the person is to the head; the head by default if the name is the head's. 与户主的关系；与户主同名时默认为户主。"),
    ] = None
    certificate_number: Annotated[str | None, CertificateNumber(), Says("The disability certificate's number. 残疾人证号。")] = None
    certificate_issued_on: Annotated[
        date | None,
        NotInFuture("longest_life_years"),
        Says("When the certificate was issued, if its number is given. 发证日期，填写证号时可填。"),
    ] = None
    certificate_status: Annotated[
        CertificateStatus | None, Says("CERTIFIED by default with a number, else NONE. 持证状态；填写证号时默认 CERTIFIED，否则 NONE。")
    ] = None
    disability_category: Annotated[
        str | None,
        CodeOf("DISABILITY_CATEGORY"),
        Says("The category as stated; a certificate's number tells its own. 自述的残疾类别代码；有证号时不填。"),
    ] = None
    other_than: Annotated[
        tuple[UUID, ...] | None,
        IdOf("Person"),
        Distinct(),
        Several(1, DOUBLES),
        Says("Registered persons of the same name who were looked at and are somebody else. 经核对确非同一人的同名已登记人员。"),
    ] = None
    guardian: Annotated[
        GuardianInput | None,
        Says("Required under 14 and with an intellectual or psychosocial disability. 未满14周岁、智力或精神残疾必填。"),
    ] = None


class VisitedPersonInput(Input, one_of=True):
    """The person met: one who is registered, or a new one. 走访到的成员：已登记或新登记。"""

    id: Annotated[UUID | None, IdOf("Person"), Says("A registered person of the family. 已登记的家庭成员。")] = None
    new: Annotated[NewPersonInput | None, Says("A person not yet registered. 新登记的成员。")] = None


class NewFamilyInput(Input):
    """A family not yet registered. 新登记的家庭。"""

    head_name: Annotated[str, PersonName(), Says("The head's name. 户主姓名。")]
    village: Annotated[str, RegionAt(RegionLevel.VILLAGE), Says("Where it lives, to the village. 居住地，填写到村（社区）。")]
    registration_region: Annotated[
        str | None, RegionAt(RegionLevel.COUNTY), Says("Where its household is registered; the village by default. 户籍地，默认同居住地。")
    ] = None
    address: Annotated[str | None, ShortText(), Says("The address below the village. 村（社区）以下住址。")] = None
    phone: Annotated[str | None, Phone(), Says("The telephone. 电话。")] = None


class VisitedFamilyInput(Input, one_of=True):
    """The family visited: one that is registered, or a new one. 走访的家庭：已登记或新登记。"""

    id: Annotated[UUID | None, IdOf("Family"), Says("A registered family. 已登记的家庭。")] = None
    new: Annotated[NewFamilyInput | None, Says("A family not yet registered. 新登记的家庭。")] = None


class NeedInput(Input):
    """A difficulty found. 发现的需求。"""

    domain: Annotated[str, CodeOf("NEED_DOMAIN"), Says("Its domain; a code. 需求领域代码。")]
    urgency_level: Annotated[UrgencyLevel, Says("How quickly help must come. 紧急程度。")] = UrgencyLevel.NORMAL
    urgency_kinds: Annotated[tuple[UrgencyKind, ...], Distinct(), Says("Why it is urgent. 紧急原因。")] = ()
    request_text: Annotated[
        str, FreeText(), Says("What is asked; shared with departments: no name, no illness. 请求内容，将提供给部门，不写姓名和病情。")
    ]
    internal_note: Annotated[str | None, FreeText(), Says("For the federation alone. 内部备注，仅残联可见。")] = None
    household: Annotated[bool, Says("The whole household's rather than the person's. 是否为全家的需求，而非该成员个人。")] = False


class FoundNeedsInput(Input, one_of=True):
    """The difficulties found, or that there are none. 发现的需求，或无困难。"""

    list: Annotated[tuple[NeedInput, ...] | None, Several(1, NEEDS), Says("The difficulties found. 发现的需求。")] = None
    none: Annotated[bool | None, Says("True: no difficulty. 填 true 表示无困难。")] = None


class NoticeInput(Input):
    """How the family was told what becomes of its data. 个人信息告知。"""

    basis: Annotated[NoticeBasis, Says("In which form. 告知形式。")]


class ConsolationInput(Input):
    """What the visit brought along. 慰问。"""

    kind: Annotated[str, ShortText(100), Says("Money or what goods. 慰问金或物品。")]
    value: Annotated[int | None, Sum("consolation_most", "consolation_least"), Says("Its value, in fen. 价值（分）。")] = None


class EntitlementInput(Input):
    """Help that is received already. 现享待遇。"""

    type: Annotated[str, CodeOf("ASSISTANCE_TYPE"), Says("The kind of help; a code. 帮扶类型代码。")]
    since: Annotated[date | None, NotInFuture(), Says("From when, if it is known. 起始日期，不详可不填。")] = None
    household: Annotated[bool, Says("The whole household's rather than the person's. 是否为全家的待遇，而非该成员个人。")] = False


class ContactWishInput(Input):
    """How the family wants to be contacted. 联系意愿。"""

    by: Annotated[ContactBy, Says("By which way. 联系方式。")]
    when: Annotated[str | None, ShortText(100), Says("At what time. 联系时间。")] = None
    through: Annotated[ContactThrough | None, Says("Through whom. 通过何人。")] = None


class VisitRecordInput(Input):
    """One contact with a family and what was found. 走访内容。"""

    family: Annotated[VisitedFamilyInput, Says("The family. 家庭。")]
    mode: Annotated[VisitMode, Says("How it was contacted. 走访方式。")]
    at: Annotated[datetime, NotInFuture("visit_back_years"), Says("When. 走访时间。")]
    contact_result: Annotated[ContactResult, Says("Whether anybody was met; if not, nothing was found. 联系结果；未见到时不填发现情况。")]

    person: Annotated[VisitedPersonInput | None, Says("Whom; required if met. 走访的成员；见到时必填。")] = None
    categories: Annotated[
        tuple[str, ...] | None,
        CodeOf("TARGET_CATEGORY"),
        Distinct(),
        Several(1, CATEGORIES),
        Says("Which target categories the family belongs to, as codes; required if met. 走访对象类别代码；见到时必填。"),
    ] = None
    needs: Annotated[FoundNeedsInput | None, Says("What was found; required if met. 发现的需求；见到时必填。")] = None
    notice: Annotated[
        NoticeInput | None, Says("How the family was told what becomes of its data; required if met. 个人信息告知；见到时必填。")
    ] = None

    no_home_visit_reason: Annotated[
        str | None,
        CodeOf("NO_HOME_VISIT_REASON"),
        Says("Why it was not at home, as a code; required if met elsewhere. 未入户原因代码；非入户而见到时必填。"),
    ] = None
    phone: Annotated[
        str | None,
        Phone(),
        Says("The family's telephone; required if met or called while none is known. 电话；尚无记录时必填。"),
    ] = None
    category_text: Annotated[
        str | None, FreeText(500), Says("What is meant by OTHER_HARDSHIP; required with it. 其他困难的说明；选择该类别时必填。")
    ] = None
    channel: Annotated[
        IntakeChannel | None,
        Says("By which way it came in; derived unless given, an operator names the hotline. 受理渠道；默认自动判定，热线坐席须填写热线。"),
    ] = None
    hotline_ticket: Annotated[
        str | None, FileNumber(50), Says("The hotline's ticket; required with a hotline. 热线工单号；热线渠道必填。")
    ] = None
    campaign: Annotated[
        UUID | None, IdOf("Campaign"), Says("The campaign; the visit lies in its period. 专项行动；走访时间须在其期间内。")
    ] = None

    companions: Annotated[str | None, ShortText(), Says("Who came along. 同行人员。")] = None
    led_by_leading_cadre: Annotated[bool, Says("Whether a leading cadre led it. 是否党员干部带头。")] = False
    safety_measures: Annotated[str | None, FreeText(500), Says("Safety measures taken. 安全防护措施。")] = None
    dynamic_update_year: Annotated[
        int | None, Says("The year of the dynamic update that it serves: the visit's, or the one before. 动态更新年度：走访当年或上一年。")
    ] = None
    consolation: Annotated[ConsolationInput | None, Says("What it brought along. 慰问。")] = None
    income_per_head: Annotated[int | None, Sum("income_per_head_most"), Says("Income per head and month, in fen. 月人均收入（分）。")] = (
        None
    )
    members: Annotated[
        tuple[NewPersonInput, ...] | None, Several(1, MEMBERS), Says("Further members, not yet registered. 其他新登记的成员。")
    ] = None
    contact_wish: Annotated[ContactWishInput | None, Says("How the family wants to be contacted. 联系意愿。")] = None
    work: Annotated[
        WorkProfileInput | None, Says("The work profile of the person met, in place of the one before. 走访成员的就业情况，替代原有内容。")
    ] = None
    entitlements: Annotated[
        tuple[EntitlementInput, ...] | None,
        Several(1, ENTITLEMENTS),
        Says("What is received already; what is known already is not written twice. 现享待遇；已登记的不重复登记。"),
    ] = None
    suggestions: Annotated[str | None, FreeText(), Says("What the family suggests. 意见建议。")] = None

    draft: Annotated[UUID | None, IdOf("VisitDraft"), Says("The own draft that it replaces. 由此替代的本人草稿。")] = None
