"""Counts the ID numbers in the rows of a file against the account's quota, before any of them is looked up.

Source: docs/domain.md 7 (tests of numbers have a quota); docs/decisions/009-import.md.
"""

from collections.abc import Iterable, Iterator, Sequence

from db.session.transaction import transaction
from domain.message.refusal import Refusal
from domain.viewer import Viewer
from resolvers.commands.context import Moment
from resolvers.commands.person.tested_file import test_file
from resolvers.commands.runner import Commands
from resolvers.files.visits.form.rows import VisitRow
from resolvers.files.visits.lookup.sight import Lens, number_in
from resolvers.files.visits.recording import tried


async def count_numbers(commands: Commands, viewer: Viewer, action: str, numbers: Sequence[str], trace: str) -> None:
    """Count a file's numbers, one for each row that has one, against the account's quota. Raises QUOTA_EXCEEDED, MembershipEnded.

    Raises BUSY, where other files of the account are counted for so long that this one has no turn.
    """

    async def attempt() -> bool:
        async with transaction(commands.database, viewer) as tx:
            at = Moment(tx.now, viewer, commands.references(), commands.fresh, commands.cipher)
            return await test_file(tx, at, action, numbers, trace)

    within = await tried(attempt, None)
    if within is None:
        raise Refusal("BUSY")
    if not within:
        raise Refusal("QUOTA_EXCEEDED")


def numbers_in(lens: Lens, rows: Iterable[VisitRow]) -> Iterator[str]:
    """Yield every valid ID number in the columns of ID and certificate numbers, as often as it stands there."""
    for row in rows:
        yield from filter(None, (number_in(lens, key, value) for key, value in row.values.items()))
