"""Documents are known by their text; what is wrong with one is told with its place, without values and without hints."""

import gc
import tracemalloc
from uuid import UUID

import pytest
from graphql import GraphQLSchema, build_schema

from domain.message.bad_document import PROBLEM_CHARACTERS
from domain.message.refusal import Refusal
from domain.viewer import Language
from resolvers.document.parse import DOCUMENT_BYTES, KEPT_BYTES, BadDocument, BadSyntax, Document, Documents, Problem, bytes_of
from resolvers.document.unfit import is_plain

SOMEBODY = UUID(int=2)
SCHEMA = """
    type Query { viewer: Viewer  rows(filter: Filter, of: [Int!]): Int }
    type Mutation { sign(note: String): Int }
    type Viewer { id: ID  name: String }
    input Filter { state: [State!]  text: String  below: Filter }
    enum State { SIGNED RETURNED }
"""


@pytest.fixture
def schema() -> GraphQLSchema:
    return build_schema(SCHEMA)


@pytest.fixture
def documents(schema: GraphQLSchema) -> Documents:
    return Documents(schema, introspection=True)


def known(documents: Documents, text: str, account: UUID = SOMEBODY) -> Document:
    return documents.known(text, account)


def problems(documents: Documents, text: str) -> list[Problem]:
    """What is wrong with a document."""
    with pytest.raises(BadDocument) as refused:
        known(documents, text)
    return list(refused.value.problems)


def paths(documents: Documents, text: str) -> list[tuple[object, ...]]:
    """Where in the input."""
    return [problem.refusal.path for problem in problems(documents, text)]


def test_a_document_is_parsed_once(documents: Documents) -> None:
    assert known(documents, "{ viewer { id } }") is known(documents, "{ viewer { id } }")


def test_whoever_sends_many_documents_pushes_out_no_document_of_another(documents: Documents) -> None:
    first = known(documents, "{ viewer { id } }", UUID(int=1))
    for place in range(KEPT_BYTES // 8 // DOCUMENT_BYTES + 1):
        known(documents, f"query Q{place} {{ viewer {{ id }} }}")
    assert known(documents, "{ viewer { id } }") is first


def test_whoever_sends_many_documents_loses_those_that_they_used_least_recently(documents: Documents) -> None:
    first = known(documents, "{ viewer { id } }")
    for place in range(KEPT_BYTES // 8 // DOCUMENT_BYTES + 1):
        known(documents, f"query Q{place} {{ viewer {{ id }} }}")
    assert known(documents, "{ viewer { id } }") is not first


@pytest.mark.parametrize(
    "body",
    [
        "viewer { id }",
        "viewer {" + " id" * 400 + " }",
        "viewer { " + "...{id}" * 300 + " }",
        "rows(of: [" + "1 " * 400 + "])",
        "#" * 9000 + "\nrows",
    ],
)
def test_a_document_holds_no_more_than_is_counted_for_it(documents: Documents, body: str) -> None:
    text = f"{{ {body} }}"
    documents._made(text)
    gc.collect()
    gc.freeze()  # what other tests hold is not looked through again
    tracemalloc.start()
    try:
        document = documents._made(text)
        gc.collect()
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 0 < held < bytes_of(document)


def test_what_is_wrong_is_not_kept(documents: Documents) -> None:
    assert problems(documents, "{ nothing }")[0] is not problems(documents, "{ nothing }")[0]


def test_an_operation_is_found_by_its_name(documents: Documents) -> None:
    document = known(documents, "query A { viewer { id } } mutation B { sign }")
    assert (document.operation("A").is_mutation, document.operation("B").is_mutation) == (False, True)


@pytest.mark.parametrize("name", [None, "C", ""])
def test_an_operation_must_be_named_where_there_are_several(documents: Documents, name: str | None) -> None:
    with pytest.raises(BadDocument) as refused:
        known(documents, "query A { viewer { id } } query B { viewer { id } }").operation(name)
    assert [problem.refusal.code for problem in refused.value.problems] == ["OPERATION_UNKNOWN"]


def test_a_document_of_fragments_alone_has_no_operation(documents: Documents) -> None:
    assert [each.refusal.code for each in problems(documents, "fragment F on Viewer { id }")] == ["BAD_DOCUMENT"]


def test_a_syntax_error_tells_its_place_and_repeats_nothing(documents: Documents) -> None:
    with pytest.raises(BadSyntax) as refused:
        known(documents, '{ viewer "110101199001011237" }')
    (problem,) = refused.value.problems
    assert problem.places == ((1, 10),)
    assert "110101199001011237" not in problem.refusal.text(Language.EN) + problem.refusal.text(Language.ZH)


def test_an_unknown_field_is_told_without_a_hint(documents: Documents) -> None:
    (problem,) = problems(documents, "{ viewr { id } }")
    assert problem.refusal.text(Language.EN).endswith(": Cannot query field 'viewr' on type 'Query'.")
    assert problem.refusal.text(Language.ZH) == "查询文档有误（第1行第3列）：类型“Query”没有字段“viewr”。"


def test_what_is_told_of_a_long_name_is_cut(documents: Documents) -> None:
    (problem,) = problems(documents, f"{{ {'x' * 10_000} }}")
    assert len(problem.refusal.text(Language.EN)) < PROBLEM_CHARACTERS + 100


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("{ rows(filter: { state: [SIGNED, LOST] }) }", ("rows", "filter", "state", 1)),
        ("{ rows(filter: { below: { text: 5 } }) }", ("rows", "filter", "below", "text")),
        ("{ a: rows(of: [1, 2, 99999999999]) }", ("rows", "of", 2)),
        ('mutation { sign(note: "a\\u0000b") }', ("sign", "note")),
        ("{ rows(of: null) viewer { id } rows2: rows(of: [null]) }", ("rows", "of", 0)),
    ],
)
def test_a_value_that_does_not_fit_is_told_by_its_path(documents: Documents, text: str, path: tuple[object, ...]) -> None:
    assert paths(documents, text) == [path]


