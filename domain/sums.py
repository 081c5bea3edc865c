"""What referrals are counted by in advance: the facets of their sums, and what a sum counts.

Source: docs/decisions/056-sums.md.
"""

from enum import StrEnum


class Facet(StrEnum):
    """By what a sum is kept beside division, part, state and department: by one thing at most, of two there would be as many as rows."""

    BARE = "BARE"
    URGENCY = "URGENCY"
    TYPE = "TYPE"
    WEEK = "WEEK"
    MONTH = "MONTH"
    OFFICE = "OFFICE"
    TOWNSHIP = "TOWNSHIP"


class Mark(StrEnum):
    """What a sum counts: referrals, or how many of them begin to be late, or to have a colour, at a moment.

    COLOUR holds what has to be added to those without a colour: a referral that turns red at its due moment is one more that is red, and
    one less that is not.
    """

    ALL = "ALL"
    LATE = "LATE"
    COLOUR = "COLOUR"
