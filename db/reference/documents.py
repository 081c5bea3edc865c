"""Trusted documents: those that a version of the platform brings along, and those that an operator registers.

Source: docs/decisions/034-trusted-documents.md.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import asyncpg
from graphql import OperationDefinitionNode, parse

from domain.trusted_document import digest_of

BESIDE, IN_DOCS = Path(__file__).parent / "operations", Path(__file__).parents[2] / "docs"
"""Where the files are in an installed package, and in a checkout."""


class Document(NamedTuple):
    """A document as it is registered: its digest, its name, its text."""

    digest: str
    name: str
    text: str


def document(path: Path) -> Document:
    """Return the document of a file, named as that. Raises OSError, UnicodeDecodeError."""
    text = path.read_bytes().decode()
    return Document(digest_of(text), path.stem, text)


def operations(text: str) -> list[str]:
    """Return the names of the operations of a document, in its order."""
    found = (each for each in parse(text).definitions if isinstance(each, OperationDefinitionNode))
    return [each.name.value for each in found if each.name is not None]


def files() -> list[Path]:
    """Return the files that this version brings along: the operations of each department, and those of all."""
    if BESIDE.is_dir():
        return sorted(BESIDE.glob("*.graphql"))
    return sorted([IN_DOCS / "operations.graphql", *(IN_DOCS / "operations").glob("*.graphql")])


async def write(connection: asyncpg.Connection, wanted: Iterable[Document], today: date, origin: str) -> int:
    """Register documents and return how many are new; one that is registered, or was withdrawn, stays as it is."""
    added = 0
    for each in wanted:
        done = await connection.execute(
            "insert into trusted_document (digest, name, text, operations, added_on, origin) values ($1, $2, $3, $4, $5, $6)"
            " on conflict (digest) do nothing",
            *each,
            operations(each.text),
            today,
            origin,
        )
        added += done.endswith(" 1")
    return added


async def withdraw(connection: asyncpg.Connection, digest: str, today: date) -> bool:
    """Take a document no more; return whether one was withdrawn by this."""
    done = await connection.execute(
        "update trusted_document set withdrawn_on = $2 where digest = $1 and withdrawn_on is null", digest, today
    )
    return done.endswith(" 1")
