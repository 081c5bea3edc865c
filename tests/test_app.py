"""Starting up: the door, the database, what is refused in a line. Source: docs/settings.md."""

import socket
from pathlib import Path

import pytest

import app
from api.server import StartError
from db.embedded import Embedded
from db.login import Addresses
from settings import SettingsError, read_settings


def settings_of(addresses: Addresses, **more: str) -> dict[str, str]:
    """The environment of an installation that has a database of its own."""
    return {
        "DATABASE_URL": addresses.app,
        "LIANBANG_OWNER_URL": addresses.owner,
        "LIANBANG_WORKER_URL": addresses.worker,
        "LIANBANG_LOADER_URL": addresses.loader,
        **more,
    }


def test_a_port_in_use_is_told_in_one_line_before_anything_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = read_settings({"LIANBANG_PORT": str(port), "LIANBANG_VAR": str(tmp_path / "var")})
        with pytest.raises(StartError, match=f"port {port}.*LIANBANG_PORT") as refusal:
            app.run(settings)
    assert "\n" not in str(refusal.value)
    assert not (tmp_path / "var").exists()


def test_a_database_of_ones_own_is_used_as_it_is_named(addresses: Addresses) -> None:
    with app.addresses(read_settings(settings_of(addresses))) as used:
        assert used == addresses


def test_migrating_needs_a_superuser_only_to_create_the_logins(server: Embedded, empty_database: Addresses) -> None:
    app.migrate(read_settings(settings_of(empty_database)), create=False)
    with pytest.raises(SettingsError, match="LIANBANG_SUPERUSER_URL"):
        app.migrate(read_settings(settings_of(empty_database)), create=True)
    superuser = server.url("postgres", empty_database.app.partition("@/")[2].partition("?")[0])
    app.migrate(read_settings(settings_of(empty_database, LIANBANG_SUPERUSER_URL=superuser)), create=True)
