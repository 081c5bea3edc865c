"""What a preview shows of a family: as another viewer will see it, and so under no id.

Source: docs/decisions/010-contract.md (Ids). A client keeps what it reads by type and id: the family as an office would see it, kept in
the place of the family as the viewer sees it, would overwrite it.
"""

from schema.build.declare import Type, field
from schema.subjects.family import FamilySeen
from schema.subjects.person import PersonSeen


class PreviewAccount(Type):
    """An account, as the office would see it. 接收单位将看到的账号。"""

    name: str = field("What colleagues call it. 同事看到的姓名。")


class PreviewPerson(PersonSeen):
    """A member of a family, as the office would see them. 接收单位将看到的家庭成员。"""


class PreviewFamily(FamilySeen):
    """A family, as the office would see it before it signs. 接收单位签收前将看到的家庭信息。"""

    contact_person: PreviewAccount | None = field("Its contact person at the federation. 残联联系人。")
    head: PreviewPerson | None = field("The head of the household. 户主。")
    members: list[PreviewPerson] | None = field("The members, the head too. 家庭成员，含户主。")
