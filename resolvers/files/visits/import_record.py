"""The record of an import: begun before its first row, ended with what became of its rows, listed, and taken back by its number.

Source: docs/decisions/009-import.md.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select, update

from db.session.transaction import Transaction, transaction
from db.tables.import_file import Import
from domain.message.refusal import Refusal
from domain.value.number import NumberKind
from domain.viewer import Viewer
from resolvers.commands.context import Envelope
from resolvers.commands.imports.undo import ImportUndo, ImportUndoInput
from resolvers.commands.runner import Commands
from resolvers.files.visits.form.visit_file import VisitFile
from resolvers.files.visits.report import Report

LISTED_IMPORTS = 50
"""Most imports that a list of them holds."""


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def begin(tx: Transaction, commands: Commands, file: VisitFile) -> Import:
    """Begin the record of an import, and return it. The transaction applies from here on."""
    await tx.apply()
    begun = Import(
        id=commands.fresh.id(),
        number=commands.fresh.number(NumberKind.IMPORT, tx.now),
        version=1,
        office_id=tx.viewer.office,
        account_id=tx.viewer.account,
        at=tx.now,
        file_digest=file.digest,
        rows=file.rows,
    )
    tx.session.add(begun)
    await tx.session.flush()
    return begun


async def end(commands: Commands, viewer: Viewer, begun: Import, report: Report) -> None:
    """Write into the record of an import what became of its rows. Raises MembershipEnded."""
    async with transaction(commands.database, viewer) as tx:
        await tx.apply()
        counts = {"recorded": report.recorded, "known": report.known + len(report.alike), "refused": len(report.refused)}
        await tx.session.execute(update(Import).where(Import.id == begun.id).values(counts))


async def listed(commands: Commands, viewer: Viewer) -> Sequence[Import]:
    """Return the newest imports that the viewer may take back. Raises MembershipEnded."""
    async with transaction(commands.database, viewer) as tx:
        return (await tx.session.scalars(select(Import).order_by(Import.at.desc(), Import.id).limit(LISTED_IMPORTS))).all()


async def take_back(commands: Commands, viewer: Viewer, number: str) -> tuple[Refusal, ...]:
    """Take back the import of a number as a whole; return the refusals, empty if it was done. Raises MembershipEnded."""
    async with transaction(commands.database, viewer) as tx:
        key = await tx.session.scalar(select(Import.id).where(Import.number == number))
    if key is None:
        return (Refusal("NOT_FOUND", path=("id",)),)
    return (await commands.run(ImportUndo(), ImportUndoInput(id=key), viewer, Envelope(trace=uuid4().hex), key)).errors
