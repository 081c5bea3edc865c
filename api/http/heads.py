"""The headers of a request, gathered by name once: who identifies, negotiates and reads asks for a dozen of them.

Source: docs/decisions/062-around-the-read.md.
"""

from collections.abc import Iterable
from typing import Any

from starlette.datastructures import Headers
from typing_extensions import override


class Heads(Headers):
    """Headers as Starlette's, which are looked up in the place of searched for."""

    def __init__(self, raw: Iterable[tuple[bytes, bytes]]) -> None:
        """`raw`: as a server gives them, names in lower case."""
        super().__init__(raw=[*raw])
        self._told: dict[str, list[str]] = {}
        for name, value in self._list:
            self._told.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))

    @override
    def getlist(self, key: str) -> list[str]:
        """Return all values of a header, in the order in which they came."""
        return self._told.get(key.lower(), [])

    @override
    def get(self, key: str, default: Any = None) -> Any:
        """Return the first value of a header."""
        told = self._told.get(key.lower())
        return default if told is None else told[0]

    @override
    def __getitem__(self, key: str) -> str:
        return self._told[key.lower()][0]

    @override
    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.lower() in self._told
