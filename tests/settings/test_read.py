"""The settings: what the environment may say, and their one documented table. Source: docs/settings.md."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from settings.kind import SettingsError, default, variable
from settings.read import read_settings
from settings.settings import Environment, Settings

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "settings.md"
DATABASE = {
    "DATABASE_URL": "postgresql://lianbang_app:a@db/lianbang",
    "LIANBANG_OWNER_URL": "postgresql://lianbang_owner:b@db/lianbang",
    "LIANBANG_WORKER_URL": "postgresql://lianbang_worker:c@db/lianbang",
    "LIANBANG_LOADER_URL": "postgresql://lianbang_loader:d@db/lianbang",
}
KEYS = {"LIANBANG_CIPHER_KEYS": "k1:AAAA", "LIANBANG_INDEX_KEY": "AAAA"}


def test_the_document_lists_every_setting_with_its_default_and_meaning() -> None:
    listed = [line for line in DOCUMENT.read_text().splitlines() if line.startswith(("| `LIANBANG_", "| `DATABASE_", "| `PROMETHEUS_"))]
    assert listed == [
        f"| `{variable(each)}` |{f' `{default(each)}`' if default(each) else ''} | {each.metadata['meaning']} |"
        for each in fields(Settings)
    ]


def test_an_empty_environment_is_development_on_this_machine_with_a_database_of_its_own() -> None:
    settings = read_settings({})
    assert (settings.environment, settings.host, settings.port) == (Environment.DEVELOPMENT, "127.0.0.1", 8000)
    assert settings.embedded
    assert settings.in_development


def test_an_empty_variable_counts_as_absent() -> None:
    assert read_settings({"LIANBANG_PORT": "", "DATABASE_URL": " "}) == read_settings({})


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"LIANBANG_ENV": "staging"}, "LIANBANG_ENV"),
        ({"LIANBANG_PORT": "0"}, "LIANBANG_PORT"),
        ({"LIANBANG_PORT": "65536"}, "LIANBANG_PORT"),
        ({"LIANBANG_PORT": "８０"}, "LIANBANG_PORT"),
        ({"LIANBANG_LOG_LEVEL": "loud"}, "LIANBANG_LOG_LEVEL"),
        ({**DATABASE, "DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({**DATABASE, "DATABASE_URL": "postgresql://[bad/x"}, "DATABASE_URL"),
        ({"DATABASE_URL": DATABASE["DATABASE_URL"]}, "LIANBANG_OWNER_URL, LIANBANG_WORKER_URL, LIANBANG_LOADER_URL"),
        ({"LIANBANG_OWNER_URL": DATABASE["LIANBANG_OWNER_URL"]}, "DATABASE_URL"),
        ({"LIANBANG_TOKEN_SECONDS": "59"}, "LIANBANG_TOKEN_SECONDS"),
        ({"LIANBANG_CONNECTIONS": "0"}, "LIANBANG_CONNECTIONS"),
        ({"LIANBANG_DRAIN_SECONDS": "-1"}, "LIANBANG_DRAIN_SECONDS"),
        ({"LIANBANG_CLOCK": "3d"}, "LIANBANG_CLOCK"),
        ({"LIANBANG_CLOCK": "+"}, "LIANBANG_CLOCK"),
        ({"LIANBANG_CLOCK": "+1h3d"}, "LIANBANG_CLOCK"),
        ({"LIANBANG_CLOCK": "+9999d"}, "ten years"),
        ({"LIANBANG_CLOCK": "tomorrow"}, "LIANBANG_CLOCK"),
        ({"LIANBANG_CLOCK": "2026-12-24T09:00"}, "LIANBANG_CLOCK"),
        ({"LIANBANG_CLOCK": "0001-01-01T00:00+00:00"}, "ten years"),
        ({"LIANBANG_ENV": "production", **DATABASE, **KEYS, "LIANBANG_CLOCK": "+1s"}, "development alone"),
        ({"LIANBANG_ENV": "production"}, "DATABASE_URL"),
        ({"LIANBANG_ENV": "production", **DATABASE}, "LIANBANG_CIPHER_KEYS"),
    ],
)
def test_what_cannot_be_is_refused_by_the_name_of_its_variable(environ: Mapping[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        read_settings(environ)


@pytest.mark.parametrize(
    ("said", "moved"),
    [
        ("", timedelta()),
        ("+3d", timedelta(days=3)),
        ("-12h", timedelta(hours=-12)),
        ("+1d6h30m5s", timedelta(days=1, hours=6, minutes=30, seconds=5)),
        ("-90m", timedelta(minutes=-90)),
        ("2026-11-25T09:00+08:00", timedelta(days=1)),
        ("2026-11-24T00:00:00Z", timedelta(hours=-1)),
    ],
)
def test_the_clock_of_development_can_be_moved(said: str, moved: timedelta) -> None:
    settings = read_settings({"LIANBANG_CLOCK": said}, datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
    assert settings.clock == moved


def test_a_refused_address_is_not_repeated_since_it_may_hold_a_password() -> None:
    with pytest.raises(SettingsError) as refusal:
        read_settings({**DATABASE, "LIANBANG_OWNER_URL": "mysql://owner:hidden@db/x"})
    assert "hidden" not in str(refusal.value)


def test_production_with_its_database_and_keys_is_accepted() -> None:
    settings = read_settings({"LIANBANG_ENV": "production", **DATABASE, **KEYS})
    assert not settings.in_development
    assert not settings.embedded


def test_keys_come_from_one_place_and_production_takes_a_file_or_a_command() -> None:
    said = {**DATABASE, "LIANBANG_ENV": "production", "LIANBANG_CIPHER_KEYS_FILE": "/run/keys", "LIANBANG_INDEX_KEY_COMMAND": "kms index"}
    settings = read_settings(said)
    assert (settings.cipher_keys_file, settings.index_key_command) == (Path("/run/keys"), "kms index")
    with pytest.raises(SettingsError, match="LIANBANG_CIPHER_KEYS and LIANBANG_CIPHER_KEYS_FILE are set"):
        read_settings({**said, "LIANBANG_CIPHER_KEYS": "k1:AAAA"})


@pytest.mark.parametrize(
    ("said", "issuer"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"LIANBANG_PORT": "8123"}, "http://127.0.0.1:8123"),
        ({"LIANBANG_HOST": "0.0.0.0"}, "http://127.0.0.1:8000"),
        ({"LIANBANG_HOST": "::", "LIANBANG_PORT": "8123"}, "http://[::1]:8123"),
        ({"LIANBANG_ISSUER": "https://lianbang.example.gov.cn", "LIANBANG_PORT": "8123"}, "https://lianbang.example.gov.cn"),
    ],
)
def test_who_says_nothing_of_the_issuer_is_known_by_where_it_listens(said: dict[str, str], issuer: str) -> None:
    assert read_settings(said).issuer == issuer


def test_networks_of_proxies_are_read_and_what_is_none_is_refused() -> None:
    read = read_settings({"LIANBANG_TRUSTED_PROXIES": "127.0.0.1, 10.1.0.0/16,2001:db8:1::/48"})
    assert [str(each) for each in read.trusted_proxies] == ["127.0.0.1/32", "10.1.0.0/16", "2001:db8:1::/48"]
    for wrong in ("proxy.example", "10.1.2.3/16", "10.1.0.0/33"):
        with pytest.raises(SettingsError, match="LIANBANG_TRUSTED_PROXIES"):
            read_settings({"LIANBANG_TRUSTED_PROXIES": wrong})


def test_standbys_are_several_addresses_each_of_which_may_name_several_hosts() -> None:
    said = "postgres://lianbang_app@a:1,b:2/x, postgresql://lianbang_app@c/x"
    assert read_settings({"LIANBANG_READ_URLS": said}).read_urls == ("postgresql://lianbang_app@a:1,b:2/x", "postgresql://lianbang_app@c/x")
    assert read_settings({}).read_urls == ()
    with pytest.raises(SettingsError, match="LIANBANG_READ_URLS"):
        read_settings({"LIANBANG_READ_URLS": "mysql://a/x"})
