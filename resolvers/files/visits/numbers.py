"""Counts the ID numbers in the rows of a file against the account's quota, before any of them is looked up.

Source: docs/domain.md 7 (tests of numbers have a quota); docs/decisions/009-import.md.
"""

from collections.abc import Iterable, Iterator, Sequence
from uuid import uuid4

from db.session.transaction import transaction
from domain.message.refusal import Refusal
from domain.value.citizen import CertificateNumber, IdNumber, id_number_of
from domain.value.values import Context
from domain.viewer import Viewer
from resolvers.commands.context import Moment
from resolvers.commands.person.tested_file import test_file
from resolvers.commands.runner import Commands
from resolvers.commands.visit.record import VisitRecord
from resolvers.files.visits.form.rows import Row


async def count_numbers(commands: Commands, viewer: Viewer, rows: Sequence[Row]) -> None:
    """Count a file's numbers against the account's quota. Raises QUOTA_EXCEEDED, MembershipEnded."""
    async with transaction(commands.database, viewer) as tx:
        reference = commands.references()
        context = reference.context(tx.now, allow_synthetic=commands.allow_synthetic)
        at = Moment(tx.now, viewer, reference, commands.fresh, commands.cipher)
        within = await test_file(tx, at, VisitRecord.action, list(numbers_in(rows, context)), uuid4().hex)
    if not within:
        raise Refusal("QUOTA_EXCEEDED")


def numbers_in(rows: Iterable[Row], context: Context) -> Iterator[str]:
    """Yield every valid ID number in the columns of ID and certificate numbers, as often as it stands there."""
    for row in rows:
        for key, value in row.values.items():
            if (number := _number(key, value, context)) is not None:
                yield number


def _number(key: str, value: object, context: Context) -> str | None:
    try:
        if "id_number" in key:
            return IdNumber().check(str(value), context)
        return id_number_of(CertificateNumber().check(str(value), context)) if "certificate" in key else None
    except Refusal:
        return None
