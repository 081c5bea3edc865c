"""A bounded cache shared by all accounts, in which no account can evict the entries of the others.

Source: docs/decisions/022-bounded-memories.md.
"""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from uuid import UUID

from cachetools import LRUCache
from typing_extensions import override

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class _Share(LRUCache[K, V]):
    """The entries of one account, least recently used first. `gone` is called with each key that is evicted."""

    def __init__(self, size: int, size_of: Callable[[V], int] | None, gone: Callable[[K], object]) -> None:
        super().__init__(size, size_of)
        self._gone = gone

    @override
    def popitem(self) -> tuple[K, V]:
        """Remove and return the least recently used entry."""
        key, value = super().popitem()
        self._gone(key)
        return key, value


class Memory(Generic[K, V]):
    """Values by key. Every account finds them; each counts against the account that added it.

    An account beyond its share loses its own least recently used values. When the whole is full, the account that holds most loses one,
    so that many accounts together cannot evict those that hold little either.
    """

    def __init__(self, entries: int, share: int, *, size: int | None = None, size_of: Callable[[V], int] | None = None) -> None:
        """`entries`: the most values kept. `size`, `share`: the largest total size, of all values and of one account's, by `size_of`;
        without it each value has size 1."""
        self._entries = entries
        self._size = entries if size is None else size
        self._share = share
        self._size_of = size_of
        self._owners: dict[K, UUID] = {}
        self._shares: dict[UUID, _Share[K, V]] = {}
        self.held = 0.0

    def get(self, key: K) -> V | None:
        """Return the value of a key, None if there is none. It becomes the most recently used of its account."""
        owner = self._owners.get(key)
        return None if owner is None else self._shares[owner][key]

    def keep(self, key: K, value: V, account: UUID) -> None:
        """Keep a value for an account, unless it is larger than a share."""
        self.forget(key)
        share = self._shares.get(account) or _Share(self._share, self._size_of, self._owners.pop)
        before = share.currsize
        try:
            share[key] = value
        except ValueError:  # larger than the share
            return
        self._shares[account], self._owners[key] = share, account
        self.held += share.currsize - before
        while self.held > self._size or len(self._owners) > self._entries:
            self._drop_of(max(self._shares, key=lambda each: self._shares[each].currsize))

    def forget(self, key: K) -> None:
        """Remove the value of a key, if there is one."""
        owner = self._owners.pop(key, None)
        if owner is not None:
            before = self._shares[owner].currsize
            del self._shares[owner][key]
            self._settle(owner, before)

    def _drop_of(self, account: UUID) -> None:
        before = self._shares[account].currsize
        self._shares[account].popitem()
        self._settle(account, before)

    def _settle(self, account: UUID, before: float) -> None:
        """Subtract what an account's share has lost since its size was `before`, and remove the share if it is empty."""
        self.held -= before - self._shares[account].currsize
        if not self._shares[account]:
            del self._shares[account]
