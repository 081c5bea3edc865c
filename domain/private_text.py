"""Whether a text in somebody's own words holds a number of a person, a phone or a bank account.

Source: docs/domain.md 7 ("free-text inputs refuse what looks like an ID, phone or bank number"). Days, document numbers (民发〔2021〕57号),
sums and hotlines pass. Digits of any script count, and so do digits that are pulled apart.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

GAP = r"[ \u00a0\u3000\-‐‑‒–—―−·.•_*()\u200c\u200d]{0,2}"
RUN = re.compile(rf"[0-9](?:{GAP}[0-9])*(?:{GAP}X(?![A-Z]))?")
PART = re.compile(r"[0-9]+X?|X")
LONGEST = 20
"""The digits of the longest number that is looked for: a certificate's."""

CITIZEN = re.compile(r"[1-9][0-9]{5}([0-9]{4})([0-9]{2})([0-9]{2})[0-9]{3}[0-9X]")
OLD_CITIZEN = re.compile(r"[1-9][0-9]{5}([0-9]{2})([0-9]{2})([0-9]{2})[0-9]{3}")
OLD_CITIZEN_SHAPES = frozenset({(15,), (6, 6, 3)})
MOBILE = re.compile(r"(?:86|0086)?1[3-9][0-9]{9}")
MOBILE_SHAPES = frozenset({(11,), (13,), (15,), (3, 8), (7, 4), (3, 4, 4), (2, 11), (2, 3, 4, 4), (1,) * 11})
LANDLINE = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})[2-9][0-9]{6,7}")
LANDLINE_SHAPES = (
    frozenset({(1,) * 11, (1,) * 12})
    | {(*area, *rest) for area in ((3,), (4,)) for rest in ((7,), (8,), (3, 4), (4, 4))}
    | {(10,), (11,), (12,)}
)
BANK = re.compile(r"[3-69][0-9]{15,18}")
BANK_SHAPES = {(length,) for length in range(16, 20)} | {(4, 4, 4, 4)} | {(4, 4, 4, 4, rest) for rest in (1, 2, 3)}
UNION_PAY = re.compile(r"62[0-9]{14,17}")
NAMED_PHONE = re.compile(rf"(?:电话|手机|座机|微信|QQ|TEL|PHONE|MOBILE|WECHAT)[^0-9\n]{{0,6}}[0-9](?:{GAP}[0-9]){{6,}}")
NAMED_BANK = re.compile(rf"(?:账号|帐号|账户|帐户|卡号|存折|银行卡|ACCOUNT)[^0-9\n]{{0,8}}[0-9](?:{GAP}[0-9]){{8,}}")


def number_in(text: str) -> str | None:
    """The code of the refusal that the text deserves, or None."""
    plain = _plain(text)
    found = {code for run in RUN.finditer(plain) for code in _codes_of(tuple(PART.findall(run[0])))}
    if "TEXT_HOLDS_ID" in found:
        return "TEXT_HOLDS_ID"
    if "TEXT_HOLDS_BANK_NUMBER" in found or NAMED_BANK.search(plain):
        return "TEXT_HOLDS_BANK_NUMBER"
    if "TEXT_HOLDS_PHONE" in found or NAMED_PHONE.search(plain):
        return "TEXT_HOLDS_PHONE"
    return None


def _plain(text: str) -> str:
    """Capitals, and every digit of whatever script or width as the ASCII one."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in folded)


def _codes_of(parts: tuple[str, ...]) -> Iterator[str]:
    for joined, shape in _joined(parts):
        if any(_is_citizen(joined[start : start + 18]) for start in range(max(1, len(joined) - 17))) or (
            shape in OLD_CITIZEN_SHAPES and _is_old_citizen(joined)
        ):
            yield "TEXT_HOLDS_ID"
        if (BANK.fullmatch(joined) and _passes_luhn(joined)) or (shape in BANK_SHAPES and UNION_PAY.fullmatch(joined)):
            yield "TEXT_HOLDS_BANK_NUMBER"
        if (MOBILE.fullmatch(joined) and shape in MOBILE_SHAPES) or (LANDLINE.fullmatch(joined) and shape in LANDLINE_SHAPES):
            yield "TEXT_HOLDS_PHONE"


def _joined(parts: tuple[str, ...]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Every row of neighbouring parts that is short enough, put together, with the length of each; a long part alone."""
    for start in range(len(parts)):
        joined = ""
        for end in range(start, len(parts)):
            joined += parts[end]
            if len(joined) > LONGEST and end > start:
                break
            yield joined, tuple(len(part) for part in parts[start : end + 1])


def _is_citizen(digits: str) -> bool:
    match = CITIZEN.fullmatch(digits)
    return match is not None and "1880" < match[1] < "2100" and _is_day(match[1], match[2], match[3])


def _is_old_citizen(digits: str) -> bool:
    match = OLD_CITIZEN.fullmatch(digits)
    return match is not None and _is_day(f"19{match[1]}", match[2], match[3])


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def _passes_luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(int(digit) for digit in digits[-1::-2]) + sum(doubled)) % 10 == 0
