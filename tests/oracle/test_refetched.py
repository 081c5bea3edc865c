"""Whatever a list or a neighbour shows can be asked for again by its id: a client that keeps rows by `id` finds the same row there.

Source: the GraphQL Global Object Identification specification (Node, `node`), as docs/design.md 8 takes it on.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from graphql import GraphQLObjectType, get_named_type, is_required_argument

from resolvers.document.ids import TAGS, type_of_id
from tests.oracle.asked import Asked
from tests.oracle.conftest import Platform
from tests.oracle.questions import everything

WHO = {
    "cadre.federation.330110": TAGS - {"AuditRecord", "Import", "Issuer", "LegalHold", "Proposal", "SignIn", "VisitDraft"},
    "dispatcher.civil-affairs.330110": {"Referral", "ReferralEvent", "Family", "Person", "Office", "Account", "Viewer"},
    "leader.federation.330110": {"Campaign", "Office", "Organization", "Viewer"},
    "admin.audit": {"AuditRecord", "Issuer", "LegalHold", "Proposal", "SignIn", "Viewer"},
}
"""Who asks -> of which types at least a row must come, so that the test looks at something."""
EACH = 3
"""Rows of a type that are asked for again."""


def roots(platform: Platform) -> Iterator[Asked]:
    """Every root field that needs no argument, with a page of rows and their neighbours."""
    query = platform.schema.query_type
    assert query is not None
    for name, field in query.fields.items():
        of = get_named_type(field.type)
        if not isinstance(of, GraphQLObjectType) or any(is_required_argument(each) for each in field.args.values()):
            continue
        if of.name.endswith("Connection"):
            row = get_named_type(of.fields["nodes"].type)
            assert isinstance(row, GraphQLObjectType)
            fields = everything(row, 1)
            for part in (fields[::2], fields[1::2]):  # all at once would be TOO_COSTLY
                yield Asked(name, (Asked("nodes", (Asked("id"), *(each for each in part if each.name != "id"))),), None, {"first": 5})
        else:
            yield Asked(name, everything(of, 1))


def ids(value: Any) -> Iterator[str]:
    """Every global id that stands under the key `id` anywhere in an answer."""
    if isinstance(value, dict):
        if isinstance(value.get("id"), str):
            yield value["id"]
        for inner in value.values():
            yield from ids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from ids(inner)


@pytest.mark.parametrize("account", WHO)
def test_a_row_is_found_again_by_its_id_as_the_same_type(platform: Platform, account: str) -> None:
    assert WHO[account] <= set(found_again(platform, account))


def test_a_draft_is_found_again_by_its_author(platform: Platform) -> None:
    author = platform.county.one("account", platform.county.tables["visit_draft"][0]["author_id"])
    assert author is not None
    assert "VisitDraft" in found_again(platform, str(author["subject"]))


def found_again(platform: Platform, account: str) -> set[str]:
    """The types of the rows that an account is shown, some of each having been asked for again by their ids."""
    watcher = platform.watcher(account)
    shown = defaultdict[str, dict[str, None]](dict)
    for root in roots(platform):
        for each in ids(platform.ask((root,), watcher)):
            shown[type_of_id(each) or "no global id"][each] = None
    assert set(shown) <= TAGS
    for tag, found in shown.items():
        for each in list(found)[:EACH]:
            again = platform.answer(f"query ($id: ID!) {{ node(id: $id) {{ __typename ... on {tag} {{ id }} }} }}", watcher, id=each)
            assert orjson.loads(again.data or b"null") == {"node": {"__typename": tag, "id": each}}
    return set(shown)
