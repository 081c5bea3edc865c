"""What may be chosen in a column, by name in both languages: lists of the reference data, and the values of our own enumerations.

Source: docs/domain-facts.md 1.4, 1.6; docs/domain.md 2 (Visit). Names of codes are versioned reference data; those of ways and results are
ours.
"""

from collections.abc import Mapping

from db.reference.read import Reference
from domain.labels import family, referral, visit
from domain.message.text import Text
from resolvers.files.spreadsheet.cells import Choices

OURS: Mapping[str, Choices] = {
    "VISIT_MODE": visit.VISIT_MODE.names,
    "CONTACT_RESULT": visit.CONTACT_RESULT.names,
    "NOTICE_BASIS": visit.NOTICE_BASIS.names,
    "URGENCY_LEVEL": referral.URGENCY_LEVEL.names,
    "RELATION": family.RELATION.names,
    "INTAKE_CHANNEL": visit.INTAKE_CHANNEL.names,
    "CONTACT_BY": family.CONTACT_BY.names,
    "CONTACT_THROUGH": family.CONTACT_THROUGH.names,
    "YES_OR_NO": {"YES": Text("是", "Yes"), "NO": Text("否", "No")},
}
"""List -> value -> name."""


def choices_of(code_list: str, reference: Reference) -> Choices:
    """Return the values that a column with this list takes, with their names, in the order in which they are offered."""
    if code_list in OURS:
        return OURS[code_list]
    return reference.names[code_list]
