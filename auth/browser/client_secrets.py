"""Our secrets at issuers where people sign in, in a file that the server's user alone can read.

Source: docs/settings.md (Sign-in).
"""

import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path

from domain.terminal_error import StartError


def secrets_in(path: Path) -> Mapping[str, str]:
    """Return the secret of each issuer in a file. Raises StartError, which repeats nothing of the file."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        mode = path.stat().st_mode
    except OSError as error:
        raise StartError(f"The secrets in {path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise StartError(f"{path} is no TOML.") from error
    if mode & stat.S_IRWXO:
        raise StartError(f"Everybody on the machine may read {path}: `chmod o= {path}`.")
    if not all(isinstance(secret, str) and secret for secret in told.values()):
        raise StartError(f'{path} holds lines "issuer" = "secret" and nothing else.')
    return told
