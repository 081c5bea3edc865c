"""What the environment decides: one frozen dataclass, read once by `terminal/command.py` and handed down by `app.py`.

Source: docs/settings.md, which a test holds equal to this file.
"""

import re
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from domain.terminal_error import TerminalError

MOVED = re.compile(r"([+-])(?=[0-9])(?:([0-9]{1,5})d)?(?:([0-9]{1,5})h)?(?:([0-9]{1,5})m)?(?:([0-9]{1,5})s)?")
FARTHEST = timedelta(days=3653)


class Environment(StrEnum):
    """Where the platform runs; the development issuer and the demonstration county are refused outside development."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class SettingsError(TerminalError):
    """The environment says something that cannot be; the text names the variable and what it may say."""


def _setting(variable: str, default: str, meaning: str) -> Any:
    return field(metadata={"variable": variable, "default": default, "meaning": meaning})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting. A database address left out means the server under `var`; a key left out means one kept there (development alone)."""

    environment: Environment = _setting("LIANBANG_ENV", "development", "`development` or `production`.")
    host: str = _setting("LIANBANG_HOST", "127.0.0.1", "The address to listen on.")
    port: int = _setting("LIANBANG_PORT", "8000", "The port to listen on, 1 to 65535.")
    var: Path = _setting("LIANBANG_VAR", "var", "The folder for the database, keys and files that the platform makes for itself.")
    app_url: str | None = _setting(
        "DATABASE_URL", "", "The database as the login `lianbang_app`: `postgresql://lianbang_app:...@host/database`."
    )
    owner_url: str | None = _setting("LIANBANG_OWNER_URL", "", "The same as `lianbang_owner`: migrations and policies.")
    worker_url: str | None = _setting("LIANBANG_WORKER_URL", "", "The same as `lianbang_worker`: jobs and the sealing of the audit.")
    loader_url: str | None = _setting("LIANBANG_LOADER_URL", "", "The same as `lianbang_loader`: reference data, dump and restore.")
    superuser_url: str | None = _setting(
        "LIANBANG_SUPERUSER_URL", "", "The same as a superuser: read by `lianbang migrate --create-logins` alone, once."
    )
    cipher_keys: str | None = _setting(
        "LIANBANG_CIPHER_KEYS", "", "Keys for ID and certificate numbers, `id:base64 of 32 bytes`, comma between; the first one writes."
    )
    index_key: str | None = _setting("LIANBANG_INDEX_KEY", "", "The key of the blind index that finds those numbers, base64 of 32 bytes.")
    issuer: str = _setting("LIANBANG_ISSUER", "http://127.0.0.1:8000", "Who must have issued a token (`iss`).")
    audience: str = _setting("LIANBANG_AUDIENCE", "lianbang", "Whom a token must be meant for (`aud`).")
    token_seconds: int = _setting(
        "LIANBANG_TOKEN_SECONDS",
        "86400",
        "How long a token may last, from `iat` to `exp`, 60 to 31622400; one issued for longer is refused.",
    )
    requests_per_minute: int = _setting(
        "LIANBANG_REQUESTS_PER_MINUTE", "6000", "How many requests one account may make in a minute, 1 to 1000000; more are answered 429."
    )
    request_seconds: int = _setting("LIANBANG_REQUEST_SECONDS", "30", "How long one request may take, 1 to 300; then it is answered 503.")
    readers: int = _setting("LIANBANG_READERS", "4", "How many connections each server keeps for short readings, 1 to 200.")
    costly_readers: int = _setting(
        "LIANBANG_COSTLY_READERS", "2", "How many it keeps for readings that take long, which never hold up short ones, 1 to 200."
    )
    writers: int = _setting("LIANBANG_WRITERS", "8", "How many it keeps for commands, 1 to 200.")
    clock: timedelta = _setting(
        "LIANBANG_CLOCK",
        "",
        "Development alone: moves the clock, by `+3d`, `-12h`, `+1d6h30m`, or to a moment from which it runs (`2026-12-24T09:00+08:00`).",
    )
    connections: int = _setting(
        "LIANBANG_CONNECTIONS", "1000", "How many connections the server holds, 1 to 100000; then whoever has waited longest gives way."
    )
    connections_per_address: int = _setting(
        "LIANBANG_CONNECTIONS_PER_ADDRESS",
        "500",
        "The same from one address, 1 to 100000; behind a proxy, which has one, as many as in all.",
    )
    head_seconds: int = _setting("LIANBANG_HEAD_SECONDS", "10", "How long the head of a request may take to come, 1 to 300.")
    body_seconds: int = _setting("LIANBANG_BODY_SECONDS", "10", "How long its body may take to come, 1 to 300; then it is answered 408.")
    idle_seconds: int = _setting(
        "LIANBANG_IDLE_SECONDS", "75", "How long a connection waits for the next request, or for its answer to be fetched, 1 to 3600."
    )
    drain_seconds: int = _setting(
        "LIANBANG_DRAIN_SECONDS", "1", "How long a stopping server says so (`/readyz` is 503) and still takes requests, 0 to 300."
    )
    grace_seconds: int = _setting(
        "LIANBANG_GRACE_SECONDS", "5", "How long it then waits for requests in flight, 0 to 300; what is left is answered 503."
    )
    log_level: str = _setting("LIANBANG_LOG_LEVEL", "INFO", "`DEBUG`, `INFO`, `WARNING` or `ERROR`.")

    def now(self) -> datetime:
        """What the clock of everything says, in UTC; in development it may have been moved."""
        return datetime.now(UTC) + self.clock

    @property
    def in_development(self) -> bool:
        """The development issuer, keys under `var` and the demonstration county are allowed."""
        return self.environment is Environment.DEVELOPMENT

    @property
    def embedded(self) -> bool:
        """The database is our own, under `var`."""
        return self.app_url is None


