"""The refusal of a document that breaks a rule of GraphQL or does not fit the contract, in both languages.

Source: docs/design.md 8 (Errors: BAD_DOCUMENT); GraphQL specification, 2 and 5. graphql-core finds the fault and describes it in English.
Its syntax errors quote the document, so their English text is replaced as well.
"""

import re
from collections.abc import Mapping, Sequence

from domain.message.refusal import Refusal
from domain.message.text import Text

PROBLEM_CHARACTERS = 300
"""Longest description of one problem; it may contain long names."""

NO_PLACE = Text("整体", "as a whole")
PLACE = Text("第{line}行第{column}列", "line {line}, column {column}")
"""A place in the document; line and column count from 1."""

SYNTAX: Mapping[str, Text] = {
    r"Unterminated string": Text("字符串没有结束。", "A text does not end."),
    r"Invalid .*escape sequence": Text("字符串中的转义写法不成立。", "An escape in a text is none that there is."),
    r"Invalid number": Text("数字的写法不成立。", "A number is not written as one."),
    r"Unexpected single quote": Text("字符串须用双引号。", "A text stands between double quotes."),
    r"Invalid character within String": Text("字符串中含有不允许的字符。", "A text holds a character that none may hold."),
    r"(Unexpected|Invalid) character": Text("此处的字符不允许出现。", "This character stands nowhere in a document."),
    r"Unexpected variable": Text("此处须为固定值，不能用变量。", "A fixed value is needed here, no variable."),
    r"(Unexpected|Expected .*, found) <EOF>": Text(
        "文档没有写完，可能缺少括号。", "The document ends too early: a bracket may be missing."
    ),
    r"Expected Name, found": Text("此处应为名称。", "A name is expected here."),
    r"Expected '(?P<what>\W{1,3}|on)', found": Text("此处应为“{what}”。", "Expected here: {what}"),
}
"""Pattern of the beginning of a syntax error of graphql-core -> our text for it."""
NO_SYNTAX = Text("此处的内容不合查询语法。", "What stands here is no part of a document.")

NAMED = r"'(?P<{}>[^']*)'"
"""A quoted name in a message of graphql-core: of the document or of the contract, never a value."""
NAME, ON = NAMED.format("name"), NAMED.format("on")
RULES: Mapping[str, str] = {
    rf"Cannot query field {NAME} on type {ON}": "类型“{on}”没有字段“{name}”。",
    rf"Unknown argument {NAME} on (directive|fragment|field) {ON}": "“{on}”没有参数“{name}”。",
    rf"(Fragment )?[Aa]rgument {NAME} of type {ON} is required": "必填的参数“{name}”没有给出（类型“{on}”）。",
    rf"Fragment {ON} argument {NAME} of type .* is required": "片段“{on}”必填的参数“{name}”没有给出。",
    rf"Unknown type {NAME}": "没有类型“{name}”。",
    rf"Unknown fragment {NAME}": "没有片段“{name}”。",
    rf"Unknown directive {NAME}": "没有指令“{name}”。",
    rf"Directive {NAME} may not be used on": "指令“{name}”不能用在此处。",
    rf"The directive {NAME} can only be used once": "指令“{name}”在同一处只能用一次。",
    rf"There can be only one operation named {NAME}": "有多个操作名为“{name}”。",
    rf"There can be only one fragment named {NAME}": "有多个片段名为“{name}”。",
    rf"There can be only one argument named {NAME}": "参数“{name}”重复。",
    rf"There can be only one variable named {NAME}": "变量“{name}”重复声明。",
    rf"There can be only one input field named {NAME}": "输入项“{name}”重复。",
    r"This anonymous operation must be the only": "没有名称的操作只能单独出现。",
    r"The (schema|'[^']*') definition is not executable": "查询文档只能含有操作和片段，不能含有类型定义。",
    r"The subscription operation is not supported": "不支持订阅操作，只支持查询和变更。",
    r"The (query|mutation) operation is not supported": "不支持此类操作。",
    r"(Anonymous Subscription|Subscription '[^']*') must": "订阅操作只能选择一个字段，且不能使用指令或查询接口定义。",
    rf"Field {NAME} must not have a selection": "字段“{name}”没有下级字段，不能展开。",
    rf"Field {NAME} of type {ON} must have": "字段“{name}”须选择下级字段（类型“{on}”）。",
    rf"Fragment {NAME} cannot condition on non composite type {ON}": "片段“{name}”不能用于类型“{on}”。",
    rf"Fragment cannot condition on non composite type {ON}": "片段不能用于类型“{on}”。",
    rf"Fragment {NAME} cannot be spread here": "片段“{name}”的类型在此处不可能出现。",
    r"Fragment cannot be spread here": "此片段的类型在此处不可能出现。",
    rf"Fragment {NAME} is never used": "片段“{name}”没有用到。",
    rf"Cannot spread fragment {NAME} within itself": "片段“{name}”引用了自身。",
    rf"Variable {NAME} is not defined": "变量“{name}”没有声明。",
    rf"Variable {NAME} is never used": "变量“{name}”没有用到。",
    rf"Variable {NAME} cannot be non-input type {ON}": "变量“{name}”的类型“{on}”不能用于输入。",
    rf"Variable {NAME} of type {ON} used in position expecting type {NAMED.format('expected')}": (
        "变量“{name}”的类型为“{on}”，此处应为“{expected}”。"
    ),
    rf"Variable {NAME} .*OneOf Input Object": "变量“{name}”用于只填一项的输入，不能为空。",
    rf"(Fields|Spreads) {NAME} conflict": "多处“{name}”的含义、参数或类型不一致，请使用不同的别名。",
    r"(Defer|Stream|Defer/Stream) directive": "延迟和分批返回的指令不能这样使用。",
    r"Maximum introspection depth exceeded": "查询接口定义的层级过多。",
    r"GraphQL introspection has been disabled": "此处不提供接口定义的查询。",
    r"Not a text\.": "文字中含有无效字符。",
    r"An alias must not begin with two underscores": "别名不能以两条下划线开头。",
    r"(Too many validation errors|Validation aborted)": "错误过多，其余的不再列出。",
}
"""Pattern of the beginning of a validation error of graphql-core -> its translation into Chinese."""
NO_RULE = "此处不符合查询语言的规则。"


def bad_document(message: str, places: Sequence[tuple[int, int]], *, syntax: bool = False) -> Refusal:
    """Return the refusal BAD_DOCUMENT for an error of graphql-core at these places (line, column). `syntax`: it is one of parsing."""
    where = PLACE.filled({"line": places[0][0], "column": places[0][1]}) if places else NO_PLACE
    return Refusal("BAD_DOCUMENT", where=where, problem=_unparsed(message) if syntax else _broken(message))


def _unparsed(message: str) -> Text:
    said = message.removeprefix("Syntax Error: ")
    found = ((text, re.match(pattern, said, re.DOTALL)) for pattern, text in SYNTAX.items())
    return next((text.filled(match.groupdict()) for text, match in found if match), NO_SYNTAX)


def _broken(message: str) -> Text:
    found = ((zh, re.match(pattern, message, re.DOTALL)) for pattern, zh in RULES.items())
    told = next((zh.format_map(match.groupdict()) for zh, match in found if match), NO_RULE)
    return Text(told[:PROBLEM_CHARACTERS], message[:PROBLEM_CHARACTERS])
