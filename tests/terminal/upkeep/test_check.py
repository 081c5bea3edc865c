"""What of a configuration is missing or weak is told before anything serves. Source: docs/operations.md."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from db.migrations.beside import declared
from db.protect.keys import keys_of
from db.server.login import Addresses
from db.session.connect import connected
from settings.read import read_settings
from settings.settings import Settings
from terminal.upkeep.check import CheckError, check
from tests.db.protect.test_keys import INDEX, OTHER_INDEX, A, B
from tests.test_app import settings_of

ELSEWHERE = {
    "DATABASE_URL": "postgresql://lianbang_app:same@db.invalid/lianbang",
    "LIANBANG_OWNER_URL": "postgresql://lianbang_owner:same@db.invalid/lianbang?sslmode=verify-full",
}
RECORD = "insert into audit_record (id, at, kind, action, trace) values (gen_random_uuid(), $1, 'COMMAND', 'a', 't')"
PRODUCTION = {
    "LIANBANG_ENV": "production",
    "LIANBANG_CIPHER_KEYS": f"2026:{A}",
    "LIANBANG_INDEX_KEY": INDEX,
    "LIANBANG_DOCUMENTS": "trusted",
    "LIANBANG_ISSUER": "https://lianbang.example.gov.cn",
    "LIANBANG_TRUSTED_PROXIES": "127.0.0.1",
    "LIANBANG_WATCH_TOKEN": "for-prometheus",
}


def told(settings: Settings) -> list[tuple[str, str]]:
    """Grade and subject of each line."""
    lines = list[str]()
    with pytest.raises(CheckError):
        lines.extend(check(settings))  # what came before the refusal is kept
    return [(line.split()[0], line[9:].split("  ")[0]) for line in lines]


def of(addresses: Addresses, var: Path, **more: str) -> Settings:
    return read_settings(settings_of(addresses, LIANBANG_VAR=str(var), **(PRODUCTION | more)))


def test_a_sound_configuration_lacks_issuers_alone(shared_addresses: Addresses, tmp_path: Path) -> None:
    assert set(told(of(shared_addresses, tmp_path))) - {("weak", "working days")} == {("missing", "issuers")}


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"LIANBANG_DOCUMENTS": "any"}, ("weak", "LIANBANG_DOCUMENTS")),
        ({"LIANBANG_ISSUER": "http://lianbang.example.gov.cn"}, ("weak", "LIANBANG_ISSUER")),
        ({"LIANBANG_TRUSTED_PROXIES": ""}, ("weak", "LIANBANG_CONNECTIONS_PER_ADDRESS")),
        ({"LIANBANG_TRUSTED_PROXIES": ""}, ("weak", "LIANBANG_TRUSTED_PROXIES")),
        ({"LIANBANG_TRUSTED_PROXIES": "127.0.0.1,0.0.0.0/0"}, ("weak", "LIANBANG_TRUSTED_PROXIES")),
        ({"LIANBANG_TRUSTED_PROXIES": "::/0"}, ("weak", "LIANBANG_TRUSTED_PROXIES")),
        ({"LIANBANG_PROCESSES": "2"}, ("weak", "PROMETHEUS_MULTIPROC_DIR")),
        ({"LIANBANG_WATCH_TOKEN": ""}, ("weak", "LIANBANG_WATCH_TOKEN")),
        ({"LIANBANG_SUPERUSER_URL": "postgresql://postgres@/x"}, ("weak", "LIANBANG_SUPERUSER_URL")),
        ({"LIANBANG_CIPHER_KEYS": "2026:short"}, ("missing", "keys")),
        ({"LIANBANG_READERS": "200"}, ("weak", "max_connections")),
        ({"LIANBANG_PROCESSES": "5"}, ("weak", "max_connections")),
        (ELSEWHERE, ("weak", "LIANBANG_OWNER_URL")),
        (ELSEWHERE, ("missing", "DATABASE_URL")),
        ({"LIANBANG_ENV": "development"}, ("weak", "LIANBANG_ENV")),
    ],
)
def test_what_is_missing_or_weak_is_a_line(
    shared_addresses: Addresses, tmp_path: Path, more: dict[str, str], line: tuple[str, str]
) -> None:
    assert line in told(of(shared_addresses, tmp_path, **more))


def test_a_login_with_all_rights_and_an_open_folder_are_weak(shared_addresses: Addresses, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    found = told(of(shared_addresses, tmp_path, DATABASE_URL=shared_addresses.loader))
    assert {("weak", "DATABASE_URL"), ("weak", "LIANBANG_VAR")} <= set(found)


def test_a_standby_that_is_none_or_away_is_weak(shared_addresses: Addresses, tmp_path: Path) -> None:
    lines = list[str]()
    urls = f"{shared_addresses.app},postgresql://lianbang_app@127.0.0.1:1/lianbang"
    with pytest.raises(CheckError):
        lines.extend(check(of(shared_addresses, tmp_path, LIANBANG_READ_URLS=urls)))
    told = [line.split("  ")[-1] for line in lines if "LIANBANG_READ_URLS" in line]
    assert [each[:10] for each in told] == ["Standby 1:", "Standby 2:"]
    assert "no standby" in told[0]


async def test_a_trail_that_waits_for_a_worker_is_weak(addresses: Addresses, tmp_path: Path) -> None:
    settings = of(addresses, tmp_path)
    async with connected(addresses.app) as app:
        await app.execute(RECORD, settings.now() - timedelta(minutes=10))
    assert ("weak", "worker") in await asyncio.to_thread(told, settings)


async def test_an_index_that_was_not_built_is_weak(addresses: Addresses, tmp_path: Path) -> None:
    async with connected(addresses.owner) as owner:
        await owner.execute(f"drop index {declared()[0].name}")
    assert ("weak", "indexes") in await asyncio.to_thread(told, of(addresses, tmp_path))


async def test_keys_that_are_not_those_of_the_database_and_an_empty_one_are_missing(
    addresses: Addresses, empty_database: Addresses, tmp_path: Path
) -> None:
    await keys_of(addresses.loader, f"2026:{A}", INDEX, tmp_path)
    for more in ({"LIANBANG_CIPHER_KEYS": f"2026:{B}"}, {"LIANBANG_INDEX_KEY": OTHER_INDEX}):
        assert ("missing", "keys") in await asyncio.to_thread(told, of(addresses, tmp_path, **more))
    found = await asyncio.to_thread(told, of(empty_database, tmp_path))
    assert found == [("missing", "database")]
