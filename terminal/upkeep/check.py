"""`lianbang check`: a table of what of the configuration is missing or weak, before anything serves.

Source: docs/operations.md (before serving). It writes nothing into a database.
"""

import asyncio
import stat
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import asyncpg

from app import limits
from db.migrations import beside, runner
from db.protect.cipher import KeysError, load_keys
from db.protect.keys import fits
from db.reference.working_days import near_its_end
from db.server.login import Addresses
from db.session.connect import HELD, connected, hosts
from db.session.pooler import fault_between
from domain.terminal_error import TerminalError
from domain.time.calendar import day_of
from settings.keys import key_texts
from settings.settings import Settings
from terminal.diagnosis import NOT_MIGRATED, line_of
from terminal.reach import addresses
from terminal.upkeep.check_sign_in import of_sign_in
from terminal.upkeep.check_standbys import READ_URLS, of_standbys
from terminal.upkeep.finding import MISSING, WEAK, Finding

HERE = frozenset({"", "localhost", "127.0.0.1", "::1"})
LEAST_BITS = {4: 16, 6: 48}
"""Bits of a network that is no wider than where proxies stand, by the version of its addresses."""
BESIDE_THE_POOLS = 3
"""Connections of a server process that ask whether the database answers and how far its log is, and flush it."""
SPARE_CONNECTIONS = 20
"""Connections that the database keeps for worker, commands at the terminal and itself."""
MIGHT = "select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb from pg_roles where rolname = current_user"
OWNS = "select exists (select from pg_class where relowner = current_user::regrole)"
STANDING = "select version_num from alembic_version"
UNROTATED = "select count(*) from key_check where key_id <> '' and key_id not like '#%' and retired_at is null"
UNWORKED = f"""
select not {HELD} and exists (select from audit_unsealed
    where number = (select min(number) from audit_unsealed) and at < $1::timestamptz - interval '5 minutes')
"""
"""Whether nobody works, though the oldest record of the audit trail waits for it."""
ISSUERS = "select count(*) from issuer where ends_at is null or ends_at > $1"


class CheckError(TerminalError):
    """Something of the configuration is missing or weak."""


def check(settings: Settings) -> Iterator[str]:
    """Yield the lines of the table. Raises CheckError at its end where there is any."""
    found = [*_of_settings(settings), *_of_keys(settings)]
    with addresses(settings) as database:
        found += asyncio.run(_of_database(settings, database))
    width = max((len(each.what) for each in found), default=0)
    yield from (f"{each.grade:8} {each.what:{width}}  {each.why}" for each in sorted(found, key=lambda each: (each.grade, each.what)))
    if found:
        raise CheckError(f"{len(found)} finding(s): look at docs/settings.md and docs/operations.md.")
    yield "Nothing is missing or weak."


def connections_of(settings: Settings) -> int:
    """Return how many connections to the database this machine wants at most: while several processes are renewed there is one more."""
    processes = settings.processes + (settings.processes > 1)
    return processes * (limits(settings).connections + BESIDE_THE_POOLS) + SPARE_CONNECTIONS


def _of_settings(settings: Settings) -> Iterator[Finding]:
    """Yield what the environment alone tells."""
    if settings.in_development:
        yield Finding(WEAK, "LIANBANG_ENV", "Development: its issuer signs for everybody. Not for anybody's data; say `production`.")
    if settings.superuser_url is not None:
        yield Finding(WEAK, "LIANBANG_SUPERUSER_URL", "Needed once, by `migrate --create-logins`: take it away.")
    if not settings.in_development and settings.documents == "any":
        yield Finding(WEAK, "LIANBANG_DOCUMENTS", "Any document is executed; `trusted` executes the registered ones alone.")
    if not settings.in_development and settings.watch_token is None:
        yield Finding(WEAK, "LIANBANG_WATCH_TOKEN", "Nobody is shown `/metrics`: nothing tells when something hurts.")
    if not settings.in_development and settings.issuer.startswith("http://"):
        yield Finding(WEAK, "LIANBANG_ISSUER", "An address without TLS: it is to be ours as seen from outside, https.")
    yield from _of_proxies(settings)
    if settings.processes > 1 and settings.metrics_folder is None:
        yield Finding(WEAK, "PROMETHEUS_MULTIPROC_DIR", "Several processes: `/metrics` tells what one of them has counted.")
    if settings.var.exists() and settings.var.stat().st_mode & stat.S_IRWXO:
        yield Finding(WEAK, "LIANBANG_VAR", f"Everybody on the machine may look into {settings.var}: `chmod o= {settings.var}`.")
    urls = {"DATABASE_URL": settings.app_url, "LIANBANG_OWNER_URL": settings.owner_url}
    urls |= {"LIANBANG_WORKER_URL": settings.worker_url, "LIANBANG_LOADER_URL": settings.loader_url}
    yield from _of_addresses({name: url for name, url in urls.items() if url is not None})
    for url in settings.read_urls:
        yield from _of_addresses({READ_URLS: url})


