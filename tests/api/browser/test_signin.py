"""The pages by which people sign in and out, as a browser meets them. Source: docs/decisions/044-browser.md."""

import logging
import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from typing import ClassVar, cast
from uuid import UUID, uuid4

import httpx2
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.middleware import Middleware
from typing_extensions import override

from api.browser.careful import Careful
from api.browser.cookies import Cookies
from api.browser.issuers import IssuerPages
from api.browser.page import POLICY, STYLE, Pages
from api.browser.signin import SignInPages
from api.browser.words import WORDS
from api.http.edge import Edge
from api.metrics import Metrics
from api.rate import Allowance, AtTheDoor
from auth.browser.flow import Begun, Choice, Flow, NoLogout, SignInFailed
from auth.browser.sessions import Sessions
from auth.others.fetch import FetchFailed
from db.reference.current import Current
from db.server.login import Addresses
from db.session.connect import connected
from db.session.engine import Database
from domain.browser import Person
from domain.viewer import Language
from tests.api.conftest import TROUBLES
from tests.builders.world import NOW, World

ISSUER = uuid4()
PER_MINUTE = 10
OURS = {"sec-fetch-site": "same-origin", "accept-language": "en"}
ACCOUNT = "dispatcher.civil-affairs.330110"


class SmallFlow:
    """One issuer, at which an account signs in; others are away, or nobody."""

    choices: ClassVar = [Choice(ISSUER, "统一认证")]

    async def begin(self, issuer: UUID, forward: str, *, strong: bool = False) -> Begun:
        if issuer != ISSUER:
            raise FetchFailed("down")
        return Begun(f"https://id.example/authorize?state=x&to={forward}", "held")

    async def finish(self, told: list[tuple[str, str]], secret: str | None) -> tuple[Person, str]:
        if secret != "held":
            raise SignInFailed
        return Person(None, ACCOUNT), "/signin"

    async def end_address(self, issuer: UUID) -> str | None:
        return None

    async def log_out(self, token: str, trace: str) -> None:
        if token != "good":
            raise NoLogout


def application(database: Database, references: Current, *, in_development: bool = True, secure: bool = False) -> Starlette:
    cookies = Cookies(secure=secure)
    pages = Pages(cookies)
    sessions = Sessions(database, lambda: references().limits)
    careful, flow = Careful(pages, TROUBLES), cast(Flow, SmallFlow())
    sign_in = SignInPages(sessions, flow, pages, cookies, careful, 1.0, in_development=in_development)
    door = AtTheDoor(Allowance(PER_MINUTE, lambda: NOW))
    of_issuers = IssuerPages(flow, sessions, pages, cookies, careful, door, logging.getLogger("test"), 1.0)
    edge = Middleware(Edge, paths=frozenset({"/signin"}), log=logging.getLogger("test"), metrics=Metrics())
    return Starlette(routes=[*pages.routes, *sign_in.routes, *of_issuers.routes], middleware=[edge])


def browsing(app: Starlette) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="https://lianbang.example", headers=OURS)


class Stage:
    """The database of the module, with an account."""

    def __init__(self, database: Database, references: Current, world: World, loader: str) -> None:
        self.loader = loader
        self.database, self.references = database, references
        self.membership = f"{ACCOUNT} {world.viewer(ACCOUNT).membership}"


@pytest_asyncio.fixture(scope="module")
async def stage(shared_addresses: Addresses) -> AsyncIterator[Stage]:
    world, database = World(), Database(shared_addresses.app, lambda: NOW)
    world.viewer(ACCOUNT)
    await world.insert(shared_addresses.loader)
    await database.open()
    references = Current(database)
    await references.read()
    yield Stage(database, references, world, shared_addresses.loader)
    await database.close()


@pytest_asyncio.fixture
async def browser(stage: Stage) -> AsyncIterator[httpx2.AsyncClient]:
    async with browsing(application(stage.database, stage.references)) as client:
        yield client


async def test_an_account_of_the_demonstration_is_entered_by_a_form_and_left_again(browser: httpx2.AsyncClient, stage: Stage) -> None:
    page = await browser.get("/signin")
    assert stage.membership in page.text
    entered = await browser.post("/signin/account", data={"membership": stage.membership})
    assert (entered.status_code, entered.headers["location"]) == (303, "/signin")
    cookie = entered.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Path=/"))
    assert "Max-Age" not in cookie
    assert WORDS["signed_in_as"].en in (await browser.get("/signin")).text
    held = dict(browser.cookies)
    left = await browser.post("/signout")
    assert WORDS["signed_out"].en in left.text
    async with connected(stage.loader) as connection:
        noted = {row["action"]: row["trace"] for row in await connection.fetch("select action, trace from audit_record")}
    assert noted == {"signIn": entered.headers["x-trace-id"], "signOut": left.headers["x-trace-id"]}
    assert dict(browser.cookies) == {}
    browser.cookies.update(held)
    assert WORDS["signed_in_as"].en not in (await browser.get("/signin")).text


