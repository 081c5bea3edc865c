"""Texts in somebody's own words hold no numbers of persons, phones or accounts, however they are written; other numbers pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.private_text import number_in

IDS = [
    "身份证990001196805200011",
    "９９０００１１９６８０５２０００１１",
    "990001 19680520 0011",
    "990001-1968-05-20-0011",
    "9 9 0 0 0 1 1 9 6 8 0 5 2 0 0 0 1 1",
    "一户990001196805200012有误",
    "99000119680520001141",
    "99000119680520009x。",
    "旧证990001680520001",
    "٩٩٠٠٠١١٩٦٨٠٥٢٠٠٠١١",
    "号码：16000001234990001196805200011",
]
PHONES = [
    "打16000001234找他",
    "160-0000-1234",
    "１６０ ００００ １２３４",
    "+86 16000001234",
    "1 6 0 0 0 0 0 1 2 3 4",
    "0571-88881234",
    "（0571）88881234",
    "0571 8888 1234",
    "05718888123",
    "电话 8888123",
    "微信：20260001234",
]
ACCOUNTS = [
    "6228480000000000007",
    "6228 4800 0000 0000 007",
    "4111111111111111",
    "卡号 1234 5678 9012",
    "存折帐号：0012345678901",
]
HARMLESS = [
    "依据民发〔2021〕57号、国发〔2015〕52号和浙残联发[2021]15号",
    "2021-05-01至2021-06-01住院，2021年7月1日出院",
    "20210501 20210601",
    "每月低保1200元，欠费 35,600.50 元，共需120000元",
    "拨打12385或12345，工单12345202111240001",
    "编号R2026-48210937-5，F2026-00000001-3",
    "需轮椅2辆、护理床1张，家庭人口 3，门宽 0.85 米",
    "浙江省杭州市余杭区330110001001",
    "统一编号00123456789",
    "",
]


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


@given(
    before=st.sampled_from(["", "他 ", "见", "(", "\n"]),
    after=st.sampled_from(["", " 号", "。", ")", "\n3"]),
    gap=st.sampled_from(" -·.\u3000"),
)
def test_a_number_is_found_whatever_stands_around_and_between_its_parts(before: str, after: str, gap: str) -> None:
    assert number_in(f"{before}990001{gap}19680520{gap}0011{after}") == "TEXT_HOLDS_ID"
    assert number_in(f"{before}160{gap}0000{gap}1234{after}") == "TEXT_HOLDS_PHONE"


def test_rows_of_single_digits_and_one_endless_number_pass() -> None:
    assert number_in("1 " * 1000) is None
    assert number_in("9" * 2000) is None
