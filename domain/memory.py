"""Keeps values in memory for many accounts: bounded as a whole, and no account can push out what the others use.

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
    """What one account has brought, the least recently used first; `gone` hears each key that leaves to make room."""

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
    """Values by key, found by everybody and counted against the account that brought them.

    An account that brings more than its share loses its own least recently used values. When the whole is full, the account that holds
    most loses one, so that many accounts together cannot push out those that hold little either.
    """

    def __init__(self, entries: int, share: int, *, size: int | None = None, size_of: Callable[[V], int] | None = None) -> None:
        """`entries`: most values kept. `size`: most that they hold together, `share`: most that one account's hold, both in the unit of
        `size_of`; without it each value counts as one."""
        self._entries = entries
        self._size = entries if size is None else size
        self._share = share
        self._size_of = size_of
        self._owners: dict[K, UUID] = {}
        self._shares: dict[UUID, _Share[K, V]] = {}
        self.held = 0.0

    def get(self, key: K) -> V | None:
        """The value of this key, which becomes the most recently used of its account; None where none is kept."""
        owner = self._owners.get(key)
        return None if owner is None else self._shares[owner][key]

    def keep(self, key: K, value: V, account: UUID) -> None:
        """Keep a value that the account has brought, unless it is larger than a share."""
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
        """Remove the value of this key, if one is kept."""
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
        """Count what has left an account's share; an empty one goes."""
        self.held -= before - self._shares[account].currsize
        if not self._shares[account]:
            del self._shares[account]
