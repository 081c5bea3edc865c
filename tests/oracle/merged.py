"""Families of the oracle's county that are merged, by the command itself: no row that is written by hand stands as it leaves them."""

from datetime import datetime

import asyncpg

from db.reference.read import Reference
from db.server.login import Addresses
from db.session.engine import Database
from db.session.read import find_viewer
from domain.viewer import Viewer
from resolvers.commands.context import Envelope
from resolvers.commands.households.merge import FamilyMerge, FamilyMergeInput
from resolvers.commands.runner import Commands
from tests.builders.county import CIPHER

PAIRS = """
select survivor.id survivor, merged.id merged, merged.head_id, survivor.head_id twin from (
  select family.*, row_number() over (order by number) place from family
  where county_code = '330110000000' and merged_into_id is null and head_id is not null and family.id in (select family_id from referral)
    and family.id not in (select family_id from person where id in (select known_id from person_match)
      union select family_id from person where id in (select registered_id from person_match))
) survivor join (
  select family.*, row_number() over (order by number) place from family
  where county_code = '330110000000' and merged_into_id is null and head_id is not null and family.id in (select family_id from referral)
    and family.id not in (select family_id from person where id in (select known_id from person_match)
      union select family_id from person where id in (select registered_id from person_match))
) merged on merged.place = survivor.place + 4 where survivor.place <= 4 order by survivor.place
"""


async def merge_families(addresses: Addresses, reference: Reference, now: datetime) -> None:
    """Make one family of each of some pairs, by the command itself: what a cadre of the county does."""
    connection = await asyncpg.connect(addresses.loader)
    try:
        pairs = [dict(row) for row in await connection.fetch(PAIRS)]
        membership = await connection.fetchval(
            "select m.id from membership m join account a on a.id = m.account_id where a.subject = 'cadre.federation.330110'"
        )
    finally:
        await connection.close()
    assert len(pairs) == 4
    database = Database(addresses.app, lambda: now)
    await database.open()
    try:
        cadre = await find_viewer(database, membership, now)
        assert isinstance(cadre, Viewer)
        commands = Commands(database, lambda: reference, CIPHER, allow_synthetic=True)
        for pair in pairs:
            told = FamilyMergeInput(survivor=pair["survivor"], merged=pair["merged"], reason="同一户重复登记")
            done = await commands.run(FamilyMerge(), told, cadre, Envelope(trace="trace"))
            assert done.errors == ()
    finally:
        await database.close()
