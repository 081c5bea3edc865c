"""Which rows of a table a kind of viewer sees: the words of `domain/rules/rows.py`, and whether such rows may be shown at all.

Source: docs/domain.md 7 (Rows).
"""

from domain.rules.rows import ROWS, Counted, Everyone, Rule
from domain.viewer import Kind

TOWARDS = {"Family": ("id", "head_id"), "Person": ("family_id", "id"), "CertificateRecord": ("family_id", "person_id")}
"""The types whose personal groups are shared through family_access: the columns of the family, and of the member towards whom.

On a family only what is in OF_PERSONS goes by its head.
"""
PREVIEWED = frozenset({"family", "person", "certificate_record"})
"""The personal tables that a preview of another office's view shows."""


def words_for(kind: Kind, table: str) -> Rule:
    """The words for this kind of viewer; none where nobody wrote any."""
    return ROWS.get(table, {}).get(kind, ())


def may_be_shown(kind: Kind, table: str, *, preview: bool = False) -> bool:
    """Whether this kind may be shown rows of the table at all: not where there is no rule, nor where rows are only counted."""
    words = words_for(kind, table)
    if preview and table not in PREVIEWED and Everyone() not in words:
        return False
    return bool(words) and not all(isinstance(word, Counted) for word in words)
