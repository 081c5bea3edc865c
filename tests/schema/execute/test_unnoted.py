"""What notes nothing for the audit may be read elsewhere; what does, and what a command shows, is read from the database.

Source: docs/decisions/066-standbys.md.
"""

import pytest

from db.reference.read import Reference
from db.session.read import Reading, read
from domain.value.node_id import global_id
from resolvers.commands.runner import Commands
from resolvers.reads.runner import Reader
from schema.execute.execute import Request
from tests.builders.case import Case
from tests.builders.county import CIPHER
from tests.schema.conftest import CADRE, DISPATCHER, Stage

PROGRESS = 'mutation ($id: ID!) { referralProgress(input: { id: $id, note: "已联系" }) { referral { version } errors { code } } }'


@pytest.mark.parametrize(
    ("document", "by", "elsewhere"),
    [
        ("{ referrals { nodes { number state } groups(by: [STATE]) { count } } }", CADRE, 1),
        ("{ referrals { nodes { family { displayName { value } } } } }", CADRE, 0),
        ("{ referrals { nodes { number } } families { nodes { number displayName { value } } } }", CADRE, 0),
        (PROGRESS, DISPATCHER, 0),
    ],
)
async def test_a_reading_goes_elsewhere_only_if_it_notes_nothing(
    stage: Stage, case: Case, reference: Reference, document: str, by: str, elsewhere: int
) -> None:
    asked: list[Reading] = []

    async def noted(reading: Reading) -> bytes:
        asked.append(reading)
        return await read(stage.database, reading)

    stage.reader = Reader(stage.database, stage.reader.planner, stage.reader.references, noted)
    viewer, executor = stage.world.viewer(by), stage.executor(Commands(stage.database, lambda: reference, CIPHER, allow_synthetic=True))
    await stage.world.insert(stage.addresses.loader)
    answer = await executor.execute(Request(document, None, {"id": global_id("Referral", case.referral.id)}), viewer, "trace")
    assert (answer.errors, answer.causes) == ((), ())
    assert b'"code"' not in (answer.data or b"")
    assert len(asked) == elsewhere
