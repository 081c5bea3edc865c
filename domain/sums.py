"""What referrals, items and families on lists are counted by in advance: the facets of their sums, and what a sum counts.

Source: docs/decisions/056-sums.md.
"""

from enum import StrEnum

from domain.organization import LINE_OF
from domain.viewer import Kind, OrganizationKind, RegionLevel, Viewer, lies_in, region_level


class Facet(StrEnum):
    """By what a sum is kept beside division and state: one thing at most, of two there would be as many as rows."""

    BARE = "BARE"
    URGENCY = "URGENCY"
    TYPE = "TYPE"
    WEEK = "WEEK"
    MONTH = "MONTH"
    OFFICE = "OFFICE"
    TOWNSHIP = "TOWNSHIP"
    COUNTY = "COUNTY"


class Mark(StrEnum):
    """What a sum counts: referrals, or how many of them begin to be late, or to have a colour, at a moment.

    COLOUR holds what has to be added to those without a colour: a referral that turns red at its due moment is one more that is red, and
    one less that is not.
    """

    ALL = "ALL"
    LATE = "LATE"
    COLOUR = "COLOUR"


def line_is_summed(viewer: Viewer) -> bool:
    """Return whether the sums of a department tell what an office above others sees.

    Its scope has sums, what it has itself is a part of its line, and no office of its line is a village's: those are not told beside every
    referral.
    """
    in_sums = all(RegionLevel.NATION < region_level(code) <= RegionLevel.COUNTY for code in viewer.scope)
    of_line = lies_in(viewer.region, viewer.scope) and viewer.department not in (None, LINE_OF[OrganizationKind.COMMUNITY])
    return viewer.kind is Kind.SUPERIOR_OFFICE and in_sums and of_line
