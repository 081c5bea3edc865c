"""Sessions: one secret at a time, limits by role, ends that hold in every process. Source: docs/decisions/044-browser.md."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import pytest_asyncio
from starlette.datastructures import Headers

from auth.bearer import Bearer
from auth.browser.credential import SessionCredential
from auth.browser.sessions import NotHeld, Sessions
from auth.credential import Unauthenticated
from auth.identify import Identity
from db.reference.current import Current
from db.server.login import Addresses
from db.session.engine import Database
from db.session.transaction import transaction
from db.tables.account import Membership
from domain.browser import Person
from domain.viewer import MembershipEnded, Viewer
from tests.builders.world import NOW, SINCE, UNTIL, World

DISPATCHER, ADMIN = "dispatcher.civil-affairs.330110", "admin.security"
ASKED = {"lianbang-session": "1", "sec-fetch-site": "same-origin"}


class Browser:
    """Sessions of a process, and of another beside it; `now` can be turned."""

    def __init__(self, addresses: Addresses) -> None:
        self.now = NOW
        self.addresses, self.world = addresses, World()
        self.database, self.beside = (Database(addresses.app, self._clock) for _ in range(2))
        references = Current(self.database)
        self.read = references.read
        self.sessions, elsewhere = (Sessions(each, lambda: references().limits) for each in (self.database, self.beside))
        self.identity = Identity(self.beside, Bearer(), SessionCredential(elsewhere, "lianbang", in_development=True))
        self.in_production = Identity(self.beside, Bearer(), SessionCredential(elsewhere, "lianbang", in_development=False))

    def _clock(self) -> datetime:
        return self.now

    async def entered(self, account: str, replaced: str | None = None) -> str:
        return await self.sessions.begin(Person(None, account), replaced, "trace")

    async def asked_with(self, secret: str, **headers: str) -> Viewer:
        """Whom the other process takes a request for."""
        given = {"cookie": f"a=b; lianbang={secret}", **ASKED, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return await self.identity.viewer(Headers({name: value for name, value in given.items() if value}), "trace")

    async def ended(self, secret: str) -> None:
        with pytest.raises(Unauthenticated) as refusal:
            await self.asked_with(secret)
        assert refusal.value.code == "SESSION_ENDED"

    async def second_membership(self, account: str) -> Membership:
        viewer, office = self.world.viewer(account), self.world.office("human-resources.330110")
        made = Membership(
            id=uuid4(),
            account_id=viewer.account,
            office_id=office.id,
            department_code=office.department_code,
            office_region_code=office.region_code,
            role="OFFICE_HANDLER",
            scope=[office.region_code],
            starts_at=SINCE,
            ends_at=UNTIL,
        )
        self.world.add(made)
        await self.world.insert(self.addresses.loader)
        return made


@pytest_asyncio.fixture
async def browser(addresses: Addresses) -> AsyncIterator[Browser]:
    made = Browser(addresses)
    for name in (DISPATCHER, ADMIN):
        made.world.viewer(name)
    await made.world.insert(addresses.loader)
    for database in (made.database, made.beside):
        await database.open()
    await made.read()
    yield made
    for database in (made.database, made.beside):
        await database.close()


async def test_a_session_is_taken_in_every_process_until_it_is_signed_out(browser: Browser) -> None:
    secret = await browser.entered(DISPATCHER)
    assert await browser.asked_with(secret) == browser.world.viewer(DISPATCHER)
    with pytest.raises(Unauthenticated):  # a database of development, in production
        await browser.in_production.viewer(Headers({"cookie": f"lianbang={secret}", **ASKED}), "trace")
    assert await browser.sessions.end(secret, "trace") is None
    await browser.ended(secret)


async def test_a_sign_in_ends_the_session_that_the_browser_had(browser: Browser) -> None:
    planted = await browser.entered(ADMIN)
    secret = await browser.entered(DISPATCHER, planted)
    assert secret != planted
    await browser.ended(planted)
    assert (await browser.asked_with(secret)).account == browser.world.viewer(DISPATCHER).account


async def test_a_session_ends_when_it_is_not_used_and_after_its_whole_time_sooner_for_administrators(browser: Browser) -> None:
    for account, idle, whole in ((ADMIN, 15, 240), (DISPATCHER, 30, 720)):
        browser.now = NOW
        unused, secret = await browser.entered(account), await browser.entered(account)
        for minutes in range(10, whole, 10):
            browser.now = NOW + timedelta(minutes=minutes)
            await browser.asked_with(secret)
            if minutes == idle // 10 * 10:
                browser.now = NOW + timedelta(minutes=idle)
                await browser.ended(unused)
        browser.now = NOW + timedelta(minutes=whole)
        await browser.ended(secret)


async def test_of_several_memberships_one_is_chosen_and_the_secret_is_another_then(browser: Browser) -> None:
    second = await browser.second_membership(DISPATCHER)
    secret = await browser.entered(DISPATCHER)
    session = await browser.sessions.use(secret)
    assert session is not None
    assert session.membership is None
    await browser.ended(secret)  # nothing is chosen yet
    with pytest.raises(NotHeld):
        await browser.sessions.choose(secret, session, browser.world.viewer(ADMIN).membership, "trace")
    chosen = await browser.sessions.choose(secret, session, second.id, "trace")
    assert chosen is not None
    assert (await browser.asked_with(chosen, lianbang_session=str(second.id))).membership == second.id
    with pytest.raises(Unauthenticated) as refusal:  # a page that stands open since before
        await browser.asked_with(chosen, lianbang_session=str(browser.world.viewer(DISPATCHER).membership))
    assert refusal.value.code == "SESSION_CHANGED"
    assert await browser.sessions.choose(secret, session, second.id, "trace") is None


async def test_a_membership_that_has_ended_fails_at_the_next_request(browser: Browser) -> None:
    secret = await browser.entered(DISPATCHER)
    viewer = await browser.asked_with(secret)
    await browser.second_membership(ADMIN)  # inserts what is new alone
    connection_statement = "update membership set ends_at = $1 where id = $2"
    async with browser.database.engine.begin() as connection:
        await connection.exec_driver_sql("select set_config('app.mode', 'apply', true)")
        await connection.exec_driver_sql(connection_statement, (NOW, viewer.membership))
    with pytest.raises(MembershipEnded):
        async with transaction(browser.beside, viewer):
            pass
    browser.identity.forget(viewer)
    with pytest.raises(Unauthenticated):
        await browser.asked_with(secret)


async def test_a_session_is_used_by_pages_of_our_own_alone(browser: Browser) -> None:
    secret = await browser.entered(DISPATCHER)
    for elsewhere in (
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"sec_fetch_site": "", "origin": "https://evil.example", "host": "lianbang.example"},
        {"sec_fetch_site": "", "origin": "null", "host": "lianbang.example"},
        {"sec_fetch_site": "", "host": "lianbang.example"},
    ):
        with pytest.raises(Unauthenticated) as refusal:
            await browser.asked_with(secret, **elsewhere)
        assert refusal.value.code == "SESSION_ELSEWHERE"
    await browser.asked_with(secret, sec_fetch_site="", origin="https://lianbang.example", host="lianbang.example")
    with pytest.raises(Unauthenticated) as refusal:  # the cookie alone is no credential
        await browser.asked_with(secret, lianbang_session="")
    assert refusal.value.code is None
    for other in (f"{secret}; lianbang={secret}", "x", f'"{secret}x"'):
        with pytest.raises(Unauthenticated):
            await browser.asked_with(other)
