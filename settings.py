"""The settings of the environment: one frozen dataclass, read once by `terminal/command.py` and handed down by `app.py`.

Source: docs/settings.md, which a test holds equal to this file.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from domain.terminal_error import TerminalError
from domain.time.moved import FARTHEST, span

Read = Callable[[str, str], object]
"""Takes a variable and its text, returns the value of the setting. Raises SettingsError."""


class Environment(StrEnum):
    """Where the platform runs; the development issuer and the demonstration county are refused outside development."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class SettingsError(TerminalError):
    """An environment variable has an invalid value. The text names the variable and the values that it takes."""


def _setting(variable: str, default: str, meaning: str, read: Read = lambda _, said: said) -> Any:
    return field(metadata={"variable": variable, "default": default, "meaning": meaning, "read": read})


def _number(variable: str, default: int, most: int, meaning: str, *, least: int = 1) -> Any:
    def read(name: str, said: str) -> int:
        if not (said.isascii() and said.isdigit() and len(said) <= len(str(most)) and least <= int(said) <= most):
            raise SettingsError(f"{name} says {said!r}; it is a number from {least} to {most}.")
        return int(said)

    return _setting(variable, str(default), meaning.format(range=f"{least} to {most}"), read)


def _absolute(_: str, said: str) -> Path:
    return Path(said).absolute()


def _optional(variable: str, meaning: str) -> Any:
    return _setting(variable, "", meaning, lambda _, said: said or None)


def _path(variable: str, meaning: str) -> Any:
    return _setting(variable, "", meaning, lambda _, said: Path(said).absolute() if said else None)


def _address(variable: str, meaning: str) -> Any:
    return _setting(variable, "", meaning, _postgresql)


def _postgresql(name: str, said: str) -> str | None:
    """Return a database address, None where none is given. The message does not repeat it, since it may hold a password."""
    try:
        scheme = urlsplit(said).scheme
    except ValueError:
        scheme = "malformed"
    if said and scheme not in {"postgresql", "postgres"}:
        raise SettingsError(f"{name} is no address of a PostgreSQL database: postgresql://login:password@host:port/database.")
    return re.sub("^postgres://", "postgresql://", said) or None


def _provinces(name: str, said: str) -> str | None:
    if said not in {"", "all", "none"} and not re.fullmatch(r"([1-8][1-9]|50)(,([1-8][1-9]|50))*", said):
        raise SettingsError(f"{name} says {said!r}; it is `all`, `none`, or codes of provinces such as `33` or `33,34`.")
    return said or None


