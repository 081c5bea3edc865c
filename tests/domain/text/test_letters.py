"""Names in every Han extension, whatever the Python; and the one dot between their parts, however it was typed."""

import unicodedata
from datetime import UTC, datetime

import pytest

from domain.message.refusal import Refusal
from domain.text.letters import DOTS, HAN, is_han
from domain.value.values import Context, PersonName

CONTEXT = Context(datetime(2026, 11, 24, tzinfo=UTC), {}, ())


def name(said: str) -> str:
    return PersonName().check(said, CONTEXT)


@pytest.mark.parametrize(
    "character", ["\u3007", "\u9fff", "\U0002a6df", "\U0002b740", "\U0002ebe0", "\U0002ebf0", "\U00031350", "\U000323b0"]
)
def test_a_name_may_hold_any_han_character(character: str) -> None:
    assert name(f"王{character}") == f"王{character}"


def test_every_ideograph_that_this_python_knows_is_one() -> None:
    known = [chr(code) for code in range(0x110000) if unicodedata.name(chr(code), "").startswith("CJK UNIFIED IDEOGRAPH")]
    assert [each for each in known if not is_han(each)] == []
    assert all(first <= last for first, last in HAN)


@pytest.mark.parametrize("dot", [*sorted(map(chr, DOTS)), "·", ".", "。", " · ", "··"])
def test_any_dot_between_the_parts_of_a_name_is_the_one(dot: str) -> None:
    assert name(f"买买提{dot}艾力") == "买买提·艾力"
    assert name(f"王\U00031350{dot}\U0002ebf0") == "王\U00031350·\U0002ebf0"


def test_a_full_stop_after_a_latin_initial_stays() -> None:
    assert name("A. Smith") == "A. Smith"
    assert name("Jean-Luc O’Neil") == "Jean-Luc O’Neil"


@pytest.mark.parametrize("said", ["·", "..", "王1", "王（小）", "王\U0001f600", "", "-", "王。"])
def test_what_is_no_name_is_refused(said: str) -> None:
    with pytest.raises(Refusal):
        name(said)
