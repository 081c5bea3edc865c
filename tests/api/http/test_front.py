"""The front page. Source: docs/settings.md (In production)."""

from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from api.http.front import COMMANDS, FILES, OWN, PUBLIC, front

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ROOT = Path(__file__).parents[3]


async def shown(accept: str | None, *, in_development: bool = True) -> httpx2.Response:
    """What stands at the server's address."""
    application = Starlette(routes=[Route("/", front(in_development=in_development))])
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(application), base_url="http://x") as client:
        return await client.get("/", headers={"Accept": accept} if accept else {})


async def test_a_program_learns_where_things_are() -> None:
    assert (await shown("application/json")).json() == {"lianbang": "联帮", "paths": OWN, "commands": COMMANDS, "files": FILES}
    assert (await shown(None)).headers["content-type"] == "application/json"


async def test_a_browser_gets_a_page_that_says_the_same() -> None:
    page = await shown(BROWSER)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert all(f'<a href="{path}">' in page.text for path in OWN)
    assert all(name in page.text for name in FILES)


@pytest.mark.parametrize("accept", [None, BROWSER])
async def test_in_production_no_more_is_said_than_where_the_endpoint_is(accept: str | None) -> None:
    page = (await shown(accept, in_development=False)).text
    assert "/graphql" in page
    assert not any(word in page for word in (*(OWN.keys() - PUBLIC.keys()), *FILES, "token ACCOUNT"))


def test_every_file_that_is_named_is_there() -> None:
    assert [name for name in FILES if not (ROOT / name).exists()] == []
