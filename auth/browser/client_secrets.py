"""By what we show at issuers where people sign in who we are: a secret, or a key of ours, in a file that the server's user alone can read.

Source: docs/settings.md (Sign-in).
"""

import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from domain.terminal_error import StartError


@dataclass(frozen=True)
class ByKey:
    """We show it by what our own key signs (private_key_jwt)."""


Shown = str | ByKey
"""Our secret at an issuer, or that we use our key there."""
BY_KEY = {"method": "private_key_jwt"}


def secrets_in(path: Path) -> Mapping[str, Shown]:
    """Return what we show at each issuer of a file. Raises StartError, which repeats nothing of the file."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        mode = path.stat().st_mode
    except OSError as error:
        raise StartError(f"The secrets in {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise StartError(f"{path} is no TOML.") from error
    if mode & stat.S_IRWXO:
        raise StartError(f"Everybody on the machine may read {path}: `chmod o= {path}`.")
    if not all(shown == BY_KEY or (isinstance(shown, str) and shown) for shown in told.values()):
        raise StartError(f'{path} holds lines "issuer" = "secret" or "issuer" = {{ method = "private_key_jwt" }} and nothing else.')
    return {issuer: shown if isinstance(shown, str) else ByKey() for issuer, shown in told.items()}
