"""The feed tells every watcher the history of the referrals that they see, and no other. Source: docs/decisions/027-feed.md."""

from typing import Any

import asyncpg
import orjson
import pytest

from db.feed.place import PLACED_AT_ONCE, place
from tests.oracle.conftest import NOW, Platform
from tests.oracle.sight import Watcher
from tests.oracle.watchers import accounts
from tests.oracle.words import moment, tagged

PAGE = "{{ changes(first: 200{after}) {{ nodes {{ at action referral {{ id }} }} endPosition hasMore }} }}"


@pytest.fixture(scope="module")
def placed(platform: Platform) -> Platform:
    """Every event of a referral has its place."""

    async def run() -> None:
        connection = await asyncpg.connect(platform.addresses.worker)
        try:
            while await place(connection, NOW) == PLACED_AT_ONCE:
                pass
        finally:
            await connection.close()

    platform.runner.run(run())
    return platform


def told(platform: Platform, watcher: Watcher) -> list[Any]:
    """All pages of the feed."""
    found: list[Any] = []
    after, more = "", True
    while more:
        answer = platform.answer(PAGE.format(after=after), watcher)
        assert answer.errors == ()
        page = orjson.loads(answer.data or b"")["changes"]
        found, after, more = found + page["nodes"], f', after: "{page["endPosition"]}"', page["hasMore"]
    return found


def foreseen(watcher: Watcher) -> list[Any]:
    """The steps of the referrals that the watcher sees; nobody but the federation, operators and offices sees any.

    A commissioner is told what happened in their own villages, of a family that was merged also where its referral stands elsewhere now.
    """
    county = watcher.county
    seen = {row["id"] for row in county.tables["referral"] if watcher.sees_referral(row)}
    steps = [row for row in county.tables["event"] if row["subject_type"] == "Referral" and watcher.sees_step(row)]
    if watcher.kind != "commissioner":
        steps = [row for row in steps if row["subject_id"] in seen]
    shown = [
        {
            "at": moment(row["at"]),
            "action": row["action"],
            "referral": {"id": tagged("Referral", row["subject_id"])} if row["subject_id"] in seen else None,
        }
        for row in steps
    ]
    return sorted(shown, key=str)


def test_every_watcher_is_told_all_that_happened_to_what_they_see(placed: Platform) -> None:
    wrong = {}
    counts = []
    for account in accounts(placed.county):
        watcher = placed.watcher(account)
        found, expected = told(placed, watcher), foreseen(watcher)
        counts.append(len(expected))
        if sorted(found, key=str) != expected:
            wrong[account] = (len(found), len(expected))
    assert wrong == {}
    assert max(counts) > PLACED_AT_ONCE / 4
    assert 0 in counts
