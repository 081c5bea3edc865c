"""A value as the corrections keep it, and back: what they say is text.

Source: docs/domain.md 7 (corrections).
"""

from datetime import date, datetime
from typing import Any

BETWEEN = ", "
"""What stands between the codes of a list."""
YES = "true"


def text_of(value: Any) -> str | None:
    """Return a value as the corrections keep it; a list in the order of its codes."""
    match value:
        case None:
            return None
        case bool():
            return str(value).lower()
        case list() | tuple():
            return BETWEEN.join(sorted(value))
        case date() | datetime():
            return value.isoformat()
    return str(value)


def read_as(kind: type[Any], text: str | None) -> Any:
    """Return the value of a kind that a text says."""
    if text is None:
        return None
    if kind is bool:
        return text == YES
    if kind is list:
        return text.split(BETWEEN) if text else []
    if kind is date:
        return date.fromisoformat(text)
    return kind(text)
