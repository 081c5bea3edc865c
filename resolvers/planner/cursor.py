"""Keyset cursors: opaque texts of a row's sort keys and of a digest of the connection that they belong to.

Source: docs/design.md 8; Relay cursor connections. A malformed or foreign cursor is BAD_USER_INPUT.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from domain.message.expected import unfit


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _code(text: str) -> str:
    if not text.isprintable():  # the database cannot hold a NUL or half of a surrogate pair
        raise ValueError
    return text


def _number(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not 0 <= (number := int(text)) <= most:
            raise ValueError
        return number

    return read


KEY_TYPES: dict[str, Callable[[str], object]] = {
    "DATETIME": _moment,
    "DATE": date.fromisoformat,
    "UUID": UUID,
    "TEXT": _code,
    "SMALL_INTEGER": _number(2**15 - 1),
    "INTEGER": _number(2**31 - 1),
}
"""The type of a sort key's column -> how the key is read."""


def binding(*parts: object) -> str:
    """Eight characters of a digest over these parts, which a cursor carries: the place, order, filter and scope of its connection."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:8]


def decode_cursor(text: str, bound_to: str, kinds: Sequence[str], path: tuple[str | int, ...]) -> list[object]:
    """The sort keys of a cursor, in the types of the order's columns. Raises BAD_USER_INPUT at `path`."""
    try:
        parts = json.loads(base64.b64decode(text.encode(), validate=True))
        bound, *keys = parts
        if bound != bound_to or len(keys) != len(kinds) or not all(isinstance(key, str) for key in keys):
            raise unfit("CURSOR", path)
        return [KEY_TYPES[kind](key) for kind, key in zip(kinds, keys, strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error) as malformed:
        raise unfit("CURSOR", path) from malformed


def hashable(value: Any) -> Any:
    """A filter as plain values in a fixed order, to be hashed."""
    if isinstance(value, dict):
        return tuple(sorted((name, hashable(each)) for name, each in value.items()))
    return [str(each) for each in value] if isinstance(value, list) else str(value)
