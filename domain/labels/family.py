"""Labels of families, their members and matches of persons.

Source: docs/domain.md 1; docs/domain-facts.md 1.
"""

from domain.family import CertificateStatus, ContactBy, ContactThrough, MatchDecision, Relation, Sex
from domain.text.label import labels

CONTACT_BY = labels(
    ContactBy,
    "By which way a family wants to be contacted. 希望的联系方式。",
    PHONE=("By telephone. 电话。", "电话", "By telephone"),
    HOME_VISIT=("By a visit at home. 入户。", "入户", "By a visit at home"),
    MESSAGE=("By message. 短信或微信。", "短信或微信", "By message"),
    DO_NOT_CONTACT=("Not at all. 请勿联系。", "请勿联系", "Not at all"),
)

CONTACT_THROUGH = labels(
    ContactThrough,
    "Through whom a family wants to be contacted. 希望通过何人联系。",
    PERSON=("Directly. 本人。", "本人", "Directly"),
    GUARDIAN=("Through the guardian. 监护人。", "监护人", "Through the guardian"),
    COMMISSIONER=("Through the commissioner. 专职委员。", "专职委员", "Through the commissioner"),
)

RELATION = labels(
    Relation,
    "What a member is to the head of the household. 与户主的关系。",
    HEAD=("The head. 户主。", "户主", "Head"),
    SPOUSE=("Spouse. 配偶。", "配偶", "Spouse"),
    CHILD=("Child. 子女。", "子女", "Child"),
    PARENT=("Parent. 父母。", "父母", "Parent"),
    GRANDPARENT=("Grandparent. 祖父母。", "祖父母", "Grandparent"),
    GRANDCHILD=("Grandchild. 孙子女。", "孙子女", "Grandchild"),
    SIBLING=("Brother or sister. 兄弟姐妹。", "兄弟姐妹", "Sibling"),
    OTHER=("Other. 其他。", "其他", "Other"),
)

SEX = labels(
    Sex,
    "As the ID number says. 性别（依身份证号）。",
    MALE="Male. 男。",
    FEMALE="Female. 女。",
)

CERTIFICATE_STATUS = labels(
    CertificateStatus,
    "Whether there is a disability certificate. 持证状态。",
    CERTIFIED="In force. 已持证。",
    APPLYING="Applied for. 申领中。",
    NONE="None. 未持证。",
    EXPIRED="Expired. 已过期。",
)

MATCH_DECISION = labels(
    MatchDecision,
    "Whether two registrations under one ID number are one person. 同一身份证号的两次登记是否为同一人。",
    SAME="One person; merging comes later. 同一人，合并功能另行提供。",
    NOT_SAME="Two persons: one of the numbers is wrong. 不是同一人，其中一个号码有误。",
    LATER="Not clear yet. 暂不能确定。",
)
