"""The list of a campaign: which families are to be visited, and whether they were.

Source: docs/domain.md 2 (CampaignListing): coverage is visited of listed.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from domain.text.label import Labelled
from domain.time.calendar import day_of
from domain.viewer import RegionLevel, region_level
from domain.visit import ContactResult, split


class ListingState(Labelled):
    """Whether a family on a campaign's list was visited. 摸排状态。"""

    PENDING = "PENDING", "Not yet tried. 待走访。"
    VISITED = "VISITED", "Somebody was met. 已走访。"
    NOT_REACHED = "NOT_REACHED", "Tried, and nobody was met. 未见到。"
    REMOVED = "REMOVED", "Taken off the list. 已移出。"


class Contact(NamedTuple):
    """One visit to a family: when, and whether anybody was met."""

    at: datetime
    result: ContactResult


class Reached(NamedTuple):
    """How far a listing came. `result`: of the last visit, where nobody was met."""

    state: ListingState
    result: ContactResult | None


def reached(contacts: Iterable[Contact], starts_on: date, ends_on: date) -> Reached:
    """Return how far a campaign came with a family by its visits in the period, whichever campaign they were told for."""
    within = sorted(each for each in contacts if starts_on <= day_of(each.at) <= ends_on)
    if any(each.result is ContactResult.MET for each in within):
        return Reached(ListingState.VISITED, None)
    return Reached(ListingState.NOT_REACHED, within[-1].result) if within else Reached(ListingState.PENDING, None)


def counts_are_told(categories: Iterable[str], region: str, facts: Mapping[str, Mapping[str, object]]) -> bool:
    """Return whether who only counts is told how far a campaign's list came (docs/domain.md 7, Counted).

    Not of one below a county, which would count villages, nor of one for health alone: beside the visits that monitors see, a count that
    rises with one of them would tell whom it is of. `facts`: of the target categories (`split`).
    """
    return region_level(region) <= RegionLevel.COUNTY and bool(split(categories, facts).plain)
