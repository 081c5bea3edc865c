"""Records that somebody was registered under the number of a person whom the viewer is not told of: for the cadres of that county.

Source: docs/domain.md 2 (Person). One statement, whether there is such a person or not: who registers notices nothing.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, LargeBinary, Uuid, all_, and_, bindparam, func, insert, literal_column, select
from sqlalchemy.sql.dml import ReturningInsert

from db.session.session import direct
from db.session.transaction import Transaction
from db.tables.declare import Instant
from db.tables.person import Person
from db.tables.person_match import PersonMatch
from domain.viewer import RegionLevel
from resolvers.commands.aggregate.aggregate import Numbered

Matched = Mapping[UUID, list[tuple[UUID, UUID]]]
"""Of a person who was registered: each who is known under that number, with the family."""


def _matching() -> ReturningInsert[UUID, UUID, UUID]:
    """Return the statement that adds a match for each person who is registered under one of some numbers."""
    ours = bindparam("persons", type_=ARRAY(Uuid()))
    told = func.unnest(bindparam("indexes", type_=ARRAY(LargeBinary())), ours)
    pairs = told.table_valued("number", "person", name="told").render_derived()
    known = Person.__table__.alias("known")
    county = func.rpad(func.left(known.c.region_code, int(RegionLevel.COUNTY)), 12, "0")
    now = bindparam("now", type_=Instant)
    facts: tuple[ColumnElement[Any], ...] = (known.c.id, known.c.family_id, pairs.c.person, county, now, now)
    same = and_(known.c.id_number_index == pairs.c.number, known.c.id != all_(ours), known.c.merged_into_id.is_(None))
    rows = select(func.gen_random_uuid(), literal_column("1"), *facts).select_from(pairs.join(known, same))
    columns = ("id", "version", "known_id", "family_id", "registered_id", "region_code", "created_at", "updated_at")
    match = PersonMatch.metadata.tables[PersonMatch.__tablename__]
    made = insert(match).from_select(list(columns), rows, include_defaults=False)
    return made.returning(match.c.registered_id, match.c.known_id, match.c.family_id)


MATCHING = direct(_matching())
"""Made once: making it takes as long as what it asks."""


async def record_matches(tx: Transaction, by_index: Mapping[bytes, Numbered]) -> Matched:
    """Add a match for each person who is registered under one of these numbers. The transaction is in apply mode."""
    persons = [each.person for each in by_index.values()]
    made = await tx.session.ask(MATCHING, indexes=[*by_index], persons=persons, now=tx.now)
    found: dict[UUID, list[tuple[UUID, UUID]]] = {}
    for registered, person, family in made:
        found.setdefault(registered, []).append((person, family))
    return found
