"""What a peer is given to answer one list to one viewer, and how it is kept for its process.

Source: docs/benchmarks.md (The inbox beside others). It imports nothing of the house, so that a peer starts as quickly as it can.
"""

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID


@dataclass(frozen=True)
class Asking:
    """A viewer: as the policies read them, and the values of the statement for them."""

    settings: Mapping[str, str]
    """All but the moment (`app.now`)."""
    values: Sequence[object]
    decided: Mapping[int, str]
    """The place among the values of those that each request decides."""


@dataclass(frozen=True)
class Given:
    """Where the database and the door are, and what makes the viewers whose tokens they are."""

    url: str
    """The address of the database as the application's login."""
    port: int
    connections: int
    """How many it may have to the database: as many as the server has for short readings."""
    session: Mapping[str, str]
    """What PostgreSQL is told at the start of each of them, as the server tells it."""
    viewers: Mapping[str, Asking]
    """The whole header `authorization` -> whose it is."""
    office: UUID
    statement: str
    """The server's own statement for this list."""


def keep(given: Given, path: Path) -> Path:
    """Keep what is given in a file."""
    path.write_bytes(pickle.dumps(given))
    return path


def kept(path: str) -> Given:
    """Return what was kept by the process that started this one."""
    given = pickle.loads(Path(path).read_bytes())
    assert isinstance(given, Given)
    return given
