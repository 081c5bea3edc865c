"""`lianbang documents`: registers GraphQL documents, lists and withdraws them.

Source: docs/decisions/034-trusted-documents.md.
"""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import asyncpg

from db.reference.documents import Document, document, withdraw, write
from domain.message.refusal import Refusal
from domain.terminal_error import TerminalError
from domain.time.calendar import day_of
from domain.trusted_document import PREFIX, DocumentOrigin
from resolvers.commands.all import COMMANDS
from resolvers.document.parse import BadDocument, Documents
from schema.build.assemble import graphql_of
from schema.contract import contract
from settings.settings import Settings
from terminal.reach import as_loader

NOBODY = UUID(int=0)


class DocumentsError(TerminalError):
    """A document cannot be registered or withdrawn; the text says which and why."""


def documents(settings: Settings, files: Sequence[Path], withdrawn: str | None) -> list[str]:
    """Register the documents of files, or withdraw one. Return a line for each registered document that is taken. Raises DocumentsError."""
    today, wanted = day_of(settings.now()), fit(files)

    async def done(connection: asyncpg.Connection) -> list[str]:
        if withdrawn is not None and not await withdraw(connection, withdrawn.removeprefix(PREFIX), today):
            raise DocumentsError(f"No document {withdrawn} is registered.")
        await write(connection, wanted, today, DocumentOrigin.OPERATOR)
        rows = await connection.fetch("select * from trusted_document where withdrawn_on is null order by name, added_on, digest")
        return [f"{PREFIX}{row['digest']}  {row['added_on']}  {row['name']}" for row in rows]

    return as_loader(settings, done)


def fit(files: Sequence[Path]) -> list[Document]:
    """Return the documents of files, each of which the contract takes. Raises DocumentsError."""
    if not files:
        return []
    checked, found = Documents(graphql_of(contract(COMMANDS)), introspection=True), list[Document]()
    for path in files:
        try:
            found.append(document(path))
            checked.known(found[-1].text, NOBODY)
        except (OSError, UnicodeDecodeError) as error:
            raise DocumentsError(f"{path} cannot be read: {error}") from error
        except (BadDocument, Refusal) as error:
            raise DocumentsError(f"{path} is no document of this contract: {error}") from error
    return found
