"""Removes figures from a text that are sums, dates, document numbers or lists, and therefore no number of a person, phone or account.

Source: docs/domain.md 7. The texts are readings of `domain/text/digits.py`. A figure is replaced by a letter, which ends a run of digits.
"""

import re
from collections.abc import Callable
from itertools import pairwise

from domain.text.digits import DIGITS, GAP_CHARACTERS

BLOT = "字"
NUMBER = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3}){1,2}|0|[1-9][0-9]{0,6})(?:\.[0-9]{1,2})?"
BETWEEN = r"[ \n]?(?:[、,/;]|和|或|及|与)[ \n]?"
RANGE = r" ?(?:[-~‐‑‒–—―−]{1,2}|至|到) ?"
UNITS = (
    "元 块 角 分 毛 钱 万 千 百 十 亿 岁 人 口 户 家 年 学年 月 日 天 周 星期 小时 时 点 次 个 名 位 件 套 台 辆 张"
    " 米 平 亩 公里 里 斤 克 吨 升 度 级 类 项 条 本 份 期 届 楼 层 室 幢 栋 单元 副 只 双 床 组 页 字 步 倍 场 批 种"
    " KM KG CM MM M G ML L % ‰ ℃"
)
UNIT = rf" ?(?:多|余|来|左右|以上|以下)?(?:{'|'.join(UNITS.split())})"
SUMS = re.compile(
    rf"(?<![0-9.])(?P<all>{NUMBER}(?:(?:{RANGE}|{BETWEEN}){NUMBER}){{0,30}}){UNIT}|(?<![0-9.])(?P<single>[1-9][0-9]{{0,3}})号"
)
LISTED_ONLY = re.compile(rf"{NUMBER}(?:{BETWEEN}{NUMBER})*")
EACH = re.compile(NUMBER)
MONEY = re.compile(rf"(?:[¥$€]|RMB|CNY|人民币) ?{NUMBER}(?:{RANGE}{NUMBER})?(?![0-9])")
DOCUMENT = re.compile(
    r"(?<![A-Z0-9])[A-Z][0-9]{4}-[0-9]{8}-[0-9](?![0-9])"
    r"|[〔\[(【〈《] ?(?:19|20)[0-9]{2} ?(?:年度?)?[〕\])】〉》] ?第? ?[0-9]{1,5}(?![0-9])(?: ?号)?"
)
"""A document number with its year in brackets, or one of the platform (domain/value/number.py)."""
TIME = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
DAY = (
    r"(?:19|20)[0-9]{2}(?: ?[-./年] ?(?:0?[1-9]|1[0-2])(?: ?[-./月] ?(?:0?[1-9]|[12][0-9]|3[01]))?"
    r"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))"
)
DATES = re.compile(rf"(?<![0-9]){DAY}(?:[日号T ]{{0,2}}{TIME})?(?![0-9])|(?<![0-9]){TIME}{RANGE}{TIME}(?![0-9])")
PRESSURE = re.compile(r"血压[^0-9]{0,6}[0-9]{2,3}/[0-9]{2,3}(?:[、,; ~-]{1,2}[0-9]{2,3}/[0-9]{2,3})*")
RANGE_FACTOR = 1000
"""The largest ratio of the end of a range to its start."""
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
LIST = re.compile(r"(?<![0-9])[0-9]{1,4}(?:\s{0,3}[-~–—、,;/ ]\s{0,3}[0-9]{1,4})+(?![0-9])")
DIGIT_BEFORE = re.compile(rf"[0-9][\W_]{{0,{GAP_CHARACTERS}}}$")
DIGIT_AFTER = re.compile(rf"[\W_]{{0,{GAP_CHARACTERS}}}[0-9]")


def without_sums(plain: str) -> str:
    """Return the text without sums, counts and document numbers: a figure with a unit, or a range or list of them."""
    return _blotted(_blotted(_blotted(plain, DOCUMENT), MONEY), SUMS, _is_sum)


def without_figures(plain: str) -> str:
    """Return the text without sums, and also without dates, times, enumerations and lists of years."""
    dated = _blotted(_blotted(_blotted(plain, PRESSURE), DOCUMENT), DATES)
    return _blotted(without_sums(dated), LIST, _is_list)


def _blotted(plain: str, figure: re.Pattern[str], accepts: Callable[[re.Match[str]], bool] = lambda _: True) -> str:
    """Return the text with every accepted match replaced, unless a digit stands close before it: then it is part of a longer number."""
    kept = ""
    end = 0
    for found in figure.finditer(plain):
        before = kept + plain[end : found.start()]
        kept = before + (BLOT if accepts(found) and not _goes_on(before) else found[0])
        end = found.end()
    return kept + plain[end:]


def _goes_on(before: str) -> bool:
    return DIGIT_BEFORE.search(before[-GAP_CHARACTERS - 1 :]) is not None


def _is_sum(found: re.Match[str]) -> bool:
    """Return whether a match is a sum: one figure, a list, or a range of two that rises by at most RANGE_FACTOR."""
    if found["single"] is not None or LISTED_ONLY.fullmatch(found["all"]):
        return True
    figures = [float(each.replace(",", "")) for each in EACH.findall(found["all"])]
    return len(figures) == 2 and figures[0] < figures[1] <= max(figures[0], 1) * RANGE_FACTOR


def _is_list(found: re.Match[str]) -> bool:
    """Return whether a match is an enumeration such as 1、2、3 or 2019、2020、2021: rising numbers below 100, or rising years."""
    parts = DIGITS.findall(found[0])
    rises = all(int(before) < int(after) for before, after in pairwise(parts))
    small = all(len(part) <= 2 and part[0] != "0" for part in parts)
    ends = DIGIT_AFTER.match(found.string, found.end()) is None
    return ends and rises and (small or all(YEAR.fullmatch(part) for part in parts))
