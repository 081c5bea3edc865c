"""The sample of docs/samples: a form as it comes from a village, with the dirt of real files, about nobody.

`python -m tests.builders.spreadsheet docs/samples` writes it anew. Source: docs/domain-facts.md 7 (numbers of nobody: 99dddd, 1600000xxxx).
"""

import csv
import io
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from domain.value.checksum import check_character

HEADS = (
    "序号",
    "村（社区）",
    "户主姓名",
    "详细地址",
    "联系电话",
    "残疾人姓名",
    "身份证号码",
    "残疾证号",
    "无身份证号原因",
    "出生年份",
    "监护人",
    "监护人电话",
    "走访日期",
    "走访方式",
    "走访结果",
    "未入户原因",
    "困难类型",
    "需求类别",
    "具体需求",
    "紧急程度",
    "无困难",
    "告知方式",
    "意见建议",
    "村干部签字",
)
FIRST = 4
"""The row of the first family: above it a title, a note, and the heads."""


def number(digits: str) -> str:
    """An ID number by its first 17 digits, all of which belong to nobody."""
    return digits + check_character(digits)


def wide(text: str) -> str:
    """Digits as an input method in full-width mode writes them."""
    return "".join(chr(ord(each) + 0xFEE0) if each.isdigit() else each for each in text)


MOTHER, SON = number("99880119620305002"), number("99880120080316001")
WITH_X = "99880119751103018X"
PLAIN = number("99880119700808002")
RIGHT = number("99880119590707001")
SLIP = RIGHT[:-1] + str((int(RIGHT[-1]) + 1) % 10)
MET = {"走访方式": "入户访视", "走访结果": "见到", "告知方式": "口头告知"}
FAMILY = {"村（社区）": "顾家桥社区", "户主姓名": "李秀英", "详细地址": "顾家桥路12号2单元", "联系电话": "16000009001"}
Said = dict[str, Any]


def visited(name: str, place: str, phone: str | int, on: object, **said: object) -> Said:
    """A row of somebody who is the head of the household and was met."""
    return {"户主姓名": name, "残疾人姓名": name, "村（社区）": place, "联系电话": phone, "走访日期": on} | MET | said


ROWS: tuple[Said, ...] = (
    # one family on two rows, its cells merged
    FAMILY
    | MET
    | {
        "残疾人姓名": "李秀英",
        "身份证号码": MOTHER,
        "走访日期": datetime.fromisoformat("2026-11-03T09:30"),
        "困难类型": "有致贫返贫风险、就医特殊困难",
    }
    | {"需求类别": "医疗", "具体需求": "长期服药，医药费负担重，希望申请医疗救助", "紧急程度": "一般"},
    MET
    | {"残疾人姓名": "李明", "身份证号码": SON, "残疾证号": f"{SON}52", "监护人": "李秀英", "监护人电话": "16000009001"}
    | {
        "走访日期": datetime.fromisoformat("2026-11-03T09:30"),
        "困难类型": "就学特殊困难",
        "需求类别": "就学",
        "具体需求": "希望联系特教学校入学",
    },
    # full-width digits, gaps, spaces at the end
    visited("王 建国　", "沿山河社区 ", wide("16000009002"), "2026年11月4日", 身份证号码=wide(number("99880119680520001")))
    | {"困难类型": "贫困边缘户", "需求类别": "生活救助", "具体需求": "家中无劳动力，希望申请低保  ", "紧急程度": "紧急", "无困难": "否"},
    # a small x; the day as a serial number; the village by its code
    visited("赵根宝", "330110005003", "160-0000-9003", 46331, 身份证号码=WITH_X.lower(), 困难类型="病残困难家庭")
    | {"需求类别": "家庭无障碍改造", "具体需求": "门口台阶需改坡道"},
    # a name of another script, the day with dots, categories with another sign between
    visited("买买提•艾山", "五常街道荆丰社区", "16000009004", "2026.11.5", 身份证号码=number("99880119810912003"))
    | {"困难类型": "就业特殊困难；贫困“边缘户”", "需求类别": "就业", "具体需求": "想找一份公益岗位"},
    # by telephone, with the reason; no ID number at hand
    visited("沈阿毛", "奉口村", "16000009005", "2026/11/6 14:00", 无身份证号原因="证件不在手边", 出生年份="1951年")
    | {
        "走访方式": "电话访视",
        "未入户原因": "家庭外出",
        "困难类型": "病残困难家庭",
        "需求类别": "照料照护",
        "具体需求": "需要助餐和日间照料",
    },
    # nobody at home: what the list held beforehand stays without effect
    visited("钱玉兰", "仁和街道东风村", "16000009006", "2026-11-09", 身份证号码=number("99880119550101004"))
    | {"走访结果": "不在家", "告知方式": None, "困难类型": "病残困难家庭"},
    # no difficulty
    visited("胡金花", "顾家桥社区", "16000009007", datetime.fromisoformat("2026-11-10"), 身份证号码=PLAIN, 残疾证号=f"{PLAIN}44")
    | {"困难类型": "有致贫返贫风险", "无困难": "√", "告知方式": "书面告知", "意见建议": "希望多组织文体活动"},
    # three rows to be mended: a slip in the ID number, a formula, a number that was typed as one and a day without its year
    visited("陈志强", "顾家桥社区", "16000009008", "2026-11-10", 身份证号码=SLIP, 困难类型="有致贫返贫风险")
    | {"需求类别": "生活救助", "具体需求": "希望申请临时救助"},
    visited("周小红", "五常街道友谊社区", "16000009009", "2026-11-11", 身份证号码=number("99880119830404006"), 困难类型="就业特殊困难")
    | {"需求类别": "就业", "具体需求": '=CONCATENATE("想学","手艺")'},
    visited("吴国平", "五常社区", 16000009010, "11月12日", 身份证号码=998801196606060015, 困难类型="病残困难家庭")
    | {"需求类别": "康复", "具体需求": "希望适配轮椅"},
)
GOOD = 8
MERGED = ("村（社区）", "户主姓名", "详细地址", "联系电话")


