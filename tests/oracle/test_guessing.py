"""What may not be seen cannot be guessed: not by ids, filters, orders, cursors, counts, or what an error says."""

import base64
from uuid import UUID

import orjson
import pytest

from tests.oracle.answers import Oracle
from tests.oracle.asked import Asked, document
from tests.oracle.conftest import Platform
from tests.oracle.county import TABLE_OF
from tests.oracle.watchers import NAMED
from tests.oracle.words import tagged

OFFICE, OTHER_OFFICE, CADRE = "dispatcher.civil-affairs.330110", "dispatcher.human-resources.330110", "cadre.federation.330110"
FEW = 8
PAGE = "{ referrals(first: 1%s) { nodes { id } pageInfo { endCursor } } }"


def by_id(ids: list[str]) -> str:
    """A document that asks for each of these rows."""
    return document(tuple(Asked("node", (Asked("__typename"), Asked("id")), f"r{at}", {"id": each}) for at, each in enumerate(ids)))


def unseen(platform: Platform, account: str) -> list[str]:
    """The id of a row of each type of which an account does not see some."""
    oracle = Oracle(platform.watcher(account))
    rows = {
        name: next((row for row in platform.county.tables[table] if oracle.node(tagged(name, row["id"])) is None), None)
        for name, table in TABLE_OF.items()
    }
    return [tagged(name, row["id"]) for name, row in rows.items() if row is not None]


@pytest.mark.parametrize("account", NAMED)
def test_the_id_of_a_row_that_is_not_seen_is_answered_as_that_of_none(platform: Platform, account: str) -> None:
    ids = unseen(platform, account)
    assert ids
    for at in range(0, len(ids), FEW):
        some = ids[at : at + FEW]
        types = [base64.b64decode(each).decode().partition(":")[0] for each in some]
        nothing = [tagged(name, UUID(int=1)) for name in types]
        (one, other) = (platform.answer(by_id(each), platform.watcher(account)) for each in (some, nothing))
        assert one.body == other.body
        assert set(orjson.loads(one.body)["data"].values()) == {None}


def test_a_filter_by_what_is_hidden_matches_nothing(platform: Platform) -> None:
    categories = {each for row in platform.county.tables["family"] for each in row["categories"]}
    families = Asked("families", (Asked("totalCount"),))
    narrowed = Asked("families", (Asked("totalCount"),), None, {"filter": {"category": sorted(categories)}})
    operators = [f"operator.federation.{county}" for county in ("330106", "330110", "330127")]
    shown = [each for each in (OFFICE, *operators) if platform.ask((families,), platform.watcher(each))["families"]["totalCount"]]
    assert OFFICE in shown
    assert len(shown) > 1
    for account in shown:
        assert platform.ask((narrowed,), platform.watcher(account)) == {"families": {"totalCount": 0}}


def test_a_village_cannot_be_guessed_before_signing(platform: Platform) -> None:
    villages = {row["region_code"] for row in platform.county.tables["family"]}
    asked = (Asked("nodes", (Asked("id"), Asked("state"), Asked("region", (Asked("level"),)))),)
    guesses = tuple(Asked("referrals", asked, f"r{at}", {"filter": {"region": village}}) for at, village in enumerate(sorted(villages)))
    for account in (OFFICE, "dispatcher.civil-affairs.330106", "monitor.federation.3301"):
        for at in range(0, len(guesses), 10):
            came = platform.ask(guesses[at : at + 10], platform.watcher(account))
            nodes = [node for page in came.values() for node in page["nodes"]]
            assert all(node["region"]["level"] == 5 for node in nodes)
            assert all(node["state"] != "DISPATCHED" or knows_it_otherwise(platform, node["id"]) for node in nodes)


def knows_it_otherwise(platform: Platform, key: str) -> bool:
    """Whether the referral's office knows the village by another referral of the family that it works on, or by an emergency view."""
    _, row = platform.county.by_global_id[key]
    others = [each for each in platform.county.having("referral", "family_id", row["family_id"]) if each["office_id"] == row["office_id"]]
    opened = [each for each in platform.county.having("family_access", "family_id", row["family_id"]) if each["emergency_view_id"]]
    if any(each["office_id"] == row["office_id"] and each["until"] > platform.county.now for each in opened):
        return True
    return any(each["signed_at"] is not None and each["state"] not in ("RETURNED", "CANCELLED") for each in others)


def test_what_is_hidden_has_no_order(platform: Platform) -> None:
    orders = {name: of.values for name, of in platform.schema.type_map.items() if name.endswith("Order")}  # type: ignore[attr-defined]
    words = {word.removesuffix("_DESC") for values in orders.values() for word in values}
    assert words == {"AT", "CREATED", "LISTED", "WORK_DUE"}  # facts of STATUS, which every viewer of the row sees


def test_a_cursor_belongs_to_its_viewer_filter_and_order(platform: Platform) -> None:
    first = orjson.loads(platform.answer(PAGE % "", platform.watcher(OFFICE)).body)
    after = f', after: "{first["data"]["referrals"]["pageInfo"]["endCursor"]}"'
    assert orjson.loads(platform.answer(PAGE % after, platform.watcher(OFFICE)).body)["data"]["referrals"]["nodes"]
    for account, more in (
        (OTHER_OFFICE, ""),
        (CADRE, ""),
        (OFFICE, ", filter: { state: [SIGNED] }"),
        (OFFICE, ", orderBy: WORK_DUE"),
    ):
        answer = platform.answer(PAGE % (after + more), platform.watcher(account))
        assert answer.data is None
        assert [each["extensions"] for each in answer.errors] == [{"code": "BAD_USER_INPUT", "path": ["referrals", "after"]}]


def test_who_only_counts_is_told_nothing_of_a_township_or_a_village(platform: Platform) -> None:
    by = Asked("groups", (Asked("keys"), Asked("count")), None, {"by": ["OFFICE"]})
    text = document((Asked("referrals", (by,)),)).replace('"OFFICE"', "OFFICE")
    for account in ("leader.federation.330110", "viewer.government.330110", "leader.federation.3301"):
        groups = orjson.loads(platform.answer(text, platform.watcher(account)).body)["data"]["referrals"]["groups"]
        offices = [platform.county.by_global_id[group["keys"][0]][1] for group in groups if group["keys"][0]]
        assert offices
        assert all(office["region_code"].endswith("000000") for office in offices)
        for narrowed in ('region: "330110005"', 'number: "A2026-00000000-0"', "mine: true", "waitingFor: OFFICE"):
            answer = platform.answer(f"{{ referrals(filter: {{ {narrowed} }}) {{ totalCount }} }}", platform.watcher(account))
            assert [each["extensions"]["code"] for each in answer.errors] == ["BAD_USER_INPUT"]
