"""How far a campaign came with a family, by its visits. Source: docs/domain.md 2 (CampaignListing)."""

from datetime import date, datetime

import pytest

from domain.campaign import Contact, ListingState, reached
from domain.time.calendar import SHANGHAI
from domain.visit import ContactResult

STARTS, ENDS = date(2026, 11, 1), date(2026, 11, 30)
MET, NOT_HOME, REFUSED = ContactResult.MET, ContactResult.NOT_HOME, ContactResult.REFUSED
VISITED, NOT_REACHED, PENDING = ListingState.VISITED, ListingState.NOT_REACHED, ListingState.PENDING


def on(day: int, result: ContactResult, month: int = 11, hour: int = 10) -> Contact:
    return Contact(datetime(2026, month, day, hour, tzinfo=SHANGHAI), result)


@pytest.mark.parametrize(
    ("contacts", "state", "result"),
    [
        ([], PENDING, None),
        ([on(3, MET)], VISITED, None),
        ([on(3, NOT_HOME)], NOT_REACHED, NOT_HOME),
        ([on(9, REFUSED), on(3, NOT_HOME)], NOT_REACHED, REFUSED),
        ([on(3, MET), on(9, REFUSED)], VISITED, None),
        ([on(31, MET, 10), on(1, MET, 12)], PENDING, None),
        ([on(1, MET, hour=0)], VISITED, None),
        ([on(30, NOT_HOME, hour=23), on(1, MET, 12, hour=0)], NOT_REACHED, NOT_HOME),
    ],
)
def test_a_family_counts_as_visited_once_somebody_was_met_in_the_period(
    contacts: list[Contact], state: ListingState, result: ContactResult | None
) -> None:
    assert reached(contacts, STARTS, ENDS) == (state, result)
