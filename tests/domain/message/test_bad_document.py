"""What is wrong with a document is told in the reader's language: every rule of GraphQL has its sentence, with the place and the names.

Source: docs/design.md 8 (Errors: BAD_DOCUMENT). The documents are judged by graphql-core itself, so that a version of it that speaks
otherwise shows here.
"""

import re

import pytest
from graphql import GraphQLError, NoSchemaIntrospectionCustomRule, build_schema, parse, specified_rules, validate

from domain.message.bad_document import NO_RULE, NO_SYNTAX, PROBLEM_CHARACTERS, RULES, SYNTAX, bad_document
from domain.message.refusal import Refusal
from domain.viewer import Language

SCHEMA = build_schema("""
    type Query { viewer: Viewer  rows(of: Int!, by: One, two: Two): Int  node: Node }
    type Viewer { id: ID  name(long: Boolean): String }
    type Other { id: ID }
    union Node = Viewer
    input One @oneOf { a: Int  b: Int }
    input Two { a: Int  b: Int }
    directive @once on FIELD
""")
RULES_IN_FORCE = (*specified_rules, NoSchemaIntrospectionCustomRule)

BROKEN = {
    "{ viewr { id } }": "类型“Query”没有字段“viewr”。",
    "{ rows(of: 1, off: 2) }": "“Query.rows”没有参数“off”。",
    "{ viewer @skip(if: true, iff: true) { id } }": "“@skip”没有参数“iff”。",
    "{ rows }": "必填的参数“Query.rows(of:)”没有给出（类型“Int!”）。",
    "{ viewer @skip { id } }": "必填的参数“@skip(if:)”没有给出（类型“Boolean!”）。",
    "query ($a: Lost) { viewer { name(long: $a) } }": "没有类型“Lost”。",
    "{ ...F }": "没有片段“F”。",
    "{ viewer @lost { id } }": "没有指令“@lost”。",
    "query @once { viewer { id } }": "指令“@once”不能用在此处。",
    "{ viewer @once @once { id } }": "指令“@once”在同一处只能用一次。",
    "query A { viewer { id } } query A { viewer { id } }": "有多个操作名为“A”。",
    "{ ...F } fragment F on Query { viewer { id } } fragment F on Query { viewer { id } }": "有多个片段名为“F”。",
    "{ rows(of: 1, of: 2) }": "参数“of”重复。",
    "query ($a: Int!, $a: Int!) { rows(of: $a) }": "变量“$a”重复声明。",
    "{ rows(of: 1, two: { a: 1, a: 1 }) }": "输入项“a”重复。",
    "{ viewer { id } } { viewer { id } }": "没有名称的操作只能单独出现。",
    "{ viewer { id } } type Lost { id: ID }": "查询文档只能含有操作和片段，不能含有类型定义。",
    "subscription { viewer { id } }": "不支持订阅操作，只支持查询和变更。",
    "mutation { viewer { id } }": "不支持此类操作。",
    "{ viewer { id { x } } }": "字段“id”没有下级字段，不能展开。",
    "{ viewer }": "字段“viewer”须选择下级字段（类型“Viewer”）。",
    "{ viewer { ...F } } fragment F on ID { x }": "片段“F”不能用于类型“ID”。",
    "{ viewer { ... on ID { x } } }": "片段不能用于类型“ID”。",
    "{ viewer { ...F } } fragment F on Other { id }": "片段“F”的类型在此处不可能出现。",
    "{ viewer { ... on Other { id } } }": "此片段的类型在此处不可能出现。",
    "{ viewer { id } } fragment F on Viewer { id }": "片段“F”没有用到。",
    "{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }": "片段“F”引用了自身。",
    "{ rows(of: $a) }": "变量“$a”没有声明。",
    "query ($a: Int) { viewer { id } }": "变量“$a”没有用到。",
    "query ($a: Viewer) { rows(of: $a) }": "变量“$a”的类型“Viewer”不能用于输入。",
    "query ($a: String) { rows(of: $a) }": "变量“$a”的类型为“String”，此处应为“Int!”。",
    "query ($a: Int) { rows(of: 1, by: { a: $a }) }": "变量“$a”用于只填一项的输入，不能为空。",
    "{ rows(of: 1) rows(of: 2) }": "多处“rows”的含义、参数或类型不一致，请使用不同的别名。",
    "query ($l: String) { viewer { ... @defer(label: $l) { id } } }": "延迟和分批返回的指令不能这样使用。",
    "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }": "查询接口定义的层级过多。",
    "{ __schema { __typename } }": "此处不提供接口定义的查询。",
    " ".join(f"query A{i} {{ lost }}" for i in range(101)): "错误过多，其余的不再列出。",
}
"""A document that breaks a rule, and what is told of it."""

