"""Finds numbers of persons, phones and bank accounts in free text.

Source: docs/domain.md 7 ("free-text inputs refuse what looks like an ID, phone or bank number"). Days, document numbers (民发〔2021〕57号),
sums and hotlines are allowed (domain/text/figures.py). Digits count in any script and with gaps between them (domain/text/digits.py).
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from domain.text.digits import Run, readings, runs
from domain.text.figures import without_figures, without_sums
from domain.value.checksum import check_character, passes_luhn

NUMBER_CHARACTERS = 20
"""Length of the longest number searched for, that of a disability certificate."""
ID_LENGTH = 18

CITIZEN = re.compile(r"[1-9][0-9]{5}([0-9]{4})([0-9]{2})([0-9]{2})[0-9]{3}[0-9X]")
OLD_CITIZEN = re.compile(r"[1-9][0-9]{5}([0-9]{2})([0-9]{2})([0-9]{2})[0-9]{3}")
PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[19]")
MOBILE = re.compile(r"(?:86|0086)?1[3-9][0-9]{9}")
MOBILE_SHAPES = frozenset(
    {(11,), (13,), (15,), (3, 8), (7, 4), (3, 4, 4), (4, 4, 3), (4, 3, 4), (2, 11), (2, 3, 4, 4), (2, 4, 4, 3), (1,) * 11}
)
LANDLINE = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})([2-9][0-9]{6,7})")
LANDLINE_SHAPES = (
    frozenset({(1,) * 11, (1,) * 12})
    | {(*area, *rest) for area in ((3,), (4,)) for rest in ((7,), (8,), (3, 4), (4, 4))}
    | {(10,), (11,), (12,)}
)
BANK = re.compile(r"[3-69][0-9]{15,18}")
BANK_SHAPES = {(length,) for length in range(16, 20)} | {(4, 4, 4, 4)} | {(4, 4, 4, 4, rest) for rest in (1, 2, 3)}
UNION_PAY = re.compile(r"62[0-9]{14,17}")
LIKE_A_CITIZEN = re.compile(r"[0-9]{15}")
LIKE_A_NUMBER = re.compile(r"(?:(?:86|0086)?1[3-9][0-9]{9}|0[1-9][0-9]{8,10}|[3-69][0-9]{15,18})$")
"""The shapes of phone and account numbers; digits of no such shape are not examined further."""
MONEY_WORDS = "费钱款补价资额贴余"
NAMED_PHONE = re.compile(
    rf"(?:电话|手机|座机|微信|QQ|TEL|PHONE|MOBILE|WECHAT)[^0-9\n{MONEY_WORDS}]{{0,6}}[0-9](?:[\W_]{{0,12}}[0-9]){{6,}}"
)
NAMED_BANK = re.compile(rf"(?:账号|帐号|账户|帐户|卡号|存折|银行卡|ACCOUNT)[^0-9\n{MONEY_WORDS}]{{0,8}}[0-9](?:[\W_]{{0,12}}[0-9]){{8,}}")


def number_in(text: str) -> str | None:
    """Return the error code for the kind of number that a text contains, TEXT_HOLDS_...; None if there is none."""
    return _gravest(code for plain in readings(text) for code in _codes_in(plain))


def number_as_file(text: str) -> str | None:
    """Return the same for a file number of an office. It may look like a number of a person, phone or account, but not be one."""
    return _gravest(code for plain in readings(text) for code in _codes_in_a_file_number(plain))


def _gravest(codes: Iterable[str]) -> str | None:
    return min(codes, key=("TEXT_HOLDS_ID", "TEXT_HOLDS_BANK_NUMBER", "TEXT_HOLDS_PHONE").index, default=None)


def _codes_in(plain: str) -> Iterator[str]:
    """Return the codes for numbers of persons anywhere in a reading, and for accounts and phones outside sums."""
    for run in runs(plain):
        if _holds_citizen(run):
            yield "TEXT_HOLDS_ID"
    summed, bare = without_sums(plain), without_figures(plain)
    for run in runs(summed):
        yield from (code for row in run.rows(LIKE_A_NUMBER, NUMBER_CHARACTERS) for code in _codes_by_shape(row))
    for run in runs(bare):
        yield from (code for piece in run.pieces(NUMBER_CHARACTERS) for code in _codes_of_a_piece(piece))
    yield from _named(bare)


def _named(plain: str) -> Iterator[str]:
    """Return the codes for digits that the text itself calls an account or a phone."""
    if NAMED_BANK.search(plain):
        yield "TEXT_HOLDS_BANK_NUMBER"
    if NAMED_PHONE.search(plain):
        yield "TEXT_HOLDS_PHONE"


def _holds_citizen(run: Run) -> bool:
    """Return whether a run contains an ID number: written as one number with a valid date, or anywhere with a valid check character."""
    return any(map(_is_written_citizen, run.rows(LIKE_A_CITIZEN, NUMBER_CHARACTERS))) or any(map(_fits, _windows(run)))


def _is_written_citizen(row: Run) -> bool:
    joined = row.joined + ("X" if row.ends_in_x else "")
    if row.is_tight and any(_is_citizen(joined[start : start + ID_LENGTH]) for start in range(max(1, len(joined) - ID_LENGTH + 1))):
        return True
    return row.shape in {(15,), (6, 6, 3)} and row.is_tight and _is_old_citizen(row.joined)


def _windows(run: Run) -> Iterator[str]:
    """Return every 18 neighbouring characters of a run, whatever its gaps."""
    joined, length = run.joined, 0
    yield from (joined[start : start + ID_LENGTH] for start in range(len(joined) - ID_LENGTH + 1))
    for place, part in enumerate(run.parts):
        length += len(part)
        if place in run.check and length >= ID_LENGTH - 1:
            yield joined[length - ID_LENGTH + 1 : length] + "X"


def _fits(number: str) -> bool:
    return _is_citizen(number) and PROVINCE.match(number) is not None and check_character(number[:-1]) == number[-1]


def _codes_by_shape(row: Run) -> Iterator[str]:
    """Return the codes for accounts and phones whose digits are grouped as such numbers are written."""
    joined, shape = row.joined, row.shape
    if (BANK.fullmatch(joined) and passes_luhn(joined)) or (shape in BANK_SHAPES and UNION_PAY.fullmatch(joined)):
        yield "TEXT_HOLDS_BANK_NUMBER"
    if (MOBILE.fullmatch(joined) and shape in MOBILE_SHAPES) or (LANDLINE.fullmatch(joined) and shape in LANDLINE_SHAPES):
        yield "TEXT_HOLDS_PHONE"


def _codes_of_a_piece(piece: Run) -> Iterator[str]:
    """Return the codes for a piece whose digits, however grouped, are exactly a phone or an old 15-digit ID number."""
    joined = piece.joined
    if MOBILE.fullmatch(joined) or LANDLINE.fullmatch(joined):
        yield "TEXT_HOLDS_PHONE"
    if PROVINCE.match(joined) and _is_old_citizen(joined):
        yield "TEXT_HOLDS_ID"


def _codes_in_a_file_number(plain: str) -> Iterator[str]:
    yield from _named(plain)
    for run in runs(plain):
        yield from _codes_of_a_file(run)


def _codes_of_a_file(run: Run) -> Iterator[str]:
    """Return the codes for an ID number with a valid check character, a mobile phone, a landline not ending in a date, or a bank card."""
    if any(map(_fits, _windows(run))):
        yield "TEXT_HOLDS_ID"
    for row in run.rows(LIKE_A_NUMBER, NUMBER_CHARACTERS):
        joined = row.joined
        landline = LANDLINE.fullmatch(joined)
        if MOBILE.fullmatch(joined) or (landline is not None and not _is_compact_day(landline[1])):
            yield "TEXT_HOLDS_PHONE"
        if UNION_PAY.fullmatch(joined) and passes_luhn(joined):
            yield "TEXT_HOLDS_BANK_NUMBER"


def _is_citizen(digits: str) -> bool:
    match = CITIZEN.fullmatch(digits)
    return match is not None and "1880" < match[1] < "2100" and _is_day(match[1], match[2], match[3])


def _is_old_citizen(digits: str) -> bool:
    match = OLD_CITIZEN.fullmatch(digits)
    return match is not None and _is_day(f"19{match[1]}", match[2], match[3])


def _is_compact_day(digits: str) -> bool:
    return digits.startswith(("19", "20")) and len(digits) == 8 and _is_day(digits[:4], digits[4:6], digits[6:])


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True