def _of_proxies(settings: Settings) -> Iterator[Finding]:
    """Yield what the proxies in front tell."""
    for each in settings.trusted_proxies:
        if each.prefixlen < LEAST_BITS[each.version]:
            yield Finding(WEAK, "LIANBANG_TRUSTED_PROXIES", f"{each} is wider than any proxies: whoever is in it says who they are.")
    if settings.in_development or settings.trusted_proxies:
        return
    yield Finding(WEAK, "LIANBANG_TRUSTED_PROXIES", "No proxy is named: behind one all callers share the limits of its address.")
    if settings.connections_per_address < settings.connections:
        yield Finding(
            WEAK, "LIANBANG_CONNECTIONS_PER_ADDRESS", "Fewer than LIANBANG_CONNECTIONS: behind a proxy every caller has its address."
        )


def _of_addresses(urls: dict[str, str]) -> Iterator[Finding]:
    """Yield what the addresses of the logins tell; none of their passwords."""
    passwords = [urlsplit(url).password for url in urls.values()]
    for name, url in urls.items():
        said = urlsplit(url)
        if {urlsplit(each).hostname or "" for each in hosts(url)} <= HERE:
            continue
        if said.password is not None and passwords.count(said.password) > 1:
            yield Finding(WEAK, name, "Its password is that of another login: who has one has both.")
        if parse_qs(said.query).get("sslmode", [""])[0] not in {"verify-full", "verify-ca"}:
            yield Finding(WEAK, name, "The database is on another machine, and is not made sure of: `?sslmode=verify-full`.")


def _of_keys(settings: Settings) -> Iterator[Finding]:
    """Yield what the keys tell, before a database is asked."""
    try:
        texts = key_texts(settings)
        if None not in texts:
            load_keys(*texts, settings.var / "keys")
    except KeysError as refusal:
        yield Finding(MISSING, "keys", str(refusal))


async def _of_database(settings: Settings, database: Addresses) -> list[Finding]:
    """Return what the database tells."""
    found: list[Finding] = []
    for name, url in (("DATABASE_URL", database.app), ("LIANBANG_OWNER_URL", database.owner), ("LIANBANG_WORKER_URL", database.worker)):
        try:
            if (fault := await fault_between(url)) is not None:
                found.append(Finding(MISSING, name, fault))
                continue
            async with connected(url) as connection:
                if await connection.fetchval(MIGHT):
                    found.append(Finding(WEAK, name, "The login may more than it should: run `lianbang migrate --create-logins`."))
                if url == database.app:
                    if await connection.fetchval(OWNS):
                        found.append(Finding(WEAK, name, "The login owns tables: row security does not hold for it."))
                    most = int(await connection.fetchval("show max_connections"))
                    wanted = connections_of(settings)
                    if wanted > most:
                        found.append(Finding(WEAK, "max_connections", f"{most}; the server and what is beside it want {wanted}."))
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            found.append(Finding(MISSING, name, line_of(error)))
    found += await of_standbys(settings, database.app)
    try:
        if (fault := await fault_between(database.loader)) is not None:
            return [*found, Finding(MISSING, "LIANBANG_LOADER_URL", fault)]
        return [*found, *await _of_tables(settings, database.loader)]
    except asyncpg.UndefinedTableError:
        return [*found, Finding(MISSING, "database", NOT_MIGRATED)]
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return [*found, Finding(MISSING, "LIANBANG_LOADER_URL", line_of(error))]


async def _of_tables(settings: Settings, url: str) -> list[Finding]:
    """Return what stands in the tables: their version, keys, issuers, working days."""
    async with connected(url) as connection:
        if await connection.fetchval(STANDING) != runner.newest():
            return [Finding(MISSING, "database", NOT_MIGRATED)]
        found = (
            []
            if settings.in_development or await connection.fetchval(ISSUERS, settings.now())
            else [Finding(MISSING, "issuers", "Nobody can sign in: `lianbang issuers FILE`.")]
        )
        found += await of_sign_in(settings, connection)
        if names := await beside.unbuilt(connection):
            found.append(Finding(WEAK, "indexes", f"Lists are slow without {', '.join(names)}: `lianbang migrate` builds them."))
        if await connection.fetchval(UNROTATED) > 1:
            found.append(Finding(WEAK, "keys", "Values are sealed by keys of before, or may be: `lianbang rotate-keys`."))
        try:
            texts = key_texts(settings)
            if None not in texts:
                await fits(connection, load_keys(*texts, settings.var / "keys"))
        except KeysError as refusal:
            found.append(Finding(MISSING, "keys", str(refusal)))
        if await connection.fetchval(UNWORKED, settings.now()):
            found.append(
                Finding(WEAK, "worker", "None works, and the audit trail has waited for its block for minutes: `lianbang worker`.")
            )
    if (told := await near_its_end(url, day_of(settings.now()))) is not None:
        found.append(Finding(WEAK, "working days", told))
    return found