def read_settings(environ: Mapping[str, str], now: datetime | None = None) -> Settings:
    """The settings of an environment; an empty variable counts as absent. `now`: the true moment. Raises SettingsError."""
    said = {each.name: environ.get(variable(each), "").strip() or default(each) for each in fields(Settings)}
    settings = Settings(
        environment=_environment(said["environment"]),
        host=said["host"],
        port=_number("LIANBANG_PORT", said["port"], 65535),
        var=Path(said["var"]).absolute(),
        app_url=_address("DATABASE_URL", said["app_url"]),
        owner_url=_address("LIANBANG_OWNER_URL", said["owner_url"]),
        worker_url=_address("LIANBANG_WORKER_URL", said["worker_url"]),
        loader_url=_address("LIANBANG_LOADER_URL", said["loader_url"]),
        superuser_url=_address("LIANBANG_SUPERUSER_URL", said["superuser_url"]),
        cipher_keys=said["cipher_keys"] or None,
        index_key=said["index_key"] or None,
        issuer=said["issuer"],
        audience=said["audience"],
        token_seconds=_number("LIANBANG_TOKEN_SECONDS", said["token_seconds"], 31_622_400, least=60),
        requests_per_minute=_number("LIANBANG_REQUESTS_PER_MINUTE", said["requests_per_minute"], 1_000_000),
        request_seconds=_number("LIANBANG_REQUEST_SECONDS", said["request_seconds"], 300),
        readers=_number("LIANBANG_READERS", said["readers"], 200),
        costly_readers=_number("LIANBANG_COSTLY_READERS", said["costly_readers"], 200),
        writers=_number("LIANBANG_WRITERS", said["writers"], 200),
        clock=_clock(said["clock"], now),
        connections=_number("LIANBANG_CONNECTIONS", said["connections"], 100_000),
        connections_per_address=_number("LIANBANG_CONNECTIONS_PER_ADDRESS", said["connections_per_address"], 100_000),
        head_seconds=_number("LIANBANG_HEAD_SECONDS", said["head_seconds"], 300),
        body_seconds=_number("LIANBANG_BODY_SECONDS", said["body_seconds"], 300),
        idle_seconds=_number("LIANBANG_IDLE_SECONDS", said["idle_seconds"], 3600),
        drain_seconds=_number("LIANBANG_DRAIN_SECONDS", said["drain_seconds"], 300, least=0),
        grace_seconds=_number("LIANBANG_GRACE_SECONDS", said["grace_seconds"], 300, least=0),
        log_level=_log_level(said["log_level"]),
    )
    _check_database(settings)
    if not settings.in_development and (settings.embedded or settings.cipher_keys is None or settings.index_key is None):
        raise SettingsError("In production DATABASE_URL, LIANBANG_CIPHER_KEYS and LIANBANG_INDEX_KEY must be set.")
    if not settings.in_development and said["clock"]:
        raise SettingsError("LIANBANG_CLOCK moves the clock of development alone; in production it must not be set.")
    return settings


