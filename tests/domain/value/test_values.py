"""What a valid value is: texts, names, phones, sums, days, regions; and what is put right without asking."""

import sys
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.message.refusal import Refusal
from domain.value.citizen import CertificateNumber, IdNumber
from domain.value.values import (
    BirthYear,
    Context,
    Count,
    FileNumber,
    FreeText,
    NotInFuture,
    NotInPast,
    PersonName,
    Phone,
    RegionAt,
    Rule,
    ShortText,
    Sum,
    is_refused,
)
from domain.viewer import Language, RegionLevel
from tests.builders.limits import NUMBERS

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
REGIONS = frozenset({"330000000000", "330110000000", "330110001000", "330110001001", "441900000000"})
AHEAD = timedelta(seconds=120)
LIMITS = {**NUMBERS, "clock_ahead_seconds": 120, "one": 1, "three": 3}
CONTEXT = Context(NOW, {}, REGIONS, limits=LIMITS)


def kept(rule: Rule, value: Any) -> Any:
    return rule.check(value, CONTEXT)


def refused(rule: Rule, value: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        rule.check(value, CONTEXT)
    return refusal.value.code


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  崇贤街道文正街\u3000", "崇贤街道文正街"),
        ("\ufeff城南\u200b路\t3号", "城南路 3号"),
        ("e\u0301cole", "\u00e9cole"),
        ("\U00020bb7野家", "\U00020bb7野家"),
    ],
)
def test_a_line_is_kept_trimmed_composed_and_without_what_cannot_be_seen(value: str, text: str) -> None:
    assert kept(ShortText(), value) == text


def test_what_no_text_may_contain_are_the_characters_of_these_kinds() -> None:
    every = [chr(code) for code in range(sys.maxunicode + 1)]
    kinds = {"Cc", "Cs", "Zl", "Zp"}  # controls, lone surrogates, line separators
    overrides = {
        each for each in every if unicodedata.bidirectional(each) in {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
    }
    none = {each for each in every if ord(each) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(each) <= 0xFDEF}
    assert {each for each in every if is_refused(each)} == {
        each for each in every if unicodedata.category(each) in kinds
    } | overrides | none


@pytest.mark.parametrize("value", ["a\0b", "a\nb", "a\x1bb", "\ud800", "a\u202eb", "a\u2028b", "\uffff", "\ufdd0"])
def test_a_line_holds_no_control_characters_halves_of_a_pair_or_turned_order(value: str) -> None:
    assert refused(ShortText(), f"字{value}字") == "TEXT_CHARACTERS"


@pytest.mark.parametrize("value", ["", "  \u3000", "\u200b"])
def test_a_text_of_nothing_is_missing(value: str) -> None:
    assert refused(ShortText(), value) == "REQUIRED"


def test_a_text_is_measured_after_it_was_composed() -> None:
    assert kept(ShortText(most=2), "e\u0301e\u0301") == "\u00e9\u00e9"
    assert refused(ShortText(most=2), "三个字") == "TEXT_TOO_LONG"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("王芳陪同，16000001234", "TEXT_HOLDS_PHONE"),
        ("户主 990110196001011233", "TEXT_HOLDS_ID"),
        ("卡号 6228 0000 0000 0000 0", "TEXT_HOLDS_BANK_NUMBER"),
    ],
)
def test_neither_a_line_in_own_words_nor_the_number_of_a_file_holds_the_number_of_a_person(value: str, code: str) -> None:
    assert refused(ShortText(), value) == code
    assert refused(FileNumber(), value) == code
    assert kept(FileNumber(), "HZ-2026-16800123") == "HZ-2026-16800123"
    assert kept(ShortText(), "文昌路1688号5幢2单元1302室") == "文昌路1688号5幢2单元1302室"


def test_a_text_of_a_megabyte_is_refused_unread() -> None:
    assert refused(FreeText(), "\u0301\u0316" * 500_000) == "TEXT_TOO_LONG"


def test_free_text_may_have_lines_and_ends_them_alike() -> None:
    assert kept(FreeText(), "屋顶漏雨\r\n需要修缮\r急\t办") == "屋顶漏雨\n需要修缮\n急 办"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("王 伟", "王伟"),
        ("王\u3000伟 ", "王伟"),
        ("买买提•艾力", "买买提·艾力"),
        ("乌日娜", "乌日娜"),
        ("Anna  Li-Meyer", "Anna Li-Meyer"),
        ("\ue000伟", "\ue000伟"),
    ],
)
def test_a_name_is_taken_in_any_script_and_written_one_way(value: str, name: str) -> None:
    assert kept(PersonName(), value) == name


@pytest.mark.parametrize("value", ["王伟1", "王（伟）", "·", "=1+1", "王\n伟"])
def test_what_is_no_name_is_refused(value: str) -> None:
    assert refused(PersonName(), value) in {"NAME_CHARACTERS", "TEXT_CHARACTERS"}


@pytest.mark.parametrize(
    ("value", "phone"),
    [
        ("160 0000 1234", "16000001234"),
        ("１６０００００１２３４", "16000001234"),
        ("+86-160-0000-1234", "16000001234"),
        ("（0571）8888 1234", "0571-88881234"),
        ("010-68881234", "010-68881234"),
        ("+86 571 88881234", "0571-88881234"),
    ],
)
def test_a_phone_number_is_kept_in_one_form(value: str, phone: str) -> None:
    assert kept(Phone(), value) == phone


