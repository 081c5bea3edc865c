"""Real providers, as processes of their own, and a person who fills in their forms. Source: docs/decisions/044-browser.md.

`make providers` fetches them: oidc-provider of npm, Canaille of PyPI.
"""

import asyncio
import json
import os
import shutil
import socket
from abc import ABC, abstractmethod
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from html.parser import HTMLParser
from io import BufferedWriter
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx2
from joserfc.jwk import RSAKey
from typing_extensions import override

from tests.auth.others.server import CLIENT

HERE = Path(__file__).parent / "providers"
SUBJECT, PASSWORD = "u-1", "secret-of-u-1"
FILLED = {"login": SUBJECT, "password": PASSWORD, "answer": "accept", "logout": "yes"}
"""What the person writes into fields, and which buttons they press, by name."""
MOST_PAGES, TRIES, PATIENCE = 20, 300, 60.0


def free_address() -> str:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return f"http://127.0.0.1:{door.getsockname()[1]}"


class Provider(ABC):
    """A real provider. `folder`: where `make providers` put it; `ours`: our address as it knows it."""

    apart = 0.0
    """Seconds between two sign-ins of a person."""

    def __init__(self, folder: Path, ours: str, kept: Path) -> None:
        self.folder, self.ours, self.kept = folder, ours, kept
        self.address = free_address()
        self._key = self._new_key()
        self._process: Process | None = None
        self._log: BufferedWriter | None = None

    @abstractmethod
    async def run(self, key: Mapping[str, Any]) -> Process: ...

    async def start(self) -> None:
        self._log = (self.kept / "log").open("ab")
        self._process = await self.run(self._key)
        async with httpx2.AsyncClient(trust_env=False, timeout=PATIENCE) as client:
            for _ in range(TRIES):
                try:
                    if (await client.get(f"{self.address}/.well-known/openid-configuration")).status_code == 200:
                        return
                except httpx2.HTTPError:
                    assert self._process.returncode is None, "the provider ended"
                await asyncio.sleep(0.2)
        raise AssertionError("the provider does not answer")

    async def stop(self) -> None:
        assert self._process is not None
        assert self._log is not None
        self._process.terminate()
        await self._process.wait()
        self._log.close()

    async def rotate(self) -> None:
        """Sign with another key from here on."""
        await self.stop()
        self._key = self._new_key()
        await self.start()

    @staticmethod
    def _new_key() -> Mapping[str, Any]:
        return RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True).as_dict(private=True)


class OidcProvider(Provider):
    """oidc-provider, in which whoever signs in is who they say."""

    @override
    async def run(self, key: Mapping[str, Any]) -> Process:
        shutil.copy(HERE / "provider.mjs", self.folder)
        told = json.dumps({"issuer": self.address, "ours": self.ours, "keys": [key]})
        environment = {**os.environ, "PROVIDER": told}
        return await asyncio.create_subprocess_exec(
            "node", "provider.mjs", cwd=self.folder, env=environment, stdout=self._log, stderr=self._log
        )


class Canaille(Provider):
    """Canaille, with an account and us as a client.

    Its access tokens say who, for whom and in which second: two of one second are one token, which its table takes once. The second sign-in
    is then answered 500 by it.
    """

    apart = 1.0

    @override
    async def run(self, key: Mapping[str, Any]) -> Process:
        written = ", ".join(f'{name} = "{value}"' for name, value in key.items() if isinstance(value, str))
        host = urlsplit(self.address).netloc
        is_new = not (self.kept / "canaille.toml").exists()
        (self.kept / "canaille.toml").write_text(
            f'SECRET_KEY = "of this test alone"\nSERVER_NAME = "{host}"\nPREFERRED_URL_SCHEME = "http"\n[CANAILLE]\nDATABASE = "sql"\n'
            f'[CANAILLE_SQL]\nDATABASE_URI = "sqlite:///{self.kept}/canaille.sqlite"\n[CANAILLE_OIDC]\nACTIVE_JWKS = [{{ {written} }}]\n'
        )
        if is_new:
            await self._do("install")
            user = ("--user-name", SUBJECT, "--password", PASSWORD, "--family-name", "U", "--emails", "u-1@example.org")
            await self._do("create", "user", *user)
            back = ("--redirect-uris", f"{self.ours}/signin/back", "--post-logout-redirect-uris", f"{self.ours}/signin")
            kind = ("--token-endpoint-auth-method", "none", "--grant-types", "authorization_code", "--response-types", "code")
            made = await self._do("create", "client", "--client-id", CLIENT, "--client-name", "Lianbang", *back, *kind, "--scope", "openid")
            await self._do("set", "client", CLIENT, "--audience", json.loads(made)["id"])  # who registers there by a form has it
        return await self._begin("run", "--bind", host)

    async def _do(self, *arguments: str) -> bytes:
        process = await self._begin(*arguments, told=PIPE)
        told, _ = await process.communicate()
        assert process.returncode == 0, arguments
        return told

    async def _begin(self, *arguments: str, told: int | IO[bytes] | None = None) -> Process:
        environment = {**os.environ, "CANAILLE_CONFIG": str(self.kept / "canaille.toml")}
        program = self.folder / "canaille" / "bin" / "canaille"
        return await asyncio.create_subprocess_exec(
            program, *arguments, cwd=self.kept, env=environment, stdout=told or self._log, stderr=self._log
        )


class Form(HTMLParser):
    """The first form of a page that is posted, as the person fills it in."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.action: str | None = None
        self.fields: dict[str, str] = {}
        self._inside = self._done = False
        self.feed(text)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post" and not self._done:
            self._inside, self.action = True, given.get("action", "")
        name = given.get("name", "")
        if not name or not (self._inside or "form" in given):
            return
        if tag == "input" and given.get("type") not in {"submit", "checkbox"}:
            self.fields[name] = given.get("value", "") if given.get("type") == "hidden" else FILLED.get(name, given.get("value", ""))
        if tag == "button" and FILLED.get(name) == given.get("value"):
            self.fields[name] = given["value"] or ""

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._inside:
            self._inside, self._done = False, True


async def walked(client: httpx2.AsyncClient, address: str, until: str) -> list[tuple[str, str]]:
    """What comes with the browser of a person who was sent to an address, once it is sent to one that begins so."""
    response = await client.get(address)
    for _ in range(MOST_PAGES):
        if response.is_redirect:
            address = urljoin(str(response.url), response.headers["location"])
            if address.startswith(until):
                return parse_qsl(urlsplit(address).query)
            response = await client.get(address)
            continue
        form = Form(response.text)
        assert form.action is not None, f"no form at {response.url}: {response.status_code} {response.text[:2000]}"
        response = await client.post(urljoin(str(response.url), form.action), data=form.fields)
    raise AssertionError(f"the person goes round and round at {response.url}")
