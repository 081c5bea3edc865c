"""A person who asks is handed what was seen of them on paper, by the answer of the contract. Source: docs/decisions/051."""

import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import httpx2
import pytest_asyncio
from starlette.applications import Starlette
from starlette.middleware import Middleware

from api.browser.access_report import FIND_PATH, PATH, AccessReportPages
from api.browser.careful import Careful
from api.browser.cookies import Cookies
from api.browser.page import POLICY, Pages
from api.browser.words import WORDS
from api.http.edge import Edge
from api.metrics import Metrics
from api.rate import Allowance, Allowances
from auth.bearer import Bearer
from auth.browser.credential import SessionCredential
from auth.browser.sessions import Sessions
from auth.identify import Identity
from db.reference.read import Reference
from db.server.login import Addresses
from db.tables.audit import AuditRecord
from domain.audit import AuditKind
from domain.browser import Person
from domain.value.node_id import global_id
from resolvers.commands.access_report.report import SubjectAccessReport
from resolvers.commands.all import COMMANDS
from resolvers.commands.family.search import FamilySearch
from schema.contract import contract
from tests.api.conftest import TROUBLES
from tests.builders.case import Case, a_family
from tests.builders.county import CIPHER
from tests.builders.world import NOW, OTHER_TOWN, World
from tests.schema.conftest import CADRE, DISPATCHER, Stage

OURS = {"sec-fetch-site": "same-origin", "accept-language": "en"}
RECORDS = "select count(*) from audit_record where action = 'subjectAccessReport'"


class Desk:
    """A browser in which an official of the federation is signed in, and somebody of whom an office was shown something."""

    def __init__(self, stage: Stage, sessions: Sessions, browser: httpx2.AsyncClient, case: Case) -> None:
        self.stage, self.sessions, self.browser, self.case = stage, sessions, browser, case
        self.person = global_id("Person", case.head.id)

    async def enters(self, account: str) -> str:
        """Sign in; return the membership."""
        self.browser.cookies.clear()
        self.browser.cookies.set("lianbang", await self.sessions.begin(Person(None, account), None, "trace"))
        return str(self.stage.world.viewer(account).membership)

    async def asks(self, membership: str, **form: str) -> httpx2.Response:
        """What the form answers."""
        return await self.browser.post(PATH, data={"membership": membership, "person": self.person, "askedBy": "SELF"} | form)


@pytest_asyncio.fixture(scope="module")
async def desk(shared_addresses: Addresses, reference: Reference) -> AsyncIterator[Desk]:
    world = World()
    case, viewer = a_family(world), world.viewer(DISPATCHER)
    world.viewer(CADRE)
    of = {"account_id": viewer.account, "office_id": viewer.office, "membership_id": viewer.membership, "family_ids": [case.family.id]}
    for day in range(60):
        told = of | {"kind": AuditKind.READ, "action": "query", "groups": ["IDENTITY", "CONTACT"], "trace": "trace"}
        world.add(AuditRecord(id=uuid4(), at=NOW - timedelta(days=day + 1), **told))
    await world.insert(shared_addresses.loader)
    stage = Stage(shared_addresses, reference)
    stage.begin(world, contract(COMMANDS))
    await stage.database.open()
    sessions, cookies = Sessions(stage.database, lambda: reference.limits), Cookies(secure=False)
    pages = Pages(cookies)
    identity = Identity(stage.database, Bearer(), SessionCredential(sessions, cookies.session, in_development=True))
    executor = stage.executor(
        searches=FamilySearch(stage.database, lambda: reference, CIPHER, allow_synthetic=True),
        reports=SubjectAccessReport(stage.database, lambda: reference, CIPHER),
    )
    allowances = Allowances(*(Allowance(100, lambda: NOW) for _ in range(2)))
    made = AccessReportPages(identity, sessions, executor, allowances, pages, cookies, Careful(pages, TROUBLES), 1.0)
    edge = Middleware(Edge, paths=frozenset({PATH}), log=logging.getLogger("test"), metrics=Metrics())
    app = Starlette(routes=made.routes, middleware=[edge])
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://lianbang.example", headers=OURS) as browser:
        yield Desk(stage, sessions, browser, case)
    await stage.database.close()


