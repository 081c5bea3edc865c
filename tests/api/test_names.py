"""Under which name an operation is counted. Source: docs/decisions/045-watching.md."""

from uuid import UUID

import pytest
from graphql import build_schema

from api.names import INTROSPECTION, MOST_NAMES, OTHER, SEVERAL, OperationNames
from resolvers.document.parse import Documents, Operation

SCHEMA = build_schema("type Query { hello: String  other: String }  type Mutation { change: Int }")
REGISTERED = "query Inbox { hello other }"
DOCUMENTS = Documents(SCHEMA, introspection=True)


def operation(text: str, name: str | None = None) -> Operation:
    return DOCUMENTS.known(text, UUID(int=0)).operation(name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (REGISTERED, "Inbox"),
        ("query Secret330110199001010011 { hello }", "hello"),
        ("mutation { change }", "change"),
        ("query Inbox { hello  other }", SEVERAL),
        ("{ __schema { queryType { name } } }", INTROSPECTION),
        ("{ __typename }", INTROSPECTION),
    ],
)
def test_a_registered_document_has_its_own_name_and_any_other_that_of_its_root(text: str, name: str) -> None:
    assert OperationNames(lambda: {"digest": REGISTERED}, SCHEMA).of(operation(text)) == name


def test_no_more_names_are_told_apart_than_their_number_allows() -> None:
    texts = {str(number): f"query Name{number} {{ hello }}" for number in range(MOST_NAMES + 1)}
    long = f"query {'N' * 65} {{ hello }}"
    documents = texts | {"long": long}
    names = OperationNames(lambda: documents, SCHEMA)
    assert names.of(operation(long)) == OTHER
    assert len({names.of(operation(text)) for text in texts.values()}) == MOST_NAMES + 1  # the last one is OTHER
    assert names.of(operation(texts["0"])) == "Name0"
