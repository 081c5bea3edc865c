"""The kinds of settings: each reads the text of its variable. A setting is a field of `Settings` with the words of its documentation.

Source: docs/settings.md, which a test holds equal to the fields of `Settings`.
"""

import re
from collections.abc import Callable
from dataclasses import Field, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from domain.terminal_error import TerminalError

Read = Callable[[str, str], object]
"""Takes a variable and its text, returns the value of the setting. Raises SettingsError."""


class SettingsError(TerminalError):
    """An environment variable has an invalid value. The text names the variable and the values that it takes."""


def setting(variable: str, default: str, meaning: str, read: Read = lambda _, said: said) -> Any:
    """Return a field that is read from a variable: its text where it is absent, what it means, how it is read."""
    return field(metadata={"variable": variable, "default": default, "meaning": meaning, "read": read})


def number(variable: str, default: int, most: int, meaning: str, *, least: int = 1) -> Any:
    """Return a setting that is a whole number from `least` to `most`; `{range}` in its meaning says which."""

    def read(name: str, said: str) -> int:
        if not (said.isascii() and said.isdigit() and len(said) <= len(str(most)) and least <= int(said) <= most):
            raise SettingsError(f"{name} says {said!r}; it is a number from {least} to {most}.")
        return int(said)

    return setting(variable, str(default), meaning.format(range=f"{least} to {most}"), read)


def absolute(_: str, said: str) -> Path:
    """Return the whole path of a file or folder that is always given."""
    return Path(said).absolute()


def optional(variable: str, meaning: str) -> Any:
    """Return a setting that is a text, None where nothing is said."""
    return setting(variable, "", meaning, lambda _, said: said or None)


def path(variable: str, meaning: str) -> Any:
    """Return a setting that is the whole path of a file or folder, None where nothing is said."""
    return setting(variable, "", meaning, lambda _, said: Path(said).absolute() if said else None)


def address(variable: str, meaning: str) -> Any:
    """Return a setting that is the address of a PostgreSQL database, None where nothing is said."""
    return setting(variable, "", meaning, _postgresql)


def addresses(variable: str, meaning: str) -> Any:
    """Return a setting that is the addresses of several PostgreSQL databases, comma between; one may name several hosts itself."""
    return setting(variable, "", meaning, _several)


def _several(name: str, said: str) -> tuple[str, ...]:
    return tuple(url for each in re.split(r",\s*(?=postgres(?:ql)?:)", said) if (url := _postgresql(name, each.strip())))


def _postgresql(name: str, said: str) -> str | None:
    """Return a database address, None where none is given. The message does not repeat it, since it may hold a password."""
    try:
        scheme = urlsplit(said).scheme
    except ValueError:
        scheme = "malformed"
    if said and scheme not in {"postgresql", "postgres"}:
        raise SettingsError(f"{name} is no address of a PostgreSQL database: postgresql://login:password@host:port/database.")
    return re.sub("^postgres://", "postgresql://", said) or None


def networks(name: str, said: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the networks and addresses of a list. Raises SettingsError."""
    try:
        return tuple(ip_network(each.strip()) for each in said.split(",") if each.strip())
    except ValueError as error:
        raise SettingsError(f"{name}: {error}; it is a list such as `127.0.0.1,10.1.0.0/16,2001:db8:1::/48`.") from None


def provinces(name: str, said: str) -> str | None:
    """Return `all`, `none` or codes of provinces as said, None where nothing is. Raises SettingsError."""
    if said not in {"", "all", "none"} and not re.fullmatch(r"([1-8][1-9]|50)(,([1-8][1-9]|50))*", said):
        raise SettingsError(f"{name} says {said!r}; it is `all`, `none`, or codes of provinces such as `33` or `33,34`.")
    return said or None


def one_of(*words: str) -> Read:
    """Return a reader that takes one of the words. It raises SettingsError for any other."""

    def read(name: str, said: str) -> str:
        if said not in words:
            raise SettingsError(f"{name} says {said!r}; it is {', '.join(f'`{word}`' for word in words[:-1])} or `{words[-1]}`.")
        return said

    return read


def variable(setting: "Field[Any]") -> str:
    """Return the environment variable of a field of Settings."""
    return str(setting.metadata["variable"])


def default(setting: "Field[Any]") -> str:
    """Return the text that a field of Settings is read from where its variable is absent."""
    return str(setting.metadata["default"])
