"""The command line: what it lists, how it refuses. Source: README.md (commands)."""

import asyncio
import re
import signal
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from db.server.login import Addresses
from terminal import command
from tests.test_app import settings_of


def test_every_command_says_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        command.main(["--help"])
    assert end.value.code == 0
    listed = re.findall(r"^ {4}([a-z-]+)\s+(\S.*)$", capsys.readouterr().out.partition("COMMAND\n")[2], re.MULTILINE)
    commands = {name for name, meaning in listed if " " in meaning}
    assert commands >= {"run", "serve", "worker", "migrate", "bootstrap", "accounts", "token", "verify-audit"}
    assert len(commands) == len(listed)


def test_a_refusal_is_a_line_on_standard_error_and_exit_code_1(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LIANBANG_VAR", str(tmp_path / "var"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("LIANBANG_PORT", str(taken.getsockname()[1]))
        assert command.main(["run"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Cannot listen on 127.0.0.1")
    assert said.err.count("\n") == 1


def test_it_says_which_version_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        command.main(["--version"])
    assert end.value.code == 0
    project = tomllib.loads((Path(command.__file__).parents[1] / "pyproject.toml").read_text())["project"]
    assert capsys.readouterr().out == f"lianbang {project['version']}\n"


def test_every_command_calls_what_there_is() -> None:
    called = re.findall(r'at\("([\w:]+)"\)', Path(command.__file__).read_text())
    assert len(called) > 8
    assert all(callable(command.at(name)) for name in called)


def test_who_wants_a_token_waits_for_nothing_of_the_server() -> None:
    heavy = {"alembic", "graphql", "openpyxl", "sqlalchemy", "starlette", "strawberry", "uvicorn"}
    program = (
        "import sys; from terminal import command; command.at('token:token'); command.at('token:accounts'); "
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    assert "asyncpg" in loaded
    assert set(loaded) & heavy == set()


def test_settings_that_cannot_be_are_refused_before_the_command_begins(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIANBANG_ENV", "staging")
    assert command.main(["migrate"]) == 1
    assert "LIANBANG_ENV" in capsys.readouterr().err


def test_an_unknown_command_is_refused_with_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        command.main(["imagine"])
    assert end.value.code == 2
    assert "imagine" in capsys.readouterr().err


def test_an_account_that_is_not_there_is_told_with_exit_code_1(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, addresses: Addresses, tmp_path: Path
) -> None:
    for name, said in settings_of(addresses, LIANBANG_VAR=str(tmp_path)).items():
        monkeypatch.setenv(name, said)
    assert command.main(["token", "nobody.nowhere"]) == 1
    said_of_it = capsys.readouterr()
    assert said_of_it.out == ""
    assert "Traceback" not in said_of_it.err


ENDS = """
import asyncio, signal, sys
from terminal import command

async def work():
    signal.raise_signal(signal.SIGTERM)
    await asyncio.sleep(20)

command.main = lambda: asyncio.run(work())
command.start()
"""


def test_a_signal_ends_a_process_that_a_script_has_started_behind_it() -> None:
    """A shell that is not interactive starts what ends in `&` with the signal of Ctrl-C ignored."""
    script = '"$0" -c "$1" & wait $!'
    done = subprocess.run(["sh", "-c", script, sys.executable, ENDS], capture_output=True, text=True, check=False, timeout=120)
    assert "KeyboardInterrupt" in done.stderr


def test_a_signal_cancels_what_an_event_loop_does_before_the_command_ends() -> None:
    ended: list[str] = []

    async def work() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    handlers = {signal.SIGTERM: command.stop, signal.SIGINT: signal.default_int_handler}
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        with pytest.raises(KeyboardInterrupt):
            asyncio.run(work())
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert ended == ["cancelled"]
