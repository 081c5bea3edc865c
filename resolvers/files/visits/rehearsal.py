"""A dry run: rows are carried out as an import does, and taken back. Rows that may find what others record are judged together.

Source: docs/decisions/009-import.md. Not the whole file at once: its locks would keep everybody else waiting for as long as it takes.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import DBAPIError

from db.server.away import is_busy
from db.session.transaction import transaction
from db.tables.family import Family
from db.tables.import_row import ImportRow
from db.tables.person import Person
from domain.value.number import is_valid
from domain.viewer import Viewer
from resolvers.commands.runner import TRIES, Commands, may_pass_again
from resolvers.files.visits.form.rows import Row
from resolvers.files.visits.form.tables import File
from resolvers.files.visits.form.visit_input import family_number
from resolvers.files.visits.kept.imports import begin_in
from resolvers.files.visits.numbers import numbers_in
from resolvers.files.visits.recording import IN_THE_WAY, Became, Judged, Recording
from resolvers.files.visits.registered import marks_of
from resolvers.files.visits.sight import Sight, somebody

Key = tuple[str, ...]


class TakenBack(Exception):
    """Raised at the end of a rehearsal, to roll it back."""


async def rehearsed(commands: Commands, viewer: Viewer, file: File, rows: Sequence[Row]) -> AsyncIterator[tuple[Row, Judged]]:
    """Return what would become of the rows; those that belong together are tried one after the other."""
    recording = Recording(commands, viewer)
    for group in grouped([(row, await _keys(commands, viewer, row)) for row in rows]):
        for each in await _rehearse(recording, commands, viewer, file, group):
            yield each


async def _rehearse(recording: Recording, commands: Commands, viewer: Viewer, file: File, group: Sequence[Row]) -> list[tuple[Row, Judged]]:
    for tries_left in reversed(range(TRIES)):
        judged, taken = list[tuple[Row, Judged]](), dict[bytes, Row]()
        try:
            async with transaction(commands.database, viewer) as tx:
                begun = await begin_in(tx, commands, file)
                for row in group:
                    judged.append((row, await recording.judge(tx, row, begun, taken)))
                    if judged[-1][1].became is Became.RECORDED:
                        taken[judged[-1][1].digest] = row
                raise TakenBack
        except TakenBack:
            return judged
        except DBAPIError as error:
            if not tries_left and is_busy(error):
                return [(row, IN_THE_WAY) for row in group]
            if not tries_left or not (is_busy(error) or may_pass_again(error)):
                raise
    raise AssertionError(group)


def grouped(keyed: Iterable[tuple[Row, Iterable[Key]]]) -> list[list[Row]]:
    """Return rows in groups, each in its order: rows that share a key, also by way of others, are in one group."""
    group_of: dict[Key, list[Row]] = {}
    groups: dict[int, list[Row]] = {}
    keys_of: dict[int, list[Key]] = defaultdict(list)
    places: dict[int, int] = {}
    for place, (row, keys) in enumerate(keyed):
        places[id(row)] = place
        own, found = [row], list(keys)
        for joined in {id(group): group for key in found if (group := group_of.get(key)) is not None}.values():
            own = joined + own
            found += keys_of.pop(id(joined))
            del groups[id(joined)]
        groups[id(own)], keys_of[id(own)] = own, found
        group_of.update(dict.fromkeys(found, own))
    return sorted((sorted(group, key=lambda row: places[id(row)]) for group in groups.values()), key=lambda group: places[id(group[0])])


async def _keys(commands: Commands, viewer: Viewer, row: Row) -> list[Key]:
    """Return the keys by which rows depend on each other: numbers, the household, the registered family."""
    async with transaction(commands.database, viewer) as tx:
        context = commands.references().context(tx.now, allow_synthetic=commands.allow_synthetic)
        sight, marks = Sight(tx.session, commands.cipher, context, viewer), marks_of(row, viewer.office, commands.cipher)
        who, number = somebody(row.values, sight), family_number(row.values)
        ours = select(ImportRow.family_id).where(ImportRow.office_id == marks.office, ImportRow.household == marks.household)
        touched: list[ColumnElement[bool]] = [Family.id.in_(ours)]
        keys: list[Key] = [("row", marks.digest.hex())]
        if who.village is not None and who.head is not None:
            keys.append(("household", who.village, who.head))
        if who.name is not None and who.head is not None and who.phone is not None:
            keys.append(("somebody", who.name, who.head, who.phone))
        for each in numbers_in([row], context):
            keys.append(("number", each))
            touched.append(Family.id.in_(select(Person.family_id).where(Person.id_number_index == sight.index(each))))
        if number is not None and is_valid(number):
            touched.append(Family.number == number)
        families = await tx.session.execute(select(Family.region_code, Family.display_name).where(or_(*touched)))
        return [*keys, *(("household", region, name) for region, name in families)]
