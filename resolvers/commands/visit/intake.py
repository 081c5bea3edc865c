"""The aggregate of a visit: the visit, the family it went to, and what is known of that family already.

Source: docs/domain.md 2 (Visit). record.py loads it; the demonstration county fills one in memory.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from db.tables.campaign import Campaign
from db.tables.entitlement import Entitlement
from db.tables.family import Family
from db.tables.person import Person
from db.tables.visit import Visit
from domain.referral import UrgencyLevel
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.campaign.listing import Listed
from resolvers.commands.person.doubles import Doubles


@dataclass(kw_only=True)
class Intake(Aggregate[Visit]):
    """A visit that is being recorded. `visit`, and the family if it is new, have a key and no other value before `apply`."""

    visit: Visit
    family: Family
    owner_office: UUID
    """The key of the federation's office that decides over the needs."""
    person: Person | None = None
    """The person who was met, if registered before."""
    campaign: Campaign | None = None
    unsolved: list[UrgencyLevel] = field(default_factory=list)
    """The urgency of each unsolved need that the family has already."""
    received: list[Entitlement] = field(default_factory=list)
    """What the family and its members receive already, as far as it is known."""
    doubles: Doubles = field(default_factory=dict)
    """Who may be one of the persons to be registered, as far as the viewer is told."""
    lists: Listed = field(default_factory=Listed)
    """The family's places on the lists of campaigns."""
    contacted_on: date | None = None
    """The last day before this visit on which somebody of the family was spoken to."""
