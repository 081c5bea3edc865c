"""Corrections of what is registered of a family or person: which values can be corrected, and where a correction stands.

Source: docs/domain.md 7 (a department proposes, whoever owns the value decides). Numbers of persons are not corrected so.
"""

from collections.abc import Mapping

from domain.rules.group import Group
from domain.text.label import Labelled


class CorrectedValue(Labelled):
    """Which value of a family, person or visit is corrected. 更正的内容。"""

    PHONE = "PHONE", "The family's telephone. 家庭电话。"
    ADDRESS = "ADDRESS", "The family's address below the village. 村（社区）以下住址。"
    NAME = "NAME", "The name of a member or of the head. 成员或户主姓名。"
    BIRTH_YEAR = "BIRTH_YEAR", "The birth year of a member without an ID number. 无身份证号成员的出生年份。"
    GUARDIAN_NAME = "GUARDIAN_NAME", "The name of a member's guardian. 监护人姓名。"
    GUARDIAN_PHONE = "GUARDIAN_PHONE", "The telephone of a member's guardian. 监护人电话。"
    CERTIFICATE_STATUS = "CERTIFICATE_STATUS", "Whether a member's disability certificate is in force. 成员的持证状态。"
    CERTIFICATE_ISSUED_ON = "CERTIFICATE_ISSUED_ON", "When a member's certificate was issued. 残疾人证发证日期。"
    DISABILITY_CATEGORY = "DISABILITY_CATEGORY", "The kind of a member's disability. 残疾类别。"
    DISABILITY_LEVEL = "DISABILITY_LEVEL", "The degree that a member's certificate tells. 残疾等级。"
    CERTIFICATE = "CERTIFICATE", "A member's disability certificate as a whole. 成员的残疾人证（整证）。"
    ID_NUMBER = "ID_NUMBER", "A member's ID number, with all that it tells. 成员的身份证号及其所载信息。"
    WORK_EDUCATION = "WORK_EDUCATION", "A member's schooling. 受教育程度。"
    WORK_EMPLOYMENT = "WORK_EMPLOYMENT", "Whether and how a member works. 就业形式。"
    WORK_NOT_EMPLOYED_REASON = "WORK_NOT_EMPLOYED_REASON", "Why a member does not work. 未就业原因。"
    WORK_LIVELIHOOD = "WORK_LIVELIHOOD", "What a member without work lives on. 主要生活来源。"
    WORK_REGISTERED_UNEMPLOYED = "WORK_REGISTERED_UNEMPLOYED", "Whether a member is registered as unemployed. 是否登记失业。"
    WORK_WISH = "WORK_WISH", "The kinds of work that a member wants. 求职意愿。"
    WORK_HOURS = "WORK_HOURS", "The most hours a week that a member wants to work. 每周最多工时。"
    WORK_DISTANCE = "WORK_DISTANCE", "How far from home a member works at most. 离家最远距离。"
    WORK_AT_HOME = "WORK_AT_HOME", "Whether a member works at home alone. 是否仅能居家就业。"
    WORK_CAN_DO = "WORK_CAN_DO", "What a member can do at work. 能够胜任的动作与能力。"
    WORK_SUPPORT = "WORK_SUPPORT", "What a member needs at the place of work. 工作场所所需的支持。"
    WORK_CARE_DUTIES = "WORK_CARE_DUTIES", "Whether a member cares for somebody at home. 是否需照料家人。"
    WORK_ZERO_EMPLOYMENT_HOUSEHOLD = "WORK_ZERO_EMPLOYMENT_HOUSEHOLD", "Whether nobody of a member's household works. 是否零就业家庭。"
    WORK_PUBLIC_POST_MONTHS = "WORK_PUBLIC_POST_MONTHS", "The months that a member spent on public posts. 公益性岗位累计月数。"
    VISIT_AT = "VISIT_AT", "When a visit was. 走访时间。"
    VISIT_MODE = "VISIT_MODE", "How a visit was made. 走访方式。"
    VISIT_CONTACT_RESULT = "VISIT_CONTACT_RESULT", "Why a visit met nobody. 走访未见到的原因。"
    VISIT_NOTICE_BASIS = "VISIT_NOTICE_BASIS", "In which form a visit gave notice. 走访告知形式。"
    VISIT_NO_HOME_VISIT_REASON = "VISIT_NO_HOME_VISIT_REASON", "Why a visit was not at home. 未入户原因。"
    VISIT_HOTLINE_TICKET = "VISIT_HOTLINE_TICKET", "The hotline's ticket of a call. 热线工单号。"
    VISIT_CATEGORY_TEXT = "VISIT_CATEGORY_TEXT", "What is meant by another hardship. 其他困难的说明。"
    VISIT_COMPANIONS = "VISIT_COMPANIONS", "Who came along on a visit. 走访同行人员。"
    VISIT_LED_BY_LEADING_CADRE = "VISIT_LED_BY_LEADING_CADRE", "Whether a leading cadre led a visit. 是否党员干部带头。"
    VISIT_CONSOLATION_KIND = "VISIT_CONSOLATION_KIND", "What a visit brought along. 慰问形式。"
    VISIT_CONSOLATION_VALUE = "VISIT_CONSOLATION_VALUE", "The value of what a visit brought along. 慰问价值。"
    VISIT_SUGGESTIONS = "VISIT_SUGGESTIONS", "What the family suggested at a visit. 意见建议。"
    VISIT_SAFETY_MEASURES = "VISIT_SAFETY_MEASURES", "The safety measures of a visit. 安全防护措施。"
    VISIT_INCOME_PER_HEAD = "VISIT_INCOME_PER_HEAD", "The income per head that a visit was told. 走访时的月人均收入。"
    VISIT_DYNAMIC_UPDATE_YEAR = "VISIT_DYNAMIC_UPDATE_YEAR", "The year of the dynamic update that a visit served. 动态更新年度。"


