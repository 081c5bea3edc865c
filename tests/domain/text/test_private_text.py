"""Texts in somebody's own words hold no numbers of persons, phones or accounts, however they are written; other numbers pass."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.text.digits import AS_IT_STANDS, readings
from domain.text.private_text import number_as_file, number_in
from domain.value.checksum import check_character, passes_luhn
from tests.domain.text.private_texts import ACCOUNTS, FILE_NUMBERS, HARMLESS, IDS, NO_FILE_NUMBERS, PHONES

SEPARATORS = (
    "",
    " ",
    "   ",
    "-",
    "/",
    "，",
    ",",
    "、",
    ".",
    "·",
    "\n",
    "\r\n",
    "\t",
    "；",
    "：",
    "|",
    "_",
    "*",
    "～",
    "\u200b",
    "\u3000",
    "\u0301",
    ")(",
)
DIGITS = ("0123456789", "０１２３４５６７８９", "〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖", "٠١٢٣٤٥٦٧٨٩", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "⓪①②③④⑤⑥⑦⑧⑨")
WORDS = st.sampled_from(["", "他的号码是", "联系人", "见", "（", "请打", "\n"])
AFTERWARDS = st.sampled_from(["", "找他", "。", "）", "\n谢谢", "号"])


@pytest.mark.parametrize("text", IDS)
def test_an_id_or_certificate_number_is_found(text: str) -> None:
    assert number_in(text) == "TEXT_HOLDS_ID"


@pytest.mark.parametrize("text", PHONES)
def test_a_phone_number_is_found(text: str) -> None:
    assert number_in(text) == "TEXT_HOLDS_PHONE"


@pytest.mark.parametrize("text", ACCOUNTS)
def test_a_bank_account_is_found(text: str) -> None:
    assert number_in(text) == "TEXT_HOLDS_BANK_NUMBER"


@pytest.mark.parametrize("text", HARMLESS)
def test_days_documents_sums_and_hotlines_pass(text: str) -> None:
    assert number_in(text) is None


@pytest.mark.parametrize("text", FILE_NUMBERS)
def test_what_offices_number_their_files_with_passes(text: str) -> None:
    assert number_as_file(text) is None


@pytest.mark.parametrize("text", NO_FILE_NUMBERS)
def test_no_file_has_the_number_of_a_person_a_phone_or_a_card(text: str) -> None:
    assert number_as_file(text) is not None


def in_parts(draw: st.DrawFn, digits: str, scripts: Sequence[str]) -> str:
    """The number pulled apart at random by random separators, each digit of a random script."""
    cuts = draw(st.lists(st.integers(1, len(digits) - 1), max_size=6, unique=True))
    written = ""
    for place, digit in enumerate(digits):
        written += draw(st.sampled_from(SEPARATORS)) if place in cuts else ""
        written += draw(st.sampled_from(scripts))[int(digit)] if digit.isdigit() else digit
    return written


@st.composite
def written_ids(draw: st.DrawFn) -> str:
    """An ID number in parts."""
    born = draw(st.dates(date(1900, 1, 1), date(2026, 1, 1)))
    digits = f"99{draw(st.integers(0, 9999)):04}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return (
        draw(WORDS)
        + in_parts(draw, digits + check_character(digits), draw(st.lists(st.sampled_from(DIGITS), min_size=1)))
        + draw(AFTERWARDS)
    )


@st.composite
def written_phones(draw: st.DrawFn) -> str:
    """A mobile phone in parts."""
    digits = f"1600000{draw(st.integers(0, 9999)):04}"
    return draw(WORDS) + in_parts(draw, digits, draw(st.lists(st.sampled_from(DIGITS), min_size=1))) + draw(AFTERWARDS)


@st.composite
def written_cards(draw: st.DrawFn) -> str:
    """A bank card in parts."""
    digits = f"62284800{draw(st.integers(0, 10**10 - 1)):010}"
    card = next(digits + str(last) for last in range(10) if passes_luhn(digits + str(last)))
    return draw(WORDS) + in_parts(draw, card, draw(st.lists(st.sampled_from(DIGITS), min_size=1))) + draw(AFTERWARDS)


@given(text=written_ids())
def test_an_id_number_pulled_apart_at_random_is_found(text: str) -> None:
    assert number_in(text) == "TEXT_HOLDS_ID"


@given(text=written_phones())
def test_a_phone_number_pulled_apart_at_random_is_found(text: str) -> None:
    assert number_in(text) is not None


@given(text=written_cards())
def test_a_card_pulled_apart_at_random_is_found(text: str) -> None:
    assert number_in(text) is not None


SUM = st.integers(1, 200_000)
DAY = st.dates(date(1950, 1, 1), date(2030, 12, 31))
FIGURES = st.one_of(
    SUM.map(lambda sum_: f"{sum_}元"),
    SUM.map(lambda sum_: f"{sum_:,}元"),
    SUM.map(lambda sum_: f"{sum_ / 100:.2f}元"),
    st.tuples(SUM, st.integers(2, 9)).map(lambda both: f"{both[0]}-{both[0] * both[1]}元"),
    st.tuples(SUM, st.integers(2, 9)).map(lambda both: f"{both[0]}至{both[0] * both[1]}元"),
    st.lists(SUM, min_size=2, max_size=5).map(lambda sums: "、".join(map(str, sums)) + "元"),
    DAY.map(lambda day: f"{day:%Y-%m-%d}"),
    DAY.map(lambda day: f"{day.year}年{day.month}月{day.day}日"),
    DAY.map(lambda day: f"{day:%Y.%m.%d}-{day + timedelta(days=90):%Y.%m.%d}"),
    DAY.map(lambda day: f"{day:%Y%m%d}"),
    st.tuples(st.integers(2000, 2030), st.integers(1, 999)).map(lambda both: f"民发〔{both[0]}〕{both[1]}号"),
    st.tuples(st.integers(2000, 2030), st.integers(1, 999)).map(lambda both: f"（{both[0]}）第{both[1]}号"),
    st.integers(1, 99).map(lambda count: f"{count}人"),
    st.sampled_from(["12345", "12385", "一家三口", "二〇二一年", "R2026-48210937-5"]),
)
SAID = st.sampled_from(["手机", "银行卡", "电话", "账户", "每月", "去年", "补助", "住院", "依据", "低保", "微信"])


@given(parts=st.lists(st.tuples(SAID, FIGURES, st.sampled_from(["，", "。", "；", "、", " "])), min_size=1, max_size=12))
def test_prose_with_sums_days_and_documents_passes(parts: list[tuple[str, str, str]]) -> None:
    assert number_in("".join(said + figure + mark for said, figure, mark in parts)) is None


@given(
    before=st.sampled_from(["", "他 ", "见", "(", "\n"]),
    after=st.sampled_from(["", " 号", "。", ")", "\n3"]),
    gap=st.sampled_from(" -·.\u3000"),
)
def test_a_number_is_found_whatever_stands_around_and_between_its_parts(before: str, after: str, gap: str) -> None:
    assert number_in(f"{before}990001{gap}19680520{gap}0011{after}") == "TEXT_HOLDS_ID"
    assert number_in(f"{before}160{gap}0000{gap}1234{after}") == "TEXT_HOLDS_PHONE"


@given(digits=st.text("0123456789", min_size=1, max_size=15))
def test_a_number_that_begins_like_no_phone_is_a_number_for_a_file(digits: str) -> None:
    assume(not any(digits[place : place + 2] in {"13", "14", "15", "16", "17", "18", "19"} for place in range(len(digits))))
    assume("0" not in digits[:-9])
    assert number_as_file(f"GD{digits}") is None


def test_rows_of_single_digits_and_one_endless_number_pass() -> None:
    assert number_in("1 " * 1000) is None
    assert number_in("9" * 2000) is None


@cache
def plain() -> list[str]:
    """The characters that are taken as they stand: a second's work for whichever process asks."""
    return [chr(code) for code in range(0x110000) if AS_IT_STANDS.fullmatch(chr(code))]


LIKE_DIGITS = "0123456789OILQoilqXx一二三四五六七八九零壹丨丶叉"


@given(st.text(st.one_of(st.deferred(lambda: st.sampled_from(plain())), st.sampled_from(LIKE_DIGITS)), max_size=24))
def test_a_text_is_passed_over_at_first_sight_only_where_a_closer_look_finds_nothing(text: str) -> None:
    closer = f"{text}\u2060"  # which shows nothing, and is nowhere taken as it stands
    assert AS_IT_STANDS.fullmatch(text)
    assert not AS_IT_STANDS.fullmatch(closer)
    assert readings(text) == readings(closer)


def test_no_character_that_is_taken_as_it_stands_has_more_than_one_reading() -> None:
    several = [each for each in plain() if readings(each * 7) != readings(f"{each}\u2060" * 7)]
    assert several == []
