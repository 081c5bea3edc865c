"""What is new for an account, on a referral and as a filter. Source: docs/domain.md 3."""

from typing import Any

import orjson
import pytest

from db.reference.read import Reference
from domain.referral import State
from domain.value.node_id import global_id
from resolvers.commands.runner import Commands
from schema.execute.execute import Request
from tests.builders.case import Case, a_family
from tests.builders.county import CIPHER
from tests.schema.conftest import CADRE, DISPATCHER, Stage

HANDLER, OFFICE = "handler.civil-affairs.330110", "civil-affairs.330110"
LISTS = """{
  news: inbox(filter: { unread: true }) { totalCount nodes { id unread } }
  old: inbox(filter: { unread: false }) { nodes { id unread } }
}"""
READ = """mutation ($targets: [TargetInput!]!) {
  referralRead(input: { targets: $targets }) { results { referral { unread } errors { code } } }
}"""


async def read(stage: Stage, reference: Reference, *cases: Case) -> Any:
    """The dispatcher marks the referrals of these cases."""
    commands = Commands(stage.database, lambda: reference, CIPHER, allow_synthetic=True)
    targets = [{"id": global_id("Referral", case.referral.id)} for case in cases]
    viewer = stage.world.viewer(DISPATCHER)
    await stage.world.insert(stage.addresses.loader)
    answer = await stage.executor(commands).execute(Request(READ, None, {"targets": targets}), viewer, "trace")
    return orjson.loads(answer.data or b"")["referralRead"]["results"]


async def lists(stage: Stage, by: str = DISPATCHER) -> tuple[set[str], set[str]]:
    """The ids of what is unread in the inbox, and of what is read; each says so itself."""
    found = await stage.data(LISTS, by)
    news, old = ({each["id"]: each["unread"] for each in found[name]["nodes"]} for name in ("news", "old"))
    assert (set(news.values()) <= {True}, set(old.values()) <= {False}) == (True, True)
    assert found["news"]["totalCount"] == len(news)
    return set(news), set(old)


@pytest.fixture
def cases(stage: Stage) -> list[Case]:
    """Two that the cadre sent; one of which the dispatcher took the last step."""
    made = [a_family(stage.world).with_need("LIVING_ASSISTANCE").referred_to(OFFICE, State.SIGNED) for _ in range(3)]
    made[2].with_event("referralSign", account_id=stage.world.viewer(DISPATCHER).account)
    return made


async def test_an_inbox_is_filtered_by_what_the_account_has_not_read(stage: Stage, reference: Reference, cases: list[Case]) -> None:
    first, second, own = (global_id("Referral", case.referral.id) for case in cases)
    news, old = await lists(stage)
    assert (first in news, second in news, own in old) == (True, True, True)
    assert await read(stage, reference, cases[0], cases[2]) == [{"referral": {"unread": False}, "errors": []}] * 2
    after, read_by_now = await lists(stage)
    assert (news - after, read_by_now - old) == ({first}, {first})


async def test_what_one_account_has_read_is_unread_to_its_colleagues_and_the_federation(
    stage: Stage, reference: Reference, cases: list[Case]
) -> None:
    cases[0].with_event("referralProgress", account_id=stage.world.viewer(HANDLER).account)
    await read(stage, reference, *cases)
    asked = "query ($id: ID!) { node(id: $id) { ... on Referral { unread } } }"
    found = [await stage.data(asked, by, {"id": global_id("Referral", cases[0].referral.id)}) for by in (DISPATCHER, HANDLER, CADRE)]
    assert [each["node"]["unread"] for each in found] == [False, False, True]


async def test_of_a_referral_that_is_not_seen_nothing_is_marked(stage: Stage, reference: Reference) -> None:
    elsewhere = a_family(stage.world, "330106001001").with_need("LIVING_ASSISTANCE").referred_to("civil-affairs.330106", State.SIGNED)
    assert await read(stage, reference, elsewhere) == [{"referral": None, "errors": [{"code": "NOT_FOUND"}]}]
