"""The members of a family, and how the family wants to be contacted.

Source: docs/domain.md 2 (contact wish, members, certificate); GB 11643 (sex).
"""

from domain.text.label import Labelled


class Relation(Labelled):
    """What a member is to the head of the household. 与户主的关系。"""

    HEAD = "HEAD", "The head. 户主。", "户主", "Head"
    SPOUSE = "SPOUSE", "Spouse. 配偶。", "配偶", "Spouse"
    CHILD = "CHILD", "Child. 子女。", "子女", "Child"
    PARENT = "PARENT", "Parent. 父母。", "父母", "Parent"
    GRANDPARENT = "GRANDPARENT", "Grandparent. 祖父母。", "祖父母", "Grandparent"
    GRANDCHILD = "GRANDCHILD", "Grandchild. 孙子女。", "孙子女", "Grandchild"
    SIBLING = "SIBLING", "Brother or sister. 兄弟姐妹。", "兄弟姐妹", "Sibling"
    OTHER = "OTHER", "Other. 其他。", "其他", "Other"


class Sex(Labelled):
    """As the ID number says. 性别（依身份证号）。"""

    MALE = "MALE", "Male. 男。", "男", "Male"
    FEMALE = "FEMALE", "Female. 女。", "女", "Female"


class CertificateStatus(Labelled):
    """Whether there is a disability certificate. 持证状态。"""

    CERTIFIED = "CERTIFIED", "In force. 已持证。", "已持证", "In force"
    APPLYING = "APPLYING", "Applied for. 申领中。", "申领中", "Applied for"
    NONE = "NONE", "None. 未持证。", "未持证", "None"
    EXPIRED = "EXPIRED", "Expired. 已过期。", "已过期", "Expired"


class MatchDecision(Labelled):
    """Whether two registrations under one ID number are one person. 同一身份证号的两次登记是否为同一人。"""

    SAME = "SAME", "One person: their families can be merged. 同一人，其家庭可以合并。"
    NOT_SAME = "NOT_SAME", "Two persons: one of the numbers is wrong. 不是同一人，其中一个号码有误。"
    LATER = "LATER", "Not clear yet. 暂不能确定。"


class ContactBy(Labelled):
    """By which way a family wants to be contacted. 希望的联系方式。"""

    PHONE = "PHONE", "By telephone. 电话。", "电话", "By telephone"
    HOME_VISIT = "HOME_VISIT", "By a visit at home. 入户。", "入户", "By a visit at home"
    MESSAGE = "MESSAGE", "By message. 短信或微信。", "短信或微信", "By message"
    DO_NOT_CONTACT = "DO_NOT_CONTACT", "Not at all. 请勿联系。", "请勿联系", "Not at all"


class ContactThrough(Labelled):
    """Through whom a family wants to be contacted. 希望通过何人联系。"""

    PERSON = "PERSON", "Directly. 本人。", "本人", "Directly"
    GUARDIAN = "GUARDIAN", "Through the guardian. 监护人。", "监护人", "Through the guardian"
    COMMISSIONER = "COMMISSIONER", "Through the commissioner. 专职委员。", "专职委员", "Through the commissioner"
