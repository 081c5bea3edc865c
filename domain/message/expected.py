"""The texts for an input of the wrong kind: what was expected there, never what was sent.

Source: docs/design.md 8 (Errors: BAD_USER_INPUT). A pure table; the walk that finds the place is `resolvers/document/unfit.py`.
"""

from collections.abc import Mapping

from domain.message.refusal import Path, Refusal
from domain.message.text import Text

TEXTS: Mapping[str, Text] = {
    # --- kinds of values
    "VALUE": Text("此项必填，不能省略", "a value is required here"),
    "NOT_NULL": Text("此项不能为空", "null is not taken here"),
    "ONE_OF": Text("应为以下之一：{values}", "expected one of: {values}"),
    "OBJECT": Text("应为对象，可含的项：{names}", "expected an object with fields of: {names}"),
    "NO_SUCH_FIELD": Text("没有“{name}”这一项；可填的项：{names}", "there is no field {name}; the fields are: {names}"),
    "NO_FIELD": Text("没有这一项；可填的项：{names}", "there is no such field; the fields are: {names}"),
    "EXACTLY_ONE": Text("以下各项只填一项，且不能为空：{names}", "expected exactly one of these, and not null: {names}"),
    "SHALLOW": Text("嵌套层级过多", "it is nested too deeply"),
    "PLAIN": Text("文字中不能含空字符等无效字符", "a text holds no NUL and no half of a surrogate pair"),
    # --- scalars, by their names in the contract
    "Int": Text("应为 -2147483648 至 2147483647 之间的整数", "expected a whole number from -2147483648 to 2147483647"),
    "Float": Text("应为数字", "expected a number"),
    "String": Text("应为文字（字符串）", "expected a text"),
    "Boolean": Text("应为 true 或 false", "expected true or false"),
    "ID": Text("应为全局标识（字符串）", "expected a global id, as a text"),
    "DateTime": Text(
        "应为带时区偏移的时刻，例如 2026-11-24T09:00:00+08:00", "expected a moment with its offset, such as 2026-11-24T09:00:00+08:00"
    ),
    "Date": Text("应为日期，例如 2026-11-24", "expected a day, such as 2026-11-24"),
    "Fen": Text("应为以分为单位的整数金额，2^53 以内", "expected a sum in fen, a whole number within 2^53"),
    "RegionCode": Text("应为 2、4、6、9 或 12 位数字的行政区划代码", "expected the 2, 4, 6, 9 or 12 digits of a division"),
    # --- what a list may be asked with
    "CONDITION": Text("至少需要一个筛选条件；不筛选时请省略此项", "expected at least one condition; leave it out to have all"),
    "ENTRY": Text("至少需要一个值；不筛选时请省略此项", "expected at least one value; leave it out to have all"),
    "COUNTED_BY": Text(
        "仅作统计时，只能按部门、办公室、状态、时限颜色、地区、专项行动筛选",
        "whoever only counts may narrow by department, office, state, colour, region and campaign",
    ),
    "COUNTED_REGION": Text("应为县级或以上的行政区划", "expected a division of county level or above"),
    "DIVISION": Text("应为省级至村级的行政区划", "expected a division from province to village"),
    "NODE": Text("应为{type}的全局标识", "expected the global id of {type}"),
    "PAGE": Text("应为 {least} 至 {most} 之间的行数", "expected a number of rows from {least} to {most}"),
    "IDS": Text("最多 {most} 个标识", "at most {most} ids are taken"),
    "CURSOR": Text("应为本列表在相同筛选和排序下给出的游标", "expected a cursor that this list gave under the same filter and order"),
    "GROUPS": Text("分组依据应为一项或两项，互不相同", "expected one or two different things to count by"),
    "COUNTED_GROUPS": Text(
        "仅作统计时，分组依据应为部门、办公室、状态、时限颜色、县中的一项或两项",
        "whoever only counts may group by one or two of department, office, state, colour and county",
    ),
}
"""Expectation -> its text, which completes the sentence of BAD_USER_INPUT."""

ROWS: Mapping[str, Text] = {
    "Account": Text("账号", "an account"),
    "AssistanceItem": Text("帮扶事项", "an assistance item"),
    "Campaign": Text("专项行动", "a campaign"),
    "Client": Text("服务客户端", "a service client"),
    "Family": Text("家庭", "a family"),
    "Office": Text("办公室", "an office"),
    "Person": Text("人员", "a person"),
}
"""Type -> the name of its rows, for filters that take their ids."""


def unfit(expected: str, path: Path, **facts: object) -> Refusal:
    """Return the refusal of a value of the wrong kind at a path. `expected`: a key of `TEXTS`; `facts` fill its placeholders."""
    return Refusal("BAD_USER_INPUT", path=path, expected=TEXTS[expected].filled(facts))
