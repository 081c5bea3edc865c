"""Starting up: the door, the database, what is refused in a line. Source: docs/settings.md."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import httpx2
import pytest

import app
from db.protect.cipher import KeysError
from db.server.embedded import Embedded
from db.server.login import Addresses
from demonstration.welcome import QUERY
from domain.terminal_error import StartError
from domain.value.node_id import global_id
from domain.viewer import Language
from settings.keys import cipher_of
from settings.kind import SettingsError
from settings.read import read_settings
from settings.settings import Settings
from terminal import audit, database, reach, seed, server, visits
from terminal.token import token as token_for
from tests.builders.case import a_family
from tests.builders.world import World

NEED = "TmVlZDo2ZjBkNGMxZS04YTUzLTRmMGUtOWE1NS0wZjFhM2IxZjZmMTE="
"""The id of a need that nobody has."""
REFERRAL = "UmVmZXJyYWw6NmYwZDRjMWUtOGE1My00ZjBlLTlhNTUtMGYxYTNiMWY2ZjEx"
"""The id of a referral that nobody has."""
PRODUCTION = {
    "LIANBANG_ENV": "production",
    "LIANBANG_CIPHER_KEYS": "k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "LIANBANG_INDEX_KEY": "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=",
}


def settings_of(addresses: Addresses, **more: str) -> dict[str, str]:
    """The environment of an installation that has a database of its own."""
    return {
        "DATABASE_URL": addresses.app,
        "LIANBANG_OWNER_URL": addresses.owner,
        "LIANBANG_WORKER_URL": addresses.worker,
        "LIANBANG_LOADER_URL": addresses.loader,
        **more,
    }


def test_a_database_of_ones_own_is_used_as_it_is_named(addresses: Addresses) -> None:
    with reach.addresses(read_settings(settings_of(addresses))) as used:
        assert used == addresses


def test_migrating_needs_a_superuser_only_to_create_the_logins(server: Embedded, empty_database: Addresses) -> None:
    database.migrate(read_settings(settings_of(empty_database)), create=False)
    with pytest.raises(SettingsError, match="LIANBANG_SUPERUSER_URL"):
        database.migrate(read_settings(settings_of(empty_database)), create=True)
    superuser = server.url("postgres", empty_database.app.partition("@/")[2].partition("?")[0])
    database.migrate(read_settings(settings_of(empty_database, LIANBANG_SUPERUSER_URL=superuser)), create=True)


@asynccontextmanager
async def serving(settings: Settings, addresses: Addresses) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the whole application, from its start to its end."""
    application = app.application(settings, addresses, reach.issuer(settings) if settings.in_development else None)
    async with (
        application.router.lifespan_context(application),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(application), base_url="http://lianbang") as client,
    ):
        yield client


def test_a_newcomer_with_a_token_is_answered_as_the_account(addresses: Addresses, tmp_path: Path) -> None:
    settings = read_settings(settings_of(addresses, LIANBANG_VAR=str(tmp_path)))
    world = World()
    world.viewer("cadre.federation.330110")
    asyncio.run(world.insert(addresses.loader))
    token = token_for(settings, "cadre.federation.330110", None)

    async def visit() -> None:
        async with serving(settings, addresses) as client:
            assert (await client.get("/healthz")).json() == {"status": "alive"}
            assert (await client.get("/readyz")).json()["status"] == "ready"  # that no worker works is told too, once it was looked
            assert len((await client.get("/.well-known/jwks.json")).json()["keys"]) == 1
            published = (await client.get("/.well-known/oauth-authorization-server")).json()
            assert (published["issuer"], published["token_endpoint"]) == (settings.issuer, f"{settings.issuer}/oauth/token")
            nobody = await client.post("/oauth/token", data={"grant_type": "client_credentials"})
            assert (nobody.status_code, nobody.json()) == (401, {"error": "invalid_client"})
            assert (await client.post("/graphql", json={"query": QUERY})).status_code == 401
            first = await client.post("/graphql", json={"query": QUERY}, headers={"Authorization": f"Bearer {token}"})
            assert (first.status_code, first.json()["data"]["referrals"]) == (200, {"totalCount": 0, "nodes": []})
            assert 'path="/graphql",status="401"} 1.0' in (await client.get("/metrics")).text

    asyncio.run(visit())