def sample() -> Workbook:
    """The workbook, each cell of the type that a real file has it in."""
    book = form("走访登记", "特殊困难残疾人家庭走访登记表", HEADS, ROWS, MERGED)
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append([len(ROWS) + 1])  # numbered beforehand and left empty
    return book


def form(name: str, title: str, heads: tuple[str, ...], rows: Sequence[Mapping[str, Any]], merged: Iterable[str]) -> Workbook:
    """A sheet as offices fill it in: a title, a note, the heads, numbered rows. `merged`: heads whose cells the first two rows share."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = name
    sheet["A1"], sheet["A2"] = title, "填表单位：五常街道    （测试数据，均非真实人员）"
    for row in (1, 2):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(heads))
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=16), Alignment(horizontal="center")
    sheet.append(heads)
    for place, said in enumerate(rows, 1):
        sheet.append([place, *(said.get(head) for head in heads[1:])])
    for head in merged:
        column = heads.index(head) + 1
        sheet.merge_cells(start_row=FIRST, start_column=column, end_row=FIRST + 1, end_column=column)
    return book


def csv_of(rows: Iterable[Mapping[str, object]], encoding: str = "utf-8") -> bytes:
    """Rows by their heads as a csv; the heads are all that any of them names."""
    told = list(rows)
    heads = list(dict.fromkeys(head for row in told for head in row))
    file = io.StringIO(newline="")
    csv.writer(file).writerows([heads, *([_as_text(row.get(head)) for head in heads] for row in told)])
    return file.getvalue().encode(encoding)


def sample_as_text() -> bytes:
    """The good rows as a csv in GBK, as Chinese Excel writes it."""
    whole = (ROWS[0], FAMILY | ROWS[1], *ROWS[2:GOOD])
    numbered = (dict.fromkeys(HEADS) | {"序号": place} | said for place, said in enumerate(whole, 1))
    return csv_of(numbered, "gbk")


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y/%m/%d %H:%M}"
    if isinstance(value, str) and value.isdigit() and len(value) > len("999999999999999"):
        return f'="{value}"'  # how a number is kept from being rounded
    return "" if value is None else str(value).replace("•", "·")  # GBK has the one dot alone


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    sample().save(folder / "visits.xlsx")
    (folder / "visits-gbk.csv").write_bytes(sample_as_text())
