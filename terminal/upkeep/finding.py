"""A line of what `lianbang check` prints.

Source: docs/operations.md (Before serving).
"""

from dataclasses import dataclass

MISSING, WEAK = "missing", "weak"


@dataclass(frozen=True)
class Finding:
    """A line of the table. `grade`: missing, what does not work without; or weak, what works and should be otherwise."""

    grade: str
    what: str
    why: str
