"""Who asks where proxies stand in front: the address that the last of them names which is none of theirs.

Source: docs/decisions/052-gateway.md; docs/settings.md (LIANBANG_TRUSTED_PROXIES). What anybody else says of addresses is not read.
"""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from cachetools import LRUCache

MOST_PROXIES = 16
"""How many proxies stand in a row at most: what stands before them is not looked at."""
KEPT = 1000
"""Neighbours of whom is remembered whether they are trusted."""
MOST_CHARACTERS = 64
"""The longest address with its port."""

Network = IPv4Network | IPv6Network


class Proxies:
    """The proxies that are trusted, by their networks."""

    def __init__(self, networks: Iterable[Network] = ()) -> None:
        self._networks = tuple(networks)
        self._known: LRUCache[str, bool] = LRUCache(KEPT)

    def __bool__(self) -> bool:
        """Return whether there are any."""
        return bool(self._networks)

    def trusts(self, address: str) -> bool:
        """Return whether whoever is connected from an address is one of them."""
        if not self._networks:
            return False
        known = self._known.get(address)
        if known is None:
            known = self._known[address] = self._is_one(address_of(address))
        return known

    def caller(self, peer: str, told: Sequence[str]) -> str:
        """Return the address of who asks: `peer`'s own, unless it is trusted. `told`: what each X-Forwarded-For says, in their order.

        Of what is told each proxy has added the last one, so that it is read from its end, as far as those are trusted who added it.
        """
        if not self.trusts(peer):
            return peer
        for said in reversed(",".join(told).rsplit(",", MOST_PROXIES)[-MOST_PROXIES:] if told else []):
            found = address_of(said.strip())
            if found is None:
                break
            peer = str(found)
            if not self._is_one(found):
                break
        return peer

    def _is_one(self, address: IPv4Address | IPv6Address | None) -> bool:
        return address is not None and any(address in network for network in self._networks if network.version == address.version)


def address_of(said: str) -> IPv4Address | IPv6Address | None:
    """Return an address, which may stand with a port (`192.0.2.1:443`, `[2001:db8::1]:443`) or a zone; None where it is none."""
    if len(said) > MOST_CHARACTERS:
        return None
    if said.startswith("["):
        said = said[1:].partition("]")[0]
    elif said.count(":") == 1:
        said = said.partition(":")[0]
    try:
        found = ip_address(said.partition("%")[0])
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
