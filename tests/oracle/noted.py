"""What an answer shows that the read audit has to note, and whether a record tells it of the person or family that it is of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.rules.access import cells_of
from domain.rules.group import AUDITED, Group
from resolvers.planner.mapping import Protected
from resolvers.reads.roots import all_mappings
from tests.oracle.asked import Asked, Within
from tests.oracle.county import County, Row
from tests.oracle.trail import is_of_person


@dataclass(frozen=True)
class Named:
    """A field of an audited group that is shown of a row."""

    type: str
    row: Row
    field: str
    group: Group


def _groups() -> Iterator[tuple[tuple[str, str], Group]]:
    for type_name, mapping in all_mappings().items():
        for name, of in cells_of(type_name).items():
            entry = mapping.entry(name)
            yield (type_name, name), entry.group if isinstance(entry, Protected) else of.group
        yield from (((type_name, name), entry.group) for name, entry in mapping.fields.items() if isinstance(entry, Protected))


GROUP_OF: Mapping[tuple[str, str], Group] = {key: group for key, group in _groups() if group in AUDITED}
"""Type and field -> the audited group in which it is."""


def named(type_name: str, row: Row, selection: Iterable[Asked | Within], told: Mapping[str, Any]) -> Iterator[Named]:
    """What is shown of a row that has to be noted."""
    for each in selection:
        if isinstance(each, Within):
            yield from named(type_name, row, each.selection, told) if each.type == type_name else ()
        elif (group := GROUP_OF.get((type_name, each.name))) is not None and _is_shown(each, told[each.key]):
            yield Named(type_name, row, each.name, group)


def _is_shown(asked: Asked, told: Any) -> bool:
    """Whether something is told: of a text with levels its value."""
    keys = {each.key: each.name for each in asked.selection if isinstance(each, Asked)}
    if keys and set(keys.values()) <= {"value", "level", "__typename"}:
        return any(told[key] is not None for key, name in keys.items() if name == "value")
    return told not in (None, [])


def unnoted(county: County, shown: Iterable[Named], records: Sequence[Row]) -> str | None:
    """Which of what is shown no record tells of the person or the family; None where all is noted."""
    for each in shown:
        if not any(each.group in record["groups"] and _is_about(county, record, each) for record in records):
            return f"{each.type}.{each.field} of {each.row['id']}: not noted"
    return None


def _is_about(county: County, record: Row, of: Named) -> bool:
    if of.type == "Person":
        return is_of_person(county, record, of.row)
    return not set(_alike(county, of.row["id" if of.type == "Family" else "family_id"])).isdisjoint(record["family_ids"] or ())


def _alike(county: County, key: UUID) -> Iterator[UUID]:
    """A family, that as which it goes on, and those that were merged into it."""
    yield key
    family = county.one("family", key)
    if family is not None and family["merged_into_id"] is not None:
        yield family["merged_into_id"]
    for each in county.tables["family"]:
        if each["merged_into_id"] == key:
            yield from _alike(county, each["id"])
