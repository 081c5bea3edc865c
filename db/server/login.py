"""The four logins of a database: their names, their addresses, and how they are created.

Source: docs/design.md 7; docs/settings.md. What each may do with which table is printed by db/protect/policies.py.
"""

from enum import StrEnum
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import asyncpg

from db.server.embedded import Embedded
from db.session.connect import alone, connected
from domain.terminal_error import TerminalError


class Login(StrEnum):
    """A login of the database server."""

    OWNER = "lianbang_owner"
    APP = "lianbang_app"
    WORKER = "lianbang_worker"
    LOADER = "lianbang_loader"


RIGHTS = {Login.OWNER: "nobypassrls", Login.APP: "nobypassrls", Login.WORKER: "nobypassrls", Login.LOADER: "bypassrls"}


class Addresses(NamedTuple):
    """The address of one database for each login: `postgresql://login[:password]@.../database`."""

    owner: str
    app: str
    worker: str
    loader: str


def addresses_of(server: Embedded, database: str) -> Addresses:
    """Return the addresses of a database on our own server, without passwords: only its socket's folder says who may connect."""
    return Addresses(*(server.url(login, database) for login in Login))


async def provide(server: Embedded, database: str) -> Addresses:
    """Create a database on our own server if it is missing, create its logins anew, and return their addresses."""
    async with connected(server.url("postgres", "postgres")) as connection:
        if not await connection.fetchval("select true from pg_database where datname = $1", database):
            await connection.execute(f"create database {await connection.fetchval('select quote_ident($1)', database)}")
    addresses = addresses_of(server, database)
    await create_logins(server.url("postgres", database), addresses)
    return addresses


class LoginError(TerminalError):
    """An address does not name its login. The text names the login, never the address: it may hold a password."""


async def create_logins(superuser_url: str, addresses: Addresses) -> None:
    """Create or alter the four logins, with the passwords of their addresses, and give the database to the owner's.

    It needs a superuser's address, may be repeated, and raises LoginError.
    """
    named = {login: urlsplit(url) for login, url in zip(Login, addresses, strict=True)}
    for login, address in named.items():
        if unquote(address.username or "") != login:
            raise LoginError(f"the address of the login {login} names another login")
    # Roles belong to the whole server: two databases that are set up at once must not both find one missing.
    async with connected(superuser_url) as connection, alone(connection, "logins"):
        for login, address in named.items():
            await _create_login(connection, login, unquote(address.password or ""))
        await _hand_over(connection)


async def _create_login(connection: asyncpg.Connection, login: Login, password: str) -> None:
    verb = "alter" if await connection.fetchval("select true from pg_roles where rolname = $1", login) else "create"
    rights = f"login nosuperuser nocreatedb nocreaterole noreplication {RIGHTS[login]}"
    secret = await connection.fetchval("select case when $1 <> '' then format(' password %L', $1) else '' end", password)
    await connection.execute(f"{verb} role {login} {rights}{secret}")


async def _hand_over(connection: asyncpg.Connection) -> None:
    """Make the owner's login the owner of the database, let only the four connect, and grant the loader every future table."""
    database = await connection.fetchval("select quote_ident(current_database())")
    await connection.execute(f"""
        alter database {database} owner to {Login.OWNER};
        revoke all on database {database} from public;
        grant connect on database {database} to {Login.APP}, {Login.WORKER}, {Login.LOADER};
        revoke all on schema public from public;
        grant usage on schema public to {Login.APP}, {Login.WORKER}, {Login.LOADER};
        alter default privileges for role {Login.OWNER} in schema public
            grant select, insert, update, delete, truncate, maintain on tables to {Login.LOADER};
    """)
