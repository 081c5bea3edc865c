"""What is missing or weak of signing in in a browser is told before anybody tries. Source: docs/operations.md (Before serving)."""

from pathlib import Path

import pytest
from starlette.responses import JSONResponse, Response

from auth.browser.client_secrets import secrets_in
from db.session.connect import connected
from domain.terminal_error import StartError
from settings.read import read_settings
from settings.settings import Settings
from terminal.upkeep.check_sign_in import of_sign_in
from tests.auth.browser.conftest import landscape
from tests.auth.others.conftest import Landscape
from tests.auth.others.server import METADATA
from tests.terminal.upkeep.test_check import PRODUCTION
from tests.test_app import settings_of

__all__ = ["landscape"]


async def told(it: Landscape, settings: Settings) -> list[tuple[str, str]]:
    """Grade and subject of each line; an issuer by its place among the two."""
    names = {it.civil.address: "civil", it.human.address: "human"}
    async with connected(it.addresses.loader) as connection:
        return [(each.grade, names.get(each.what, each.what)) for each in await of_sign_in(settings, connection)]


async def test_each_thing_that_keeps_people_from_signing_in_is_a_line(landscape: Landscape, tmp_path: Path) -> None:
    def settings(**more: str) -> Settings:
        return read_settings(settings_of(landscape.addresses, **(PRODUCTION | more)))

    def speaks(*methods: str) -> None:
        landscape.civil.answers = {METADATA: JSONResponse(landscape.civil.metadata | {"token_endpoint_auth_methods_supported": methods})}

    secrets = tmp_path / "secrets"
    secrets.write_text(f'"{landscape.civil.address}" = {{ method = "private_key_jwt" }}')
    secrets.chmod(0o600)
    with_key = {"LIANBANG_CLIENT_SECRETS": str(secrets), "LIANBANG_SIGNING_KEYS": str(tmp_path / "keys")}
    assert await told(landscape, settings()) == []
    assert await told(landscape, settings(LIANBANG_ISSUER="http://lianbang.example")) == [("missing", "LIANBANG_ISSUER")]
    speaks("client_secret_basic", "private_key_jwt")
    assert await told(landscape, settings()) == [("missing", "civil")]  # nothing is shown there
    assert await told(landscape, settings(**with_key)) == []
    assert await told(landscape, settings(**with_key | {"LIANBANG_SIGNING_KEYS": ""})) == [("missing", "LIANBANG_SIGNING_KEYS")]
    speaks("client_secret_basic")
    assert await told(landscape, settings(**with_key)) == [("missing", "civil")]  # it takes no key
    landscape.civil.answers = {METADATA: Response(status_code=503)}
    assert await told(landscape, settings()) == [("missing", "civil")]
    landscape.civil.answers = {}
    moved = settings(LIANBANG_ENV="development", LIANBANG_CLOCK="+1d")
    assert sorted(await told(landscape, moved)) == [("weak", "civil"), ("weak", "human")]  # by address, whose port is by chance
    secrets.chmod(0o644)
    assert await told(landscape, settings(**with_key)) == [("missing", "LIANBANG_CLIENT_SECRETS")]


@pytest.mark.parametrize("line", ['{ method = "none" }', "{}", '""', "1", '{ method = "private_key_jwt", key = "x" }'])
def test_what_is_shown_at_an_issuer_is_a_secret_or_our_key(tmp_path: Path, line: str) -> None:
    path = tmp_path / "secrets"
    path.write_text(f'"https://id.example" = {line}')
    path.chmod(0o600)
    with pytest.raises(StartError, match="private_key_jwt"):
        secrets_in(path)
