"""The settings: what the environment may say, and their one documented table. Source: docs/settings.md."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import pytest

from settings import Environment, Settings, SettingsError, default, read_settings, variable

DOCUMENT = Path(__file__).parent.parent / "docs" / "settings.md"
DATABASE = {
    "DATABASE_URL": "postgresql://lianbang_app:a@db/lianbang",
    "LIANBANG_OWNER_URL": "postgresql://lianbang_owner:b@db/lianbang",
    "LIANBANG_WORKER_URL": "postgresql://lianbang_worker:c@db/lianbang",
    "LIANBANG_LOADER_URL": "postgresql://lianbang_loader:d@db/lianbang",
}
KEYS = {"LIANBANG_CIPHER_KEYS": "k1:AAAA", "LIANBANG_INDEX_KEY": "AAAA"}


def test_the_document_lists_every_setting_with_its_default_and_meaning() -> None:
    listed = [line for line in DOCUMENT.read_text().splitlines() if line.startswith(("| `LIANBANG_", "| `DATABASE_"))]
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
        ({"DATABASE_URL": DATABASE["DATABASE_URL"]}, "LIANBANG_OWNER_URL, LIANBANG_WORKER_URL, LIANBANG_LOADER_URL"),
        ({"LIANBANG_OWNER_URL": DATABASE["LIANBANG_OWNER_URL"]}, "DATABASE_URL"),
        ({"LIANBANG_ENV": "production"}, "DATABASE_URL"),
        ({"LIANBANG_ENV": "production", **DATABASE}, "LIANBANG_CIPHER_KEYS"),
    ],
)
def test_what_cannot_be_is_refused_by_the_name_of_its_variable(environ: Mapping[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        read_settings(environ)


def test_a_refused_address_is_not_repeated_since_it_may_hold_a_password() -> None:
    with pytest.raises(SettingsError) as refusal:
        read_settings({**DATABASE, "LIANBANG_OWNER_URL": "mysql://owner:hidden@db/x"})
    assert "hidden" not in str(refusal.value)


def test_production_with_its_database_and_keys_is_accepted() -> None:
    settings = read_settings({"LIANBANG_ENV": "production", **DATABASE, **KEYS})
    assert not settings.in_development
    assert not settings.embedded
