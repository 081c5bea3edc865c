"""Whoever raises a refusal brings the facts of its text: no reader ever sees the braces of a place that was left empty.

Source: docs/design.md 8 (Errors). Read from the code itself, so that a refusal that no test meets is held to it, too.
"""

import ast
from functools import cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple

from domain.message import expected
from domain.message.message import TEXTS
from domain.message.text import Text
from domain.rules.actions import ACTIONS

ROOT = Path(__file__).parents[3]
FOLDERS = ("api", "auth", "db", "demonstration", "domain", "resolvers", "schema", "terminal", "worker")
MAKING = {"Refusal", "Unreadable", "bad", "Failure", "unfit"}
"""The functions that make a refusal, or what becomes one."""
OF_PLACE = {"path", "row"}
"""What `Refusal` takes beside the facts."""

AGAINST_A_MEMBERSHIP = {
    "OFFICE_ENDED",
    "ENDS_BEFORE_START",
    "ROLE_DOES_NOT_FIT",
    "OUTSIDE_OFFICE",
    "SCOPE_IN_CLEAR",
    "ADMINISTRATOR_APART",
    "MEMBERSHIP_RUNS",
    "OUTSIDE_MEMBERSHIP",
}
CODE_OF_A_VARIABLE = {
    "domain/rules/permit.py: guard.otherwise": {guard.otherwise for action in ACTIONS for guard in action.guards},
    "domain/value/values.py: code": {"TEXT_HOLDS_ID", "TEXT_HOLDS_BANK_NUMBER", "TEXT_HOLDS_PHONE"},
    "resolvers/commands/account/create.py: code": AGAINST_A_MEMBERSHIP,
    "resolvers/commands/membership/grant.py: code": AGAINST_A_MEMBERSHIP,
    "resolvers/commands/proposal/judged.py: code": AGAINST_A_MEMBERSHIP | {"SUBJECT_USED"},
    "resolvers/commands/visit/complete.py: code": {"REQUIRED", "NOT_EXPECTED", "NOT_COVERED"},
    "resolvers/commands/visit/person.py: code": {"REQUIRED", "NOT_EXPECTED", "CERTIFICATE_OF_ANOTHER"},
    "resolvers/files/spreadsheet/reading.py: by.code": set[str](),
}
"""Refusals whose code is a variable, and what it may be. Nothing can be said of the last: it is made of an `Unreadable` of the
program that reads the file, which is held to the rule itself."""

BROUGHT_BY_A_COPY = {"domain/message/refusal.py: self.code", "resolvers/files/spreadsheet/reading.py: by.code"}
"""Refusals made of another one: its facts come with it."""

KINDS_OF_A_VARIABLE = {"resolvers/document/unfit.py: named.name"}
"""The name of a scalar: the texts of scalars have no places, which is tested below."""


class Call(NamedTuple):
    """A call that makes a refusal: where and of what, its codes (None: they are not written there), the facts it brings."""

    place: str
    codes: frozenset[str] | None
    facts: frozenset[str]
    spreads: bool


@cache
def written() -> dict[str, list[Call]]:
    """Every call of these functions in the house's code, by the name of the function; read once for all tests."""
    found: dict[str, list[Call]] = {}
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    for path in (*paths, *sorted(ROOT.glob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKING and node.args:
                place = f"{path.relative_to(ROOT).as_posix()}: {ast.unparse(node.args[0])}"
                told = {each.arg for each in node.keywords if each.arg is not None}
                spreads = any(each.arg is None for each in node.keywords)
                found.setdefault(node.func.id, []).append(Call(place, _written(node.args[0]), frozenset(told - OF_PLACE), spreads))
    return found


def calls(name: str) -> list[Call]:
    """Every call of a function in the house's code."""
    return written()[name]


def _written(node: ast.expr) -> frozenset[str] | None:
    """The codes that an expression may be: a constant, or what a condition chooses; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return frozenset({node.value})
    if isinstance(node, ast.IfExp):
        branches = [_written(branch) for branch in (node.body, node.orelse)]
        return None if None in branches else frozenset().union(*(each for each in branches if each))
    return None


def places_in(text: Text) -> set[str]:
    """The names of the places of a text, in either language."""
    return {name for of in text for _, name, _, _ in Formatter().parse(of) if name is not None}


def wanting(call: Call, codes: frozenset[str], facts: frozenset[str]) -> list[str]:
    """What the texts of a call ask for and nobody brings."""
    return [f"{call.place}: {{{name}}} of {code}" for code in sorted(codes) for name in sorted(places_in(TEXTS[code]) - facts)]


def test_a_refusal_brings_every_fact_of_its_text() -> None:
    found = [*calls("Refusal"), *calls("Unreadable")]
    assert len(found) > 150
    assert [each for call in found for each in wanting(call, call.codes or frozenset(), call.facts)] == []


def test_a_refusal_whose_code_is_a_variable_is_known_with_what_it_may_be() -> None:
    varying = [call for call in calls("Refusal") if call.codes is None and call.place not in BROUGHT_BY_A_COPY]
    assert {call.place for call in varying} | {place for place in CODE_OF_A_VARIABLE if place in BROUGHT_BY_A_COPY} == set(
        CODE_OF_A_VARIABLE
    )
    assert [each for call in varying for each in wanting(call, frozenset(CODE_OF_A_VARIABLE[call.place]), call.facts)] == []


def test_facts_are_spread_only_where_they_come_from_another_refusal() -> None:
    assert {call.place for call in calls("Refusal") if call.spreads} == BROUGHT_BY_A_COPY


def test_a_refusal_of_a_request_has_a_text_without_places() -> None:
    requests = {code for name in ("bad", "Failure") for call in calls(name) for code in call.codes or ()}
    assert "REQUEST_NOT_JSON" in requests
    refused = {code for code in TEXTS if code.startswith("REQUEST_")} | {
        "TEXT_CHARACTERS",
        "UNAUTHENTICATED",
        "BUSY",
        "UNAVAILABLE",
        "INTERNAL",
    }
    assert [code for code in (requests | refused) & set(TEXTS) if places_in(TEXTS[code])] == []


def test_a_value_of_the_wrong_kind_brings_the_facts_of_what_was_expected() -> None:
    found = calls("unfit")
    assert {call.place for call in found if call.codes is None} == KINDS_OF_A_VARIABLE
    asked = [(call, name) for call in found for code in call.codes or () for name in places_in(expected.TEXTS[code]) - call.facts]
    assert [f"{call.place}: {{{name}}}" for call, name in asked] == []
    assert [key for key, text in expected.TEXTS.items() if not key.isupper() and places_in(text)] == []
    assert places_in(expected.TEXTS["ID"]) == set()
