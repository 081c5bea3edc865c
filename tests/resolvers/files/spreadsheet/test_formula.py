"""What might be a formula is written as a text. Source: docs/decisions/009-import.md; OWASP (CSV injection)."""

import pytest

from resolvers.files.spreadsheet.formula import INVISIBLE, might_be_formula, neutral

BEGINNINGS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "\u2212"]
HIDING = [
    "", " ", "\u3000", "\u00a0", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u180e", "\u202e", "\u2066", "\u061c",
    "\ufe0f", "\u0301", "\U000e0041", "\x00", "\x0b", "\x1b", "\u2028", "\u0085", "\ue000", "\U000fffff", *INVISIBLE,
    "\u200b \ufeff\u3164\u00a0",
]  # fmt: skip


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_a_beginning_is_known_however_it_hides(beginning: str) -> None:
    assert [ascii(hiding) for hiding in HIDING if not might_be_formula(f"{hiding}{beginning}1+1")] == []


@pytest.mark.parametrize("text", ["\t1", "\r1", "\n=1", "\t", "\r\n=1"])
def test_a_text_that_begins_with_a_break_is_one_too(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", " ", "\u200b", "王小明", "330110", "a=1", "'=1", "示范路8号-2", "（+86）", "1-2", "①", "\u200b王"])
def test_an_ordinary_text_stays_as_it_is(text: str) -> None:
    assert neutral(text) == text
