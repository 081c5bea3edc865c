"""The columns of a spreadsheet of visits, in the order in which the template has them.

Source: docs/domain.md 2 (Visit: what is asked of a person); docs/decisions/009-import.md. A pure table.
"""

from collections.abc import Mapping
from dataclasses import replace

from domain.message.text import Text
from resolvers.files.visits.form.column import ColumnKind, FormColumn

NEEDS, MEMBERS = 3, 3
"""Needs, and further members, that one row holds at most."""
HINTS: Mapping[ColumnKind, Text] = {
    "village": Text(
        "12位代码，或名称（重名时写明乡镇、街道）", "The 12-digit code, or the name (with the township's, where several share it)"
    ),
    "division": Text("6至12位代码，或名称，如“安徽省阜阳市颍上县”", "A code of 6 to 12 digits, or the name, such as 安徽省阜阳市颍上县"),
    "several": Text("可填多项，以顿号分隔", "Several may be given, with a semicolon between"),
    "identity": Text("请以文本格式填写", "Enter it as a text"),
    "digits": Text("请以文本格式填写", "Enter it as a text"),
    "moment": Text("如 2026-11-24 或 2026-11-24 09:30", "Such as 2026-11-24 or 2026-11-24 09:30"),
    "campaign": Text("编号或名称", "Its number or title"),
}
"""Kind of a column -> how its cells are filled in."""
WITHOUT_CERTIFICATE = Text("有残疾人证号时不填", "Left out where there is a certificate's number")


def _column(
    key: str, path: str, zh: str, en: str, kind: ColumnKind = "text", also: str = "", of: str | None = None, *, needed: bool = False
) -> FormColumn:
    """Return a column: `path` with dots between its steps, `also` with gaps between other headers, `of` its list of choices."""
    steps = tuple(int(step) if step.isdigit() else step for step in path.split("."))
    return FormColumn(key, steps, Text(zh, en), kind, tuple(also.split()), of, needed, HINTS.get(kind))


def _need(place: int) -> tuple[FormColumn, ...]:
    """Return the columns of the need at a place, counted from 0; keys and titles have its number, but for the first need."""
    path, zh = f"needs.list.{place}", str(place + 1) if place else ""
    en = f" {zh}" if zh else ""
    return (
        _column(
            f"need_domain{zh}",
            f"{path}.domain",
            f"需求领域{zh}",
            f"Need's domain{en}",
            "choice",
            f"需求类别{zh} 需求类型{zh}",
            "NEED_DOMAIN",
        ),
        _column(f"need_text{zh}", f"{path}.requestText", f"需求内容{zh}", f"What is asked{en}", "text", f"具体需求{zh} 需求{zh}"),
        _column(f"need_urgency{zh}", f"{path}.urgencyLevel", f"紧急程度{zh}", f"Urgency{en}", "choice", of="URGENCY_LEVEL"),
    )


def _member(place: int) -> tuple[FormColumn, ...]:
    """Return the columns of the further member at a place, counted from 0: those of the person met, with the member's number."""
    zh, en = f"成员{place + 1}", f"Member {place + 1}"
    return tuple(
        replace(
            each,
            key=f"member{place + 1}_{each.key}",
            path=("members", place, *each.path[2:]),
            title=Text(
                zh + each.title.zh, f"{en} {each.title.en if each.key == 'id_number' else each.title.en[0].lower() + each.title.en[1:]}"
            ),
            also=(),
        )
        for each in PERSON
    )


PERSON = (
    _column("name", "person.new.name", "姓名", "Name", "text", "残疾人姓名 走访对象 走访对象姓名"),
    _column("id_number", "person.new.idNumber", "身份证号", "ID number", "identity", "身份证号码 公民身份号码 身份证"),
    _column("no_id_reason", "person.new.noIdReason", "无身份证号原因", "Why no ID number", "choice", of="NO_ID_REASON"),
    _column("birth_year", "person.new.birthYear", "出生年份", "Year of birth", "year", "出生年"),
    _column("relation", "person.new.relation", "与户主关系", "Relation to the head", "choice", of="RELATION"),
    _column(
        "certificate", "person.new.certificateNumber", "残疾人证号", "Certificate number", "identity", "残疾证号 残疾人证号码 残疾证号码"
    ),
    replace(
        _column("disability", "person.new.disabilityCategory", "残疾类别", "Kind of disability", "choice", of="DISABILITY_CATEGORY"),
        hint=WITHOUT_CERTIFICATE,
    ),
    _column("guardian", "person.new.guardian.name", "监护人姓名", "Guardian", "text", "监护人"),
    _column(
        "guardian_phone",
        "person.new.guardian.phone",
        "监护人电话",
        "Guardian's telephone",
        "digits",
        "监护人联系电话 监护人手机 监护人联系方式",
    ),
)

