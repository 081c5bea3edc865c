"""A campaign by its number or its title, as people write it.

Source: docs/domain.md 2 (Campaign); docs/decisions/009-import.md. Every account may read campaigns.
"""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from domain.message.refusal import Refusal
from domain.text.folding import folded


class KnownCampaign(NamedTuple):
    """A campaign's key, number and title."""

    id: UUID
    number: str
    title: str


class Campaigns:
    """Campaigns by number and by title."""

    def __init__(self, campaigns: Iterable[KnownCampaign]) -> None:
        self._called: dict[str, set[UUID]] = {}
        for each in campaigns:
            for name in (each.number, each.title):
                self._called.setdefault(folded(name), set()).add(each.id)

    def named(self, said: str) -> UUID:
        """Return the key of the campaign that a text names. Raises UNKNOWN_CAMPAIGN, CAMPAIGN_AMBIGUOUS."""
        found = self._called.get(folded(said), set())
        if len(found) > 1:
            raise Refusal("CAMPAIGN_AMBIGUOUS")
        if not found:
            raise Refusal("UNKNOWN_CAMPAIGN")
        return next(iter(found))


NO_CAMPAIGNS = Campaigns(())
