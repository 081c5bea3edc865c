"""What may be chosen in a column, by name in both languages: lists of the reference data, and the values of our own enumerations.

Source: docs/domain-facts.md 1.4, 1.6; docs/domain.md 2 (Visit). Names of codes are versioned reference data; those of ways and results are
ours.
"""

from collections.abc import Mapping

from db.reference.read import Reference
from domain.family import ContactBy, ContactThrough, Relation
from domain.message.text import Text
from domain.referral import UrgencyLevel
from domain.visit import ContactResult, IntakeChannel, NoticeBasis, VisitMode
from resolvers.files.spreadsheet.cells import Choices

OURS: Mapping[str, Choices] = {
    "VISIT_MODE": {
        VisitMode.HOME_VISIT: Text("入户访视", "Home visit"),
        VisitMode.PHONE: Text("电话访视", "By phone"),
        VisitMode.VIDEO_OR_MESSAGE: Text("视频或微信", "By video or message"),
        VisitMode.COMMUNITY_POINT: Text("村居服务点面访", "At the community's service point"),
    },
    "CONTACT_RESULT": {
        ContactResult.MET: Text("见到", "Met"),
        ContactResult.NOT_HOME: Text("不在家", "Not at home"),
        ContactResult.REFUSED: Text("拒访", "Refused"),
        ContactResult.MOVED: Text("已迁出", "Moved away"),
        ContactResult.DECEASED: Text("已去世", "Deceased"),
    },
    "NOTICE_BASIS": {
        NoticeBasis.WRITTEN: Text("书面告知", "In writing"),
        NoticeBasis.ORAL: Text("口头告知", "By word of mouth"),
        NoticeBasis.GUARDIAN: Text("告知监护人", "Guardian told"),
    },
    "URGENCY_LEVEL": {
        UrgencyLevel.NORMAL: Text("一般", "Normal"),
        UrgencyLevel.URGENT: Text("紧急", "Urgent"),
        UrgencyLevel.EMERGENCY: Text("特急", "Emergency"),
    },
    "RELATION": {
        Relation.HEAD: Text("户主", "Head"),
        Relation.SPOUSE: Text("配偶", "Spouse"),
        Relation.CHILD: Text("子女", "Child"),
        Relation.PARENT: Text("父母", "Parent"),
        Relation.GRANDPARENT: Text("祖父母", "Grandparent"),
        Relation.GRANDCHILD: Text("孙子女", "Grandchild"),
        Relation.SIBLING: Text("兄弟姐妹", "Sibling"),
        Relation.OTHER: Text("其他", "Other"),
    },
    "INTAKE_CHANNEL": {
        IntakeChannel.ROUTINE_VISIT: Text("日常访视", "Routine visit"),
        IntakeChannel.HOTLINE_12385: Text("12385热线", "Hotline 12385"),
        IntakeChannel.HOTLINE_12345: Text("12345热线", "Hotline 12345"),
        IntakeChannel.DYNAMIC_UPDATE: Text("动态更新", "Dynamic update"),
        IntakeChannel.SELF_APPLICATION: Text("本人申请", "The person's own application"),
        IntakeChannel.DEPARTMENT_TRANSFER: Text("部门转来", "Handed over by a department"),
        IntakeChannel.COMMUNITY_REPORT: Text("村居报告", "Reported by the community"),
    },
    "CONTACT_BY": {
        ContactBy.PHONE: Text("电话", "By telephone"),
        ContactBy.HOME_VISIT: Text("入户", "By a visit at home"),
        ContactBy.MESSAGE: Text("短信或微信", "By message"),
        ContactBy.DO_NOT_CONTACT: Text("请勿联系", "Not at all"),
    },
    "CONTACT_THROUGH": {
        ContactThrough.PERSON: Text("本人", "Directly"),
        ContactThrough.GUARDIAN: Text("监护人", "Through the guardian"),
        ContactThrough.COMMISSIONER: Text("专职委员", "Through the commissioner"),
    },
    "YES_OR_NO": {"YES": Text("是", "Yes"), "NO": Text("否", "No")},
}
"""List -> value -> name."""


def choices_of(code_list: str, reference: Reference) -> Choices:
    """What a column with this list takes, in the order in which it is offered."""
    if code_list in OURS:
        return OURS[code_list]
    return reference.names[code_list]
