"""Which rows of a table a kind of viewer sees, by `domain/rules/rows.py`, and whether it is shown any.

Source: docs/domain.md 7 (Rows).
"""

from domain.rules.rows import ROWS, Counted, Everyone, Rule
from domain.viewer import Kind

TOWARDS = {"Family": ("id", "head_id"), "Person": ("family_id", "id"), "CertificateRecord": ("family_id", "person_id")}
"""Types whose personal groups are shared through family_access -> the columns of their family and their person (or head)."""
PREVIEWED = frozenset({"family", "person", "certificate_record"})
"""The tables with personal data that the preview of what an office will see shows."""


def words_for(kind: Kind, table: str) -> Rule:
    """The conditions of which one must hold for a row to be seen by this kind of viewer; empty where none are seen."""
    return ROWS.get(table, {}).get(kind, ())


def may_be_shown(kind: Kind, table: str, *, preview: bool = False) -> bool:
    """Whether this kind of viewer is shown rows of the table: not where it sees none, nor where it only counts them."""
    words = words_for(kind, table)
    if preview and table not in PREVIEWED and Everyone() not in words:
        return False
    return bool(words) and not all(isinstance(word, Counted) for word in words)