async def test_a_sign_in_at_an_issuer_goes_there_and_comes_back_with_another_session(browser: httpx2.AsyncClient, stage: Stage) -> None:
    assert str(ISSUER) in (await browser.get("/signin")).text
    planted = (await browser.post("/signin/account", data={"membership": stage.membership})).cookies["lianbang"]
    going = await browser.post("/signin/issuer", data={"issuer": str(ISSUER)})
    assert 'http-equiv="refresh" content="0;url=https://id.example/authorize?state=x&amp;to=/signin"' in going.text
    assert "Max-Age=600" in going.headers["set-cookie"]
    back = await browser.get("/signin/back?code=c&state=x", headers={"sec-fetch-site": "cross-site"})
    assert (back.status_code, back.headers["location"]) == (303, "/signin")
    assert back.cookies["lianbang"] != planted
    assert "lianbang-attempt" not in browser.cookies
    failed = await browser.get("/signin/back?code=c&state=x")
    assert (failed.status_code, WORDS["sign_in_failed"].en in failed.text) == (400, True)
    assert (await browser.post("/signin/issuer", data={"issuer": str(UUID(int=0))})).status_code == 503
    assert (await browser.post("/signin/issuer", data={"issuer": "x"})).status_code == 400


async def test_an_issuer_that_logs_out_is_answered_by_a_status_alone(browser: httpx2.AsyncClient) -> None:
    for form, status in (({"logout_token": "good"}, 200), ({"logout_token": "x"}, 400), ({}, 400)):
        answer = await browser.post("/signin/logout", data=form, headers={"sec-fetch-site": "cross-site"})
        assert (answer.status_code, answer.content, answer.headers["cache-control"]) == (status, b"", "no-store")


async def test_in_production_no_account_is_entered_and_cookies_are_for_this_host_over_tls_alone(stage: Stage) -> None:
    async with browsing(application(stage.database, stage.references, in_development=False, secure=True)) as client:
        page = await client.get("/signin?language=en")
        assert ACCOUNT not in page.text
        assert re.fullmatch("__Host-lianbang-language=en; .*Secure.*", page.headers["set-cookie"])
        assert (await client.post("/signin/account", data={"membership": stage.membership})).status_code == 404


@pytest.mark.parametrize("path", ["/signin/account", "/signin/membership", "/signout"])
async def test_a_form_of_another_site_does_nothing(browser: httpx2.AsyncClient, stage: Stage, path: str) -> None:
    await browser.post("/signin/account", data={"membership": stage.membership})
    refused = await browser.post(path, data={"membership": stage.membership}, headers={"sec-fetch-site": "cross-site"})
    assert (refused.status_code, WORDS["forged"].en in refused.text, "set-cookie" in refused.headers) == (403, True, False)
    assert WORDS["signed_in_as"].en in (await browser.get("/signin")).text


async def test_a_form_that_cannot_be_read_is_refused_as_a_page(browser: httpx2.AsyncClient, stage: Stage) -> None:
    assert (await browser.post("/signin/account", data={"membership": "x y"})).status_code == 400
    assert (await browser.post("/signin/account", json={})).status_code == 415
    other = stage.membership.replace("civil-affairs", "federation")
    assert (await browser.post("/signin/account", data={"membership": other})).status_code == 403
    twice = await browser.post("/signin/account", content="to=a&to=b", headers={"content-type": "application/x-www-form-urlencoded"})
    assert twice.status_code == 400
    assert (await browser.post("/signin/membership", data={"membership": "x"})).headers["location"] == "/signin"


async def test_nobody_is_sent_to_an_address_that_somebody_else_wrote(browser: httpx2.AsyncClient, stage: Stage) -> None:
    for to in ("https://evil.example", "//evil.example", "/\\evil.example", "/graphql"):
        entered = await browser.post("/signin/account", data={"membership": stage.membership, "to": to})
        assert entered.headers["location"] == "/signin"


async def test_pages_come_in_the_language_that_is_asked_for_or_was_chosen(browser: httpx2.AsyncClient) -> None:
    assert '<html lang="en">' in (await browser.get("/signin")).text
    assert '<html lang="zh">' in (await browser.get("/signin?language=zh")).text
    assert '<html lang="zh">' in (await browser.get("/signin")).text
    assert '<html lang="zh">' in (await browser.get("/signin?language=fr")).text


class Form(HTMLParser):
    """What of a page is needed without a mouse or a screen: names of controls; and what it would run or load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.labelled: set[str | None] = set()
        self.controls: list[dict[str, str | None]] = []
        self.tags: list[str] = []
        self.feed(text)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if tag == "label":
            self.labelled.add(given["for"])
        if tag in {"select", "input", "textarea"} and given.get("type") != "hidden":
            self.controls.append(given)


async def test_a_page_needs_no_script_names_its_controls_and_lets_nothing_else_in(browser: httpx2.AsyncClient) -> None:
    page = await browser.get("/signin")
    assert page.headers["content-security-policy"] == POLICY
    form = Form(page.text)
    assert [each for each in form.controls if each.get("id") not in form.labelled] == []
    assert {"script", "style", "img", "iframe"}.isdisjoint(form.tags)
    assert not re.search(r"\s(on\w+|style)=", page.text)
    assert re.search(f'href="{STYLE}[?][0-9a-f]+"', page.text)
    assert (await browser.get(STYLE)).headers["content-type"] == "text/css; charset=utf-8"


def test_every_word_is_there_in_both_languages() -> None:
    assert [
        name for name, word in WORDS.items() if not re.search("[一-鿿]", word.zh) or re.search("[一-鿿]", word.in_language(Language.EN))
    ] == []


async def test_an_address_begins_no_more_sign_ins_than_it_may(stage: Stage) -> None:
    async with browsing(application(stage.database, stage.references)) as client:
        asked = [await client.get("/signin/back") for _ in range(PER_MINUTE + 1)]
        assert [each.status_code for each in asked] == [400] * PER_MINUTE + [429]
        assert asked[-1].headers["retry-after"] == "6"
        assert (await client.post("/signin/issuer", data={"issuer": str(ISSUER)})).status_code == 429
        assert (await client.get("/signin")).status_code == 200
