"""Writes issuers as a file wants them, ends them, lists them; as the loader.

Source: docs/decisions/035-issuers.md.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

import asyncpg

from auth.others.file import IssuersError, Wanted

ISSUER = """
insert into issuer (id, address, name, audience, keys_address, client_id, organization_ids) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (address) do update set name = excluded.name, audience = excluded.audience, keys_address = excluded.keys_address,
client_id = excluded.client_id, organization_ids = excluded.organization_ids, ends_at = null
returning id
"""
SIGN_IN = """
insert into sign_in (id, issuer_id, subject, account_id) values ($1, $2, $3, $4)
on conflict (issuer_id, subject) do update set account_id = excluded.account_id, ends_at = null
"""
STANDING = """
select i.address, i.name, array(select o.name from organization o where o.id = any(i.organization_ids) order by o.region_code, o.name) at,
(select count(*) from sign_in s where s.issuer_id = i.id and (s.ends_at is null or s.ends_at > $1)) accounts
from issuer i where i.ends_at is null or i.ends_at > $1 order by i.address
"""


async def write(connection: asyncpg.Connection, issuers: Iterable[Wanted], now: datetime) -> None:
    """Make each issuer what the file wants; its sign-ins that the file does not name end. Raises IssuersError."""
    for each in issuers:
        organizations = [await _organization(connection, each.address, text) for text in each.organizations]
        told = (each.address, each.name, each.audience, each.keys, each.client, organizations)
        issuer = await connection.fetchval(ISSUER, uuid4(), *told)
        await connection.execute("delete from issuer_requirement where issuer_id = $1", issuer)
        for role, needs in each.requires.items():
            await connection.execute(
                "insert into issuer_requirement (id, issuer_id, role, acr, amr) values ($1, $2, $3, $4, $5)",
                *(uuid4(), issuer, role, list(needs.acr), list(needs.amr)),
            )
        for subject, account in each.accounts.items():
            await connection.execute(SIGN_IN, uuid4(), issuer, subject, await _account(connection, each.address, account))
        others = "issuer_id = $2 and subject <> all($3) and (ends_at is null or ends_at > $1)"
        await connection.execute(f"update sign_in set ends_at = $1 where {others}", now, issuer, list(each.accounts))


async def end(connection: asyncpg.Connection, address: str, now: datetime) -> None:
    """End an issuer: its tokens are refused from the next request on. Raises IssuersError."""
    done = await connection.execute("update issuer set ends_at = $2 where address = $1 and (ends_at is null or ends_at > $2)", address, now)
    if not done.endswith(" 1"):
        raise IssuersError(f"No issuer {address} is registered.")


async def standing(connection: asyncpg.Connection, now: datetime) -> list[str]:
    """Return a line for each issuer whose tokens are taken."""
    rows = await connection.fetch(STANDING, now)
    return [f"{row['address']}  {row['name']}  for {', '.join(row['at'])}  sign-ins {row['accounts']}" for row in rows]


async def _organization(connection: asyncpg.Connection, address: str, text: str) -> UUID:
    region, _, name = text.partition(" ")
    found = await connection.fetch("select id from organization where region_code = rpad($1, 12, '0') and name = $2", region, name)
    if len(found) != 1:
        count = "no organisation is" if not found else "several organisations are"
        there = await connection.fetch("select name from organization where region_code = rpad($1, 12, '0') order by name limit 20", region)
        listed = f" There are: {', '.join(row['name'] for row in there)}." if there else ""
        raise IssuersError(f"{address}: {count} called {name!r} in the division {region!r}.{listed}")
    return UUID(str(found[0]["id"]))


async def _account(connection: asyncpg.Connection, address: str, subject: str) -> UUID:
    found = await connection.fetchval("select id from account where subject = $1", subject)
    if found is None:
        raise IssuersError(f"{address}: there is no account {subject!r}.")
    return UUID(str(found))
