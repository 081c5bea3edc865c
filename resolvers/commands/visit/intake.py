"""The rows that one visit brings together: the visit, the family it went to, and what is known of that family already.

Source: docs/domain.md 2 (Visit). Loaded by resolvers/commands/visit/record.py; the demonstration county fills one in memory.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from db.tables.campaign import Campaign
from db.tables.family import Family
from db.tables.person import Person
from db.tables.visit import Visit
from domain.referral import UrgencyLevel
from resolvers.commands.aggregate.aggregate import Aggregate


@dataclass
class Intake(Aggregate):
    """A visit that is being recorded. `visit`, and a family that the input tells as new, have an id and nothing else yet."""

    visit: Visit = field(kw_only=True)
    family: Family = field(kw_only=True)
    owner_office: UUID = field(kw_only=True)
    """The federation's office whose cadres decide over the needs."""
    person: Person | None = field(kw_only=True, default=None)
    """The registered person who was met."""
    campaign: Campaign | None = field(kw_only=True, default=None)
    unsolved: list[UrgencyLevel] = field(kw_only=True, default_factory=list)
    """The urgency of each need that the family has already and that is not solved."""
    contacted_on: date | None = field(kw_only=True, default=None)
    """When somebody of the family was last spoken to, before this visit."""
