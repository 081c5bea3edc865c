"""Decides anew where items may go, when the rule or the offices are others than they were, or it was never decided.

Source: docs/decisions/025-one-route.md. Beside this, an item is decided anew by the commands that leave it to be dispatched.
"""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from db.reference.read import read_types
from domain.item import DISPATCHABLE
from domain.referral import DESIGNATABLE
from domain.routing import Located, divisions_over, route

ITEMS = """
select item.id, type_code, type_version, owner_office_id, suggested_office_id, route_offices, fitting_offices,
  array[coalesce(family.registration_region_code, item.region_code), coalesce(family.region_code, item.region_code)] as homes,
  family.id is null as of_funds,
  array(
    select office_id from referral
    where item_id = item.id and type_code = item.type_code and return_reason = any($2)
  ) as refused
from assistance_item item left join family on family.id = item.family_id
where (item.state = any($1) or item.fitting_offices = '{}') and ($3::uuid[] is null or item.id = any($3))
order by item.id for update of item
"""
OFFICES = "select id, kind, department_code, region_code from office where ended_at is null"
AUTHORITIES = "select office_id, type_code, decided_at from authority where decided_at is not null"
WRITE = "update assistance_item set route_offices = $2, fitting_offices = $3 where id = $1"


async def reroute(connection: asyncpg.Connection | PoolConnectionProxy, only: Collection[UUID] | None = None) -> int:
    """Decide and write where items may go, on a connection of the loader; return how many items changed.

    Looked at are those still to be dispatched, and those of which it was never decided. `only`: ids of the items to look at. No version is
    counted: nothing that anybody reads of an item has changed.
    """
    rows = await connection.fetch(ITEMS, sorted(DISPATCHABLE), sorted(DESIGNATABLE), only)
    if not rows:
        return 0
    types = await read_types(connection, {row["type_code"] for row in rows})
    at = defaultdict[str, list[Located]](list)
    handed = defaultdict[UUID, dict[str, str]](dict)
    for office_id, code, level in await connection.fetch(AUTHORITIES):
        handed[office_id][code] = level
    for key, kind, department, region in await connection.fetch(OFFICES):
        at[region].append(Located(key, kind, department, region, handed.get(key, {})))
    changed = []
    for row in rows:
        homes = tuple(row["homes"])
        found = route(
            types[row["type_code"], row["type_version"]],
            homes,
            [office for division in divisions_over(homes) for office in at[division]],
            refused=row["refused"],
            suggested=row["suggested_office_id"],
            owner=None if row["of_funds"] else row["owner_office_id"],
        )
        if [*found] != [row["route_offices"], row["fitting_offices"]]:
            changed.append((row["id"], *found))
    await connection.executemany(WRITE, changed)
    return len(changed)
