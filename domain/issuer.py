"""Which addresses an authorization server of others may have, and how what it must tell of a sign-in is written down.

Source: docs/decisions/035-issuers.md.
"""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from domain.message.refusal import Refusal
from domain.value.values import Context

ADDRESS_MOST = 500
TOLD_MOST = 100


def is_safe(address: str) -> bool:
    """Return whether an address is of https, or of http on this machine, and names nothing but a host, a port and a path."""
    try:
        parts = urlsplit(address)
        plain = parts.hostname is not None and parts.port != 0 and not (parts.username or parts.password or parts.query or parts.fragment)
    except ValueError:
        return False
    printable = address.isascii() and address.isprintable() and not set(address) & set(' "\\<>?#@')
    return printable and plain and (parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname or "")))


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class ServerAddress:
    """The address of a server of others, of https alone: what administrators name is never on this machine."""

    def check(self, value: str, context: Context) -> str:
        """Return the address. Raises ADDRESS_UNSAFE."""
        if len(value) > ADDRESS_MOST or not value.startswith("https://") or not is_safe(value):
            raise Refusal("ADDRESS_UNSAFE")
        return value


@dataclass(frozen=True)
class ToldOfSignIn:
    """A value of `acr` or `amr`: printable ASCII without a space."""

    def check(self, value: str, context: Context) -> str:
        """Return the value. Raises TEXT_CHARACTERS, REQUIRED, TEXT_TOO_LONG."""
        if not value:
            raise Refusal("REQUIRED")
        if len(value) > TOLD_MOST:
            raise Refusal("TEXT_TOO_LONG", most=TOLD_MOST)
        if not (value.isascii() and value.isprintable()) or " " in value:
            raise Refusal("TEXT_CHARACTERS")
        return value
