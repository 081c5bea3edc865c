"""The kinds of acts that the audit trail distinguishes.

Source: docs/domain-facts.md 5.7; docs/domain.md 7 (reveal, read audit, print).
"""

from domain.text.label import Labelled

NAME_CHARACTERS = 64
"""How much of the name that a caller gives an operation is told, in the trail as the action of a reading and in metrics."""
SIGN_IN_REFUSED = "signInRefused"
"""The action of a record of a known account or service client that was refused; its reason says why."""


class AuditKind(Labelled):
    """What was done. 审计类别。"""

    COMMAND = "COMMAND", "Something was changed. 变更。"
    REVEAL = "REVEAL", "Numbers were revealed. 查看证件号码。"
    READ = "READ", "Sensitive fields, or the audit trail, were read. 读取敏感信息或审计记录。"
    PRINT = "PRINT", "A referral was put on paper. 打印转介单。"
    TEST = "TEST", "An ID number was compared with those registered. 比对身份证号是否已登记。"
    REFUSED = "REFUSED", "A quota was used up; nothing was shown or done. 超出限额，未显示也未办理。"
    SIGN_IN = (
        "SIGN_IN",
        "Somebody signed in or out, or a system, to act for officials; or was refused. 登录、退出、切换任职，系统登录，或被拒绝。",
    )
    REMOVED = "REMOVED", "Rows past their time were removed. 删除超过保存期限的数据。"