def test_a_referral_is_put_on_paper_by_the_whole_application(addresses: Addresses, tmp_path: Path) -> None:
    settings = read_settings(settings_of(addresses, LIANBANG_VAR=str(tmp_path)))
    world = World()
    case = a_family(world, head="诸葛明远").with_need("LIVING_ASSISTANCE").referred_to("civil-affairs.330110")
    world.viewer("cadre.federation.330110")
    asyncio.run(world.insert(addresses.loader))
    headers = {"Authorization": f"Bearer {token_for(settings, 'cadre.federation.330110', None)}"}

    async def visit() -> None:
        async with serving(settings, addresses) as client:
            asked = {"ids": [global_id("Referral", case.referral.id)]}
            assert (await client.post("/referral-sheets", json=asked)).status_code == 401
            page = await client.post("/referral-sheets", json=asked, headers=headers)
            assert (page.status_code, page.headers["content-disposition"]) == (200, f'inline; filename="{case.referral.number}.html"')
            assert "诸葛明远" in page.text
            document = await client.post("/referral-sheets", json={**asked, "format": "DOCX"}, headers=headers)
            assert (document.status_code, document.content[:2]) == (200, b"PK")
            unseen = await client.post("/referral-sheets", json={"ids": [REFERRAL]}, headers=headers)
            assert (unseen.status_code, unseen.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")
            assert 'path="/referral-sheets",status="200"} 2.0' in (await client.get("/metrics")).text

    asyncio.run(visit())


def test_where_the_clock_of_development_is_moved_everything_follows_it(addresses: Addresses, tmp_path: Path) -> None:
    true = read_settings(settings_of(addresses, LIANBANG_VAR=str(tmp_path)))
    ahead = read_settings(settings_of(addresses, LIANBANG_VAR=str(tmp_path), LIANBANG_CLOCK="+40d"))
    world = World()
    world.viewer("cadre.federation.330110")
    asyncio.run(world.insert(addresses.loader))
    token = token_for(ahead, "cadre.federation.330110", None)
    assert list(database.make_administrators(ahead))
    audit.verify_audit(ahead)

    async def status(settings: Settings) -> int:
        async with serving(settings, addresses) as client:
            answer = await client.post("/graphql", json={"query": "{ viewer { id } }"}, headers={"Authorization": f"Bearer {token}"})
            return answer.status_code

    async def made_at() -> datetime:
        connection = await asyncpg.connect(addresses.loader)
        try:
            at: datetime = await connection.fetchval("select min(starts_at) from membership where role = 'SYSTEM_ADMIN'")
            return at
        finally:
            await connection.close()

    assert asyncio.run(status(ahead)) == 200
    assert asyncio.run(status(true)) == 401  # issued in a time to come
    assert asyncio.run(made_at()) > datetime.now(UTC) + timedelta(days=39)


def test_a_membership_that_ends_is_refused_at_the_next_request_whatever_it_asks(addresses: Addresses, tmp_path: Path) -> None:
    settings = read_settings(settings_of(addresses, LIANBANG_VAR=str(tmp_path)))
    documents = {
        "cadre.federation.330102": "{ __typename }",
        "cadre.federation.330105": "{ viewer { id } }",
        "cadre.federation.330106": "{ __schema { queryType { name } } }",
        "cadre.federation.330108": "query($no: Boolean = false) { viewer @include(if: $no) { id } }",
        "cadre.federation.330110": f'mutation {{ needClose(input: {{ id: "{NEED}", reason: WITHDRAWN }}) {{ errors {{ code }} }} }}',
    }
    world = World()
    for account in documents:
        world.viewer(account)
    asyncio.run(world.insert(addresses.loader))
    tokens = {account: token_for(settings, account, None) for account in documents}

    async def ask(client: httpx2.AsyncClient) -> list[int]:
        answers = [
            await client.post("/graphql", json={"query": document}, headers={"Authorization": f"Bearer {tokens[account]}"})
            for account, document in documents.items()
        ]
        return [answer.status_code for answer in answers]

    async def visit() -> None:
        async with serving(settings, addresses) as client:
            assert await ask(client) == [200] * 5
            connection = await asyncpg.connect(addresses.loader)
            await connection.execute("update membership set ends_at = $1", datetime.now(UTC))
            await connection.close()
            assert await ask(client) == [401] * 5

    asyncio.run(visit())


CHANGES = (
    (
        "update membership set role = 'OFFICE_HANDLER' where id = $1",
        "OFFICE_HANDLER",
        "330110000000",
        "civil-affairs.330110000000",
        "FORBIDDEN",
    ),
    (
        "update membership set scope = '{330106000000}' where id = $1",
        "OFFICE_DISPATCHER",
        "330106000000",
        "civil-affairs.330110000000",
        "NOT_FOUND",
    ),
    (
        "update membership set office_id = (select id from office where name = 'housing.330110000000') where id = $1",
        "OFFICE_DISPATCHER",
        "330110000000",
        "housing.330110000000",
        "NOT_FOUND",
    ),
    (
        "update office set department_code = 'FINANCE' where id = (select office_id from membership where id = $1)",
        "OFFICE_DISPATCHER",
        "330110000000",
        "civil-affairs.330110000000",
        "NOT_FOUND",
    ),
)
"""What is changed of a membership or its office, and what is then told: role, scope, office, how a referral is signed."""


@pytest.mark.parametrize(("change", "role", "scope", "office", "refusal"), CHANGES)
def test_a_right_that_changes_is_seen_at_the_next_request_in_every_process(
    addresses: Addresses, tmp_path: Path, change: str, role: str, scope: str, office: str, refusal: str
) -> None:
    settings = read_settings(settings_of(addresses, LIANBANG_VAR=str(tmp_path)))
    world = World()
    viewer = world.viewer("dispatcher.civil-affairs.330110")
    world.office("housing.330110")
    asyncio.run(world.insert(addresses.loader))
    headers = {"Authorization": f"Bearer {token_for(settings, 'dispatcher.civil-affairs.330110', None)}"}
    asks = {"query": "{ viewer { role scope { code } office { name } } }"}
    targets = f'[{{ id: "{REFERRAL}", expectedVersion: 1 }}]'
    signs = {"query": f"mutation {{ referralSign(input: {{ targets: {targets} }}) {{ results {{ errors {{ code }} }} }} }}"}

    async def visit() -> None:
        async with serving(settings, addresses) as one, serving(settings, addresses) as other:
            for client in (one, other):
                assert (await client.post("/graphql", json=asks, headers=headers)).json()["data"]["viewer"]["role"] == "OFFICE_DISPATCHER"
            connection = await asyncpg.connect(addresses.loader)
            await connection.execute(change, viewer.membership)
            await connection.close()
            shown = (await one.post("/graphql", json=asks, headers=headers)).json()["data"]["viewer"]
            assert shown == {"role": role, "scope": [{"code": scope}], "office": {"name": office}}
            done = (await other.post("/graphql", json=signs, headers=headers)).json()["data"]["referralSign"]
            assert done == {"results": [{"errors": [{"code": refusal}]}]}

    asyncio.run(visit())


def test_in_production_the_development_issuer_neither_issues_nor_is_believed(addresses: Addresses, tmp_path: Path) -> None:
    development = read_settings(settings_of(addresses, LIANBANG_VAR=str(tmp_path)))
    production = read_settings(settings_of(addresses, LIANBANG_VAR=str(tmp_path), **PRODUCTION))
    world = World()
    world.viewer("cadre.federation.330110")
    asyncio.run(world.insert(addresses.loader))
    token = token_for(development, "cadre.federation.330110", None)
    for refused in (lambda: token_for(production, "cadre.federation.330110", None), lambda: server.run(production)):
        with pytest.raises(StartError, match="development alone"):
            refused()

    async def visit() -> None:
        async with serving(production, addresses) as client:
            assert (await client.get("/.well-known/jwks.json")).status_code == 404
            assert (await client.post("/oauth/token")).status_code == 404
            shown = await client.post("/graphql", json={"query": "{ __typename }"}, headers={"Authorization": f"Bearer {token}"})
            assert shown.status_code == 401

    asyncio.run(visit())


def test_nothing_that_seals_starts_with_other_keys_than_the_database_was_written_with(addresses: Addresses, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = str(door.getsockname()[1])
    first = settings_of(addresses, LIANBANG_VAR=str(tmp_path), LIANBANG_PORT=port, **PRODUCTION) | {"LIANBANG_ENV": "development"}
    asyncio.run(cipher_of(read_settings(first), addresses))
    other = read_settings(first | {"LIANBANG_INDEX_KEY": "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI="})
    for start in (
        lambda: server.run(other),
        lambda: server.serve(other),
        lambda: seed.demonstrate(other, 0),
        lambda: visits.list_imports(other, "nobody", Language.EN),
    ):
        with pytest.raises(KeysError, match="LIANBANG_INDEX_KEY is another"):
            start()


def test_the_administrators_are_told_with_the_memberships_that_their_tokens_name(addresses: Addresses) -> None:
    settings = read_settings(settings_of(addresses))
    assert [line.split()[0] for line in database.make_administrators(settings)] == ["admin.system", "admin.security", "admin.audit"]
    assert list(database.make_administrators(settings)) == ["The three administrators are there already."]


def test_an_audit_trail_that_was_changed_is_told_fault_by_fault(addresses: Addresses, tmp_path: Path) -> None:
    settings = read_settings(settings_of(addresses, LIANBANG_VAR=str(tmp_path)))
    assert audit.verify_audit(settings) == "The audit trail is whole."
    (tmp_path / "audit-head").write_text(f"7 {'ab' * 32}\n")
    with pytest.raises(audit.AuditError, match="block 7"):
        audit.verify_audit(settings)
