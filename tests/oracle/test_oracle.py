"""For every class of viewer and any query, exactly what docs/domain.md 7 says comes: no row, field or count more, none fewer."""

import os

import pytest
from graphql import GraphQLObjectType, get_named_type
from hypothesis import HealthCheck, given, note, reject, settings
from hypothesis import strategies as st

from tests.oracle.asked import Asked, Within, document
from tests.oracle.comparison import TooCostly, wrong
from tests.oracle.conftest import Platform
from tests.oracle.kinds import ROOTS
from tests.oracle.questions import Question, Questions, everything
from tests.oracle.watchers import accounts
from tests.oracle.words import tagged

QUESTIONS = int(os.environ.get("LIANBANG_ORACLE_QUESTIONS", "300"))
"""How many questions are drawn: `make oracle` sets it."""
SEE_SOMETHING = (
    "cadre.federation.330110",
    "cadre.federation.3301",
    "monitor.federation.330110",
    "operator.federation.330110",
    "dispatcher.civil-affairs.330110",
    "dispatcher.civil-affairs.3301",
    "handler.human-resources.330110",
    "dispatcher.finance.330110",
    "leader.federation.330110",
    "admin.system",
)
LISTS = ("families", "referrals", "requests", "lines", "items", "needs", "visits", "personMatches")


def judged(platform: Platform, data: st.DataObject, *, neighbours: bool = True) -> None:
    """Hold what comes for a question drawn against what may be seen; `neighbours`: whether more than the rows of the roots is asked for."""
    account = data.draw(st.sampled_from(accounts(platform.county)))
    language = data.draw(st.sampled_from(("zh", "zh", "en")))
    question = Questions(platform.schema, platform.values, data.draw, neighbours).question()
    note(f"{account}: {document(question.roots)}")
    try:
        assert wrong(platform, account, question, language) is None
    except TooCostly:
        reject()


