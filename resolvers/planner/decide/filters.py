"""Decides a filter: each of its fields compares what the viewer sees, or matches nothing. An unfit value is refused for every viewer.

Source: docs/design.md 4.4. An empty filter or list is refused: it would match all rows where a caller lost a value.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from domain.message.expected import ROWS, unfit
from domain.message.refusal import Refusal
from domain.rules.access import FIELDS, Cell
from domain.rules.condition import Counted
from domain.viewer import RegionLevel, region_level
from resolvers.document.ids import decode_id
from resolvers.document.limits import LIST_VALUES
from resolvers.planner.mapping import Placed, TypeMapping
from resolvers.planner.narrowing import ById, Filter, HomeIn, Is, IsNull, LiesIn, Told, Under, Where
from resolvers.planner.tree import Narrowed, Path, RowsSeen, Seen

COUNTED_FILTERS = frozenset({"department", "office", "state", "colour", "region", "campaign", "within"})
"""The filters for viewers who only count (docs/domain.md 7); of `region` only down to counties."""


def narrowed(
    rows: RowsSeen, mapping: TypeMapping, given: Mapping[str, Any] | None, path: Path, sees: Callable[[Cell], Seen]
) -> tuple[Narrowed, ...]:
    """The fields given in a filter. `sees`: a function to the viewer's level in a cell's group. Raises Refusal for an unfit value."""
    if given is None:
        return ()
    if all(value is None for value in given.values()):
        raise unfit("CONDITION", (*path, "filter"))
    counts = any(isinstance(word, Counted) for word in rows.words)
    found: list[Narrowed] = []
    for name, value in given.items():
        if value is None:
            continue
        at = (*path, "filter", name)
        if isinstance(value, list) and not value:
            raise unfit("ENTRY", at)
        if counts and name not in COUNTED_FILTERS:
            raise unfit("COUNTED_BY", at)
        if isinstance(value, list) and len(value) > LIST_VALUES:
            raise Refusal("TOO_MANY", path=at, most=LIST_VALUES)
        field, does = mapping.filters[name]
        seen = sees(FIELDS[f"{mapping.type_name}.{field}"])
        steers, entry = _steering(does, value, at, counts=counts), mapping.fields.get(field)
        placed = entry.type_name if isinstance(entry, Placed) else None
        several = isinstance(value, list) and not (isinstance(does, Is | Under) and does.alone and len(value) == 1)
        found.append(Narrowed(name, does, steers, several, seen, at, placed))
    return tuple(found)


def _steering(does: Filter, value: object, at: Path, *, counts: bool) -> bool | str | tuple[str, ...] | RegionLevel | None:
    """The part of a value on which the statement depends; None for a value that is bound. Raises Refusal for an unfit value."""
    match does:
        case LiesIn() | HomeIn():
            level = region_level(str(value))
            if level is RegionLevel.NATION or (counts and level > RegionLevel.COUNTY):
                raise unfit("COUNTED_REGION" if counts else "DIVISION", at)
            return level
        case ById(_, str(type_name)) | Told(_, str(type_name)):
            key_of(value, type_name, at)
        case IsNull() | Where():
            return tuple(sorted(map(str, value))) if isinstance(value, list) else value if isinstance(value, bool) else str(value)
        case Is() if does.usual:
            return does.is_rare(value)
    return None


def key_of(value: object, type_name: str, at: Path) -> UUID:
    """The uuid in a global id of this type. Raises BAD_USER_INPUT for anything else."""
    decoded = decode_id(str(value))
    if decoded is None or decoded[0] != type_name:
        raise unfit("NODE", at, type=ROWS[type_name])
    return decoded[1]
