"""Every refusal has its text in both languages, with the same facts in it. Source: docs/design.md 8 (Errors)."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from domain.message.message import TEXTS, text
from domain.message.refusal import Refusal
from domain.message.text import Text, listed, listed_names
from domain.rules.actions import ACTIONS
from domain.viewer import Language


def placeholders(of: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(of) if name is not None}


def is_chinese(of: str) -> bool:
    return any("一" <= character <= "鿿" for character in of)


@pytest.mark.parametrize("code", TEXTS)
def test_a_code_has_a_text_in_each_language_with_the_same_facts(code: str) -> None:
    zh, en = TEXTS[code]
    assert is_chinese(zh)
    assert not is_chinese(en)
    assert placeholders(zh) == placeholders(en)
    assert "" not in placeholders(zh)


@pytest.mark.parametrize("code", TEXTS)
def test_a_text_is_a_sentence_or_ends_with_a_fact_and_a_code_is_in_capitals(code: str) -> None:
    zh, en = TEXTS[code]
    assert zh.endswith(("。", "}"))
    assert en.endswith((".", "}"))
    assert code == code.upper()
    assert en.strip() == en


def test_a_refusal_is_told_in_the_readers_language_with_its_facts() -> None:
    reopened, dispatched, signed = Text("重办", "Reopened"), Text("已派单", "Dispatched"), Text("已签收", "Signed")
    refusal = Refusal("INVALID_TRANSITION", state=reopened, allowed=listed([dispatched, signed]))
    assert refusal.text(Language.EN) == "Not possible in state Reopened; possible in: Dispatched, Signed."
    assert refusal.text(Language.ZH) == "当前状态“重办”下不能进行此操作；允许的状态：已派单、已签收。"


def test_a_list_of_names_stands_between_the_signs_of_the_language_and_none_is_said() -> None:
    assert listed_names(["民政", "教育"]) == Text("民政、教育", "民政, 教育")
    assert Refusal("NO_OFFICE", offices=listed_names([])).text(Language.ZH).endswith("现有单位：无。")
    assert Refusal("NO_OFFICE", offices=listed_names([])).text(Language.EN).endswith("could be named: none.")


def test_a_fact_that_is_not_known_leaves_its_place() -> None:
    assert text("TEXT_TOO_LONG", Language.EN) == "At most {most} characters."


def test_a_fact_is_put_in_as_it_is_and_never_read_as_a_place_itself() -> None:
    assert text("COLUMN_MISSING", Language.EN, {"column": "{0} {column}"}) == 'The column "{0} {column}" is missing.'


def test_a_code_without_a_text_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        text("NO_SUCH_CODE", Language.EN)


def test_a_refusal_of_a_part_has_its_path_below_the_whole() -> None:
    refusal = Refusal("REQUIRED", path=("name",), what="x").below("needs", 0)
    assert (refusal.code, refusal.path, refusal.facts) == ("REQUIRED", ("needs", 0, "name"), {"what": "x"})


ROOT = Path(__file__).parents[3]
HOUSE = ("api", "auth", "db", "demonstration", "domain", "resolvers", "schema", "terminal", "worker")
TABLE = {ROOT / "domain/message" / name for name in ("message.py", "of_files.py")}


def of_the_house() -> Iterator[ast.AST]:
    """Every part of the house's code, but for the table itself."""
    paths = [path for folder in HOUSE for path in (ROOT / folder).rglob("*.py")]
    for path in (*paths, ROOT / "app.py"):
        if path not in TABLE:
            yield from ast.walk(ast.parse(path.read_text()))


def written(node: ast.AST) -> Iterator[str]:
    """The codes that an expression may be: a constant, or what a condition chooses."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.IfExp):
        yield from (code for branch in (node.body, node.orelse) for code in written(branch))


def test_every_code_is_given_by_something() -> None:
    given = {node.value for node in of_the_house() if isinstance(node, ast.Constant)}
    assert set(TEXTS) - given == set()


def test_every_code_that_is_raised_has_its_text() -> None:
    calls = [node for node in of_the_house() if isinstance(node, ast.Call) and node.args]
    raised = {code for call in calls if getattr(call.func, "id", None) == "Refusal" for code in written(call.args[0])}
    guards = {guard.otherwise for action in ACTIONS for guard in action.guards}
    assert {"DUPLICATE", "CONFLICT"} <= raised
    assert (raised | guards) - set(TEXTS) == set()