def variable(setting: "Field[Any]") -> str:
    """The environment variable of a field of Settings."""
    return str(setting.metadata["variable"])


def default(setting: "Field[Any]") -> str:
    """What a field of Settings is read from where the variable is absent."""
    return str(setting.metadata["default"])


def _environment(said: str) -> Environment:
    try:
        return Environment(said)
    except ValueError:
        raise SettingsError(f"LIANBANG_ENV says {said!r}; it is `development` or `production`.") from None


def _number(name: str, said: str, most: int, *, least: int = 1) -> int:
    if not (said.isascii() and said.isdigit() and len(said) <= len(str(most)) and least <= int(said) <= most):
        raise SettingsError(f"{name} says {said!r}; it is a number from {least} to {most}.")
    return int(said)


def _clock(said: str, now: datetime | None) -> timedelta:
    """How far the clock is moved: what was said, or the way from the true moment to the one that was said."""
    wrong = SettingsError(f"LIANBANG_CLOCK says {said!r}; it is `+3d`, `-12h`, `+1d6h30m`, or a moment such as `2026-12-24T09:00+08:00`.")
    if not said:
        return timedelta()
    if match := MOVED.fullmatch(said):
        days, hours, minutes, seconds = (int(number or 0) for number in match.groups()[1:])
        moved = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds) * (-1 if match[1] == "-" else 1)
    else:
        try:
            moved = datetime.fromisoformat(said) - (now or datetime.now(UTC))
        except (ValueError, TypeError):  # no moment, or one without its offset
            raise wrong from None
    if abs(moved) > FARTHEST:
        raise SettingsError(f"LIANBANG_CLOCK says {said!r}; it moves the clock by ten years at most.")
    return moved


def _log_level(said: str) -> str:
    if said not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise SettingsError(f"LIANBANG_LOG_LEVEL says {said!r}; it is `DEBUG`, `INFO`, `WARNING` or `ERROR`.")
    return said


def _address(name: str, said: str) -> str | None:
    """A database address; the message does not repeat it, since it may hold a password."""
    if not said:
        return None
    try:
        scheme = urlsplit(said).scheme
    except ValueError:
        scheme = ""
    if scheme not in {"postgresql", "postgres"}:
        raise SettingsError(f"{name} is no address of a PostgreSQL database: postgresql://login:password@host:port/database.")
    return said.replace("postgres://", "postgresql://", 1) if said.startswith("postgres://") else said


def _check_database(settings: Settings) -> None:
    others = {
        "LIANBANG_OWNER_URL": settings.owner_url,
        "LIANBANG_WORKER_URL": settings.worker_url,
        "LIANBANG_LOADER_URL": settings.loader_url,
    }
    if settings.embedded and any(others.values()):
        raise SettingsError("DATABASE_URL is missing beside the addresses of the other logins.")
    if not settings.embedded and (missing := [name for name, url in others.items() if url is None]):
        raise SettingsError(f"Beside DATABASE_URL these must be set too: {', '.join(missing)}.")
