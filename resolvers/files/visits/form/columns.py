"""The columns of a spreadsheet of visits: how each is headed, how it is read, and which value of `visitRecord` it is.

Source: docs/domain.md 2 (Visit: what is asked of a person); docs/decisions/009-import.md. A pure table.
"""

from domain.message.refusal import Path
from domain.message.text import Text
from resolvers.files.visits.form.column import (
    Column,
    campaign,
    division,
    identity,
    moment,
    number,
    one_of,
    several_of,
    text,
    village,
    year,
    yes,
    yuan,
)

NEEDS, MEMBERS = 3, 3
"""Needs, and further members, that one row has room for."""
CODE_OR_NAME = Text(
    "12位代码，或名称（重名时写明乡镇、街道）", "The 12-digit code, or the name (with the township's, where several share it)"
)
COUNTY_OR_BELOW = Text("6至12位代码，或名称，如“安徽省阜阳市颍上县”", "A code of 6 to 12 digits, or the name, such as 安徽省阜阳市颍上县")
SEVERAL = Text("可填多项，以顿号分隔", "Several may be given, with a semicolon between")
WITHOUT_CERTIFICATE = Text("有残疾人证号时不填", "Left out where there is a certificate's number")
AS_TEXT = Text("请以文本格式填写", "Enter it as a text")
WHEN = Text("如 2026-11-24 或 2026-11-24 09:30", "Such as 2026-11-24 or 2026-11-24 09:30")


def _need(place: int) -> tuple[Column, ...]:
    suffix = "" if place == 0 else str(place + 1)
    path: Path = ("needs", "list", place)
    zh, en = suffix, f" {suffix}" if suffix else ""
    return (
        Column(
            f"need_domain{suffix}",
            (*path, "domain"),
            Text(f"需求领域{zh}", f"Need's domain{en}"),
            one_of("NEED_DOMAIN"),
            (f"需求类别{zh}", f"需求类型{zh}"),
            "NEED_DOMAIN",
        ),
        Column(
            f"need_text{suffix}", (*path, "request_text"), Text(f"需求内容{zh}", f"What is asked{en}"), text, (f"具体需求{zh}", f"需求{zh}")
        ),
        Column(
            f"need_urgency{suffix}",
            (*path, "urgency_level"),
            Text(f"紧急程度{zh}", f"Urgency{en}"),
            one_of("URGENCY_LEVEL"),
            choices="URGENCY_LEVEL",
        ),
    )


def _member(place: int) -> tuple[Column, ...]:
    """Return the columns of a further member of the household, who is registered with the visit."""
    path: Path = ("members", place)
    key, zh, en = f"member{place + 1}", f"成员{place + 1}", f"Member {place + 1}"
    return (
        Column(f"{key}_name", (*path, "name"), Text(f"{zh}姓名", f"{en} name"), text),
        Column(f"{key}_id_number", (*path, "id_number"), Text(f"{zh}身份证号", f"{en} ID number"), identity, hint=AS_TEXT),
        Column(
            f"{key}_no_id_reason",
            (*path, "no_id_reason"),
            Text(f"{zh}无身份证号原因", f"{en} why no ID number"),
            one_of("NO_ID_REASON"),
            choices="NO_ID_REASON",
        ),
        Column(f"{key}_birth_year", (*path, "birth_year"), Text(f"{zh}出生年份", f"{en} year of birth"), year),
        Column(
            f"{key}_relation",
            (*path, "relation"),
            Text(f"{zh}与户主关系", f"{en} relation to the head"),
            one_of("RELATION"),
            choices="RELATION",
        ),
        Column(
            f"{key}_certificate", (*path, "certificate_number"), Text(f"{zh}残疾人证号", f"{en} certificate number"), identity, hint=AS_TEXT
        ),
        Column(
            f"{key}_disability",
            (*path, "disability_category"),
            Text(f"{zh}残疾类别", f"{en} kind of disability"),
            one_of("DISABILITY_CATEGORY"),
            choices="DISABILITY_CATEGORY",
            hint=WITHOUT_CERTIFICATE,
        ),
        Column(f"{key}_guardian", (*path, "guardian", "name"), Text(f"{zh}监护人姓名", f"{en} guardian"), text),
        Column(
            f"{key}_guardian_phone",
            (*path, "guardian", "phone"),
            Text(f"{zh}监护人电话", f"{en} guardian's telephone"),
            number,
            hint=AS_TEXT,
        ),
    )


NEW_PERSON, NEW_FAMILY = ("person", "new"), ("family", "new")

