"""What a visit can be: its mode, its channel, whether anybody was met.

Source: docs/domain.md 2; docs/domain-facts.md 1.4.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple


class VisitMode(StrEnum):
    """How the family was contacted."""

    HOME_VISIT = "HOME_VISIT"
    PHONE = "PHONE"
    VIDEO_OR_MESSAGE = "VIDEO_OR_MESSAGE"
    COMMUNITY_POINT = "COMMUNITY_POINT"


class IntakeChannel(StrEnum):
    """By which way the family's need came in."""

    CAMPAIGN_VISIT = "CAMPAIGN_VISIT"
    ROUTINE_VISIT = "ROUTINE_VISIT"
    HOTLINE_12385 = "HOTLINE_12385"
    HOTLINE_12345 = "HOTLINE_12345"
    DYNAMIC_UPDATE = "DYNAMIC_UPDATE"
    SELF_APPLICATION = "SELF_APPLICATION"
    DEPARTMENT_TRANSFER = "DEPARTMENT_TRANSFER"
    COMMUNITY_REPORT = "COMMUNITY_REPORT"


class Categories(NamedTuple):
    """The target categories of a family, those that tell of health apart from the others."""

    plain: list[str]
    health: list[str]


def split(categories: Iterable[str], facts: Mapping[str, Mapping[str, object]]) -> Categories:
    """What is told in one list, as it is kept: `facts` are those of the reference data, by code."""
    listed = list(categories)
    of_health = [code for code in listed if facts.get(code, {}).get("health")]
    return Categories([code for code in listed if code not in of_health], of_health)


class ContactResult(StrEnum):
    """Whether anybody was met; not met ends the form."""

    MET = "MET"
    NOT_HOME = "NOT_HOME"
    REFUSED = "REFUSED"
    MOVED = "MOVED"
    DECEASED = "DECEASED"


SPOKEN_TO = frozenset({ContactResult.MET, ContactResult.REFUSED})
"""Somebody was spoken to: the family has been contacted."""


class NoticeBasis(StrEnum):
    """How the family was told what becomes of its data (PIPL 17)."""

    WRITTEN = "WRITTEN"
    ORAL = "ORAL"
    GUARDIAN = "GUARDIAN"