class RemovedValue(Labelled):
    """Which value of a family or person is taken away: there is none, or it is somebody else's. 删除的内容：没有，或属他人。"""

    PHONE = "PHONE", "The family's telephone. 家庭电话。"
    ADDRESS = "ADDRESS", "The family's address below the village. 村（社区）以下住址。"
    GUARDIAN_PHONE = "GUARDIAN_PHONE", "The telephone of a member's guardian. 监护人电话。"
    CERTIFICATE = "CERTIFICATE", "A member's disability certificate, with all that it tells. 成员的残疾人证及其所载信息。"
    ID_NUMBER = "ID_NUMBER", "A member's ID number with birth, sex, and the certificate. 成员的身份证号，含出生、性别及残疾人证。"


class CorrectionState(Labelled):
    """Where a correction stands. 更正的状态。"""

    OPEN = "OPEN", "Proposed by an office or asked for by a person, not decided yet. 单位或本人已提出，待决定。"
    ACCEPTED = "ACCEPTED", "Accepted: the value was written. 已采纳。"
    REFUSED = "REFUSED", "Refused: the value stands. 未采纳。"
    MADE = "MADE", "Made by the federation itself. 残联自行更正。"


OF_CERTIFICATE = frozenset(each for each in CorrectedValue if each.startswith(("CERTIFICATE_", "DISABILITY_")))
"""The values that a step in the history of a certificate tells."""
WHOLE = frozenset({CorrectedValue.CERTIFICATE, CorrectedValue.ID_NUMBER})
"""Numbers with all that they tell: they are only taken away."""
OF_WORK = frozenset(each for each in CorrectedValue if each.startswith("WORK_"))
"""The values of a work profile."""
GROUP_OF: Mapping[CorrectedValue, Group] = {
    CorrectedValue.PHONE: Group.CONTACT,
    CorrectedValue.ADDRESS: Group.ADDRESS,
    CorrectedValue.NAME: Group.IDENTITY,
    CorrectedValue.BIRTH_YEAR: Group.BIRTH,
    CorrectedValue.GUARDIAN_NAME: Group.CONTACT,
    CorrectedValue.GUARDIAN_PHONE: Group.CONTACT,
    CorrectedValue.CERTIFICATE: Group.DISABILITY,
    CorrectedValue.ID_NUMBER: Group.ID_NUMBER,
    **dict.fromkeys(OF_CERTIFICATE, Group.DISABILITY),
    **dict.fromkeys(OF_WORK, Group.WORK),
}
"""The group of fields by which an office is shown the value."""
OF_FAMILY = frozenset({CorrectedValue.PHONE, CorrectedValue.ADDRESS})
"""The household's values; the others are one person's."""
