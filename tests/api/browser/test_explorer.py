"""The explorer: whose session it needs, under which policy it is shown, what it loads. Source: docs/decisions/044-browser.md."""

import gzip
import re
from hashlib import sha256
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette

from api.browser.careful import Careful
from api.browser.cookies import Cookies
from api.browser.explore import ASSETS, DOCUMENTS, FOLDER, OTHERS, OURS, PATH, ExplorerPages
from api.browser.page import Pages
from auth.browser.sessions import Sessions
from db.reference.documents import document, files
from domain.browser import Person
from resolvers.document.ready import ready
from tests.api.browser.test_signin import ACCOUNT, Stage, browsing, stage
from tests.api.conftest import TROUBLES

__all__ = ["stage"]

RELEASED = {
    "graphiql.min.js": "867226ba8af5ce7949903fc53932f78dac9f4bfc6cc8da0fd3869b8bc6c5256b",
    "graphiql.min.css": "30487e07635d312a63f647b140d37740a73c53332b0975bf4b1fe985ca6ec885",
    "react.production.min.js": "d949f1c3687aedadcedac85261865f29b17cd273997e7f6b2bfc53b2f9d4c4dd",
    "react-dom.production.min.js": "35f4f974f4b2bcd44da73963347f8952e341f83909e4498227d4e26b98f66f0d",
}
"""What others released, by its SHA-256: graphiql 4.1.2, react and react-dom 18.3.1 of npm."""


def sessions_of(stage: Stage) -> Sessions:
    return Sessions(stage.database, lambda: stage.references().limits)


def explorer(stage: Stage, *, in_development: bool = True) -> Starlette:
    cookies = Cookies(secure=False)
    pages = Pages(cookies)
    brought = ready((each.name, each.text) for each in map(document, files()))
    names = stage.references().name
    shown = ExplorerPages(sessions_of(stage), pages, cookies, Careful(pages, TROUBLES), brought, names, in_development=in_development)
    return Starlette(routes=shown.routes)


async def entered(stage: Stage, client: httpx2.AsyncClient) -> None:
    client.cookies.set("lianbang", await sessions_of(stage).begin(Person(None, ACCOUNT), None, "trace"))


@pytest.mark.parametrize("name", OTHERS)
def test_what_others_made_is_what_they_released(name: str) -> None:
    assert sha256(gzip.decompress((FOLDER / f"{name}.gz").read_bytes())).hexdigest() == RELEASED[name]


async def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_comes_back(stage: Stage) -> None:
    async with browsing(explorer(stage)) as client:
        sent = await client.get(PATH)
        assert (sent.status_code, sent.headers["location"]) == (303, f"/signin?to={PATH}")
        assert (await client.get(DOCUMENTS)).status_code == 401


async def test_the_page_loads_from_ourselves_alone_and_lets_no_other_script_in(stage: Stage) -> None:
    async with browsing(explorer(stage)) as client:
        await entered(stage, client)
        first, second = [await client.get(PATH) for _ in range(2)]
        policy = first.headers["content-security-policy"]
        assert policy != second.headers["content-security-policy"]  # each page has a nonce of its own
        assert re.search("script-src 'self';", policy)
        assert not re.search(r"unsafe|https?:|[*]", policy)
        loaded = re.findall(r'(?:src|href)="(/assets/explorer/[^"]+)"', first.text)
        assert sorted(loaded) == sorted(f"{ASSETS}/{name}" for name in (*OTHERS, *OURS))
        assert not re.search(r"<script(?! defer src)|\son\w+=|https?://", first.text)
        for path in loaded:
            assert (await client.get(path)).status_code == 200


async def test_a_file_that_the_browser_has_is_not_sent_again(stage: Stage) -> None:
    async with browsing(explorer(stage)) as client:
        for name in ("graphiql.min.js", "explorer.js"):
            plain, packed = [await client.get(f"{ASSETS}/{name}", headers={"accept-encoding": each}) for each in ("identity", "gzip")]
            assert plain.content == packed.content
            assert packed.headers["content-encoding"] == "gzip"
            again = await client.get(f"{ASSETS}/{name}", headers={"if-none-match": plain.headers["etag"]})
            assert (again.status_code, again.content) == (304, b"")


async def test_ready_documents_are_the_registered_ones_with_their_operations(stage: Stage) -> None:
    async with browsing(explorer(stage)) as client:
        await entered(stage, client)
        offered = (await client.get(DOCUMENTS)).json()
        assert {each["text"] for each in offered} == {document(path).text for path in files()}
        assert {"Civil affairs", "Every department"} <= {each["name"] for each in offered}
        sign = next(each for group in offered for each in group["operations"] if each["name"] == "Sign")
        assert sign["variables"] in ('{\n  "id": "ID!",\n  "reference": "String"\n}', '{\n  "input": "ReferralSignInput!"\n}')
        chinese = (await client.get(DOCUMENTS, headers={"accept-language": "zh"})).json()
        assert "民政" in "".join(each["name"] for each in chinese)


async def test_accounts_are_offered_in_development_alone(stage: Stage) -> None:
    for in_development in (True, False):
        async with browsing(explorer(stage, in_development=in_development)) as client:
            await entered(stage, client)
            assert ("/signin/account" in (await client.get(PATH)).text) is in_development


def test_the_page_of_what_others_made_names_their_licences() -> None:
    page = (Path(FOLDER) / "README.md").read_text()
    assert all(name in page for name in OTHERS)
    assert "MIT" in page
