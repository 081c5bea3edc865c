"""Converts names between Python and the tables (`work_due_at`) and the contract (`workDueAt`).

Source: docs/design.md 2 (the same words everywhere) and 8 (schema conventions).
"""

from functools import lru_cache

KEPT = 4096
"""Names that are kept as they were converted: every field of the contract, many times over."""


@lru_cache(KEPT)
def camel(name: str) -> str:
    """Return `workDueAt` for `work_due_at`, `from` for `from_`."""
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in rest)


def snake(name: str) -> str:
    """Return `work_due_at` for `workDueAt`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
