"""Families of the oracle's county that are merged, parted again, split or move, also to the next county, and members who die, by commands.

No row that is written by hand stands as these leave it.
"""

from datetime import datetime
from uuid import UUID

import asyncpg

from db.reference.read import Reference
from db.server.login import Addresses
from db.session.engine import Database
from db.session.read import find_viewer
from domain.viewer import Viewer
from resolvers.commands.command import AnyCommand
from resolvers.commands.context import Envelope
from resolvers.commands.family.move import FamilyMove, FamilyMoveInput
from resolvers.commands.households.merge import FamilyMerge, FamilyMergeInput
from resolvers.commands.households.part import FamilyPart, FamilyPartInput
from resolvers.commands.households.split import FamilySplit, FamilySplitInput
from resolvers.commands.inputs.input import Input
from resolvers.commands.moving.decide import FamilyMoveDecide, FamilyMoveDecideInput
from resolvers.commands.moving.propose import FamilyMovePropose, FamilyMoveProposeInput
from resolvers.commands.moving.withdraw import FamilyMoveWithdraw, FamilyMoveWithdrawInput
from resolvers.commands.person.death_set import PersonDeathSet, PersonDeathSetInput
from resolvers.commands.runner import Commands
from tests.builders.county import CIPHER

PAIRS = """
select survivor.id survivor, merged.id merged, merged.head_id, survivor.head_id twin, merged.number from (
  select family.*, row_number() over (order by number) place from family
  where county_code = '330110000000' and merged_into_id is null and head_id is not null and family.id in (select family_id from referral)
    and family.id not in (select family_id from person where id in (select known_id from person_match)
      union select family_id from person where id in (select registered_id from person_match))
) survivor join (
  select family.*, row_number() over (order by number) place from family
  where county_code = '330110000000' and merged_into_id is null and head_id is not null and family.id in (select family_id from referral)
    and family.id not in (select family_id from person where id in (select known_id from person_match)
      union select family_id from person where id in (select registered_id from person_match))
) merged on merged.place = survivor.place + 5 where survivor.place <= 5 order by survivor.place
"""
"""The last of the pairs is parted again."""
DEAD = """
select distinct person.id from person join referral on referral.person_id = person.id join outcome on outcome.referral_id = referral.id
where person.county_code = '330110000000' and person.merged_into_id is null and outcome.benefit_per = 'MONTH' and not exists (
  select from family where merged_into_id = person.family_id
) order by person.id limit 3
"""
MOVED = """
select family.id, (
  select max(other.region_code) from family other where other.county_code = family.county_code and other.region_code <> family.region_code
) village
from family where county_code = '330110000000' and merged_into_id is null and not exists (
  select from family other where other.merged_into_id = family.id
) and exists (select from referral where family_id = family.id and visible_until is null) order by number desc limit 3
"""
LEAVING = """
select family.id from family where county_code = '330110000000' and merged_into_id is null and not exists (
  select from family other where other.merged_into_id = family.id
) and exists (select from referral where family_id = family.id and visible_until is null)
and exists (select from person where family_id = family.id and deceased_on is null) order by number offset 9 limit 9
"""
VILLAGE_THERE = "330106002051"
WHO = "select m.id from membership m join account a on a.id = m.account_id where a.subject = $1"
FOUNDED = 2
"""Households that somebody leaves."""
SPLIT = """
select family.id, person.id person from family join person on person.family_id = family.id and person.id <> family.head_id
where family.county_code = '330110000000' and family.merged_into_id is null and person.merged_into_id is null and not exists (
  select from family other where other.merged_into_id = family.id
) and exists (select from referral where family_id = family.id) and not exists (
  select from assistance_item i join need n on n.id = i.need_id where i.family_id = family.id
  and (i.person_id = person.id) is distinct from (n.person_id = person.id)
) order by not exists (select from referral where person_id = person.id), family.number
"""


async def live_on(addresses: Addresses, reference: Reference, now: datetime) -> None:
    """Merge families in pairs and part one, record deaths, move and split others: what a cadre of the county does, and one of the next."""
    connection = await asyncpg.connect(addresses.loader)
    try:
        pairs, dead, moved, split = [[dict(row) for row in await connection.fetch(each)] for each in (PAIRS, DEAD, MOVED, SPLIT)]
        here, there = [await connection.fetchval(WHO, f"cadre.federation.{county}") for county in ("330110", "330106")]
        paired = {key for pair in pairs for key in pair.values()}
        taken = {*paired, *(each["id"] for each in (*dead, *moved))}
        going = [each for each in split if not taken.intersection(each.values())][:FOUNDED]
        taken |= {each["id"] for each in going}
        leaving = [row["id"] for row in await connection.fetch(LEAVING) if row["id"] not in taken]
    finally:
        await connection.close()
    assert (len(pairs), len(dead), len(moved), len(going)) == (5, 3, 3, FOUNDED)
    assert len(leaving) >= 4
    merging = [
        (FamilyMerge(), FamilyMergeInput(survivor=each["survivor"], merged=each["merged"], reason="同一户重复登记")) for each in pairs
    ]
    dying = [(PersonDeathSet(), PersonDeathSetInput(id=each["id"], deceased_on=now.date())) for each in dead if each["id"] not in paired]
    moving = [(FamilyMove(), FamilyMoveInput(**each, address="新村 3 幢")) for each in moved if each["id"] not in paired]
    parted = FamilyPartInput(id=pairs[-1]["survivor"], merged_number=pairs[-1]["number"], reason="TWO_HOUSEHOLDS")
    splitting = [
        (FamilySplit(), FamilySplitInput(id=each["id"], persons=(each["person"],), head=each["person"], reason="OWN_HOUSEHOLD"))
        for each in going
    ]
    told: list[tuple[AnyCommand, Input]] = [*merging, *dying, *moving, (FamilyPart(), parted), *splitting]
    database = Database(addresses.app, lambda: now)
    await database.open()
    commands = Commands(database, lambda: reference, CIPHER, allow_synthetic=True)

    async def done(membership: UUID, command: AnyCommand, given: Input) -> UUID:
        cadre = await find_viewer(database, membership, now)
        assert isinstance(cadre, Viewer)
        done = await commands.run(command, given, cadre, Envelope(trace="trace"))
        assert done.errors == ()
        assert done.subject is not None
        return done.subject

    try:
        for command, given in told:
            await done(here, command, given)
        proposed = [await done(here, FamilyMovePropose(), FamilyMoveProposeInput(id=key, village=VILLAGE_THERE)) for key in leaving]
        await done(here, FamilyMoveWithdraw(), FamilyMoveWithdrawInput(id=proposed[0]))
        await done(there, FamilyMoveDecide(), FamilyMoveDecideInput(id=proposed[1], accepted=False, reason="NOT_ARRIVED"))
        for key in proposed[2:-1]:
            await done(there, FamilyMoveDecide(), FamilyMoveDecideInput(id=key, accepted=True))
    finally:
        await database.close()
