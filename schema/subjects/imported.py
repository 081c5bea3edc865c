"""Spreadsheets that were taken in.

Source: docs/decisions/009-import.md.
"""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from schema.build.declare import Connection, Input, Roots, enumeration, field
from schema.subjects.node import Node

if TYPE_CHECKING:
    from schema.subjects.account import Account
    from schema.subjects.organization import Office


class ImportOrder(StrEnum):
    """In which order."""

    AT = "AT"
    AT_DESC = "AT_DESC"


class ImportFilter(Input):
    """Which imports. 导入记录的筛选条件。"""

    number: str | None = field("Of this number. 编号。")
    file_digest: str | None = field("Of the file with this SHA-256. 文件的 SHA-256。")
    in_force: bool | None = field("Not taken back; given false, taken back. 未撤回；为 false 时指已撤回。")
    after: datetime | None = field("At or after. 时间不早于。")
    before: datetime | None = field("Before. 时间早于。")


class Import(Node, narrowed_by=ImportFilter, ordered_by=ImportOrder):
    """A spreadsheet that was taken in; `importUndo` takes it back. 一次表格导入，可用 importUndo 撤回。"""

    number: str = field("The number. 编号。")
    version: int = field("The version; give it as `expectedVersion`. 版本号，用作 expectedVersion。")
    updated_at: datetime = field("When it was changed last: with its version, or when it came to be. 最近变更时间，与版本号一同变更。")
    at: datetime = field("When. 时间。")
    account: "Account | None" = field("Who took it in. 导入人。")
    office: "Office | None" = field("For which office. 所属办公室。")
    file_digest: str = field("The SHA-256 of the file, in hexadecimal. 文件的 SHA-256（十六进制）。")
    rows: int = field("How many rows the file has. 文件的行数。")
    recorded: int = field("How many were recorded. 登记的行数。")
    known: int = field("How many had been recorded before. 此前已登记的行数。")
    refused: int = field("How many were refused. 未通过的行数。")
    undone_at: datetime | None = field("When it was taken back. 撤回时间。")
    undone_by: "Account | None" = field("Who took it back. 撤回人。")


class ImportRoots(Roots):
    """Imports. 导入记录。"""

    imports: Connection[Import] = field(
        "The own imports, a cadre's office's; the newest first. 本人的导入记录（残联干部为本办公室的），最新的在前。"
    )


ENUMS = (
    enumeration(ImportOrder, "In which order. 排序方式。", AT="The earliest first. 按时间升序。", AT_DESC="The latest first. 按时间降序。"),
)
