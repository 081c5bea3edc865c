"""The sample of a roster in docs/samples: certificate holders as a federation lists them, under its own heads, about nobody.

`python -m tests.builders.roster docs/samples` writes it anew. Source: docs/domain-facts.md 7 (numbers of nobody: 99dddd, 1600000xxxx).
"""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tests.builders.spreadsheet import form, number, wide

HEADS = (
    *("序号", "持证人", "性别", "残疾人证号", "残疾类别", "残疾等级", "核发日期"),
    *("村（社区）", "户主姓名", "与户主关系", "详细地址", "联系电话", "监护人", "监护人电话"),
)
MAPPED = ("持证人=姓名", "核发日期=发证日期", "性别=", "残疾类别=", "残疾等级=")
"""What `--map` is told of this form: the number of a certificate tells kind and degree, and an ID number the sex."""
RIGHT = number("99880119490101001")
SLIP = RIGHT[:-1] + str((int(RIGHT[-1]) + 1) % 10)
MOTHER, SON = number("99880119650412004"), number("99880119990918003")
HOUSE = {"村（社区）": "顾家桥社区", "户主姓名": "何桂兰", "详细地址": "顾家桥路31号", "联系电话": "16000009021"}
MERGED = tuple(HOUSE)


def holder(name: str, certificate: str | int, place: str | None, phone: str, issued: object, **said: object) -> dict[str, Any]:
    """A row of a holder who is the head of the household."""
    return {"持证人": name, "户主姓名": name, "残疾人证号": certificate, "村（社区）": place, "联系电话": phone, "核发日期": issued} | said


ROWS: tuple[dict[str, Any], ...] = (
    # one household on two rows, its cells merged
    HOUSE | {"持证人": "何桂兰", "残疾人证号": f"{MOTHER}43", "核发日期": datetime.fromisoformat("2016-08-22"), "残疾类别": "肢体"},
    {"持证人": "何平", "残疾人证号": f"{SON}52", "与户主关系": "子女", "核发日期": "2018.3.9", "残疾类别": "智力"}
    | {"监护人": "何桂兰", "监护人电话": "16000009021"},
    # full-width digits and a gap in the name; the day in words
    holder("方 志华", wide(f"{number('99880119580730001')}11"), "沿山河社区 ", wide("16000009022"), "2012年5月17日", 残疾类别="视力"),
    # the day as a serial number; the village by its code
    holder("高文娟", f"{number('99880119880214002')}24", "330110005003", "16000009023", 43591, 残疾等级="四级"),
    # a name of another script; no day is told
    holder("阿依古丽•买买提", f"{number('99880119921105004')}32", "五常街道荆丰社区", "16000009024", None),
    # four rows to be mended: a slip in the number, one that Excel has rounded, no village, a day without its year
    holder("毛阿根", f"{SLIP}44", "顾家桥社区", "16000009025", "2010-11-02"),
    holder("范小英", 99880119730621004543, "顾家桥社区", "16000009026", "2011-04-20"),
    holder("陆建新", f"{number('99880119670303001')}61", None, "16000009027", "2009-12-01"),
    holder("蒋玉凤", f"{number('99880119540909002')}44", "五常街道友谊社区", "16000009028", "9月12日"),
)
GOOD = 5


def sample() -> Workbook:
    """The workbook, each cell of the type that a real file has it in."""
    return form("持证残疾人", "持证残疾人花名册", HEADS, ROWS, MERGED)


if __name__ == "__main__":
    sample().save(Path(sys.argv[1]) / "roster.xlsx")
