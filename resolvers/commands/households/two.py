"""Two households that a command changes together: one that goes on, and one that is, or was, merged into it.

Source: docs/decisions/030-merging.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from typing_extensions import override

from db.tables.family import Family
from db.tables.person_match import PersonMatch
from domain.routing import Located
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.campaign.listing import Listed
from resolvers.commands.family.household import Household


@dataclass(kw_only=True)
class TwoHouseholds(Aggregate[Family]):
    """Both, locked, with the matches of their members and the lists of campaigns.

    `near`: the offices over where what is still to be sent belongs from then on.
    """

    mine: Household
    theirs: Household
    matches: Sequence[PersonMatch]
    lists: Listed
    near: Sequence[Located]

    @property
    @override
    def touched(self) -> list[UUID]:
        """Both families."""
        return [self.mine.family.id, self.theirs.family.id]
