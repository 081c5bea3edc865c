"""Labels of the audit trail.

Source: docs/domain.md 7.
"""

from domain.audit import AuditKind
from domain.text.label import labels

AUDIT_KIND = labels(
    AuditKind,
    "What was done. 审计类别。",
    COMMAND="Something was changed. 变更。",
    REVEAL="Numbers were revealed. 查看证件号码。",
    READ="Sensitive fields, or the audit trail, were read. 读取敏感信息或审计记录。",
    TEST="An ID number was compared with those registered. 比对身份证号是否已登记。",
    REFUSED="A quota was used up; nothing was shown or done. 超出限额，未显示也未办理。",
)
