"""What the application's login alone can do with sessions: nothing but by a secret. Source: docs/decisions/044-browser.md."""

from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from db.protect.functions.sessions import EXPIRE, FUNCTIONS, MOST_BEGUN, NOTED
from db.server.login import Addresses
from db.session import browser
from db.session.connect import connected
from tests.builders.world import NOW
from tests.db.protect.test_policies import as_stolen
from worker.jobs.browser import job_of_sign_ins

BEGIN: list[object] = [b"digest", None, None, "admin.security", None, None, None, [], 900, NOW + timedelta(hours=1), NOW]


async def test_a_session_is_neither_read_nor_prolonged_by_the_login_alone(shared_addresses: Addresses) -> None:
    async with as_stolen(shared_addresses) as connection:
        await connection.execute(browser.BEGIN, "trace", *BEGIN)
        for idle, ends in ((90_000, NOW), (900, NOW + timedelta(days=8))):
            with pytest.raises(asyncpg.CheckViolationError):
                await connection.execute(browser.BEGIN, "trace", b"longer", *BEGIN[1:8], idle, ends, NOW)
        ends = NOW + timedelta(hours=2)
        assert await connection.fetchval(browser.CHOOSE, "trace", b"digest", b"next", None, 900, ends, NOW) is True
        assert await connection.fetchval(browser.CHOOSE, "trace", b"digest", b"other", None, 900, ends, NOW) is False
    async with connected(shared_addresses.loader) as connection:
        assert await connection.fetchval("select ends_at from browser_session where digest = 'next'") == NOW + timedelta(hours=1)


async def test_a_logout_that_names_neither_session_nor_subject_ends_nothing(shared_addresses: Addresses) -> None:
    issuer = uuid4()
    async with connected(shared_addresses.app) as connection:
        await connection.execute(browser.BEGIN, "trace", b"stays", *BEGIN[1:])
        assert await connection.fetchval(browser.END_OF, "trace", issuer, b"jti", NOW, None, None, NOW) is True
        assert await connection.fetchrow(browser.USE, b"stays", NOW) is not None


async def test_the_functions_are_the_applications_alone(shared_addresses: Addresses) -> None:
    async with connected(shared_addresses.owner) as connection:
        for signature in (*FUNCTIONS, NOTED):
            may = "select has_function_privilege($1, $2, 'execute')"
            allowed = [each for each in ("lianbang_app", "lianbang_worker") if await connection.fetchval(may, each, signature)]
            assert allowed == {EXPIRE: ["lianbang_worker"], NOTED: []}.get(signature, ["lianbang_app"])


BEGUN = """insert into sign_in_attempt (state, browser, issuer_id, nonce, verifier, forward, expires_at)
select sha256(n::text::bytea), 'b', $1, 'n', 'v', '/', $2::timestamptz + n * interval '1 millisecond' from generate_series(1, $3) n"""
COUNT = "select count(*) from sign_in_attempt"


async def test_strangers_who_begin_without_end_fill_nothing_and_the_worker_removes_what_they_left(shared_addresses: Addresses) -> None:
    issuer, soon = uuid4(), NOW + timedelta(minutes=5)
    made = "insert into issuer (id, address, name, audience, organization_ids) values ($1, 'https://id.example', 'x', 'lianbang', '{}')"
    async with connected(shared_addresses.loader) as loader, connected(shared_addresses.app) as app:
        await loader.execute(made, issuer)
        await loader.execute(BEGUN, issuer, soon, MOST_BEGUN)
        for number in range(30):
            state = f"later {number}".encode()
            await app.execute(browser.SIGN_IN_BEGIN, state, b"b", issuer, "n", "v", "/", soon + timedelta(minutes=1), NOW)
            await app.fetchrow(browser.USE, state, NOW)  # an invented session
        assert await loader.fetchval(COUNT) == MOST_BEGUN
        assert await loader.fetchval(f"{COUNT} where octet_length(state) < 32") == 30  # the oldest gave way
        async with connected(shared_addresses.worker) as worker:
            await job_of_sign_ins(lambda: NOW + timedelta(minutes=5, seconds=30)).do(worker)
            assert await loader.fetchval(COUNT) == 30
            await job_of_sign_ins(lambda: NOW + timedelta(minutes=7)).do(worker)
        assert await loader.fetchval(COUNT) == 0
