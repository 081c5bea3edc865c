"""Default handlers: whom an office gives its referrals to.

Source: docs/domain.md 3.
"""

import strawberry
from strawberry import field

from schema.subjects.neighbours import Account, AssistanceType, Region


@strawberry.type(description="Who handles what an office signs, unless the signature names another. 默认承办人。")
class DefaultHandler:
    township: Region | None = field(description="Of families living there; null for all. 家庭居住的乡镇；空为全部。")
    type: AssistanceType | None = field(description="Of this type of help; null for all. 帮扶类型；空为全部。")
    handler: Account | None = field(description="Who. 承办人。")
