"""The codes of what is wrong with a file, with their texts in both languages: a part of the table of `domain/message/message.py`.

Source: docs/design.md 8 (Errors). A pure table.
"""

from collections.abc import Mapping

from domain.message.text import Text

OF_FILES: Mapping[str, Text] = {
    "FILE_UNREADABLE": Text(
        "文件无法读取：须为 xlsx 或 csv（GBK、UTF-8）。", "The file cannot be read: it must be xlsx, or csv in GBK or UTF-8."
    ),
    "FILE_MISSING": Text("没有此文件。", "There is no such file."),
    "FILE_TOO_LARGE": Text("文件过大，最多 {most} MB。", "The file is too large: at most {most} MB."),
    "FILE_HOLDS_FORMULA": Text("单元格含有公式，请改为数值。", "The cell holds a formula; put its value instead."),
    "CELL_BROKEN": Text("单元格是错误值，请重新填写。", "The cell holds an error; fill it in again."),
    "NUMBER_ROUNDED": Text(
        "号码被存成数字，后几位已丢失，请把单元格设为文本后重新填写。",
        "The number was stored rounded and its last digits are lost: make the cell a text and enter it again.",
    ),
    "HEADS_MISSING": Text(
        "没有找到表头：可见的工作表前10行中应有列名，请使用模板。",
        "No heads were found: among the first 10 rows of a visible sheet some name the columns; use the template.",
    ),
    "COLUMN_HIDDEN": Text(
        "列“{column}”被隐藏：请取消隐藏，或加 --hidden。", 'The column "{column}" is hidden: show it, or take hidden ones with --hidden.'
    ),
    "SHEET_HIDDEN": Text("该工作表被隐藏；如需读取，请加 --hidden。", "It is hidden; --hidden takes it too."),
    "COLUMN_MISSING": Text("缺少列“{column}”。", 'The column "{column}" is missing.'),
    "ROWS_TOO_MANY": Text("行数过多，最多 {most} 行。", "Too many rows: at most {most}."),
    "NOT_A_DATE": Text("不是日期，请写作 2026-11-24。", "Not a date; write it as 2026-11-24."),
    "DATE_ORDER": Text(
        "日期的年份请写在前面，如 2026-04-22：无法确定哪个是月、哪个是日。",
        "Write the year first, such as 2026-04-22: which of the others is the month cannot be told.",
    ),
    "SUM_DECIMALS": Text("金额最多两位小数。", "A sum has two decimals at most."),
    "NOT_A_NUMBER": Text("不是数字。", "Not a number."),
    "NOT_IN_LIST": Text("不在可选项中：{allowed}。", "Not one of: {allowed}."),
}
