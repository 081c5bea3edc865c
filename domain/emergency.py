"""Emergency views: what is opened of one family, to whom, and how often an account may ask.

Source: docs/domain.md 7 (emergency view).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from domain.routing import WITHOUT_FAMILIES
from domain.rules.group import Group, Level
from domain.text.label import Labelled
from domain.viewer import Viewer

DAY, MONTH = timedelta(days=1), timedelta(days=30)
OPENED: Mapping[Group, Level] = dict.fromkeys((Group.IDENTITY, Group.CONTACT, Group.CONTACT_WISH, Group.ADDRESS), Level.FULL)
"""What an emergency opens: who is meant, where they live, how to reach them; no number, illness or income."""


class ViewDecision(Labelled):
    """Whether an emergency view was justified. 紧急查看是否正当。"""

    JUSTIFIED = "JUSTIFIED", "It was justified. 属于正当紧急查看。"
    NOT_JUSTIFIED = "NOT_JUSTIFIED", "It was not; what it opened is closed. 不属正当查看，已开放的立即关闭。"


def opens_for(viewer: Viewer) -> bool:
    """Return whether the viewer's office may see a family at all: finance never does."""
    return viewer.department not in WITHOUT_FAMILIES


def exceeds(asked: Sequence[datetime], now: datetime, limits: Mapping[str, int]) -> bool:
    """Return whether one more is too many for an account that asked at these moments of the last 30 days, found or not."""
    today = sum(each > now - DAY for each in asked)
    return today >= limits["emergency_views_a_day"] or len(asked) >= limits["emergency_views_a_month"]
