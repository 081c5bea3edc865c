"""The settings of the environment: one frozen dataclass, read once by `terminal/command.py` and handed down by `app.py`.

Source: docs/settings.md, which a test holds equal to this file.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from domain.value.address import reached_at
from settings.kind import absolute, address, addresses, networks, number, one_of, optional, path, provinces, setting


class Environment(StrEnum):
    """Where the platform runs; the development issuer and the demonstration county are refused outside development."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


def true_now() -> datetime:
    """Return the moment in UTC. The one place that reads the machine's clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting. A database address left out means the server under `var`; a key left out means one kept there (development alone)."""

    environment: Environment = setting("LIANBANG_ENV", "development", "`development` or `production`.", one_of(*Environment))
    host: str = setting("LIANBANG_HOST", "127.0.0.1", "The address to listen on.")
    port: int = number("LIANBANG_PORT", 8000, 65535, "The port to listen on, {range}.")
    processes: int = number("LIANBANG_PROCESSES", 1, 64, "How many server processes share the port, {range}; SIGUSR1 renews several.")
    var: Path = setting("LIANBANG_VAR", "var", "The folder for the database, keys and files that the platform makes for itself.", absolute)
    app_url: str | None = address(
        "DATABASE_URL", "The database as the login `lianbang_app`: `postgresql://lianbang_app:...@host/database`."
    )
    owner_url: str | None = address("LIANBANG_OWNER_URL", "The same as `lianbang_owner`: migrations and policies.")
    worker_url: str | None = address("LIANBANG_WORKER_URL", "The same as `lianbang_worker`: jobs and the sealing of the audit.")
    loader_url: str | None = address("LIANBANG_LOADER_URL", "The same as `lianbang_loader`: reference data, dump and restore.")
    superuser_url: str | None = address(
        "LIANBANG_SUPERUSER_URL", "The same as a superuser: read by `lianbang migrate --create-logins` alone, once."
    )
    cipher_keys: str | None = optional(
        "LIANBANG_CIPHER_KEYS", "Keys for ID and certificate numbers, `id:base64 of 32 bytes`, comma between; the first one writes."
    )
    cipher_keys_file: Path | None = path("LIANBANG_CIPHER_KEYS_FILE", "The same in a file that not everybody can read, one key a line.")
    cipher_keys_command: str | None = optional(
        "LIANBANG_CIPHER_KEYS_COMMAND",
        "The same as the output of a command, for keys that a key service keeps; it is called without a shell.",
    )
    index_key: str | None = optional(
        "LIANBANG_INDEX_KEY",
        "The key of the blind index that finds those numbers, base64 of 32 bytes; older ones behind it, comma between.",
    )
    index_key_file: Path | None = path("LIANBANG_INDEX_KEY_FILE", "The same in a file that not everybody can read, one key a line.")
    index_key_command: str | None = optional(
        "LIANBANG_INDEX_KEY_COMMAND",
        "The same as the output of a command, for keys that a key service keeps; it is called without a shell.",
    )
    provinces: str | None = setting(
        "LIANBANG_PROVINCES",
        "",
        "Of which provinces `lianbang migrate` loads townships and streets: `all`, `none`, or codes such as `33,34`; "
        "nothing said is `all` in production, else `none`.",
        provinces,
    )
    known_as: str | None = optional(
        "LIANBANG_ISSUER",
        "Who must have issued a token (`iss`): our address as seen from outside. Nothing said is that on which the server listens.",
    )
    audience: str = setting("LIANBANG_AUDIENCE", "lianbang", "Whom a token must be meant for (`aud`).")
    token_seconds: int = number(
        "LIANBANG_TOKEN_SECONDS",
        86400,
        31_622_400,
        "How long a token may last, from `iat` to `exp`, {range}; one issued for longer is refused.",
        least=60,
    )
    signing_keys: Path | None = path(
        "LIANBANG_SIGNING_KEYS", "A file with the private keys that sign tokens of service clients, a JWK Set; the first one signs."
    )
    client_secrets: Path | None = path(
        "LIANBANG_CLIENT_SECRETS",
        'A file with what we show at issuers where people sign in, TOML: a line `"issuer" = "secret"` each, or '
        '`"issuer" = { method = "private_key_jwt" }` where our first signing key shows it.',
    )
    documents: str = setting(
        "LIANBANG_DOCUMENTS", "any", "Which documents are executed: `any`, or `trusted`, the registered ones.", one_of("any", "trusted")
    )
    requests_per_minute: int = number(
        "LIANBANG_REQUESTS_PER_MINUTE",
        6000,
        1_000_000,
        "How many requests one account may make in a minute, {range}; more are answered 429.",
    )
    client_requests_per_minute: int = number(
        "LIANBANG_CLIENT_REQUESTS_PER_MINUTE",
        12000,
        1_000_000,
        "How many one service client may make, {range}, for all the officials for whom it acts.",
    )
    tokens_per_minute: int = number(
        "LIANBANG_TOKENS_PER_MINUTE", 600, 1_000_000, "How often one address may ask for a token at `/oauth/token`, {range}."
    )
    request_seconds: int = number("LIANBANG_REQUEST_SECONDS", 30, 300, "How long one request may take, {range}; then it is answered 503.")
    readers: int = number(
        "LIANBANG_READERS",
        4,
        200,
        "How many connections each server keeps for short readings, {range}; half as many beside them are for middling ones.",
    )
    costly_readers: int = number(
        "LIANBANG_COSTLY_READERS", 2, 200, "How many it keeps for readings that take long, which never hold up short ones, {range}."
    )
    short_cost: int = number(
        "LIANBANG_SHORT_COST",
        500_000,
        1_000_000_000,
        "The largest cost that PostgreSQL estimates of a reading that does not take long, {range} in its units; one over a tenth of it "
        "is not short either, but middling.",
    )
    read_urls: tuple[str, ...] = addresses(
        "LIANBANG_READ_URLS",
        "Standbys of the database as `lianbang_app`, comma between: they answer readings that note nothing for the audit.",
    )
    read_lag: int = number(
        "LIANBANG_READ_LAG_MILLISECONDS",
        100,
        10_000,
        "How long a reading waits for a standby to have all that the primary had when it came, {range}; one that is further behind is left "
        "out.",
    )
    writers: int = number("LIANBANG_WRITERS", 8, 200, "How many it keeps for commands, {range}.")
    import_share: int = number(
        "LIANBANG_IMPORT_SHARE",
        20,
        100,
        "How many percent of the time all files that are imported have in the database while people work, {range}.",
    )
    watch_token: str | None = optional(
        "LIANBANG_WATCH_TOKEN",
        "What shows as a bearer token whoever reads `/metrics` and why a server is not ready; without it nobody does in production.",
    )
    traces: str | None = optional(
        "LIANBANG_TRACES", "Where traces are sent, by OTLP over HTTP, such as `http://127.0.0.1:4318/v1/traces`; without it none are made."
    )
    metrics_folder: Path | None = path(
        "PROMETHEUS_MULTIPROC_DIR",
        "A folder in which the servers that share a port keep their counters together; it is emptied by their start.",
    )
    clock: timedelta = setting(
        "LIANBANG_CLOCK",
        "",
        "Development alone: moves the clock, by `+3d`, `-12h`, `+1d6h30m`, or to a moment from which it runs (`2026-12-24T09:00+08:00`).",
    )
    sign_ins_per_minute: int = number(
        "LIANBANG_SIGN_INS_PER_MINUTE",
        600,
        1_000_000,
        "How often one address may begin or end a sign-in in a browser, {range}.",
    )
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = setting(
        "LIANBANG_TRUSTED_PROXIES",
        "",
        "Addresses and networks of the proxies in front, comma between: what they say in `X-Forwarded-For` is who asks.",
        networks,
    )
    connections: int = number(
        "LIANBANG_CONNECTIONS", 1000, 100_000, "How many connections the server holds, {range}; then whoever has waited longest gives way."
    )
    connections_per_address: int = number(
        "LIANBANG_CONNECTIONS_PER_ADDRESS",
        500,
        100_000,
        "The same from one address, {range}; a trusted proxy may have all, any other wants as many as in all.",
    )
    head_seconds: int = number("LIANBANG_HEAD_SECONDS", 10, 300, "How long the head of a request may take to come, {range}.")
    body_seconds: int = number("LIANBANG_BODY_SECONDS", 10, 300, "How long its body may take to come, {range}; then it is answered 408.")
    idle_seconds: int = number(
        "LIANBANG_IDLE_SECONDS", 75, 3600, "How long a connection waits for the next request, or for its answer to be fetched, {range}."
    )
    drain_seconds: int = number(
        "LIANBANG_DRAIN_SECONDS",
        1,
        300,
        "How long a stopping server says so (`/readyz` is 503) and still takes requests, {range}.",
        least=0,
    )
    grace_seconds: int = number(
        "LIANBANG_GRACE_SECONDS", 5, 300, "How long it then waits for requests in flight, {range}; what is left is answered 503.", least=0
    )
    log_level: str = setting(
        "LIANBANG_LOG_LEVEL", "INFO", "`DEBUG`, `INFO`, `WARNING` or `ERROR`.", one_of("DEBUG", "INFO", "WARNING", "ERROR")
    )

    def now(self) -> datetime:
        """Return the moment in UTC by the platform's one clock; in development LIANBANG_CLOCK may have moved it."""
        return true_now() + self.clock

    @property
    def in_development(self) -> bool:
        """Whether the development issuer, keys under `var` and the demonstration county are allowed."""
        return self.environment is Environment.DEVELOPMENT

    @property
    def issuer(self) -> str:
        """Our address as seen from outside, and whoever must have issued a token."""
        return self.known_as or reached_at({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host), self.port)

    @property
    def townships_of(self) -> str:
        """Of which provinces townships are loaded: the demonstration needs those of its counties alone."""
        return self.provinces or ("none" if self.in_development else "all")

    @property
    def embedded(self) -> bool:
        """Whether the platform runs its own database under `var`: no address is set."""
        return self.app_url is None