@settings(max_examples=QUESTIONS - 2 * (QUESTIONS // 6), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_comes_is_what_may_be_seen(platform: Platform, data: st.DataObject) -> None:
    judged(platform, data)


@pytest.mark.parametrize("account", SEE_SOMETHING)
@pytest.mark.parametrize("name", LISTS)
def test_every_field_of_a_list_and_of_its_neighbours_is_what_may_be_seen(platform: Platform, name: str, account: str) -> None:
    query = platform.schema.query_type
    assert query is not None
    listed = get_named_type(query.fields[name].type)
    assert isinstance(listed, GraphQLObjectType)
    of = get_named_type(listed.fields["nodes"].type)
    assert isinstance(of, GraphQLObjectType)
    fields = everything(of, 1)
    for part in (fields[::2], fields[1::2]):  # all at once would be TOO_COSTLY
        asked = Asked(name, (Asked("totalCount"), Asked("nodes", part)), None, {"first": 60})
        assert wrong(platform, account, Question((asked,))) is None


@pytest.mark.parametrize("account", SEE_SOMETHING)
def test_every_list_has_the_rows_that_it_counts(platform: Platform, account: str) -> None:
    for name in (*ROOTS, "inbox", "followUpsDue", "correctionsDue"):
        asked = Asked(name, (Asked("totalCount"), Asked("nodes", (Asked("__typename"),))), None, {"first": 100})
        assert wrong(platform, account, Question((asked,))) is None, name


def test_drafts_are_shown_to_their_authors_alone(platform: Platform) -> None:
    drafts = platform.county.tables["visit_draft"]
    authors = {str((platform.county.one("account", row["author_id"]) or {})["subject"]) for row in drafts}
    assert authors
    asked = Asked(
        "visitDrafts", (Asked("totalCount"), Asked("nodes", tuple(map(Asked, ("id", "version", "savedAt"))))), None, {"first": 60}
    )
    for account in (*authors, *SEE_SOMETHING):
        assert wrong(platform, account, Question((asked,))) is None


def test_what_was_asked_for_a_need_in_the_county_that_its_family_has_left_counts_for_nobody_who_does_not_see_it(platform: Platform) -> None:
    county = platform.county
    items = [each for each in county.tables["assistance_item"] if each["need_id"] is not None]
    left = [need for item in items if (need := county.one("need", item["need_id"])) and need["region_code"] != item["region_code"]]
    account = next(
        each
        for each in accounts(county)
        if (watcher := platform.watcher(each)).kind == "commissioner" and any(watcher.sees_federal(need) for need in left)
    )
    for without in (True, False):
        asked = Asked(
            "needs", (Asked("totalCount"), Asked("nodes", (Asked("id"),))), None, {"first": 60, "filter": {"withoutItem": without}}
        )
        assert wrong(platform, account, Question((asked,))) is None


@pytest.mark.parametrize(
    ("account", "refused"), [("monitor.federation.330110", True), ("cadre.federation.330110", False), ("leader.federation.330110", False)]
)
def test_what_a_list_of_a_campaign_is_asked_for_is_judged_without_a_campaign(platform: Platform, account: str, *, refused: bool) -> None:
    """Of a village without visits: who only counts lists asks for one of theirs by a visitor; a leader is shown no visit at all."""
    visitor = tagged("Account", platform.county.tables["account"][0]["id"])
    lists = Asked("listings", (Asked("totalCount"),), None, {"filter": {"visitor": visitor}})
    visited = {row["region_code"] for row in platform.county.tables["visit"]}
    empty = next(row["code"] for row in platform.county.tables["region"] if not row["code"].endswith("000") and row["code"] not in visited)
    asked = Asked("visits", (Asked("nodes", (Asked("campaign", (lists,)),)),), None, {"filter": {"region": empty}})
    assert wrong(platform, account, Question((asked,))) is None
    assert (platform.ask((asked,), platform.watcher(account)) == ["BAD_USER_INPUT"]) is refused


def test_what_a_list_is_asked_for_is_not_judged_below_a_page_of_nothing(platform: Platform) -> None:
    account = "leader.federation.330110"
    visitor = tagged("Account", platform.county.tables["account"][0]["id"])
    lists = Asked("listings", (Asked("totalCount"),), None, {"filter": {"visitor": visitor}})
    came = {}
    for first in (0, 1):
        asked = Asked("campaigns", (Asked("nodes", (lists,)),), None, {"first": first})
        assert wrong(platform, account, Question((asked,))) is None
        came[first] = platform.ask((asked,), platform.watcher(account))
    assert came == {0: {"campaigns": {"nodes": []}}, 1: ["BAD_USER_INPUT"]}


@pytest.mark.parametrize("account", ["cadre.federation.3301", "monitor.federation.330110", "cadre.federation.330110"])
def test_where_others_work_is_told_no_nearer_than_the_viewer_may_know(platform: Platform, account: str) -> None:
    seats = Asked("memberships", (Asked("nodes", (Asked("role"), Asked("scope", (Asked("code"),)))),), None, {"first": 2})
    visitors = {row["account_id"] for row in platform.county.tables["membership"] if row["role"] == "COMMISSIONER"}
    ids = [tagged("Account", key) for key in sorted(visitors)[:10]]
    assert wrong(platform, account, Question((Asked("nodes", (Within("Account", (seats,)),), None, {"ids": ids}),))) is None


def test_an_old_id_finds_the_visits_of_the_family_as_which_it_goes_on(platform: Platform) -> None:
    merged = [row["id"] for row in platform.county.tables["family"] if row["merged_into_id"] is not None]
    assert merged
    for each in merged:
        given = {"first": 60, "filter": {"family": tagged("Family", each)}}
        asked = Question((Asked("visits", (Asked("nodes", (Asked("number"),)),), None, given),))
        assert wrong(platform, "cadre.federation.330110", asked) is None
