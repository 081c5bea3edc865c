"""Labels of disclosure: levels and groups of fields.

Source: docs/domain.md 7.
"""

from domain.rules.access import Group, Level
from domain.text.label import labels

LEVEL = labels(
    Level,
    "How much of a field group is shown. 字段组的显示级别。",
    HIDDEN="Nothing. 不显示。",
    COARSE="A coarse fact, such as a surname or a township. 仅显示概略信息，例如姓氏或乡镇。",
    MASKED="Masked. 脱敏显示。",
    FULL="All of it. 完整显示。",
)

FIELD_GROUP = labels(
    Group,
    "A set of fields that are given or kept together. 一并提供或一并保留的一组字段。",
    name="FieldGroup",
    IDENTITY="Names. 姓名等身份信息。",
    ID_NUMBER="ID and certificate numbers. 身份证号与残疾人证号。",
    CONTACT="Telephone, guardian, contact person. 电话、监护人与残联联系人。",
    CONTACT_WISH="How the family wants to be contacted. 联系意愿。",
    ADDRESS="Address. 住址。",
    BIRTH="Birth, age, sex. 出生、年龄与性别。",
    DISABILITY="Disability certificate, category, level. 残疾类别与等级。",
    HEALTH="Health. 健康状况。",
    INCOME="Income. 收入。",
    WORK="Work profile. 就业情况。",
    CASE="Request, progress, outcome. 请求、办理与结果。",
    INTERNAL="What is internal to the federation. 残联内部信息。",
    STATUS="Where a case stands. 办理状态。",
    FUNDS="Sums and periods. 资金信息。",
    STAFF="Who works where. 任职与管辖区划。",
    REFERENCE="Reference data. 参考数据。",
    AUDIT="The audit trail. 审计记录。",
)
