"""A connection below a row is one object, whatever is asked of its page. Source: docs/design.md 8 (Relay)."""

import pytest

from tests.schema.conftest import CADRE, Stage


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("hasPreviousPage", {"pageInfo": {"hasPreviousPage": False}}),
        ("__typename", {"pageInfo": {"__typename": "PageInfo"}}),
    ],
)
async def test_a_page_of_which_no_row_is_told_stands_once_under_each_row_around_it(stage: Stage, asked: str, answer: object) -> None:
    several, none = "events", 'none: referrals(filter: { number: "none" })'
    page = f"{{ pageInfo {{ {asked} }} }}"
    text = f"{{ referrals {{ nodes {{ {several} {page} all: {several} {{ totalCount }} family {{ {none} {page} }} }} }} }}"
    nodes = (await stage.data(text, CADRE))["referrals"]["nodes"]
    assert max(each["all"]["totalCount"] for each in nodes) > 1
    assert [(each["events"], each["family"]["none"]) for each in nodes] == [(answer, answer)] * len(nodes)
