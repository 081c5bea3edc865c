"""What may be asked of lists of campaigns, and of groups, whether or not a row is found: docs/design.md 8, docs/domain.md 7 (Counted)."""

from collections.abc import Iterable, Iterator

from tests.oracle.asked import Asked, Within
from tests.oracle.counted import only_counts
from tests.oracle.narrowing import Refused, narrowed
from tests.oracle.shows import Shows
from tests.oracle.sight import Watcher

COUNTED_BY = {"DEPARTMENT", "OFFICE", "STATE", "COLOUR", "COUNTY", "WEEK", "MONTH"}


def keys_of(watcher: Watcher, type_name: str, asked: Asked) -> list[str]:
    """By what groups are counted. Raises Refused."""
    by = [str(each) for each in asked.arguments["by"]]
    if not 1 <= len(by) <= 2 or len(set(by)) < len(by) or (only_counts(watcher, type_name) and not set(by) <= COUNTED_BY):
        raise Refused
    return by


def _lists_of(selection: Iterable[Asked | Within]) -> Iterator[Asked]:
    """Every list of a campaign that is asked for, at any depth: nobody looks below the rows of a page of nothing."""
    for each in selection:
        if isinstance(each, Asked) and each.name == "listings":
            yield each
        if isinstance(each, Within) or each.arguments.get("first") != 0:
            yield from _lists_of(each.selection)


def judge_lists(shows: Shows, roots: Iterable[Asked]) -> None:
    """Judge what lists of campaigns are asked for, at any depth. Raises Refused."""
    for each in _lists_of(roots):
        narrowed(shows, "CampaignListing", [], each.arguments.get("filter"))
        for group in (inner for inner in each.selection if isinstance(inner, Asked) and inner.name == "groups"):
            keys_of(shows.watcher, "CampaignListing", group)


def may_be_refused(shows: Shows, roots: Iterable[Asked]) -> bool:
    """Whether a list of a campaign is asked for what would be refused, were there a campaign.

    Below a row of another kind it depends on that kind whether anybody looks at it where there is none.
    """
    try:
        judge_lists(shows, roots)
    except Refused:
        return True
    return False