COLUMNS: tuple[FormColumn, ...] = (
    _column("family", "family.id", "家庭编号", "Family number", "family"),
    _column("head", "family.new.headName", "户主姓名", "Head of household", "text", "户主 户主名"),
    _column(
        "village",
        "family.new.village",
        "村（社区）",
        "Village",
        "village",
        "村居 所在村（社区） 社区 村 行政村 居住地 现居住地 村（社区）代码",
    ),
    _column(
        "registration",
        "family.new.registrationRegion",
        "户籍地",
        "Registered in",
        "division",
        "户籍所在地 户籍地代码 户籍村（社区） 户口所在地 户籍",
    ),
    _column("address", "family.new.address", "详细地址", "Address", "text", "住址 地址 家庭住址"),
    _column("phone", "phone", "联系电话", "Telephone", "digits", "电话 手机 手机号 手机号码 联系方式 户主电话 户主联系电话 户主手机"),
    *PERSON,
    _column("mode", "mode", "走访方式", "Way of visiting", "choice", "访视方式", "VISIT_MODE", needed=True),
    _column("at", "at", "走访时间", "Visited at", "moment", "走访日期 访视时间 访视日期 时间 日期", needed=True),
    _column("result", "contactResult", "走访结果", "Result", "choice", "联系结果 访视结果", "CONTACT_RESULT", needed=True),
    _column("no_home_visit", "noHomeVisitReason", "未入户原因", "Why not at home", "choice", of="NO_HOME_VISIT_REASON"),
    _column("categories", "categories", "走访对象类别", "Categories", "several", "对象类别 困难类型 困难类别", "TARGET_CATEGORY"),
    _column("category_text", "categoryText", "其他困难说明", "Other hardship"),
    *(column for place in range(NEEDS) for column in _need(place)),
    _column("no_difficulty", "needs.none", "无困难", "No difficulty", "yes", "无需求", "YES_OR_NO"),
    _column("notice", "notice.basis", "告知方式", "Notice given", "choice", "隐私告知", "NOTICE_BASIS"),
    _column("channel", "channel", "受理渠道", "Came in by", "choice", "来源", "INTAKE_CHANNEL"),
    _column("ticket", "hotlineTicket", "热线工单号", "Hotline ticket", "digits", "工单号"),
    _column("companions", "companions", "同行人员", "Companions"),
    _column("leading_cadre", "ledByLeadingCadre", "党员干部带头", "Led by a leading cadre", "yes", of="YES_OR_NO"),
    _column("consolation", "consolation.kind", "慰问品", "Consolation", "text", "慰问内容 慰问"),
    _column("consolation_value", "consolation.value", "慰问价值（元）", "Its value (yuan)", "yuan", "慰问金 慰问金额"),
    _column("income", "incomePerHead", "月人均收入（元）", "Monthly income per head (yuan)", "yuan", "月人均收入"),
    _column("campaign", "campaign", "专项行动", "Campaign", "campaign", "专项行动名称 专项行动编号 活动名称"),
    _column("wish_by", "contactWish.by", "希望的联系方式", "Wants contact by", "choice", "联系意愿 希望联系方式", "CONTACT_BY"),
    _column("wish_when", "contactWish.when", "希望的联系时间", "Wants contact at", "text", "方便联系时间 方便时间"),
    _column("wish_through", "contactWish.through", "希望通过何人联系", "Wants contact through", "choice", of="CONTACT_THROUGH"),
    *(column for place in range(MEMBERS) for column in _member(place)),
    _column("suggestions", "suggestions", "意见建议", "Suggestions"),
)
