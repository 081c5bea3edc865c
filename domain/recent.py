"""A dictionary of a limited number of entries: what was used longest ago makes room.

Source: docs/decisions/062-around-the-read.md. As LRUCache of cachetools, of which each look-up is five calls in Python; this one is asked
several times in each request.
"""

from collections import OrderedDict
from collections.abc import Hashable
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(OrderedDict[K, V]):
    """Values by key, what was used least recently first. Looking up by `used` counts as a use, by `get` it does not."""

    def __init__(self, most: int) -> None:
        """`most`: how many are kept."""
        super().__init__()
        self._most = most

    def used(self, key: K) -> V | None:
        """Return the value of a key, which is the most recently used from now on; None if there is none."""
        value = self.get(key)
        if value is not None:
            self.move_to_end(key)
        return value

    def keep(self, key: K, value: V) -> None:
        """Keep a value, as the most recently used."""
        self[key] = value
        self.move_to_end(key)
        if len(self) > self._most:
            self.popitem(last=False)
