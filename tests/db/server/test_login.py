"""The four logins and what they are by themselves. Source: docs/settings.md (the database)."""

import asyncpg
import pytest

from db.server.embedded import Embedded
from db.server.login import Addresses, Login, LoginError, addresses_of, create_logins


async def test_only_the_loader_passes_row_security_and_nobody_is_a_superuser(empty_database: Addresses) -> None:
    connection = await asyncpg.connect(empty_database.app)
    rows = await connection.fetch("select rolname, rolsuper, rolbypassrls from pg_roles where rolname like 'lianbang%' order by rolname")
    await connection.close()
    assert [tuple(row) for row in rows] == [
        (Login.APP, False, False),
        (Login.LOADER, False, True),
        (Login.OWNER, False, False),
        (Login.WORKER, False, False),
    ]


async def test_the_application_can_make_nothing_of_its_own(empty_database: Addresses) -> None:
    connection = await asyncpg.connect(empty_database.app)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("create table mine ()")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("create schema mine")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("create temporary table mine ()")
    await connection.close()


async def test_the_loader_reaches_a_table_that_the_owner_makes_later_and_the_application_does_not(empty_database: Addresses) -> None:
    owner = await asyncpg.connect(empty_database.owner)
    await owner.execute("create table later as select 7 as n")
    await owner.close()
    loader = await asyncpg.connect(empty_database.loader)
    assert await loader.fetchval("select n from later") == 7
    await loader.close()
    application = await asyncpg.connect(empty_database.app)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await application.fetchval("select n from later")
    await application.close()


async def test_logins_may_be_created_again(server: Embedded, empty_database: Addresses) -> None:
    name = empty_database.owner.partition("@/")[2].partition("?")[0]
    await create_logins(server.url("postgres", name), empty_database)


async def test_an_address_that_names_another_login_is_refused(server: Embedded) -> None:
    right = addresses_of(server, "postgres")
    with pytest.raises(LoginError, match="lianbang_app"):
        await create_logins(server.url("postgres", "postgres"), right._replace(app=right.owner))
