"""Counts connections in all and per address, and closes the one that has been idle longest to make room for a new one.

Source: SECURITY.md (strangers cannot hold the server); docs/settings.md (LIANBANG_CONNECTIONS, LIANBANG_CONNECTIONS_PER_ADDRESS).
"""

from collections import Counter
from collections.abc import Callable, Hashable
from ipaddress import ip_address, ip_network
from typing import Protocol

REFUSED_AT_ONCE = 64
"""Connections beyond the limit that may be open at the same time to be told that there is no room."""
NETWORK_BITS = 64
"""Bits of an IPv6 address that name the network of one customer, who has all its addresses."""


class Waits(Protocol, Hashable):
    """A connection that can be closed in favour of a new one."""

    def give_way(self) -> None:
        """Close the connection: a new one needs its place."""


class Crowd:
    """The connections of this process: at most `most` in all and `each` from one address."""

    def __init__(self, most: int, each: int, is_proxy: Callable[[str], bool] = lambda _: False) -> None:
        """`is_proxy`: whether at an address there is a proxy, over whose connections many ask: it may have all."""
        self._most = most
        self._each = each
        self._is_proxy = is_proxy
        self._there: dict[Waits, str] = {}
        self._waiting: dict[Waits, None] = {}
        self._waiting_at: dict[str, dict[Waits, None]] = {}
        self._at: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._there)

    def enter(self, connection: Waits, address: str) -> bool:
        """Count a new connection, which waits for its request. Return whether there is room for it."""
        place = network_of(address)
        has_place = self._at[place] < self._each or self._is_proxy(address) or self._send_away(self._waiting_at.get(place, {}))
        room = has_place and (len(self._there) < self._most or self._send_away(self._waiting))
        self._there[connection] = place
        self._at[place] += 1
        if room:
            self.waits(connection)
        elif len(self._there) > self._most + REFUSED_AT_ONCE:
            self.leave(connection)
            connection.give_way()
        return room

    def waits(self, connection: Waits) -> None:
        """Note that a connection is idle; those idle before it are closed first."""
        self.works(connection)
        if (place := self._there.get(connection)) is not None:
            self._waiting[connection] = None
            self._waiting_at.setdefault(place, {})[connection] = None

    def works(self, connection: Waits) -> None:
        """Note that a connection's request is being answered, so that it is not closed for a new one."""
        self._waiting.pop(connection, None)
        place = self._there.get(connection, "")
        here = self._waiting_at.get(place, {})
        here.pop(connection, None)
        if not here:
            self._waiting_at.pop(place, None)

    def leave(self, connection: Waits) -> None:
        """Forget a connection that has ended."""
        self.works(connection)
        if (place := self._there.pop(connection, None)) is not None:
            self._at[place] -= 1
            if not self._at[place]:
                del self._at[place]

    def _send_away(self, waiting: dict[Waits, None]) -> bool:
        """Close the connection that has waited longest. Return whether there was one."""
        longest = next(iter(waiting), None)
        if longest is None:
            return False
        self.leave(longest)
        longest.give_way()
        return True


def network_of(address: str) -> str:
    """Return what counts as one address: an IPv4 address, the network of an IPv6 one, any other text unchanged."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped) if mapped else str(ip_network((int(parsed), NETWORK_BITS), strict=False))
