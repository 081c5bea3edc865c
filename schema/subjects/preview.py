"""What a preview shows of a family: as another viewer will see it, and so under no id.

Source: docs/decisions/010-contract.md (Ids). A client keeps what it reads by type and id: the family as an office would see it, kept in
the place of the family as the viewer sees it, would overwrite it.
"""

import strawberry
from strawberry import field

from schema.subjects.family import FamilySeen
from schema.subjects.person import PersonSeen


@strawberry.type(description="An account, as the office would see it. 接收单位将看到的账号。")
class PreviewAccount:
    name: str = field(description="What colleagues call it. 同事看到的姓名。")


@strawberry.type(description="A member of a family, as the office would see them. 接收单位将看到的家庭成员。")
class PreviewPerson(PersonSeen):
    """Without fields of its own."""


@strawberry.type(description="A family, as the office would see it before it signs. 接收单位签收前将看到的家庭信息。")
class PreviewFamily(FamilySeen):
    contact_person: PreviewAccount | None = field(description="Its contact person at the federation. 残联联系人。")
    head: PreviewPerson | None = field(description="The head of the household. 户主。")
    members: list[PreviewPerson] | None = field(description="The members, the head too. 家庭成员，含户主。")
