"""What is said of how a row is shown is what happens: to every class of viewer, of every group of every type, at each level."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from graphql import GraphQLObjectType

from domain.explanation import Why
from tests.oracle.answers import Oracle
from tests.oracle.asked import Asked, Within, Word, document
from tests.oracle.conftest import Platform
from tests.oracle.county import TABLE_OF
from tests.oracle.explained import GROUPS_OF, explained
from tests.oracle.questions import NOBODY, everything
from tests.oracle.sight import Watcher
from tests.oracle.test_oracle import SEE_SOMETHING
from tests.oracle.watchers import NAMED, accounts
from tests.oracle.words import tagged

EXPLAIN = "query ($id: ID!) { explainAccess(id: $id) { groups { group level shown withheld why } } }"
OTHERS = ("cadre.federation.330106", "handler.poverty-alleviation.330127", "operator.federation.330106")


def asked(platform: Platform, watcher: Watcher, text: str, key: str) -> Any:
    answer = platform.answer(text, watcher, id=key)
    assert answer.errors == ()
    return orjson.loads(answer.data or b"")


def is_seen(watcher: Watcher, key: str) -> bool:
    return Oracle(watcher).answer((Asked("node", (Asked("__typename"),), None, {"id": key}),)) != {"node": None}


def of_each_way(platform: Platform, watcher: Watcher, type_name: str) -> dict[str, dict[str, tuple[str, str]] | None]:
    """One row of a type for each way in which the viewer is shown such rows, with what is to be told; and one that they do not see."""
    found: dict[object, tuple[str, dict[str, tuple[str, str]] | None]] = {}
    for row in platform.county.tables[TABLE_OF[type_name]]:
        key = tagged(type_name, row["id"])
        if row.get("merged_into_id") is not None:  # its id goes on as another's
            continue
        if type_name != "ReferralEvent" or row["subject_type"] == "Referral":
            told = dict(explained(watcher, type_name, row)) if is_seen(watcher, key) else None
            found.setdefault(str(told), (key, told))
    return dict(found.values())


def every_field(platform: Platform, type_name: str) -> str:
    """A query for the fields of a type below which there is no other row."""
    of = platform.schema.get_type(type_name)
    assert isinstance(of, GraphQLObjectType)
    flat = Asked("node", (Within(type_name, everything(of, 0)),), None, {"id": Word("$id")})
    return f"query ($id: ID!) {document((flat,))}"


def differs(platform: Platform, watcher: Watcher) -> list[str]:
    """Where what is told differs from what is to be told, or from what is shown."""
    wrong = []
    for type_name in GROUPS_OF:
        for key, expected in of_each_way(platform, watcher, type_name).items():
            told, row = (
                asked(platform, watcher, EXPLAIN, key)["explainAccess"],
                asked(platform, watcher, every_field(platform, type_name), key)["node"],
            )
            found = told and {each["group"]: (each["level"], each["why"]) for each in told["groups"]}
            wrong += [] if (found, row is None) == (expected, expected is None) else [f"{type_name} {key}: {found}, {expected}"]
            wrong += [f"{type_name}.{name} {key}" for group in (told["groups"] if told else ()) for name in shown_otherwise(group, row)]
    return wrong


def shown_otherwise(group: dict[str, Any], row: dict[str, Any]) -> Iterator[str]:
    """The fields of a group that are shown although they are withheld, and texts that say another level."""
    for name in {*group["shown"], *group["withheld"]} & row.keys():
        value = row[name]
        if isinstance(value, dict) and value.keys() == {"value", "level"}:
            if value["level"] != group["level"]:
                yield name
            value = value["value"]
        if name in group["withheld"] and value not in (None, []):
            yield name


@pytest.mark.parametrize("account", [*SEE_SOMETHING, *OTHERS])
def test_how_a_row_is_explained_is_how_it_is_shown(platform: Platform, account: str) -> None:
    assert differs(platform, platform.watcher(account)) == []


@pytest.mark.parametrize("part", range(2))
def test_how_a_row_is_explained_below_the_county_is_how_it_is_shown(platform: Platform, part: int) -> None:
    for account in sorted(set(accounts(platform.county)) - set(NAMED))[part::2]:
        assert differs(platform, platform.watcher(account)) == []


def test_the_county_has_a_row_for_every_reason(platform: Platform) -> None:
    told = set[str]()
    for account in (*SEE_SOMETHING, *OTHERS, *sorted(set(accounts(platform.county)) - set(NAMED))):
        watcher = platform.watcher(account)
        ways = (each for type_name in GROUPS_OF for each in of_each_way(platform, watcher, type_name).values() if each)
        told |= {why for each in ways for _, why in each.values()}
    assert told == {*Why} - {Why.EVERYONE}


def test_everybody_is_told_the_same_of_what_there_is_not_and_of_what_they_do_not_see(platform: Platform) -> None:
    for account in SEE_SOMETHING:
        watcher = platform.watcher(account)
        keys = [tagged("Family", row["id"]) for row in platform.county.tables["family"]]
        unseen = [key for key in keys if not is_seen(watcher, key)][:2]
        assert [asked(platform, watcher, EXPLAIN, key) for key in (*unseen, NOBODY, "x")] == [{"explainAccess": None}] * (len(unseen) + 2)
