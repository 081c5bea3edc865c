"""What the folders look like: size, first lines, names. Source: CONTRIBUTING.md (how it should read)."""

import ast
import re
from functools import cache
from io import StringIO
from pathlib import Path
from tokenize import COMMENT, generate_tokens
from typing import NamedTuple

from resolvers.commands.all import COMMANDS

ROOT = Path(__file__).parent.parent.parent
HOUSE = ("api", "auth", "db", "demonstration", "domain", "resolvers", "schema", "settings", "terminal", "worker")
TOP = ("app.py",)
LINES = 300
SIBLINGS = 12
LONG_BY_NATURE = frozenset({"domain/rules/actions.py"})
"""One table, read as one."""
ONE_KIND = frozenset(
    {"db/migrations/versions", "db/tables", "domain", "schema/subjects", "resolvers/commands/referral", "resolvers/reads/mappings"}
)
"""Folders that hold one kind of thing, a file per subject or per action, however many there are."""
FORBIDDEN = frozenset({"base", "common", "helper", "helpers", "manager", "misc", "service", "services", "types", "util", "utils"})
TESTS_OF_THE_WHOLE = frozenset({"architecture", "builders", "documents", "model", "oracle"})


def modules(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def house() -> list[Path]:
    return [*modules(*HOUSE), *(ROOT / name for name in TOP if (ROOT / name).exists())]


def modules_of_tests() -> list[Path]:
    return [path for path in modules("tests") if path.name.startswith("test_")]


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


class Read(NamedTuple):
    """What is asked of a module; its tree, which is large, is not kept."""

    docstring: list[str]
    imports_inside: bool
    catches_all: bool


@cache
def read(path: Path) -> Read:
    """A module is parsed once for all that is asked of it."""
    tree = ast.parse(path.read_text())
    nodes = list(ast.walk(tree))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return Read(
        docstring=(ast.get_docstring(tree) or "").splitlines(),
        imports_inside=any(isinstance(node, ast.Import | ast.ImportFrom) for function in functions for node in ast.walk(function)),
        catches_all=any(catches_all(node) for node in nodes),
    )


def catches_all(node: ast.AST) -> bool:
    if not isinstance(node, ast.ExceptHandler):
        return False
    return node.type is None or (isinstance(node.type, ast.Name) and node.type.id == "Exception")


def is_migration(path: Path) -> bool:
    return "versions" in path.parts


def test_a_module_stays_under_300_lines() -> None:
    long = {place(path) for path in [*house(), *modules("tests")] if len(path.read_text().splitlines()) > LINES and not is_migration(path)}
    assert long - LONG_BY_NATURE == set()


def test_a_module_says_its_one_job_on_its_first_line() -> None:
    assert [place(path) for path in house() if path.read_text() and not "".join(read(path).docstring[:1]).endswith((".", "。"))] == []


def test_a_module_names_the_source_of_its_rule_below_its_job() -> None:
    rules = [path for path in house() if path.name != "__init__.py" and not is_migration(path)]
    assert [place(path) for path in rules if len(read(path).docstring) < 3] == []


def test_a_test_module_says_what_it_is_about() -> None:
    assert [place(path) for path in modules_of_tests() if not read(path).docstring] == []


def test_people_are_they_in_every_docstring_and_comment() -> None:
    """Docstrings are those of modules, classes, functions and constants."""

    def said(text: str) -> str:
        alone = [node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)]
        comments = [token.string for token in generate_tokens(StringIO(text).readline) if token.type == COMMENT]
        return " ".join([*(str(each.value) for each in alone), *comments])

    people = re.compile(r"\b(he|him|his|himself|she|her|hers|herself)\b", re.IGNORECASE)
    texts = {place(path): path.read_text() for path in [*house(), *modules("docs", "tests")]}
    assert [name for name, text in texts.items() if people.search(text) and people.search(said(text))] == []  # few texts are parsed


def test_no_name_is_one_that_attracts_everything() -> None:
    def words(path: Path) -> set[str]:
        return {word for part in path.relative_to(ROOT).with_suffix("").parts for word in part.split("_")}

    assert [place(path) for path in [*house(), *modules("tests")] if words(path) & FORBIDDEN] == []


def test_a_folder_with_many_siblings_holds_one_kind_of_thing() -> None:
    folders = {path.parent for path in modules(*HOUSE)}
    assert {place(folder) for folder in folders if len([*folder.glob("[!_]*.py")]) > SIBLINGS} - ONE_KIND == set()


def test_every_command_has_its_test_of_the_same_name() -> None:
    def mirror(path: Path) -> Path:
        return ROOT / "tests" / path.parent.relative_to(ROOT) / f"test_{path.stem.rstrip('_')}.py"

    commands = [ROOT / f"{command.__module__.replace('.', '/')}.py" for command in COMMANDS]
    assert [place(mirror(path)) for path in commands if not mirror(path).exists()] == []


def test_tests_mirror_the_folders_of_the_house() -> None:
    folders = {path.parent.relative_to(ROOT / "tests") for path in modules_of_tests()}
    assert [f"{each}" for each in folders if each.parts and each.parts[0] not in TESTS_OF_THE_WHOLE and not (ROOT / each).is_dir()] == []


def test_no_module_imports_inside_a_function() -> None:
    assert [place(path) for path in house() if read(path).imports_inside] == []


def test_one_place_reads_the_clock_so_that_it_can_be_moved() -> None:
    reads = re.compile(r"datetime\.now\(|\.utcnow\(|date\.today\(|datetime\.today\(|\btime\.time\(|\btime_ns\(")
    assert [place(path) for path in house() if reads.search(path.read_text())] == ["settings/settings.py"]


def test_every_exception_is_caught_at_the_two_edges_alone() -> None:
    inner = [path for path in house() if not place(path).startswith(("api/", "worker/"))]
    assert [place(path) for path in inner if read(path).catches_all] == []
