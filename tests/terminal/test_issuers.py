"""`lianbang issuers` registers, lists and ends. Source: docs/decisions/035-issuers.md."""

import asyncio

import pytest

from auth.bootstrap import OFFICE, bootstrap
from auth.others.file import IssuersError
from db.server.login import Addresses
from db.session.engine import Database
from db.session.read import SignedIn, find_signed_in, read_issuers
from domain.viewer import Role
from settings.read import read_settings
from settings.settings import Settings
from terminal.issuers import issuers
from tests.builders.world import NOW
from tests.test_app import settings_of

ADDRESS = "https://id.example/realm"
FILE = f"""
[[issuer]]
address = "{ADDRESS}"
name = "统一身份认证"
organizations = ["000000000000 {OFFICE}"]
requires.SECURITY_ADMIN = {{ acr = ["urn:gold"], amr = ["mfa"] }}

[issuer.accounts]
"u-1" = "admin.security"
"u-2" = "admin.audit"
"""


@pytest.fixture(scope="module")
def settings(shared_addresses: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    asyncio.run(bootstrap(shared_addresses.loader, NOW))
    return read_settings(settings_of(shared_addresses, LIANBANG_VAR=str(tmp_path_factory.mktemp("var"))))


def register(settings: Settings, text: str) -> list[str]:
    path = settings.var / "issuers.toml"
    path.write_text(text, encoding="utf-8")
    return issuers(settings, [path], None)


def who(settings: Settings, subject: str) -> list[SignedIn]:
    async def read() -> list[SignedIn]:
        database = Database(settings.app_url or "", settings.now)
        await database.open()
        found = [row["id"] for row in await read_issuers(database, settings.now())]
        signed_in = [each for key in found for each in await find_signed_in(database, key, subject, None, settings.now())]
        await database.close()
        return signed_in

    return asyncio.run(read())


def test_an_issuer_is_registered_changed_and_ended_and_the_file_is_the_whole_truth(settings: Settings) -> None:
    line = f"{ADDRESS}  统一身份认证  for {OFFICE}  sign-ins "
    assert register(settings, FILE) == register(settings, FILE) == [f"{line}2"]
    (security,) = who(settings, "u-1")
    assert (security.viewer.role, security.acr, security.amr) == (Role.SECURITY_ADMIN, frozenset({"urn:gold"}), frozenset({"mfa"}))
    changed = FILE.replace('"u-2" = "admin.audit"', "").replace('"u-1" = "admin.security"', '"u-1" = "admin.system"')
    assert register(settings, changed) == [f"{line}1"]
    assert [each.viewer.role for each in who(settings, "u-1")] == [Role.SYSTEM_ADMIN]
    assert who(settings, "u-2") == []
    assert issuers(settings, [], ADDRESS) == []
    assert who(settings, "u-1") == []
    with pytest.raises(IssuersError, match="is registered"):
        issuers(settings, [], ADDRESS)


def test_whoever_misspells_an_organisation_is_told_those_of_the_division(settings: Settings) -> None:
    with pytest.raises(IssuersError, match=f"There are: {OFFICE}\\."):
        register(settings, FILE.replace(OFFICE, "平台"))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (FILE, "[[issuer]"),
        (FILE, "[issuer]\n"),
        ('name = "统一身份认证"', "name = 7"),
        ('name = "统一身份认证"', 'name = "统一身份认证"\nsecret = "a"'),
        (ADDRESS, "http://id.example"),
        ('name = "统一身份认证"', 'name = "统一身份认证"\nkeys = "ftp://id.example/jwks"'),
        (f'["000000000000 {OFFICE}"]', "[]"),
        (OFFICE, "平台"),
        ("admin.audit", "nobody"),
        ("requires.SECURITY_ADMIN", "requires.BOSS"),
        ('{ acr = ["urn:gold"], amr = ["mfa"] }', "{}"),
        ('amr = ["mfa"]', "mfa = true"),
        (FILE, FILE + FILE),
    ],
)
def test_a_file_that_cannot_be_taken_registers_nothing(settings: Settings, right: str, wrong: str) -> None:
    with pytest.raises(IssuersError):
        register(settings, FILE.replace(right, wrong))
    assert issuers(settings, [], None) == []
