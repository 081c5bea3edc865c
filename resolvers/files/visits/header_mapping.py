"""Mappings of the headers of another form to our columns: given by hand as `their header=ours`, and kept by an office under a name.

Source: docs/decisions/009-import.md; the columns stand in resolvers/files/visits/form/columns.py.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from db.session.transaction import transaction
from db.tables.import_mapping import ImportMapping
from domain.message.refusal import Refusal
from domain.viewer import Viewer
from resolvers.commands.runner import Commands
from resolvers.files.visits.form.column import FormColumn
from resolvers.files.visits.form.columns import COLUMNS
from resolvers.files.visits.form.header import BY_HEADER, Meanings, comparable

Mapped = Mapping[str, str | None]
"""Header as it was given -> key of our column; None: passed over."""


def mapped(said: Sequence[str], meanings: Meanings = BY_HEADER, form: Sequence[FormColumn] = COLUMNS) -> Mapped:
    """Return the mapping that texts such as `their header=ours`, `their header=` give; `ours`: a header of a column of `form`, or its key.

    Raises MAPPING_SHAPE, UNKNOWN_COLUMN.
    """
    mapping: dict[str, str | None] = {}
    for each in said:
        theirs, between, ours = each.rpartition("=")
        if not between or not comparable(theirs):
            raise Refusal("MAPPING_SHAPE")
        mapping[theirs.strip()] = _key(ours.strip(), meanings, form) if ours.strip() else None
    return mapping


def meanings_of(mapping: Mapped, meanings: Meanings = BY_HEADER, form: Sequence[FormColumn] = COLUMNS) -> Meanings:
    """Return the column of every header; one that a mapping gives is no longer found by its own headers, an unknown one is passed over."""
    by_key = {column.key: column for column in form}
    given = {comparable(header): None if key is None else by_key.get(key) for header, key in mapping.items()}
    return {header: column for header, column in meanings.items() if column not in given.values()} | given


def _key(ours: str, meanings: Meanings, form: Sequence[FormColumn]) -> str:
    """Return the key of our column with this header or key. Raises UNKNOWN_COLUMN."""
    column = meanings.get(comparable(ours)) or next((each for each in form if each.key == ours), None)
    if column is None:
        raise Refusal("UNKNOWN_COLUMN", column=ours)
    return column.key


async def kept_mapping(commands: Commands, viewer: Viewer, name: str) -> Mapped:
    """Return the mapping that the viewer's office keeps under a name. Raises UNKNOWN_MAPPING, MembershipEnded."""
    async with transaction(commands.database, viewer) as tx:
        heads = await tx.session.scalar(select(ImportMapping.heads).where(ImportMapping.name == name))
    if heads is None:
        raise Refusal("UNKNOWN_MAPPING")
    return heads


async def keep_mapping(commands: Commands, viewer: Viewer, name: str, mapping: Mapped) -> None:
    """Keep a mapping for the viewer's office under a name; it replaces an earlier one. Raises MembershipEnded."""
    async with transaction(commands.database, viewer) as tx:
        await tx.apply()
        told = {"heads": dict(mapping), "account_id": viewer.account, "at": tx.now}
        kept = insert(ImportMapping).values(office_id=viewer.office, name=name, **told)
        await tx.session.execute(kept.on_conflict_do_update(index_elements=["office_id", "name"], set_=told))
