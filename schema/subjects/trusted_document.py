"""Documents that are registered, for the three administrators.

Source: docs/decisions/034-trusted-documents.md.
"""

from datetime import date

import strawberry
from strawberry import field

from domain.trusted_document import DocumentOrigin
from schema.build.assemble import Roots
from schema.subjects.connection import PlainConnection, connection
from schema.subjects.neighbours import Proposal
from schema.subjects.node import Paged


@strawberry.input(description="Which registered documents. 已登记查询文档的筛选条件。")
class TrustedDocumentFilter:
    digest: list[str] | None = field(description="With these digests. 摘要。")
    standing: bool | None = field(description="Those that are taken, or those that were withdrawn. 是否有效。")


@strawberry.type(description="A document that is executed by its digest. 已登记的查询文档，可按摘要执行。")
class TrustedDocument(Paged, narrowed_by=TrustedDocumentFilter):
    digest: str = field(description="The SHA-256 of its text in hexadecimal; sent as `sha256:` with it. 文档全文的 SHA-256 摘要。")
    name: str = field(description="What it is called. 名称。")
    text: str = field(description="The document. 文档全文。")
    operations: list[str] = field(description="The names of its operations. 其中操作的名称。")
    added_on: date = field(description="From which day on it is taken. 登记日期。")
    withdrawn_on: date | None = field(description="From which day on it is taken no more; null while it is. 撤销登记日期，有效时为空。")
    origin: DocumentOrigin = field(description="Who registered it. 登记来源。")
    proposal: Proposal | None = field(description="The proposal by which it was registered. 登记所依据的提议。")
    withdrawal: Proposal | None = field(description="The proposal by which it was withdrawn. 撤销登记所依据的提议。")


@strawberry.type
class TrustedDocumentRoots(Roots):
    trusted_documents: PlainConnection[TrustedDocument] = connection(
        description="Documents that are registered, the newest first: for the three administrators. "
        "已登记的查询文档，最新的在前；仅三员可见。"
    )
