"""What the catalogue says of a type of help: who leads, where one applies, who decides, how long it takes.

Source: docs/domain.md 3 (routing), docs/domain-facts.md 3 and 3.2; the rows stand in db/reference/types.toml.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.outcome import OutcomeKind
from domain.time.clock import TypeLimit


class AppliesBy(StrEnum):
    """Which of the family's regions decides where to apply."""

    REGISTRATION = "REGISTRATION"
    RESIDENCE = "RESIDENCE"


class Instance(StrEnum):
    """At which level an application is accepted, or the help decided."""

    TOWNSHIP = "TOWNSHIP"
    COUNTY = "COUNTY"
    FEDERATION = "FEDERATION"
    COMMUNITY = "COMMUNITY"
    SCHOOL = "SCHOOL"


class Binding(StrEnum):
    """How binding a type's limit is."""

    LAW = "LAW"
    RULE = "RULE"
    LOCAL = "LOCAL"
    DEFAULT = "DEFAULT"


@dataclass(frozen=True)
class TypeFacts:
    """One type in one version. `applies_by` is None for pooled types, which serve no family.

    `reveal_foreseen`: its office needs whole ID numbers for its work, so that a reveal asks for no reason.
    """

    code: str
    version: int
    lead_department: str
    applies_by: AppliesBy | None
    accepted_at: Instance
    decided_at: Instance
    needs_application: bool
    urgency_applies: bool
    needs_certificate: bool
    pooled: bool
    reveal_foreseen: bool
    outcome_kind: OutcomeKind
    stages: tuple[str, ...]
    limit: TypeLimit
    domains: frozenset[str]
