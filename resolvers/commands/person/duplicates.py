"""Whether somebody who is to be registered under a number is registered already, as far as the viewer sees.

Source: docs/domain.md 2 (Person): found by a keyed blind index; one in another's scope makes no difference that could be noticed.
"""

from collections.abc import Sequence

from sqlalchemy import select

from db.cipher import Secret
from db.lock import take_turns
from db.tables.person import Person
from domain.message import Path, Refusal
from resolvers.commands.work import Work


async def duplicates(work: Work, numbers: Sequence[tuple[Path, str]]) -> list[Refusal]:
    """A refusal DUPLICATE with the person's id for each ID number of somebody whom the viewer sees, at its path.

    To be asked before the transaction applies. Two who register one person at once wait for each other.
    """
    indexes = {work.at.cipher.index(Secret.ID_NUMBER, number): path for path, number in numbers}
    for index in sorted(indexes):
        await take_turns(work.tx.session, index.hex())
    known = await work.tx.session.scalars(select(Person).where(Person.id_number_index.in_(indexes)))
    return [
        Refusal("DUPLICATE", path=indexes[each.id_number_index], row=("Person", each.id), family=each.family_id)
        for each in known
        if each.id_number_index is not None
    ]
