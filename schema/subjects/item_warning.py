"""What is told of an item before it is sent, and hinders nothing.

Source: docs/domain.md 3; codes and texts: domain/item_warning.py.
"""

import strawberry
from strawberry import field

from domain.item_warning import WarningCode
from schema.subjects.neighbours import AssistanceItem, Referral


@strawberry.type(description="Something to think about before an item is sent; it hinders nothing. 派单前的提示，不阻止办理。")
class ItemWarning:
    code: WarningCode = field(description="Which it is. 提示代码。")
    message: str = field(description="What it says, in the viewer's language. 以查看者的语言说明。")
    referral: Referral | None = field(description="The open referral of the same type for the same family. 同一家庭同类型的在办转介。")
    item: AssistanceItem | None = field(description="The other item of the same type. 同类型的另一帮扶事项。")