def _one_of(*words: str) -> Read:
    def read(name: str, said: str) -> str:
        if said not in words:
            raise SettingsError(f"{name} says {said!r}; it is {', '.join(f'`{word}`' for word in words[:-1])} or `{words[-1]}`.")
        return said

    return read


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting. A database address left out means the server under `var`; a key left out means one kept there (development alone)."""

    environment: Environment = _setting("LIANBANG_ENV", "development", "`development` or `production`.", _one_of(*Environment))
    host: str = _setting("LIANBANG_HOST", "127.0.0.1", "The address to listen on.")
    port: int = _number("LIANBANG_PORT", 8000, 65535, "The port to listen on, {range}.")
    processes: int = _number("LIANBANG_PROCESSES", 1, 64, "How many server processes share the port, {range}; SIGUSR1 renews several.")
    var: Path = _setting(
        "LIANBANG_VAR", "var", "The folder for the database, keys and files that the platform makes for itself.", _absolute
    )
    app_url: str | None = _address(
        "DATABASE_URL", "The database as the login `lianbang_app`: `postgresql://lianbang_app:...@host/database`."
    )
    owner_url: str | None = _address("LIANBANG_OWNER_URL", "The same as `lianbang_owner`: migrations and policies.")
    worker_url: str | None = _address("LIANBANG_WORKER_URL", "The same as `lianbang_worker`: jobs and the sealing of the audit.")
    loader_url: str | None = _address("LIANBANG_LOADER_URL", "The same as `lianbang_loader`: reference data, dump and restore.")
    superuser_url: str | None = _address(
        "LIANBANG_SUPERUSER_URL", "The same as a superuser: read by `lianbang migrate --create-logins` alone, once."
    )
    cipher_keys: str | None = _optional(
        "LIANBANG_CIPHER_KEYS", "Keys for ID and certificate numbers, `id:base64 of 32 bytes`, comma between; the first one writes."
    )
    cipher_keys_file: Path | None = _path("LIANBANG_CIPHER_KEYS_FILE", "The same in a file that not everybody can read, one key a line.")
    cipher_keys_command: str | None = _optional(
        "LIANBANG_CIPHER_KEYS_COMMAND",
        "The same as the output of a command, for keys that a key service keeps; it is called without a shell.",
    )
    index_key: str | None = _optional(
        "LIANBANG_INDEX_KEY",
        "The key of the blind index that finds those numbers, base64 of 32 bytes; older ones behind it, comma between.",
    )
    index_key_file: Path | None = _path("LIANBANG_INDEX_KEY_FILE", "The same in a file that not everybody can read, one key a line.")
    index_key_command: str | None = _optional(
        "LIANBANG_INDEX_KEY_COMMAND",
        "The same as the output of a command, for keys that a key service keeps; it is called without a shell.",
    )
    provinces: str | None = _setting(
        "LIANBANG_PROVINCES",
        "",
        "Of which provinces `lianbang migrate` loads townships and streets: `all`, `none`, or codes such as `33,34`; "
        "nothing said is `all` in production, else `none`.",
        _provinces,
    )
    issuer: str = _setting("LIANBANG_ISSUER", "http://127.0.0.1:8000", "Who must have issued a token (`iss`).")
    audience: str = _setting("LIANBANG_AUDIENCE", "lianbang", "Whom a token must be meant for (`aud`).")
    token_seconds: int = _number(
        "LIANBANG_TOKEN_SECONDS",
        86400,
        31_622_400,
        "How long a token may last, from `iat` to `exp`, {range}; one issued for longer is refused.",
        least=60,
    )
    signing_keys: Path | None = _path(
        "LIANBANG_SIGNING_KEYS", "A file with the private keys that sign tokens of service clients, a JWK Set; the first one signs."
    )
    client_secrets: Path | None = _path(
        "LIANBANG_CLIENT_SECRETS", 'A file with our secrets at issuers where people sign in, TOML: a line `"issuer" = "secret"` each.'
    )
    documents: str = _setting(
        "LIANBANG_DOCUMENTS", "any", "Which documents are executed: `any`, or `trusted`, the registered ones.", _one_of("any", "trusted")
    )
    requests_per_minute: int = _number(
        "LIANBANG_REQUESTS_PER_MINUTE",
        6000,
        1_000_000,
        "How many requests one account may make in a minute, {range}; more are answered 429.",
    )
    client_requests_per_minute: int = _number(
        "LIANBANG_CLIENT_REQUESTS_PER_MINUTE",
        12000,
        1_000_000,
        "How many one service client may make, {range}, for all the officials for whom it acts.",
    )
    tokens_per_minute: int = _number(
        "LIANBANG_TOKENS_PER_MINUTE", 600, 1_000_000, "How often one address may ask for a token at `/oauth/token`, {range}."
    )
    request_seconds: int = _number("LIANBANG_REQUEST_SECONDS", 30, 300, "How long one request may take, {range}; then it is answered 503.")
    readers: int = _number("LIANBANG_READERS", 4, 200, "How many connections each server keeps for short readings, {range}.")
    costly_readers: int = _number(
        "LIANBANG_COSTLY_READERS", 2, 200, "How many it keeps for readings that take long, which never hold up short ones, {range}."
    )
    writers: int = _number("LIANBANG_WRITERS", 8, 200, "How many it keeps for commands, {range}.")
    watch_token: str | None = _optional(
        "LIANBANG_WATCH_TOKEN",
        "What shows as a bearer token whoever reads `/metrics` and why a server is not ready; without it nobody does in production.",
    )
    traces: str | None = _optional(
        "LIANBANG_TRACES", "Where traces are sent, by OTLP over HTTP, such as `http://127.0.0.1:4318/v1/traces`; without it none are made."
    )
    metrics_folder: Path | None = _path(
        "PROMETHEUS_MULTIPROC_DIR",
        "A folder in which the servers of one machine that share a port keep their counters together; emptied before the first starts.",
    )
    clock: timedelta = _setting(
        "LIANBANG_CLOCK",
        "",
        "Development alone: moves the clock, by `+3d`, `-12h`, `+1d6h30m`, or to a moment from which it runs (`2026-12-24T09:00+08:00`).",
    )
    connections: int = _number(
        "LIANBANG_CONNECTIONS", 1000, 100_000, "How many connections the server holds, {range}; then whoever has waited longest gives way."
    )
    connections_per_address: int = _number(
        "LIANBANG_CONNECTIONS_PER_ADDRESS",
        500,
        100_000,
        "The same from one address, {range}; behind a proxy, which has one, as many as in all.",
    )
    head_seconds: int = _number("LIANBANG_HEAD_SECONDS", 10, 300, "How long the head of a request may take to come, {range}.")
    body_seconds: int = _number("LIANBANG_BODY_SECONDS", 10, 300, "How long its body may take to come, {range}; then it is answered 408.")
    idle_seconds: int = _number(
        "LIANBANG_IDLE_SECONDS", 75, 3600, "How long a connection waits for the next request, or for its answer to be fetched, {range}."
    )
    drain_seconds: int = _number(
        "LIANBANG_DRAIN_SECONDS",
        1,
        300,
        "How long a stopping server says so (`/readyz` is 503) and still takes requests, {range}.",
        least=0,
    )
    grace_seconds: int = _number(
        "LIANBANG_GRACE_SECONDS", 5, 300, "How long it then waits for requests in flight, {range}; what is left is answered 503.", least=0
    )
    log_level: str = _setting(
        "LIANBANG_LOG_LEVEL", "INFO", "`DEBUG`, `INFO`, `WARNING` or `ERROR`.", _one_of("DEBUG", "INFO", "WARNING", "ERROR")
    )

    def now(self) -> datetime:
        """Return the moment in UTC by the platform's one clock; in development LIANBANG_CLOCK may have moved it."""
        return datetime.now(UTC) + self.clock

    @property
    def in_development(self) -> bool:
        """Whether the development issuer, keys under `var` and the demonstration county are allowed."""
        return self.environment is Environment.DEVELOPMENT

    @property
    def townships_of(self) -> str:
        """Of which provinces townships are loaded: the demonstration needs those of its counties alone."""
        return self.provinces or ("none" if self.in_development else "all")

    @property
    def embedded(self) -> bool:
        """Whether the platform runs its own database under `var`: no address is set."""
        return self.app_url is None