def test_a_value_is_never_repeated(documents: Documents) -> None:
    (problem,) = problems(documents, '{ rows(of: "110101199001011237") }')
    assert problem.refusal.code == "BAD_USER_INPUT"
    assert "110101199001011237" not in problem.refusal.text(Language.EN) + problem.refusal.text(Language.ZH)


def test_a_circle_of_fragments_is_refused(documents: Documents) -> None:
    text = "{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }"
    assert {each.refusal.code for each in problems(documents, text)} == {"BAD_DOCUMENT"}


@pytest.mark.parametrize(
    ("text", "roots"),
    [
        ("{ a: viewer { id } __typename }", {"viewer", "__typename"}),
        ("{ viewer { id } ...F } fragment F on Query { ... { __schema { queryType { name } } } }", {"viewer", "__schema"}),
        ('{ __type(name: "Viewer") { name } }', {"__type"}),
    ],
)
def test_it_is_known_which_roots_an_operation_asks(documents: Documents, text: str, roots: set[str]) -> None:
    assert known(documents, text).operation(None).roots == roots


def test_introspection_can_be_shut(schema: GraphQLSchema) -> None:
    shut = Documents(schema, introspection=False)
    assert {each.refusal.code for each in problems(shut, "{ __schema { queryType { name } } }")} == {"BAD_DOCUMENT"}
    assert known(shut, "{ __typename }") is not None


def test_introspection_does_not_go_round_in_circles(documents: Documents) -> None:
    text = "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }"
    assert {each.refusal.code for each in problems(documents, text)} == {"BAD_DOCUMENT"}


def test_brackets_without_end_are_refused(documents: Documents) -> None:
    assert [each.refusal.code for each in problems(documents, "{ rows(of: " + "[" * 1900)] == ["BAD_DOCUMENT"]


def test_a_document_that_is_too_large_is_refused_unvalidated(documents: Documents) -> None:
    with pytest.raises(Refusal, match="TOO_COSTLY"):
        known(documents, "{ " + "nothing " * 3000 + "}")


@pytest.mark.parametrize(("text", "plain"), [("王小明 😀\n", True), ("a\0", False), ("\ud800", False)])
def test_a_text_that_the_database_cannot_hold_is_not_plain(text: str, plain: bool) -> None:
    assert is_plain(text) is plain
