"""A bounded cache shared by all accounts, in which no account can evict the entries of the others.

Source: docs/decisions/022-bounded-memories.md.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from uuid import UUID

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class _Share(OrderedDict[K, float]):
    """The keys that one account has brought, least recently used first, and the size of the value of each."""

    def __init__(self, account: UUID) -> None:
        super().__init__()
        self.account = account
        self.held = 0.0


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
        self._kept: dict[K, tuple[V, _Share[K]]] = {}
        self._shares: dict[UUID, _Share[K]] = {}
        self.held = 0.0

    def get(self, key: K) -> V | None:
        """Return the value of a key, None if there is none. It becomes the most recently used of its account."""
        found = self._kept.get(key)
        if found is None:
            return None
        value, share = found
        share.move_to_end(key)
        return value

    def keep(self, key: K, value: V, account: UUID) -> None:
        """Keep a value for an account, unless it is larger than a share."""
        self.forget(key)
        size = 1 if self._size_of is None else self._size_of(value)
        if size > self._share:
            return
        share = self._shares.get(account) or _Share(account)
        while share.held + size > self._share:
            self._drop_of(share)
        self._kept[key], self._shares[account], share[key] = (value, share), share, size
        share.held += size
        self.held += size
        while self.held > self._size or len(self._kept) > self._entries:
            self._drop_of(max(self._shares.values(), key=lambda each: each.held))

    def forget(self, key: K) -> None:
        """Remove the value of a key, if there is one."""
        if (found := self._kept.get(key)) is not None:
            self._drop(key, found[1])

    def _drop_of(self, share: _Share[K]) -> None:
        """Remove what an account used least recently."""
        self._drop(next(iter(share)), share)

    def _drop(self, key: K, share: _Share[K]) -> None:
        del self._kept[key]
        size = share.pop(key)
        share.held -= size
        self.held -= size
        if not share:
            del self._shares[share.account]