COLUMNS: tuple[Column, ...] = (
    Column("family", ("family", "id"), Text("家庭编号", "Family number"), number),
    Column("head", (*NEW_FAMILY, "head_name"), Text("户主姓名", "Head of household"), text, ("户主", "户主名")),
    Column(
        "village",
        (*NEW_FAMILY, "village"),
        Text("村（社区）", "Village"),
        village,
        ("村居", "所在村（社区）", "社区", "村", "行政村", "居住地", "现居住地", "村（社区）代码"),
        hint=CODE_OR_NAME,
    ),
    Column(
        "registration",
        (*NEW_FAMILY, "registration_region"),
        Text("户籍地", "Registered in"),
        division,
        ("户籍所在地", "户籍地代码", "户籍村（社区）", "户口所在地", "户籍"),
        hint=COUNTY_OR_BELOW,
    ),
    Column("address", (*NEW_FAMILY, "address"), Text("详细地址", "Address"), text, ("住址", "地址", "家庭住址")),
    Column(
        "phone",
        ("phone",),
        Text("联系电话", "Telephone"),
        number,
        ("电话", "手机", "手机号", "手机号码", "联系方式", "户主电话", "户主联系电话", "户主手机"),
        hint=AS_TEXT,
    ),
    Column("name", (*NEW_PERSON, "name"), Text("姓名", "Name"), text, ("残疾人姓名", "走访对象", "走访对象姓名")),
    Column(
        "id_number",
        (*NEW_PERSON, "id_number"),
        Text("身份证号", "ID number"),
        identity,
        ("身份证号码", "公民身份号码", "身份证"),
        hint=AS_TEXT,
    ),
    Column(
        "no_id_reason",
        (*NEW_PERSON, "no_id_reason"),
        Text("无身份证号原因", "Why no ID number"),
        one_of("NO_ID_REASON"),
        choices="NO_ID_REASON",
    ),
    Column("birth_year", (*NEW_PERSON, "birth_year"), Text("出生年份", "Year of birth"), year, ("出生年",)),
    Column("relation", (*NEW_PERSON, "relation"), Text("与户主关系", "Relation to the head"), one_of("RELATION"), choices="RELATION"),
    Column(
        "certificate",
        (*NEW_PERSON, "certificate_number"),
        Text("残疾人证号", "Certificate number"),
        identity,
        ("残疾证号", "残疾人证号码", "残疾证号码"),
        hint=AS_TEXT,
    ),
    Column(
        "disability",
        (*NEW_PERSON, "disability_category"),
        Text("残疾类别", "Kind of disability"),
        one_of("DISABILITY_CATEGORY"),
        choices="DISABILITY_CATEGORY",
        hint=WITHOUT_CERTIFICATE,
    ),
    Column("guardian", (*NEW_PERSON, "guardian", "name"), Text("监护人姓名", "Guardian"), text, ("监护人",)),
    Column(
        "guardian_phone",
        (*NEW_PERSON, "guardian", "phone"),
        Text("监护人电话", "Guardian's telephone"),
        number,
        ("监护人联系电话", "监护人手机", "监护人联系方式"),
        hint=AS_TEXT,
    ),
    Column("mode", ("mode",), Text("走访方式", "Way of visiting"), one_of("VISIT_MODE"), ("访视方式",), "VISIT_MODE", needed=True),
    Column(
        "at", ("at",), Text("走访时间", "Visited at"), moment, ("走访日期", "访视时间", "访视日期", "时间", "日期"), needed=True, hint=WHEN
    ),
    Column(
        "result",
        ("contact_result",),
        Text("走访结果", "Result"),
        one_of("CONTACT_RESULT"),
        ("联系结果", "访视结果"),
        "CONTACT_RESULT",
        needed=True,
    ),
    Column(
        "no_home_visit",
        ("no_home_visit_reason",),
        Text("未入户原因", "Why not at home"),
        one_of("NO_HOME_VISIT_REASON"),
        choices="NO_HOME_VISIT_REASON",
    ),
    Column(
        "categories",
        ("categories",),
        Text("走访对象类别", "Categories"),
        several_of("TARGET_CATEGORY"),
        ("对象类别", "困难类型", "困难类别"),
        "TARGET_CATEGORY",
        hint=SEVERAL,
    ),
    Column("category_text", ("category_text",), Text("其他困难说明", "Other hardship"), text),
    *(column for place in range(NEEDS) for column in _need(place)),
    Column("no_difficulty", ("needs", "none"), Text("无困难", "No difficulty"), yes, ("无需求",), "YES_OR_NO"),
    Column("notice", ("notice", "basis"), Text("告知方式", "Notice given"), one_of("NOTICE_BASIS"), ("隐私告知",), "NOTICE_BASIS"),
    Column("channel", ("channel",), Text("受理渠道", "Came in by"), one_of("INTAKE_CHANNEL"), ("来源",), "INTAKE_CHANNEL"),
    Column("ticket", ("hotline_ticket",), Text("热线工单号", "Hotline ticket"), number, ("工单号",), hint=AS_TEXT),
    Column("companions", ("companions",), Text("同行人员", "Companions"), text),
    Column("leading_cadre", ("led_by_leading_cadre",), Text("党员干部带头", "Led by a leading cadre"), yes, choices="YES_OR_NO"),
    Column("consolation", ("consolation", "kind"), Text("慰问品", "Consolation"), text, ("慰问内容", "慰问")),
    Column("consolation_value", ("consolation", "value"), Text("慰问价值（元）", "Its value (yuan)"), yuan, ("慰问金", "慰问金额")),
    Column("income", ("income_per_head",), Text("月人均收入（元）", "Monthly income per head (yuan)"), yuan, ("月人均收入",)),
    Column(
        "campaign",
        ("campaign",),
        Text("专项行动", "Campaign"),
        campaign,
        ("专项行动名称", "专项行动编号", "活动名称"),
        hint=Text("编号或名称", "Its number or title"),
    ),
    Column(
        "wish_by",
        ("contact_wish", "by"),
        Text("希望的联系方式", "Wants contact by"),
        one_of("CONTACT_BY"),
        ("联系意愿", "希望联系方式"),
        "CONTACT_BY",
    ),
    Column("wish_when", ("contact_wish", "when"), Text("希望的联系时间", "Wants contact at"), text, ("方便联系时间", "方便时间")),
    Column(
        "wish_through",
        ("contact_wish", "through"),
        Text("希望通过何人联系", "Wants contact through"),
        one_of("CONTACT_THROUGH"),
        choices="CONTACT_THROUGH",
    ),
    *(column for place in range(MEMBERS) for column in _member(place)),
    Column("suggestions", ("suggestions",), Text("意见建议", "Suggestions"), text),
)
