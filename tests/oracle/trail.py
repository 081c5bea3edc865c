"""Which records of the audit trail are about a person: those that name them, or nobody of the family in which they lived then."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from tests.oracle.county import County, Row


def is_of_person(county: County, record: Row, person: Row) -> bool:
    """Whether a record is about a person, under whichever registration."""
    same = registrations(county, person)
    if record["person_ids"] is not None:
        return any(each["id"] in record["person_ids"] for each in same)
    homes = dict(lived(county, same))
    return any(key in homes and (homes[key] is None or record["at"] < homes[key]) for key in record["family_ids"] or ())


def registrations(county: County, person: Row) -> list[Row]:
    """Every registration of a person: the one that goes on, and those that were merged into it."""
    key = person["merged_into_id"] or person["id"]
    return [each for each in county.tables["person"] if key in (each["id"], each["merged_into_id"])]


def lived(county: County, same: list[Row]) -> Iterator[tuple[UUID, datetime | None]]:
    """The families in which a person lived, each with the moment at which they left it; None where they did not."""
    since = min(each["created_at"] for each in same)
    waiting: list[tuple[UUID, datetime | None]] = [(each["family_id"], None) for each in same if each["merged_into_id"] is None]
    while waiting:
        key, until = waiting.pop()
        yield key, until
        waiting += [(each["id"], until) for each in county.tables["family"] if each["merged_into_id"] == key]
        family = county.one("family", key)
        if family is not None and family["split_from_id"] is not None and family["created_at"] > since:
            waiting.append((family["split_from_id"], family["created_at"] if until is None else min(until, family["created_at"])))
