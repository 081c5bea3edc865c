"""How values are written on paper. Source: docs/decisions/029-referral-sheet.md; docs/domain.md 4 (days of Shanghai)."""

import io
from typing import Any

import docx
import pytest

from domain.fund import LineState
from domain.outcome import Result
from domain.referral import Part, State, UrgencyKind, UrgencyLevel
from domain.viewer import Language
from resolvers.files.sheets.paper import Page, Papers
from resolvers.files.sheets.paper import Part as PaperPart
from resolvers.files.sheets.render import Format, Renderer
from resolvers.files.sheets.values import cleaned, due, member, moment, written, yuan

CONTROL = "".join(map(chr, range(32))) + "\x7f\x85\ufffe\uffff\u202e\u2066"


@pytest.mark.parametrize("rare", ["𠮷", "\U00031350", "·", "é", "👩‍🦽", "，"])
def test_every_character_of_a_name_stays(rare: str) -> None:
    assert written(f"王{rare}明") == f"王{rare}明"


def test_what_no_document_takes_or_what_turns_its_neighbours_round_is_left_out() -> None:
    assert written(f"王{CONTROL}明") == "王 \n明"
    assert written("一\r\n二") == "一\n二"


@pytest.mark.parametrize("wanted", [*Format])
def test_a_text_with_control_characters_makes_a_file_that_opens(wanted: Format) -> None:
    page = Page(written(CONTROL), "R2026-73119423-9", (PaperPart("", texts=(written(f"a{CONTROL}b"),)),), ())
    content = Renderer().file(Papers(Language.EN, (page,)), wanted).content
    if wanted is Format.DOCX:
        assert [each.text for each in docx.Document(io.BytesIO(content)).paragraphs if each.text.strip()] == ["a \nb"]
    else:
        assert not {*content.decode()} & {*CONTROL} - {"\n"}


def test_an_answer_is_cleaned_wherever_a_text_stands() -> None:
    answer: Any = {"a": ["x\0", {"b": "\x1by"}], "c": 3, "d": None, "e": True}
    assert cleaned(answer) == {"a": ["x", {"b": "y"}], "c": 3, "d": None, "e": True}


def test_a_moment_is_that_of_a_clock_in_shanghai() -> None:
    assert moment("2026-11-27T16:30:00.000Z") == "2026-11-28 00:30"
    assert moment(None) is None


def test_a_due_day_is_told_as_a_day_and_a_limit_in_hours_as_a_moment() -> None:
    assert due({"finishDueOn": "2026-12-04", "finishDueAt": "2026-12-04T16:00:00.000Z"}, "finishDue") == "2026-12-04"
    assert due({"finishDueOn": None, "finishDueAt": "2026-11-28T01:05:00.000Z"}, "finishDue") == "2026-11-28 09:05"


def test_sums_are_told_in_yuan() -> None:
    assert [yuan(each) for each in (0, 5, 123456789, None)] == ["0.00", "0.05", "1,234,567.89", None]


@pytest.mark.parametrize("of", [State, Part, UrgencyLevel, UrgencyKind, Result, LineState])
@pytest.mark.parametrize("language", [*Language])
def test_every_member_that_can_stand_on_paper_has_a_name(of: Any, language: Language) -> None:
    names = [member(of, each.value, language) for each in of]
    assert all(names)
    assert len({*names}) == len(names)
