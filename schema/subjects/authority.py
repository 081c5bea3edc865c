"""Authority handed down to the townships of a county, or drawn up from them.

Source: docs/domain.md 3 (Routing).
"""

import strawberry
from strawberry import field

from domain.routing import AuthorityLevel
from schema.subjects.neighbours import AssistanceType


@strawberry.type(description="At which level a county has a type of help accepted and decided, in place of the catalogue. 审批权限的层级。")
class Authority:
    type: AssistanceType | None = field(description="The type of help. 帮扶类型。")
    decided_at: AuthorityLevel | None = field(description="Where it is decided; null as the catalogue says. 审定层级；空为按目录。")
    accepted_at: AuthorityLevel | None = field(
        description="Where applications are accepted; null as the catalogue says. 受理层级；空为按目录。"
    )
    document: str = field(description="The number of the document that says so. 依据文号。")
