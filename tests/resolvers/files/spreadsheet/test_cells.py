"""What a person means by a cell: days in every form, sums, yes and no, choices; and what cannot be meant."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.message.refusal import Refusal
from domain.message.text import Text
from domain.time.calendar import SHANGHAI
from domain.value.checksum import check_character
from domain.viewer import Language
from resolvers.files.spreadsheet.cells import choice, digits, fen, identity, moment, plain, several, whole, words, yes
from resolvers.files.spreadsheet.sheet import SheetCell

MORNING = datetime(2026, 11, 5, 1, 30, tzinfo=UTC)
DAY = datetime(2026, 11, 4, 16, 0, tzinfo=UTC)
CATEGORIES = {
    "POVERTY_RISK": Text("有致贫返贫风险", "At risk of falling into poverty"),
    "MARGINAL_HOUSEHOLD": Text("贫困“边缘户”", "At the margin of poverty"),
    "REGISTERED_POOR": Text("建档立卡未脱贫", "Registered as poor, not yet lifted out"),
}


def said(text: str) -> SheetCell:
    return SheetCell("text", text)


def refused(read: object, *given: object, **also: object) -> str:
    assert callable(read)
    with pytest.raises(Refusal) as refusal:
        read(*given, **also)
    return refusal.value.code


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-05",
        "2026/11/5",
        "2026.11.5",
        "2026年11月5日",
        "２０２６－１１－０５",
        "20261105",
        "46331",
        " 2026 - 11 - 05 ",
        "2026年11月5日 0:00",
        "2026年11月5号",
        "2026年11月5日星期四",
        "2026年11月5日（周四）",
        "2026-11-05 Thu",
        "2026 11 5",
        "2026、11、5",
        "2026\\11\\5",
        "'2026-11-05",
        "20261105.0",
        "46331.0",
        "二〇二六年十一月五日",
    ],
)
def test_a_day_is_its_beginning_in_shanghai_however_it_is_written(text: str) -> None:
    assert moment(said(text), from_1904=False) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-05 09:30",
        "2026/11/5 9:30:00",
        "2026-11-05T09:30:00",
        "2026年11月5日9时30分",
        "2026年11月5日上午9点30分",
        "2026-11-05 AM 9:30",
        "2026/11/5 9:30 AM",
        "2026/11/5 9:30:00 AM",
        "2026-11-05T09:30:00+08:00",
        "2026-11-05T01:30:00Z",
        "2026-11-05 01:30:00.000 +0000",
        "2026-11-05 上午9：30",
        "2026年11月5日 早上9点半",
        "2026年11月5日星期四 9:30",
        "2026年11月5日9时30分00秒",
    ],
)
def test_a_moment_is_one_of_shanghai(text: str) -> None:
    assert moment(said(text), from_1904=False) == MORNING


def test_the_afternoon_is_twelve_hours_later() -> None:
    assert moment(said("2026年11月5日下午2点"), from_1904=False) == datetime(2026, 11, 5, 6, 0, tzinfo=UTC)
    assert moment(said("2026年11月5日下午12点"), from_1904=False) == datetime(2026, 11, 5, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "hour"),
    [("9:30 PM", 21), ("晚上8:30", 20), ("中午12点半", 12), ("中午1点半", 13), ("12:30 AM", 0), ("12:30 PM", 12), ("凌晨3点半", 3)],
)
def test_half_of_the_day_is_meant(text: str, hour: int) -> None:
    found = moment(said(f"2026-11-05 {text}"), from_1904=False).astimezone(SHANGHAI)
    assert (found.day, found.hour, found.minute) == (5, hour, 30)


def test_the_year_may_come_last_where_the_month_can_be_no_day() -> None:
    assert moment(said("11/25/2026"), from_1904=False).astimezone(SHANGHAI).date().isoformat() == "2026-11-25"
    for text in ("5/11/2026", "25/11/2026", "05-11-2026 9:30"):
        assert refused(moment, said(text), from_1904=False) == "DATE_ORDER"


def test_a_serial_number_counts_days_from_1899_or_1904() -> None:
    assert moment(SheetCell("number", "46331.3958333333"), from_1904=False) == MORNING
    assert moment(SheetCell("number", "44869"), from_1904=True) == DAY


def test_a_day_cell_is_a_moment_of_shanghai() -> None:
    assert moment(SheetCell("day", "2026-11-05T09:30:00"), from_1904=False) == MORNING
    assert moment(SheetCell("day", "2026-11-05"), from_1904=False) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "11月5日",
        "26-11-05",
        "2026-02-30",
        "2026-11-05 25:00",
        "昨天",
        "2026-11-05 早上",
        "2026-11",
        "20261305",
        "0000-01-01",
        "2026-11-05 9",
        "2026.11.5-11.6",
        "2026年11月5日、6日",
        "2026-11-05 晚上12点",
        "26/11/5",
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    assert refused(moment, said(text), from_1904=False) == "NOT_A_DATE"


def test_a_number_that_excel_has_rounded_is_refused() -> None:
    assert refused(plain, SheetCell("number", "990001196805200000")) == "NUMBER_ROUNDED"
    assert refused(plain, said("9.90001E+17")) == "NUMBER_ROUNDED"
    assert plain(SheetCell("number", "16000001234")) == "16000001234"
    assert plain(said("９９０００１１９６８０５２０００１１")) == "990001196805200011"


def test_a_formula_and_an_error_are_no_values() -> None:
    assert refused(words, SheetCell("formula", "=1+1")) == "FILE_HOLDS_FORMULA"
    assert refused(words, SheetCell("broken", "#REF!")) == "CELL_BROKEN"


@pytest.mark.parametrize("text", ["'990001196805200011", "`990001196805200011", "’990001196805200011", "990001196805200011 "])
def test_a_quote_that_keeps_a_number_a_text_is_no_part_of_it(text: str) -> None:
    assert identity(said(text)) == "990001196805200011"


@pytest.mark.parametrize("text", ["330110005001.0", "330110005001.", "330110005001.00", "330110005001"])
def test_what_a_program_that_reckons_adds_to_a_number_is_no_part_of_it(text: str) -> None:
    assert digits(said(text)) == "330110005001"


@pytest.mark.parametrize("text", ["990150197001020032.0", "9.9E17", "9,90127E+17", "9.90127e+17", "9.90001E+17"])
def test_a_number_that_was_shown_rounded_is_refused(text: str) -> None:
    assert refused(digits, said(text)) == "NUMBER_ROUNDED"


def test_an_id_number_that_ends_in_zeros_and_cannot_be_was_rounded() -> None:
    assert refused(identity, said("990127197001021000")) == "NUMBER_ROUNDED"
    assert refused(identity, said("99012719700102100000")) == "NUMBER_ROUNDED"
    whole = next(text for place in range(1000) if check_character((text := f"990127197{place:03d}02000")[:17]) == "0")
    assert identity(said(f"{whole}0")) == f"{whole}0"


def test_a_text_that_looks_like_a_short_power_is_a_text() -> None:
    assert words(said("3E2")) == "3E2"


def test_a_sum_that_was_reckoned_is_rounded_to_the_fen_and_one_that_was_typed_is_not() -> None:
    assert fen(SheetCell("number", "2266.666666666667")) == 226667
    assert fen(SheetCell("number", "0.125")) == 13
    assert fen(said("2266.666666666667")) == 226667
    assert fen(said("80.100")) == 8010
    assert refused(fen, said("1.234")) == "SUM_DECIMALS"


@pytest.mark.parametrize(("text", "sum_in_fen"), [("300", 30000), ("1,234.50元", 123450), ("￥８０", 8000), ("0.1", 10), ("-1", -100)])
def test_a_sum_in_yuan_is_kept_in_fen(text: str, sum_in_fen: int) -> None:
    assert fen(said(text)) == sum_in_fen


@pytest.mark.parametrize("text", ["三百", "1.2.3", "NaN", "Infinity", "9" * 400, ""])
def test_what_is_no_sum_is_refused(text: str) -> None:
    assert refused(fen, said(text)) == "NOT_A_NUMBER"


def test_a_year_is_a_whole_number() -> None:
    assert whole(said("1951年")) == whole(said("1951.0")) == whole(said("'1951")) == 1951
    assert refused(whole, said("五一年")) == "NOT_A_NUMBER"


@pytest.mark.parametrize(
    ("text", "meant"), [("是", True), ("√", True), ("y", True), ("有", True), ("否", False), ("×", False), ("无", False)]
)
def test_yes_and_no_are_words_or_ticks(text: str, meant: bool) -> None:
    assert yes(said(text)) is meant
    assert refused(yes, said("也许")) == "NOT_IN_LIST"


@pytest.mark.parametrize(
    "text", ["贫困“边缘户”", "贫困边缘户", '贫困"边缘户"', "贫困 边缘户", "at the margin of poverty", "MARGINAL_HOUSEHOLD"]
)
def test_a_choice_is_known_by_its_names_and_its_code(text: str) -> None:
    assert choice(said(text), CATEGORIES) == "MARGINAL_HOUSEHOLD"


def test_a_choice_that_is_not_offered_is_refused_with_what_is() -> None:
    with pytest.raises(Refusal) as refusal:
        choice(said("困难户"), CATEGORIES)
    assert refusal.value.text(Language.ZH) == "不在可选项中：有致贫返贫风险、贫困“边缘户”、建档立卡未脱贫。"


@pytest.mark.parametrize("between", ["、", "，", ",", "；", "; ", "\n", " ", "/"])
def test_several_choices_stand_apart_by_any_sign(between: str) -> None:
    assert several(said(f"有致贫返贫风险{between}建档立卡未脱贫{between}有致贫返贫风险"), CATEGORIES) == ("POVERTY_RISK", "REGISTERED_POOR")


def test_a_name_with_a_comma_in_it_is_one_choice() -> None:
    text = "Registered as poor, not yet lifted out; At the margin of poverty"
    assert several(said(text), CATEGORIES) == ("REGISTERED_POOR", "MARGINAL_HOUSEHOLD")


@given(st.text(max_size=40))
def test_no_text_whatever_makes_a_cell_fail_otherwise_than_by_refusing(text: str) -> None:
    for read in (
        plain,
        digits,
        identity,
        whole,
        fen,
        yes,
        lambda cell: moment(cell, from_1904=False),
        lambda cell: several(cell, CATEGORIES),
    ):
        try:
            read(said(text))
        except Refusal:
            continue
