"""How many referrals one `reveal` takes: as bulk commands do. Source: docs/design.md 8; what it shows: tests/resolvers/commands/reveal/."""

from typing import Any

import orjson
import pytest

from db.reference.read import Reference
from domain.referral import State
from domain.value.node_id import global_id
from resolvers.commands.reveal.reveal import Reveal
from schema.execute.execute import Request
from tests.builders.case import a_family
from tests.builders.county import CIPHER
from tests.builders.world import VILLAGE
from tests.schema.conftest import Stage

TEXT = """
    mutation ($targets: [ID!]!) {
      reveal(input: { targets: $targets, reason: "VERIFY_IDENTITY" }) {
        results { target persons { person idNumber } errors { code path } } errors { code path }
      }
    }
"""
BY = "handler.civil-affairs.330110"
AUDIT = "select kind, reason, family_ids from audit_record where action = 'reveal' and account_id = $1 order by id"


async def revealed(stage: Stage, reference: Reference, targets: list[str]) -> Any:
    """The payload."""
    viewer = stage.world.viewer(BY)
    await stage.world.insert(stage.addresses.loader)
    executor = stage.executor(reveals=Reveal(stage.database, lambda: reference, CIPHER))
    answer = await executor.execute(Request(TEXT, None, {"targets": targets}), viewer, "trace")
    assert answer.errors == ()
    return orjson.loads(answer.data or b"")["reveal"]


async def signed(stage: Stage, reference: Reference) -> str:
    """A referral that the office has signed."""
    case = a_family(stage.world, VILLAGE).with_need("LIVING_ASSISTANCE").with_draft("A01")
    case.referred_to("civil-affairs.330110", State.SIGNED, of_type=reference.types["A01"].limit)
    await stage.world.insert(stage.addresses.loader)
    return global_id("Referral", case.referral.id)


@pytest.mark.parametrize(("several", "code"), [(0, "TOO_FEW"), (101, "TOO_MANY"), (200, "TOO_MANY")])
async def test_none_or_more_than_a_hundred_are_refused_as_a_whole(stage: Stage, reference: Reference, several: int, code: str) -> None:
    payload = await revealed(stage, reference, [await signed(stage, reference)] * several)
    assert payload == {"results": [], "errors": [{"code": code, "path": ["targets"]}]}


async def test_a_hundred_are_answered_each(stage: Stage, reference: Reference) -> None:
    payload = await revealed(stage, reference, [await signed(stage, reference)] * 100)
    assert (len(payload["results"]), payload["errors"]) == (100, [])
