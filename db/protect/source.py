"""Where keys come from: the environment, a file, or a command that asks whoever keeps them.

Source: docs/settings.md (keys).
"""

import shlex
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from db.protect.cipher import KeysError

COMMAND_SECONDS = 30


@dataclass(frozen=True)
class Source:
    """Where the keys of a variable come from: what it says itself, a file, or a command; at most one of them is set."""

    variable: str
    text: str | None = None
    file: Path | None = None
    command: str | None = None

    def told(self) -> str | None:
        """Return the keys as a variable would hold them, a line or a comma between; None where nothing is set. Raises KeysError.

        No error repeats what a file or a command says.
        """
        said = self.text
        if self.file is not None:
            said = _read(self.file, f"{self.variable}_FILE")
        elif self.command is not None:
            said = _answer(self.command, f"{self.variable}_COMMAND")
        return said if said is None else ",".join(line.strip().strip(",") for line in said.splitlines() if line.strip())


def _read(file: Path, variable: str) -> str:
    try:
        if file.stat().st_mode & stat.S_IRWXO:
            raise KeysError(f"{variable}: {file} is open to everybody on the machine: `chmod o= {file}`.")
        return _some(file.read_text(), f"{variable}: {file}")
    except (OSError, UnicodeDecodeError) as error:
        raise KeysError(f"{variable}: {file} cannot be read ({type(error).__name__}).") from None


def _answer(command: str, variable: str) -> str:
    try:
        asked = subprocess.run(shlex.split(command), capture_output=True, text=True, timeout=COMMAND_SECONDS, check=True)
    except subprocess.TimeoutExpired:
        raise KeysError(f"{variable} did not answer within {COMMAND_SECONDS} s.") from None
    except subprocess.CalledProcessError as error:
        raise KeysError(f"{variable} ended with exit code {error.returncode}.") from None
    except (OSError, ValueError) as error:
        raise KeysError(f"{variable} cannot be run ({type(error).__name__}).") from None
    return _some(asked.stdout, variable)


def _some(said: str, where: str) -> str:
    if not said.strip():
        raise KeysError(f"{where} holds no key.")
    return said
