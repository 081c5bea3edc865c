"""A dry run: rows are recorded as in an import and rolled back; rows that may find what others record are in one transaction.

Source: docs/decisions/009-import.md. Not the whole file in one: others would wait for its locks as long as it takes.
"""

from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable, Sequence

from sqlalchemy import ColumnElement, or_, select

from db.session.transaction import transaction
from db.session.turns.giving_way import GivingWay
from db.tables.family import Family
from db.tables.family_merge import goes_on_as
from db.tables.import_row import ImportRow
from db.tables.person import Person
from domain.value.number import is_valid
from domain.viewer import Viewer
from resolvers.commands.runner import Commands
from resolvers.files.visits.form.rows import VisitRow
from resolvers.files.visits.form.visit_file import VisitFile
from resolvers.files.visits.form.visit_input import family_number
from resolvers.files.visits.import_record import begin
from resolvers.files.visits.lookup.sight import clues_of, sight_of
from resolvers.files.visits.numbers import numbers_in
from resolvers.files.visits.recording import IN_THE_WAY, Judged, Recording, tried

Key = tuple[str, ...]
"""A kind of key, and its parts."""


class RolledBack(Exception):
    """Raised at the end of a rehearsal, to roll it back."""


async def rehearsed(
    commands: Commands, viewer: Viewer, file: VisitFile, rows: Sequence[VisitRow], records: type[Recording], way: GivingWay
) -> AsyncGenerator[tuple[VisitRow, Judged]]:
    """Yield each row and what would become of it, group by group; `records`: what records them. Raises MembershipEnded."""
    for group in grouped([(row, await _keys(commands, viewer, row)) for row in rows]):
        for each in await _rehearsed(commands, viewer, file, group, records, way):
            yield each


async def _rehearsed(
    commands: Commands, viewer: Viewer, file: VisitFile, group: Sequence[VisitRow], records: type[Recording], way: GivingWay
) -> list[tuple[VisitRow, Judged]]:
    """Return what would become of the rows of a group, recorded one after the other in a transaction that is rolled back."""

    async def attempt() -> list[tuple[VisitRow, Judged]]:
        judged = []
        try:
            async with way.turn(), transaction(commands.database, viewer) as tx:
                recording = records(commands, await begin(tx, commands, file))
                lens = sight_of(tx, commands)
                for row in group:
                    judged.append((row, await recording.judge(tx, recording.prepare(row, lens))))
                    recording.keep(*judged[-1])
                raise RolledBack
        except RolledBack:
            return judged

    return await tried(attempt, [(row, IN_THE_WAY) for row in group])


def grouped(keyed: Iterable[tuple[VisitRow, Iterable[Key]]]) -> list[list[VisitRow]]:
    """Return rows in groups, in the order of the file: rows that share a key, directly or through other rows, are in one group."""
    group_of: dict[Key, list[VisitRow]] = {}
    groups: dict[int, list[VisitRow]] = {}
    keys_of: dict[int, list[Key]] = defaultdict(list)
    for row, keys in keyed:
        own, found = [row], list(keys)
        for joined in {id(group): group for key in found if (group := group_of.get(key)) is not None}.values():
            own = joined + own
            found += keys_of.pop(id(joined))
            del groups[id(joined)]
        groups[id(own)], keys_of[id(own)] = own, found
        group_of.update(dict.fromkeys(found, own))
    in_order = (sorted(group, key=lambda row: row.place) for group in groups.values())
    return sorted(in_order, key=lambda group: group[0].place)


async def _keys(commands: Commands, viewer: Viewer, row: VisitRow) -> list[Key]:
    """Return the keys that a row shares with rows that may find what it records: numbers, the household, the registered families."""
    async with transaction(commands.database, viewer) as tx:
        sight, number = sight_of(tx, commands), family_number(row.values)
        clues = clues_of(sight, row)
        who = clues.who
        ours = select(goes_on_as(ImportRow.family_id)).where(ImportRow.office_id == viewer.office, ImportRow.household == clues.household)
        touched: list[ColumnElement[bool]] = [Family.id.in_(ours)]
        keys: list[Key] = [("row", clues.digest.hex())]
        if who.village is not None and who.head is not None:
            keys.append(("household", who.village, who.head))
        if who.name is not None and who.head is not None and who.phone is not None:
            keys.append(("person", who.name, who.head, who.phone))
        for each in numbers_in(sight, [row]):
            keys.append(("number", each))
            touched.append(Family.id.in_(select(Person.family_id).where(Person.id_number_index.in_(sight.indexes(each)))))
        if number is not None and is_valid(number):
            touched.append(Family.number == number)
        families = await tx.session.execute(select(Family.region_code, Family.display_name).where(or_(*touched)))
        return [*keys, *(("household", region, name) for region, name in families)]
