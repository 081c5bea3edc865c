"""The program of docs/samples, from its key to a completed referral, at a server that listens. Source: docs/departments/systems.md."""

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn

import app
from db.server.login import Addresses
from docs.samples.system import Refused, main
from domain.referral import State
from domain.value.node_id import global_id
from settings.read import read_settings
from settings.settings import Settings
from terminal.reach import issuer_that_serves
from terminal.token import token
from tests.auth.others.server import Quiet
from tests.builders.case import a_family
from tests.builders.world import World
from tests.story import ROOT
from tests.test_app import settings_of

OFFICE, TYPE = "healthcare-security.330110", "A11"
GRANTED = {"result": "GRANTED", "detail": {"benefit": {"amount": 38000, "per": "ONCE", "from": "2026-11-01"}}}
REGISTRATION = re.findall(r"```graphql\n(.*?)```", (ROOT / "docs/departments/systems.md").read_text(), re.DOTALL)[0]
"""The two calls of administrators as the page has them."""


@asynccontextmanager
async def listening(settings: Settings, addresses: Addresses) -> AsyncIterator[None]:
    """The whole application, on the port of its settings."""
    server = Quiet(uvicorn.Config(app.application(settings, addresses, issuer_that_serves(settings)), ws="none", log_level="critical"))
    with socket.create_server((settings.host, settings.port)) as door:
        serving = asyncio.create_task(server.serve(sockets=[door]))
        await server.stands.wait()
        yield
        server.should_exit = True
        await serving


async def test_a_system_gets_from_its_key_to_a_result(addresses: Addresses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = str(door.getsockname()[1])
    settings = read_settings(settings_of(addresses, LIANBANG_VAR=str(tmp_path), LIANBANG_PORT=port))
    world = World()
    case = (
        a_family(world)
        .with_need("MEDICAL")
        .with_draft(TYPE, type_department_code="HEALTHCARE_SECURITY")
        .referred_to(OFFICE, State.DISPATCHED)
    )
    official = global_id("Account", world.viewer(f"dispatcher.{OFFICE}").account)
    for administrator in ("admin.security", "admin.system"):
        world.viewer(administrator)
    await world.insert(addresses.loader)
    monkeypatch.chdir(tmp_path)

    async def governed(name: str, by: str, **variables: str) -> dict[str, Any]:
        bearer = {"Authorization": f"Bearer {await asyncio.to_thread(token, settings, by, None)}"}
        asked = await caller.post("/graphql", json={"query": REGISTRATION, "operationName": name, "variables": variables}, headers=bearer)
        payload: dict[str, Any] = next(iter(asked.json()["data"].values()))
        assert payload["errors"] == []
        return payload

    async def worked() -> str:
        return await asyncio.to_thread(main, "work", settings.issuer, client["clientId"], official, TYPE, json.dumps(GRANTED))

    async with listening(settings, addresses), httpx2.AsyncClient(base_url=settings.issuer, trust_env=False) as caller:
        key = main("key")
        assert "d" not in json.loads(key)
        office = global_id("Office", world.office(OFFICE).id)
        client = (await governed("Register", "admin.security", office=office, key=key))["client"]
        with pytest.raises(Refused, match="invalid_client"):
            await worked()
        await governed("Approve", "admin.system", id=client["id"], kid=client["keys"][0]["kid"])
        assert await worked() == f"{case.referral.number} COMPLETED"
