"""What enumerations are called stands once, in both languages. Source: docs/decisions/021-one-grammar.md."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from domain.labels import all_labels
from domain.text.label import Labels

ROOT = Path(__file__).parent.parent.parent.parent
ALL = all_labels()


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.name)
def test_every_member_is_described_in_both_languages(each: Labels) -> None:
    told = [each.description, *each.descriptions.values()]
    assert [text for text in told if not re.fullmatch(r"[^\u4e00-\u9fff]+\. [^.]*[\u4e00-\u9fff].*。", text)] == []
    assert [name for name in each.names.values() if not (name.zh and name.en)] == []


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.name)
def test_no_two_members_have_one_name(each: Labels) -> None:
    assert [name for names in zip(*each.names.values(), strict=True) for name, times in Counter(names).items() if times > 1] == []


def test_an_enumeration_has_one_table_of_labels() -> None:
    assert [of for of, times in Counter(each.of for each in ALL).items() if times > 1] == []


def test_no_other_module_names_the_members_of_an_enumeration() -> None:
    """A mapping from members to texts in both languages would be a second table."""
    of = {each.of.__name__ for each in ALL}

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
