"""Issuers as an operator writes them into a TOML file.

Source: docs/settings.md (Sign-in); docs/decisions/035-issuers.md.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from domain.issuer import is_safe
from domain.terminal_error import TerminalError
from domain.viewer import Role

KNOWN = frozenset({"address", "name", "audience", "client", "keys", "organizations", "requires", "accounts"})


class IssuersError(TerminalError):
    """The file cannot be taken; the text says where and why."""


@dataclass(frozen=True)
class Requirement:
    """What a token must tell of the sign-in for a role."""

    acr: tuple[str, ...]
    amr: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """One issuer as it is to be. `organizations`: `REGION NAME` each; `accounts`: subject at the issuer -> subject of the account.

    `client`: what we are called there, where people sign in by it in a browser.
    """

    address: str
    name: str
    audience: str
    keys: str | None
    client: str | None
    organizations: tuple[str, ...]
    requires: Mapping[Role, Requirement]
    accounts: Mapping[str, str]


def wanted(path: Path, audience: str) -> list[Wanted]:
    """Return the issuers of a file; `audience`: where one names none. Raises IssuersError."""
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IssuersError(f"{path} cannot be read: {error}") from error
    listed = read.pop("issuer", None)
    if read or not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise IssuersError(f"{path} holds tables [[issuer]] and nothing else.")
    made = [_issuer(each, audience) for each in listed]
    if len({each.address for each in made}) < len(made):
        raise IssuersError(f"{path} names an issuer twice.")
    return made


def _issuer(told: dict[str, object], audience: str) -> Wanted:
    address = _text(told, "address", "an issuer")
    if unknown := told.keys() - KNOWN:
        raise IssuersError(f"{address}: {', '.join(sorted(unknown))} is not known; known are {', '.join(sorted(KNOWN))}.")
    keys = _text(told, "keys", address) if "keys" in told else None
    for each in (address, keys):
        if each is not None and not is_safe(each):
            raise IssuersError(f"{each} is no address of https without a question mark, or of http on this machine.")
    organizations = _texts(told, "organizations", address)
    if not organizations:
        raise IssuersError(f"{address}: organizations must name one, as its division's code and its name.")
    return Wanted(
        address,
        _text(told, "name", address),
        _text(told, "audience", address) if "audience" in told else audience,
        keys,
        _text(told, "client", address) if "client" in told else None,
        organizations,
        dict(_requirement(role, each, address) for role, each in _table(told, "requires", address).items()),
        {subject: _text(_table(told, "accounts", address), subject, address) for subject in _table(told, "accounts", address)},
    )


def _requirement(role: str, told: object, address: str) -> tuple[Role, Requirement]:
    if role not in set(Role):
        raise IssuersError(f"{address}: {role} is no role; roles are {', '.join(Role)}.")
    if not isinstance(told, dict) or told.keys() - {"acr", "amr"}:
        raise IssuersError(f"{address}: what {role} requires is acr, amr or both, each a list.")
    made = Requirement(_texts(told, "acr", address), _texts(told, "amr", address))
    if not made.acr and not made.amr:
        raise IssuersError(f"{address}: what {role} requires is empty.")
    return Role(role), made


def _text(told: Mapping[str, object], name: str, where: str) -> str:
    said = told.get(name)
    if not isinstance(said, str) or not said.strip():
        raise IssuersError(f"{where}: {name} must be a text.")
    return said


def _texts(told: Mapping[str, object], name: str, where: str) -> tuple[str, ...]:
    said = told.get(name, [])
    if not isinstance(said, list) or not all(isinstance(each, str) and each for each in said):
        raise IssuersError(f"{where}: {name} must be a list of texts.")
    return tuple(said)


def _table(told: Mapping[str, object], name: str, where: str) -> Mapping[str, object]:
    said = told.get(name, {})
    if not isinstance(said, dict):
        raise IssuersError(f"{where}: {name} must be a table.")
    return said
