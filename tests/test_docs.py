"""What the documents say is there: printed pages are current, every path that is named exists. Source: CONTRIBUTING.md, docs/map.md."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.generate import FOLDER, PAGES
from domain.message.message import TEXTS
from domain.rules.actions import ACTIONS
from domain.viewer import Language
from resolvers.commands.all import COMMANDS
from tests.story import READMES

ROOT = Path(__file__).parent.parent
HOUSE = ("api", "auth", "db", "domain", "resolvers", "schema", "worker")
WRITTEN = (
    *READMES.values(),
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    *(ROOT / "docs").glob("*.md"),
    *(ROOT / "docs").glob("decisions/*.md"),
    *(ROOT / "docs").glob("departments/*.md"),
)
"""Every page that is written by hand."""
PATH = re.compile(r"`((?:api|auth|db|docs|domain|resolvers|schema|tests|worker)/[\w./<>*-]*|\w+\.(?:py|md|graphql))`")
IMAGINED = frozenset(
    {
        "tests/resolvers/commands/referral/test_court_wait.py",
        "resolvers/commands/referral/court_wait.py",
        "db/tables/complaint.py",
        "resolvers/reads/mappings/complaint.py",
        "schema/subjects/complaint.py",
    }
)
"""Of the examples in CONTRIBUTING.md."""
SPECIFICATION = frozenset({"design.md", "domain.md", "domain-facts.md", "lifecycle.md"})
"""What they foresee need not be there yet."""


def named(page: Path) -> Iterator[str]:
    """The paths that a page names, those with a `<word>` for any name as patterns."""
    for path in PATH.findall(page.read_text()):
        if path not in IMAGINED:
            yield re.sub(r"<\w+>", "*", path)


def is_there(path: str, beside: Path) -> bool:
    """Whether a path leads somewhere: from the root, from the page, or a name by itself anywhere in the house."""
    if any([*folder.glob(path.rstrip("/"))] for folder in (ROOT, ROOT / "docs", beside)):
        return True
    return "/" not in path and any([*(ROOT / folder).rglob(path)] for folder in HOUSE)


@pytest.mark.parametrize("name", PAGES)
def test_a_printed_page_is_current(name: str) -> None:
    assert (FOLDER / name).read_text() == PAGES[name](), "run `make docs`"


def test_every_printed_page_has_something_that_prints_it() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PAGES)


def test_every_action_event_and_error_code_is_in_the_printed_pages() -> None:
    printed = "".join((FOLDER / name).read_text() for name in PAGES)
    words = {*(action.name for action in ACTIONS), *(command.action for command in COMMANDS), *TEXTS}
    assert {word for word in words if f"`{word}`" not in printed} == set()
    assert [code for code, text in TEXTS.items() if text.in_language(Language.ZH) not in printed] == []


@pytest.mark.parametrize("page", [page for page in WRITTEN if page.name not in SPECIFICATION], ids=lambda page: page.name)
def test_every_path_that_a_page_names_exists(page: Path) -> None:
    assert [path for path in named(page) if not is_there(path, page.parent)] == []


def test_every_decision_has_a_number_of_its_own() -> None:
    numbers = [path.name[:3] for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert all(number.isdecimal() for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_a_decision_that_is_named_is_there() -> None:
    sources = [*ROOT.glob("*.py"), *(path for folder in HOUSE for path in (ROOT / folder).rglob("*.py")), *WRITTEN]
    said = {match for path in sources for match in re.findall(r"decisions/(\d{3}[\w-]*)(?:\.md)?", path.read_text())}
    there = [path.stem for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert [each for each in said if not any(name == each or name.startswith(f"{each}-") for name in there)] == []


def test_every_page_that_a_module_names_as_its_source_is_there() -> None:
    pages = {path.name for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))}
    modules = [*ROOT.glob("*.py"), *(path for folder in (*HOUSE, "docs", "tests") for path in (ROOT / folder).rglob("*.py"))]
    said = {name for path in modules for name in re.findall(r"([\w-]+\.md)\b", ast.get_docstring(ast.parse(path.read_text())) or "")}
    assert said - pages == set()


def test_no_module_names_a_source_outside_of_the_project() -> None:
    modules = [path for folder in (*HOUSE, "tests") for path in (ROOT / folder).rglob("*.py")]
    assert [path.name for path in modules if re.search(r"^Source:.*\bissue\b", path.read_text(), re.MULTILINE)] == []


def sections(page: Path) -> Iterator[str]:
    """The numbers of a page's headings, and of the points of a list below one: `4`, `4.3`."""
    chapter = ""
    for line in page.read_text().splitlines():
        if heading := re.match(r"#+ (\d+(?:\.\d+)?)\.? ", line):
            chapter = heading[1]
            yield chapter
        elif point := re.match(r"(\d+)\. ", line):
            yield f"{chapter}.{point[1]}"


@pytest.mark.parametrize("page", sorted(SPECIFICATION))
def test_a_source_is_named_by_its_path_and_by_a_section_that_is_there(page: str) -> None:
    there = set(sections(ROOT / "docs" / page))
    wrong = []
    for path in [*ROOT.glob("*.py"), *(path for folder in HOUSE for path in (ROOT / folder).rglob("*.py"))]:
        said = " ".join(path.read_text().split())
        numbers = re.findall(rf"docs/{re.escape(page)}((?:,? (?:and |to )?[1-9](?:\.\d+)?)+)", said)
        unknown = {number for listed in numbers for number in re.findall(r"\d+(?:\.\d+)?", listed)} - there
        if unknown or re.search(rf"(?<![\w/-]){re.escape(page)}", said):
            wrong.append((path.name, unknown))
    assert wrong == []
