"""What the heads of a file mean that are not called as ours: `their head=ours`, given by hand.

Source: docs/decisions/009-import.md; the columns stand in resolvers/files/visits/form/columns.py.
"""

from collections.abc import Mapping, Sequence

from domain.message.refusal import Refusal
from resolvers.files.visits.form.columns import COLUMNS
from resolvers.files.visits.form.heads import BY_HEAD, Names, folded

BETWEEN = "="


def heads_of(said: Sequence[str]) -> dict[str, str | None]:
    """Return head -> the key of our column (None: passed over) of texts such as `their head=ours` or `their head=`.

    `ours` is any head of a column, or its key. Raises MAPPING_SHAPE, UNKNOWN_COLUMN.
    """
    heads: dict[str, str | None] = {}
    for each in said:
        theirs, between, ours = each.rpartition(BETWEEN)
        if not between or not folded(theirs):
            raise Refusal("MAPPING_SHAPE")
        heads[theirs.strip()] = _key(ours.strip()) if ours.strip() else None
    return heads


def names_of(heads: Mapping[str, str | None]) -> Names:
    """Return what every head means; a head given by hand replaces our own heads of that column."""
    by_key = {column.key: column for column in COLUMNS}
    given = {folded(head): None if key is None else by_key.get(key) for head, key in heads.items()}
    return {head: column for head, column in BY_HEAD.items() if column not in given.values()} | given


def _key(ours: str) -> str:
    column = BY_HEAD.get(folded(ours)) or next((each for each in COLUMNS if each.key == ours), None)
    if column is None:
        raise Refusal("UNKNOWN_COLUMN", column=ours)
    return column.key