UNPARSED = {
    '{ viewer(a: "110101199001011237': "字符串没有结束。",
    '{ viewer(a: "\\q") }': "字符串中的转义写法不成立。",
    "{ viewer(a: 012) }": "数字的写法不成立。",
    "{ viewer(a: '110101199001011237') }": "字符串须用双引号。",
    '{ viewer(a: "a\ud800") }': "字符串中含有不允许的字符。",
    "{ viewer ？ }": "此处的字符不允许出现。",
    "query ($a: Int = $b) { viewer }": "此处须为固定值，不能用变量。",
    "{ viewer { id }": "文档没有写完，可能缺少括号。",
    "{ viewer(": "文档没有写完，可能缺少括号。",
    '{ viewer { "110101199001011237" } }': "此处应为名称。",
    "{ viewer(a 5) }": "此处应为“:”。",
    "fragment F of Viewer { id }": "此处应为“on”。",
    "viewer": NO_SYNTAX.zh,
    '"110101199001011237" { viewer }': NO_SYNTAX.zh,
}
"""A text that is no document, and what is told of it."""


def told(error: GraphQLError, *, syntax: bool = False) -> Refusal:
    """The refusal for what graphql-core says."""
    return bad_document(error.message, [(each.line, each.column) for each in error.locations or ()], syntax=syntax)


def broken(document: str) -> list[Refusal]:
    """What is wrong with a document that can be parsed."""
    return [told(each) for each in validate(SCHEMA, parse(document), RULES_IN_FORCE, hide_suggestions=True)]


def unparsed(document: str) -> Refusal:
    """What is wrong with a text that cannot be parsed."""
    with pytest.raises(GraphQLError) as refused:
        parse(document)
    return told(refused.value, syntax=True)


@pytest.mark.parametrize(("document", "sentence"), BROKEN.items(), ids=BROKEN.values())
def test_a_broken_rule_is_told_in_chinese_with_its_names(document: str, sentence: str) -> None:
    texts = [each.text(Language.ZH) for each in broken(document)]
    assert [each for each in texts if each.endswith(f"：{sentence}")] != []
    assert [each for each in texts if NO_RULE in each] == []


@pytest.mark.parametrize(("document", "sentence"), UNPARSED.items(), ids=range(len(UNPARSED)))
def test_a_text_that_is_no_document_is_told_by_what_was_expected_and_never_repeated(document: str, sentence: str) -> None:
    refusal = unparsed(document)
    assert refusal.text(Language.ZH).endswith(f"：{sentence}")
    assert "110101199001011237" not in refusal.text(Language.ZH) + refusal.text(Language.EN)


def test_every_sentence_has_a_document_that_it_is_told_of() -> None:
    said = {each.message for document in BROKEN for each in validate(SCHEMA, parse(document), RULES_IN_FORCE, hide_suggestions=True)}
    ours = {r"Not a text\.", r"An alias must not begin with two underscores"}
    without_subscriptions = {r"(Anonymous Subscription|Subscription '[^']*') must"}
    fragment_arguments = {pattern for pattern in RULES if pattern.startswith(r"Fragment '(?P<on>[^']*)' argument")}
    met = {pattern for pattern in RULES if any(re.match(pattern, each, re.DOTALL) for each in said)}
    assert set(RULES) - met == ours | without_subscriptions | fragment_arguments
    assert {text.zh for text in SYNTAX.values() if "{" not in text.zh} <= set(UNPARSED.values())


def test_the_place_is_told_in_both_languages() -> None:
    (refusal,) = broken("{\n  viewr { id }\n}")
    assert refusal.text(Language.ZH) == "查询文档有误（第2行第3列）：类型“Query”没有字段“viewr”。"
    assert refusal.text(Language.EN) == "The document is not valid (line 2, column 3): Cannot query field 'viewr' on type 'Query'."


def test_what_has_no_place_is_told_of_the_document_as_a_whole() -> None:
    refusal = bad_document("Validation aborted.", [])
    assert refusal.text(Language.ZH) == "查询文档有误（整体）：错误过多，其余的不再列出。"
    assert refusal.text(Language.EN) == "The document is not valid (as a whole): Validation aborted."


def test_a_rule_that_nobody_knows_is_told_in_chinese_too() -> None:
    assert bad_document("Somebody's rule of tomorrow.", [(1, 2)]).text(Language.ZH) == f"查询文档有误（第1行第2列）：{NO_RULE}"


def test_what_is_told_of_a_long_name_is_cut() -> None:
    (refusal,) = broken(f"{{ {'x' * 10_000} }}")
    assert [len(each) for each in refusal.facts["problem"]] == [PROBLEM_CHARACTERS, PROBLEM_CHARACTERS]  # type: ignore[attr-defined]


def test_a_name_with_braces_around_it_is_no_place() -> None:
    assert "{name}" not in bad_document("Cannot query field '{on}' on type '{name}'.", [(1, 1)]).text(Language.ZH).replace("“{name}”", "")
