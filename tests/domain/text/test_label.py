"""What enumerations are called stands once, in both languages. Source: docs/decisions/021-one-grammar.md."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from domain.text.label import Graded, Labelled, labelled
from schema.build.enumerations import NAMES

ROOT = Path(__file__).parent.parent.parent.parent
ALL = tuple(labelled())


@pytest.mark.parametrize("each", ALL, ids=lambda each: NAMES.get(each, each.__name__))
def test_every_member_is_described_in_both_languages(each: type[Labelled] | type[Graded]) -> None:
    told = [each.__doc__ or "", *(member.description for member in each)]
    assert [text for text in told if not re.fullmatch(r"[^\u4e00-\u9fff]+\. [^.]*[\u4e00-\u9fff].*。", text)] == []
    assert [member for member in each if bool(member.zh) != bool(member.en)] == []


@pytest.mark.parametrize("each", ALL, ids=lambda each: NAMES.get(each, each.__name__))
def test_no_two_members_have_one_name(each: type[Labelled] | type[Graded]) -> None:
    names = zip(*((member.zh, member.en) for member in each if member.zh), strict=True)
    assert [name for of in names for name, times in Counter(of).items() if times > 1] == []


def test_an_enumeration_has_one_table_of_labels() -> None:
    assert [of for of, times in Counter(ALL).items() if times > 1] == []


def test_no_other_module_names_the_members_of_an_enumeration() -> None:
    """A mapping from members to texts in both languages would be a second table."""
    of = {each.__name__ for each in ALL}

    def is_table(node: ast.AST) -> bool:
        if not isinstance(node, ast.Dict):
            return False
        keys = [key.value.id for key in node.keys if isinstance(key, ast.Attribute) and isinstance(key.value, ast.Name)]
        texts = [
            value for value in node.values if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "Text"
        ]
        return bool(of.intersection(keys) and texts)

    folders = ("api", "db", "domain", "resolvers", "schema", "terminal", "demonstration")
    modules = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    found = {str(path.relative_to(ROOT)) for path in modules if any(is_table(node) for node in ast.walk(ast.parse(path.read_text())))}
    assert found == {"domain/item_warning.py"}, "warnings are sentences with facts, as refusals are"
