"""What keeps a command from starting is told in a line of its own. Source: docs/settings.md."""

import io
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from db.server.login import Addresses
from domain.terminal_error import StartError, TerminalError
from settings.read import read_settings
from settings.settings import Settings
from terminal import audit, database, reach, server
from tests.test_app import settings_of


def test_a_port_in_use_is_told_in_one_line_before_anything_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = read_settings({"LIANBANG_PORT": str(port), "LIANBANG_VAR": str(tmp_path / "var")})
        with pytest.raises(StartError, match=f"port {port}.*LIANBANG_PORT") as refusal:
            server.run(settings)
    assert "\n" not in str(refusal.value)
    assert not (tmp_path / "var").exists()


def test_a_database_that_is_not_migrated_is_not_served(empty_database: Addresses, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    settings = read_settings(settings_of(empty_database, LIANBANG_VAR=str(tmp_path), LIANBANG_PORT=str(port)))
    with pytest.raises(StartError, match="lianbang migrate"):
        server.serve(settings)


def test_a_database_out_of_reach_is_told_in_a_line() -> None:
    nowhere = "postgresql://lianbang_{}@127.0.0.1:1/nowhere"
    settings = read_settings(settings_of(Addresses(*(nowhere.format(login) for login in ("owner", "app", "worker", "loader")))))
    with pytest.raises(StartError, match="Nobody answers") as refusal:
        audit.verify_audit(settings)
    assert "\n" not in str(refusal.value)


def test_a_terminal_that_was_closed_stops_nothing_on_its_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb", buffering=0) as closed:  # noqa: PTH123 -- a pipe has no path
        monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(closed, write_through=True))
        reach.say("Stopping PostgreSQL ...")


def test_each_thing_that_keeps_the_server_from_starting_is_told_in_its_own_line(addresses: Addresses, tmp_path: Path) -> None:
    def told(call: Callable[[Settings], object], **named: str) -> str:
        with pytest.raises(TerminalError) as refusal:
            call(read_settings(settings_of(addresses, LIANBANG_VAR=str(tmp_path), **named)))
        return str(refusal.value)

    with socket.create_server(("127.0.0.1", 0)) as door:
        port = str(door.getsockname()[1])
    stranger = addresses.app.replace("lianbang_app", "nobody_at_all")
    nowhere = addresses.app.partition("@/")[0] + "@/nowhere?" + addresses.app.partition("?")[2]
    (tmp_path / "keys").write_text("a file in the place of a folder")
    lines = [
        told(server.serve, DATABASE_URL=stranger, LIANBANG_PORT=port),
        told(server.serve, DATABASE_URL=nowhere, LIANBANG_PORT=port),
        told(server.serve, LIANBANG_PORT=port),
        told(server.serve, LIANBANG_HOST="203.0.113.9", LIANBANG_PORT=port),
        told(server.work, LIANBANG_WORKER_URL="postgresql://lianbang_worker@127.0.0.1:1/x"),
        told(lambda settings: database.migrate(settings, create=False), LIANBANG_OWNER_URL=stranger),
        told(lambda settings: database.migrate(settings, create=False), LIANBANG_LOADER_URL=nowhere),
    ]
    assert len(set(lines)) == len(lines)
    assert [line for line in lines if "\n" in line or not line] == []