@pytest.mark.parametrize("value", ["1600000123", "26000001234", "88881234", "57188881234", "电话", "", "1" * 1000, "16000001234转1"])
def test_what_is_no_phone_number_is_refused(value: str) -> None:
    assert refused(Phone(), value) == "PHONE_SHAPE"


def test_a_sum_is_not_below_zero_nor_a_slip_of_the_pen() -> None:
    assert kept(Sum(), 0) == 0
    assert refused(Sum(), -1) == "AMOUNT_BELOW_ZERO"
    assert refused(Sum(), 1_000_000_001) == "AMOUNT_TOO_LARGE"


def test_a_count_lies_between_its_ends() -> None:
    assert [kept(Count("one", "three"), each) for each in (1, 2, 3)] == [1, 2, 3]
    assert refused(Count("one", "three"), 4) == "NUMBER_RANGE"
    assert refused(Count("one", "three"), 0) == "NUMBER_RANGE"


def test_a_moment_is_kept_in_utc_and_is_not_in_the_future() -> None:
    at = datetime(2026, 11, 24, 9, 0, tzinfo=timezone(timedelta(hours=8)))
    assert kept(NotInFuture(), at).tzinfo is UTC
    assert refused(NotInFuture(), NOW + AHEAD + timedelta(milliseconds=1)) == "IN_FUTURE"
    assert refused(NotInFuture(), NOW.replace(year=2001)) == "TOO_EARLY"


@pytest.mark.parametrize("ahead", [timedelta(), timedelta(milliseconds=1), AHEAD - timedelta(milliseconds=1), AHEAD])
def test_what_another_clock_has_a_little_ahead_of_ours_has_come_now(ahead: timedelta) -> None:
    assert kept(NotInFuture(), NOW + ahead) == NOW
    assert kept(NotInFuture(), (NOW + ahead).astimezone(timezone(timedelta(hours=8)))) == NOW


def test_a_day_that_has_begun_on_a_clock_a_little_ahead_of_ours_is_today() -> None:
    before_midnight = Context(datetime(2026, 11, 24, 15, 58, tzinfo=UTC), {}, REGIONS, limits=LIMITS)
    assert NotInFuture().check(date(2026, 11, 25), before_midnight) == date(2026, 11, 24)
    earlier = Context(datetime(2026, 11, 24, 15, 57, 59, tzinfo=UTC), {}, REGIONS, limits=LIMITS)
    with pytest.raises(Refusal, match="IN_FUTURE"):
        NotInFuture().check(date(2026, 11, 25), earlier)


def test_a_day_has_come_when_it_has_come_in_shanghai() -> None:
    late = Context(datetime(2026, 11, 24, 16, 30, tzinfo=UTC), {}, REGIONS, limits=LIMITS)
    assert NotInFuture().check(date(2026, 11, 25), late) == date(2026, 11, 25)
    assert refused(NotInFuture(), date(2026, 11, 25)) == "IN_FUTURE"


def test_a_day_to_come_is_today_or_later_and_within_reach() -> None:
    assert kept(NotInPast(), date(2026, 11, 24)) == date(2026, 11, 24)
    assert refused(NotInPast(), date(2026, 11, 23)) == "IN_PAST"
    assert refused(NotInPast("review_ahead_days"), date(2036, 11, 23)) == "TOO_LATE"


def test_somebody_who_lives_was_born_within_130_years() -> None:
    assert kept(BirthYear(), 2026) == 2026
    assert refused(BirthYear(), 2027) == "BIRTH_YEAR"
    assert refused(BirthYear(), 1895) == "BIRTH_YEAR"


def test_a_division_is_known_and_kept_in_twelve_digits() -> None:
    assert kept(RegionAt(), "330110") == "330110000000"
    assert refused(RegionAt(), "330111") == "UNKNOWN_REGION"
    assert refused(RegionAt(), "33011") == "REGION_SHAPE"
    assert refused(RegionAt(), "３３") == "REGION_SHAPE"


def test_a_division_is_of_the_level_that_is_asked_for() -> None:
    assert kept(RegionAt(RegionLevel.TOWNSHIP), "330110001001") == "330110001001"
    with pytest.raises(Refusal) as refusal:
        RegionAt(RegionLevel.VILLAGE).check("330110001", CONTEXT)
    assert refusal.value.text(Language.EN) == "Name a region of the level: village."
    assert refusal.value.text(Language.ZH) == "须填写到村（社区）一级的行政区划。"


def test_a_city_without_counties_stands_for_a_county() -> None:
    assert kept(RegionAt(RegionLevel.COUNTY), "4419") == "441900000000"
    assert refused(RegionAt(RegionLevel.COUNTY), "33") == "REGION_LEVEL"


@given(st.text(st.characters(), max_size=60))
def test_no_text_whatever_makes_a_rule_fail_otherwise_than_by_refusing(text: str) -> None:
    for rule in (ShortText(), FileNumber(), FreeText(), PersonName(), Phone(), RegionAt(), IdNumber(), CertificateNumber()):
        try:
            once = rule.check(text, CONTEXT)
        except Refusal:
            continue
        assert rule.check(once, CONTEXT) == once
