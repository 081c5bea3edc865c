"""Records that somebody was registered under the number of a person whom the viewer is not told of: for the cadres of that county.

Source: docs/domain.md 2 (Person). One statement, whether there is such a person or not: who registers notices nothing.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, DateTime, LargeBinary, Uuid, all_, and_, bindparam, func, insert, literal_column, select

from db.session.transaction import Transaction
from db.tables.person import Person
from db.tables.person_match import PersonMatch
from domain.viewer import RegionLevel
from resolvers.commands.aggregate.aggregate import Numbered

Matched = Mapping[UUID, list[tuple[UUID, UUID]]]
"""Of a person who was registered: each who is known under that number, with the family."""


async def record_matches(tx: Transaction, by_index: Mapping[bytes, Numbered]) -> Matched:
    """Add a match for each person who is registered under one of these numbers. The transaction is in apply mode."""
    persons = [each.person for each in by_index.values()]
    ours = bindparam("persons", persons, ARRAY(Uuid()))
    told = func.unnest(bindparam("indexes", list(by_index), ARRAY(LargeBinary())), ours)
    pairs = told.table_valued("number", "person", name="told").render_derived()
    known = Person.__table__.alias("known")
    county = func.rpad(func.left(known.c.region_code, int(RegionLevel.COUNTY)), 12, "0")
    now = bindparam("now", tx.now, DateTime(timezone=True))
    facts: tuple[ColumnElement[Any], ...] = (known.c.id, known.c.family_id, pairs.c.person, county, now, now)
    same = and_(known.c.id_number_index == pairs.c.number, known.c.id != all_(ours), known.c.merged_into_id.is_(None))
    rows = select(func.gen_random_uuid(), literal_column("1"), *facts).select_from(pairs.join(known, same))
    columns = ("id", "version", "known_id", "family_id", "registered_id", "region_code", "created_at", "updated_at")
    made = await tx.session.execute(
        insert(PersonMatch)
        .from_select(list(columns), rows, include_defaults=False)
        .returning(PersonMatch.registered_id, PersonMatch.known_id, PersonMatch.family_id)
    )
    found: dict[UUID, list[tuple[UUID, UUID]]] = {}
    for registered, person, family in made.all():
        found.setdefault(registered, []).append((person, family))
    return found