async def test_the_page_tells_what_the_report_tells_and_each_one_is_audited(desk: Desk) -> None:
    membership = await desk.enters(CADRE)
    assert desk.person in (await desk.browser.get(f"{PATH}?person={desk.person}")).text
    page = await desk.asks(membership)
    assert (page.status_code, page.headers["content-security-policy"], page.headers["cache-control"]) == (200, POLICY, "no-store")
    assert page.text.count("<tr>") == 61
    assert str(desk.case.head.name) in page.text
    assert desk.person in page.text  # by which the audit administrator finds their records, and no number is asked for
    assert "<script" not in page.text
    chinese = await desk.browser.post(f"{PATH}?language=zh", data={"membership": membership, "person": desk.person, "askedBy": "GUARDIAN"})
    assert all(each in chinese.text for each in (WORDS["report_law"].zh, "监护人", "2026-11-23"))
    async with desk.stage.as_loader() as connection:
        assert await connection.fetchval(RECORDS) == 2


async def test_the_person_is_found_as_any_search_finds_and_audits(desk: Desk) -> None:
    membership = await desk.enters(CADRE)
    named = {"membership": membership, "by": "name", "text": str(desk.case.head.name)}
    page = await desk.browser.post(FIND_PATH, data=named)
    assert (page.status_code, page.headers["content-security-policy"], "<script" in page.text) == (200, POLICY, False)
    assert f'href="{PATH}?person={quote(desk.person)}"' in page.text
    elsewhere = await desk.browser.post(FIND_PATH, data={**named, "region": OTHER_TOWN})
    assert (desk.person in elsewhere.text, WORDS["report_found_nobody"].en in elsewhere.text) == (False, True)
    short = await desk.browser.post(f"{FIND_PATH}?language=zh", data={**named, "text": str(desk.case.head.name)[0]})
    assert ('role="alert"' in short.text, desk.person in short.text) == (True, False)
    async with desk.stage.as_loader() as connection:
        found = await connection.fetch("select person_ids, reason from audit_record where action = 'familySearch' order by reason")
    assert sorted((each["person_ids"] or [], each["reason"]) for each in found) == [([], "NAME"), ([desk.case.head.id], "NAME")]


async def test_whoever_may_not_search_is_told_why_and_another_site_searches_nothing(desk: Desk) -> None:
    membership = await desk.enters(DISPATCHER)
    number = {"membership": membership, "by": "idNumber", "text": "11010519491231002X"}
    assert 'role="alert"' in (await desk.browser.post(FIND_PATH, data=number)).text
    for form, status in (({"by": "phone"}, 400), ({"text": " "}, 400), ({"membership": str(uuid4())}, 303)):
        assert (await desk.browser.post(FIND_PATH, data=number | form)).status_code == status
    assert (await desk.browser.post(FIND_PATH, data=number, headers={"sec-fetch-site": "cross-site"})).status_code == 403


async def test_whoever_may_not_ask_is_told_nothing_and_a_page_of_another_membership_does_nothing(desk: Desk) -> None:
    membership = await desk.enters(DISPATCHER)
    for form in ({}, {"person": global_id("Person", uuid4())}, {"person": "x"}):
        refused = await desk.asks(membership, **form)
        assert (refused.status_code, WORDS["report_refused"].en in refused.text) == (422, True)
    other = await desk.asks(str(uuid4()))
    assert (other.status_code, other.headers["location"]) == (303, f"/signin?to={PATH}")
    await desk.enters(CADRE)
    desk.browser.cookies.clear()
    assert (await desk.browser.get(PATH)).headers["location"] == f"/signin?to={PATH}"
    forged = await desk.browser.post(PATH, data={"person": desk.person}, headers={"sec-fetch-site": "cross-site"})
    assert forged.status_code == 403
