"""A small county with what happened in it, for several modules; none changes it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

import pytest

from db.reference.read import Reference
from db.tables import Row
from db.tables.event import Event
from demonstration.county.county import SEED, County
from demonstration.history.histories import histories
from tests.builders.county import CIPHER, small_county

R = TypeVar("R", bound=Row)
FAMILIES = 120


class Told:
    """A small county with what happened in it."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self.county: County = small_county(FAMILIES)
        self.rows: Sequence[Row] = histories(self.county, reference, CIPHER, SEED)

    def all(self, of: type[R]) -> list[R]:
        """Every row of a table, in the order in which they were made."""
        return [row for row in self.rows if isinstance(row, of)]

    def events(self) -> dict[UUID, list[Event]]:
        """The history of each referral."""
        found = defaultdict(list)
        for event in self.all(Event):
            found[event.subject_id].append(event)
        return found


@pytest.fixture(scope="session")
def told(reference: Reference) -> Told:
    return Told(reference)