def read_settings(environ: Mapping[str, str], now: datetime | None = None) -> Settings:
    """Return the settings of an environment. An empty variable counts as absent. `now`: the true moment. Raises SettingsError."""
    said = {each.name: environ.get(variable(each), "").strip() or default(each) for each in fields(Settings)}
    read = {each.name: each.metadata["read"](variable(each), said[each.name]) for each in fields(Settings)}
    settings = Settings(**read | {"environment": Environment(said["environment"]), "clock": _clock(said["clock"], now)})
    _check_database(settings)
    _check_keys(settings)
    if not settings.in_development and (settings.embedded or () in (_ways(settings, "cipher_keys"), _ways(settings, "index_key"))):
        raise SettingsError("In production DATABASE_URL, LIANBANG_CIPHER_KEYS and LIANBANG_INDEX_KEY must be set.")
    if not settings.in_development and said["clock"]:
        raise SettingsError("LIANBANG_CLOCK moves the clock of development alone; in production it must not be set.")
    return settings


def variable(setting: "Field[Any]") -> str:
    """Return the environment variable of a field of Settings."""
    return str(setting.metadata["variable"])


def default(setting: "Field[Any]") -> str:
    """Return the text that a field of Settings is read from where its variable is absent."""
    return str(setting.metadata["default"])


def _clock(said: str, now: datetime | None) -> timedelta:
    """Return how far LIANBANG_CLOCK moves the clock: the span it gives, or that from `now` to the moment it gives. Raises SettingsError."""
    wrong = SettingsError(f"LIANBANG_CLOCK says {said!r}; it is `+3d`, `-12h`, `+1d6h30m`, or a moment such as `2026-12-24T09:00+08:00`.")
    if not said:
        return timedelta()
    try:
        moved = span(said, now or datetime.now(UTC))
    except (ValueError, TypeError):  # no moment, or one without its offset
        raise wrong from None
    if abs(moved) > FARTHEST:
        raise SettingsError(f"LIANBANG_CLOCK says {said!r}; it moves the clock by ten years at most.")
    return moved


def _ways(settings: Settings, keys: str) -> tuple[str, ...]:
    """Return the variables that say where the keys come from."""
    named = {each.name: variable(each) for each in fields(Settings)}
    return tuple(named[name] for name in (keys, f"{keys}_file", f"{keys}_command") if getattr(settings, name) is not None)


def _check_keys(settings: Settings) -> None:
    for keys in ("cipher_keys", "index_key"):
        if len(ways := _ways(settings, keys)) > 1:
            raise SettingsError(f"{' and '.join(ways)} are set: one of them says where the keys come from.")


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
