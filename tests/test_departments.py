"""Every answer on the pages of docs/departments/ is the one that comes, and their operations stand in docs/operations/.

Source: docs/departments/README.md.
"""

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import uuid4

import pytest
from graphql import OperationDefinitionNode, build_schema, parse

from db.server.login import Addresses
from domain.message.message import TEXTS
from domain.viewer import Language
from resolvers.document.parse import Documents
from tests.departments import FAMILIES, FOLDER, OPERATIONS, PAGES, WIDTH, operations, path_of, prepare
from tests.story import ROOT, Ask, asking, calls, laid_out, played, shell_of
from tests.test_readme import alike

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
LINES = 250


@pytest.fixture(scope="module")
async def ask(shared_addresses: Addresses, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ask]:
    """Asks the platform in one county for all pages."""
    seconds, var = count(), tmp_path_factory.mktemp("departments")
    async with asking(shared_addresses, Language.EN, lambda: NOW + timedelta(seconds=next(seconds)), var, FAMILIES) as asked:
        yield asked


@pytest.mark.parametrize("page", PAGES)
async def test_the_calls_of_a_page_are_answered_as_it_says(ask: Ask, page: str) -> None:
    told = calls(path_of(page).read_text())
    assert len(told) >= 5
    await prepare(page, ask, shell_of(NOW))
    for call, (_, answer) in zip(told, await played(told, ask, NOW), strict=True):
        assert "errors" not in answer, call.document
        assert alike(answer) == alike(call.answer), call.document


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_short_and_its_answers_are_laid_out(page: str) -> None:
    text = path_of(page).read_text()
    assert len(text.splitlines()) <= LINES
    assert all(laid_out(call.answer, width=WIDTH) in text for call in calls(text))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_tells_a_refusal_with_its_place(page: str) -> None:
    refused = re.findall(r'"code": "([A-Z_]+)",\s+"message"', json.dumps([call.answer for call in calls(path_of(page).read_text())]))
    assert refused
    assert {*refused} <= {*TEXTS}


@pytest.fixture(scope="module")
def documents() -> Documents:
    """What knows the documents of the contract that is printed."""
    return Documents(build_schema((ROOT / "schema.graphql").read_text()), introspection=False)


@pytest.mark.parametrize("page", PAGES)
def test_the_operations_of_a_page_can_be_registered_by_their_names(documents: Documents, page: str) -> None:
    text = (OPERATIONS / f"{page}.graphql").read_text()
    assert text == operations(page), "run `make story`"
    names = [each.name.value if each.name else "" for each in parse(text).definitions if isinstance(each, OperationDefinitionNode)]
    assert len({*names}) == len(names) == len(calls(path_of(page).read_text()))
    document = documents.known(text, uuid4())
    assert [document.operation(name).name for name in names] == names


def test_every_page_is_listed_and_every_link_leads_somewhere() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == {"README", "systems", *PAGES}
    for path in FOLDER.glob("*.md"):
        links = re.findall(r"\]\(([^)]+)\)", path.read_text())
        assert [link for link in links if not (Path(path.parent) / link).exists()] == []
    assert {f"{page}.md" for page in PAGES} <= {*re.findall(r"\]\(([^)]+)\)", (FOLDER / "README.md").read_text())}


def test_every_code_that_the_first_page_explains_is_one() -> None:
    told = re.findall(r"^\| ([A-Z_, ]+) \|", (FOLDER / "README.md").read_text(), re.MULTILINE)
    assert told
    assert {code for each in told for code in each.split(", ")} <= {*TEXTS}
