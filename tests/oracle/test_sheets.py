"""For every class of viewer, no paper tells more than the query over GraphQL, and the query no more than docs/domain.md 7 says.

Source: docs/decisions/029-referral-sheet.md.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
import pytest
from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, InlineFragmentNode, SelectionSetNode, parse

from domain.viewer import Language
from resolvers.files.sheets.compose import composed
from resolvers.files.sheets.render import Format, Renderer
from schema.execute.sheets import MOST, QUERY
from tests.oracle.asked import Asked, Within, document
from tests.oracle.comparison import wrong
from tests.oracle.conftest import NOW, Platform
from tests.oracle.county import County
from tests.oracle.questions import Question
from tests.oracle.words import tagged

CLASSES = (
    "cadre.federation.330110",
    "cadre.federation.3301",
    "monitor.federation.330110",
    "dispatcher.civil-affairs.3301",
    "dispatcher.human-resources.330110",
    "dispatcher.finance.330110",
    "operator",
    ("LEAD", "DEPARTMENT"),
    ("LEAD", "TOWNSHIP"),
    ("LEAD", "COMMUNITY"),
    ("ASSISTING", "DEPARTMENT"),
    ("DELEGATE", "TOWNSHIP"),
)
"""Accounts by name, or who has the most of a part in offices of a kind: each class that sees a referral at all."""
PRINTED = 8
"""Referrals of one job, in as many states and parts as there are."""
PERSONAL = {
    "family": ("number", "display_name", "address", "phone", "contact_wish_when"),
    "person": ("name", "id_number_masked", "certificate_number_masked", "guardian_name", "guardian_phone"),
}
"""Columns that tell of a family."""
LONG_ENOUGH = 2
"""Characters from which on a text is told from others: a surname alone is in many."""


def query(ids: Sequence[str]) -> tuple[Asked, ...]:
    """The query of the sheets as data."""
    fragments: dict[str, FragmentDefinitionNode] = {}
    operation: Any = None
    for definition in parse(QUERY).definitions:
        if isinstance(definition, FragmentDefinitionNode):
            fragments[definition.name.value] = definition
        else:
            operation = definition

    def selected(of: SelectionSetNode | None) -> Iterator[Asked | Within]:
        for each in of.selections if of is not None else ():
            match each:
                case FieldNode():
                    arguments: Mapping[str, Any] = {"ids": [*ids]} if each.arguments else {}
                    yield Asked(each.name.value, tuple(selected(each.selection_set)), None, arguments)
                case InlineFragmentNode(type_condition=on) if on is not None:
                    inside = [part for part in selected(each.selection_set) if isinstance(part, Asked)]
                    yield Within(on.name.value, tuple(inside))
                case FragmentSpreadNode():
                    yield from selected(fragments[each.name.value].selection_set)

    return tuple(each for each in selected(operation.selection_set) if isinstance(each, Asked))


def seen_by(platform: Platform, account: str) -> list[str]:
    """Referrals that a viewer sees: their newest, in as many states and parts as there are."""
    nodes = (Asked("id"), Asked("state"), Asked("part"), Asked("lineSummary", (Asked("sum"),)))
    asked = [Asked(root, (Asked("nodes", nodes),), None, {"first": 100}) for root in ("referrals", "requests")]
    came = platform.ask(tuple(asked), platform.watcher(account))
    kinds: dict[tuple[str, ...], list[str]] = {}
    for each in (*came["referrals"]["nodes"], *came["requests"]["nodes"]):
        kinds.setdefault((each["state"], each["part"], str(each["lineSummary"] is None)), []).append(each["id"])
    mixed = [found[place] for place in range(PRINTED) for found in kinds.values() if place < len(found)]
    return list(dict.fromkeys(mixed))[:PRINTED]


def answered(platform: Platform, account: str, ids: Sequence[str]) -> Any:
    """What the query gives over GraphQL."""
    answer = platform.answer(document(query(ids)), platform.watcher(account))
    assert answer.data is not None
    return orjson.loads(answer.data)


def printed(data: Any) -> str:
    """The page that is made of an answer."""
    return Renderer().file(composed(data["viewer"], data["nodes"], NOW.isoformat(), Language.ZH), Format.HTML).content.decode()


def personal(county: County) -> set[str]:
    """Everything that the county's rows say of families and their members."""
    said = {str(row[column]) for table, columns in PERSONAL.items() for row in county.tables[table] for column in columns if row[column]}
    return {each for each in said if len(each) > LONG_ENOUGH}


def with_most(county: County, part: str, kind: str) -> str:
    """The dispatcher of the office of a kind that has the most referrals of a part."""
    offices = Counter(
        row["office_id"]
        for row in county.tables["referral"]
        if row["part"] == part and (county.one("office", row["office_id"]) or {}).get("kind") == kind
    )
    dispatchers = {row["office_id"]: row["account_id"] for row in county.tables["membership"] if row["role"] == "OFFICE_DISPATCHER"}
    office = next(each for each, _ in offices.most_common() if each in dispatchers)
    return str((county.one("account", dispatchers[office]) or {})["subject"])


def who_was_called(county: County) -> str:
    """An operator whom a family called that has a referral."""
    families = {row["family_id"] for row in county.tables["referral"]}
    office = next(row["office_id"] for row in county.tables["family_access"] if row["visit_id"] and row["family_id"] in families)
    member = county.one("membership", office, "office_id") or {}
    return str((county.one("account", member["account_id"]) or {})["subject"])


@pytest.mark.parametrize("account", CLASSES)
def test_the_query_of_the_sheets_is_answered_as_it_may_be_seen_and_papers_tell_no_more(
    platform: Platform, account: str | tuple[str, str]
) -> None:
    who = with_most(platform.county, *account) if isinstance(account, tuple) else account
    who = who_was_called(platform.county) if who == "operator" else who
    ids = seen_by(platform, who)
    assert ids
    assert wrong(platform, who, Question(query(ids))) is None
    data = answered(platform, who, ids)
    told, known = json.dumps(data, ensure_ascii=False), personal(platform.county)
    page = printed(data)
    assert {each for each in known if each in page and each not in told} == set()
    assert any(each in page for each in known) == any(each["family"] for each in data["nodes"])


def test_what_is_not_seen_is_null_in_the_query_for_whoever_asks(platform: Platform) -> None:
    every = [tagged("Referral", row["id"]) for row in platform.county.tables["referral"]]
    for account in ("dispatcher.finance.330110", "handler.human-resources.330106", "leader.federation.330110", "admin.audit"):
        seen = {*seen_by(platform, account)}
        unseen = [each for each in every if each not in seen][:MOST]
        assert wrong(platform, account, Question(query(unseen))) is None


def test_finance_gets_lines_and_sums_and_no_family(platform: Platform) -> None:
    account = "dispatcher.finance.330110"
    data = answered(platform, account, seen_by(platform, account))
    assert all(each["family"] is None and each["lineSummary"] is not None for each in data["nodes"])
    papers = composed(data["viewer"], data["nodes"], NOW.isoformat(), Language.ZH)
    assert {page.title for page in papers.pages} <= {"转介单", "转介回执"}
    assert any(table for page in papers.pages for part in page.parts for table in part.tables)
    page_ = printed(data)
    assert {each for each in personal(platform.county) if each in page_} == set()
