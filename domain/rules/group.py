"""What the table of access is made of: the groups that fields stand in, and the levels at which a group is shown.

Source: docs/domain.md 7 (field groups), docs/design.md 4.7 (which readings are recorded).
"""

from domain.text.label import Graded, Labelled


class Level(Graded):
    """How much of a field group is shown. 字段组的显示级别。"""

    # stored as a small integer; of several that hold the highest counts

    HIDDEN = 0, "Nothing. 不显示。"
    COARSE = 1, "A coarse fact, such as a surname or a township. 仅显示概略信息，例如姓氏或乡镇。"
    MASKED = 2, "Masked. 脱敏显示。"
    FULL = 3, "All of it. 完整显示。"


class Group(Labelled):
    """A set of fields that are given or kept together. 一并提供或一并保留的一组字段。"""

    IDENTITY = "IDENTITY", "Names. 姓名等身份信息。"
    ID_NUMBER = "ID_NUMBER", "ID and certificate numbers. 身份证号与残疾人证号。"
    CONTACT = "CONTACT", "Telephone, guardian, contact person. 电话、监护人与残联联系人。"
    CONTACT_WISH = "CONTACT_WISH", "How the family wants to be contacted. 联系意愿。"
    ADDRESS = "ADDRESS", "Address. 住址。"
    BIRTH = "BIRTH", "Birth, age, sex. 出生、年龄与性别。"
    DISABILITY = "DISABILITY", "Disability certificate, category, level. 残疾类别与等级。"
    HEALTH = "HEALTH", "Health. 健康状况。"
    INCOME = "INCOME", "Income. 收入。"
    WORK = "WORK", "Work profile. 就业情况。"
    CASE = "CASE", "Request, progress, outcome. 请求、办理与结果。"
    OTHER_HELP = "OTHER_HELP", "What other departments do for the family: type and state. 其他部门对该家庭的帮扶：类型与状态。"
    INTERNAL = "INTERNAL", "What is internal to the federation. 残联内部信息。"
    STATUS = "STATUS", "Where a case stands. 办理状态。"
    FUNDS = "FUNDS", "Sums and periods. 资金信息。"
    STAFF = "STAFF", "Who works where. 任职与管辖区划。"
    ACCOUNTS = "ACCOUNTS", "By what accounts sign in. 账号的登录信息。"
    REFERENCE = "REFERENCE", "Reference data. 参考数据。"
    AUDIT = "AUDIT", "The audit trail. 审计记录。"


PERSONAL = (
    Group.IDENTITY,
    Group.ID_NUMBER,
    Group.CONTACT,
    Group.CONTACT_WISH,
    Group.ADDRESS,
    Group.BIRTH,
    Group.DISABILITY,
    Group.HEALTH,
    Group.INCOME,
    Group.WORK,
)
"""The groups that a share contract covers; each has a column in `family_access`."""

AUDITED = frozenset({Group.IDENTITY, Group.ID_NUMBER, Group.CONTACT, Group.CONTACT_WISH, Group.HEALTH, Group.INCOME})
"""The groups whose fields are recorded in the read audit when a response shows them (docs/design.md 4.7)."""

OF_PERSONS = frozenset({Group.IDENTITY, Group.ID_NUMBER, Group.BIRTH, Group.DISABILITY})
"""The groups about one person. An office's level in them holds for the person whom its `family_access` row names, and for the head where
a family's name is shown.

Fields of the other groups use, on a family, the highest level of all the office's rows for that family.
"""

OF_REFERRALS = frozenset({Group.CASE, Group.OTHER_HELP})
"""The groups that a share contract gives towards one referral alone, whatever its office is given by others of the family."""
