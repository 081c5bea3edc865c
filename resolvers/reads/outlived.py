"""What is told of a reading that took too long: each of its lists, with the filters that would narrow it.

Source: docs/decisions/055-nobody-waits.md.
"""

from collections.abc import Iterator, Mapping

from domain.message.refusal import Path, Refusal, Refusals
from domain.message.text import Text, listed_names
from domain.rules.condition import Counted
from resolvers.document.limits import FEWER, too_costly
from resolvers.planner.decide.filters import COUNTED_FILTERS
from resolvers.planner.mapping import TypeMapping
from resolvers.planner.narrowing import ById, From, HomeIn, Is, LiesIn, Under, Until
from resolvers.planner.tree import Connection, Groups, Tree

NARROW = (LiesIn, HomeIn, From, Until, Under, Is, ById)
"""What narrows a list most, first: a division, a time, what is counted under, a code, one row."""
BY_FILTER = Text("用筛选条件缩小 {list} 的范围：{filters}", "narrow `{list}` by a filter: {filters}")
BY_GROUPS = Text(
    "用筛选条件缩小 {list} 的范围（{filters}），或减少分组", "narrow `{list}` by a filter ({filters}), or ask for fewer groups"
)


def outlived(tree: Tree, mappings: Mapping[str, TypeMapping], seconds: int) -> Refusals:
    """Return TOO_COSTLY for the groups of a reading, where it has any, else for its lists, else for the whole of it."""
    lists = [(each.key, each.body) for each in tree.roots if isinstance(each.body, Connection)]
    groups = [refusal for key, of in lists for refusal in _of_groups(key, of, mappings, seconds)]
    pages = [_refusal((key,), of, BY_FILTER, mappings, seconds) for key, of in lists]
    return Refusals(*(groups or pages or [too_costly("SECONDS", None, seconds, FEWER)]))


def _of_groups(key: str, of: Connection, mappings: Mapping[str, TypeMapping], seconds: int) -> Iterator[Refusal]:
    for each in of.object.fields:
        if isinstance(each.below, Groups) and each.below.facet is None:  # not those that come from sums
            yield _refusal((key, each.key), of, BY_GROUPS, mappings, seconds)


def _refusal(path: Path, of: Connection, advice: Text, mappings: Mapping[str, TypeMapping], seconds: int) -> Refusal:
    told = {"list": of.path[0], "filters": listed_names(filters_left(of, mappings[of.rows.type_name]))}
    return too_costly("SECONDS", None, seconds, advice.filled(told), path)


def filters_left(of: Connection, mapping: TypeMapping) -> list[str]:
    """Return the filters of a list that are not used yet and that its viewer may use, those that narrow it most first."""
    counts, used = any(isinstance(word, Counted) for word in of.rows.words), {each.name for each in of.narrowed}
    left = [(NARROW.index(type(does)), name) for name, (_, does) in mapping.filters.items() if isinstance(does, NARROW)]
    ranked = (name for _, name in sorted(left, key=lambda each: each[0]))
    return [name for name in ranked if name not in used and (not counts or name in COUNTED_FILTERS)]
