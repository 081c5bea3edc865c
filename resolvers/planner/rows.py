"""Which rows of a table a kind of viewer sees, by `domain/rules/rows.py`, and towards whom they are shared.

Source: docs/domain.md 7 (Rows).
"""

from domain.rules.rows import ROWS, Rule
from domain.viewer import Kind

TOWARDS = {
    "Family": ("id", "head_id"),
    "Person": ("family_id", "id"),
    **dict.fromkeys(("CertificateRecord", "Entitlement"), ("family_id", "person_id")),
}
"""Types whose personal groups are shared through family_access -> the columns of their family and their person (or head)."""


def words_for(kind: Kind, table: str) -> Rule:
    """The conditions of which one must hold for a row to be seen by this kind of viewer; empty where none are seen."""
    return ROWS.get(table, {}).get(kind, ())
