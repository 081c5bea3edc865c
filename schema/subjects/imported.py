"""Spreadsheets that were taken in.

Source: docs/decisions/009-import.md.
"""

from datetime import datetime

import strawberry
from strawberry import field

from schema.build.assemble import Roots
from schema.subjects.connection import Connection, connection
from schema.subjects.neighbours import Account, Office
from schema.subjects.node import Node, NumberedNode, by_time


@strawberry.input(description="Which imports. 导入记录的筛选条件。")
class ImportFilter:
    number: str | None = field(description="Of this number. 编号。")
    file_digest: str | None = field(description="Of the file with this SHA-256. 文件的 SHA-256。")
    in_force: bool | None = field(description="Not taken back; given false, taken back. 未撤回；为 false 时指已撤回。")
    after: datetime | None = field(description="At or after. 时间不早于。")
    before: datetime | None = field(description="Before. 时间早于。")


@strawberry.type(description="A spreadsheet that was taken in; `importUndo` takes it back. 一次表格导入，可用 importUndo 撤回。")
class Import(Node, NumberedNode, narrowed_by=ImportFilter, ordered_by=by_time("ImportOrder", "AT", "The", "按时间")):
    in_payloads = ("imported", "The import. 导入。")

    at: datetime = field(description="When. 时间。")
    account: Account | None = field(description="Who took it in. 导入人。")
    office: Office | None = field(description="For which office. 所属办公室。")
    file_digest: str = field(description="The SHA-256 of the file, in hexadecimal. 文件的 SHA-256（十六进制）。")
    rows: int = field(description="How many rows the file has. 文件的行数。")
    recorded: int = field(description="How many were recorded. 登记的行数。")
    known: int = field(description="How many had been recorded before. 此前已登记的行数。")
    refused: int = field(description="How many were refused. 未通过的行数。")
    undone_at: datetime | None = field(description="When it was taken back. 撤回时间。")
    undone_by: Account | None = field(description="Who took it back. 撤回人。")


@strawberry.type
class ImportRoots(Roots):
    imports: Connection[Import] = connection(
        description="The own imports, a cadre's office's; the newest first. 本人的导入记录（残联干部为本办公室的），最新的在前。"
    )
