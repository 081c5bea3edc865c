"""Counts the rows that an answer may hold and the rows that commands target, over a selection, before anything is planned.

Source: the attack documents of docs/decisions/010-contract.md.
"""

from collections.abc import Iterable, Iterator, Mapping

from graphql import get_named_type, is_list_type, is_non_null_type

from resolvers.document.limits import ANSWER_ROWS, CHANGES_MOST, COMMAND_TARGETS, LIST_ROWS, PAGE_ROWS, PAGE_ROWS_MOST, too_costly
from resolvers.document.selection import Selected, Selection

NO_ROWS = frozenset(
    {
        "PageInfo",
        "Group",
        "GroupKey",
        "GroupName",
        "ProtectedText",
        "CodeName",
        "AvailableAction",
        "Reason",
        "DisclosedGroup",
        "ShownGroup",
        "Contact",
        "UserError",
    }
)
"""Types of the contract that are made of the row in which they stand, and so count as no row."""


PAGES = ("Connection", "ChangePage")
"""How the names of the types end that are pages of rows."""


def check_rows(roots: Selection) -> int:
    """Check the rows of an operation's answer, and return how many may come, whichever are stored. Raises TOO_COSTLY."""
    rows = sum(_rows(roots, 1))
    if rows > ANSWER_ROWS:
        raise too_costly("ROWS", rows, ANSWER_ROWS, told={"rows": rows})
    return rows


def check_targets(roots: Selection) -> int:
    """Check the targets of a mutation's commands, and return how many there are. Raises TOO_COSTLY."""
    targets = sum(_targeted(roots))
    if targets > COMMAND_TARGETS:
        raise too_costly("TARGETS", targets, COMMAND_TARGETS, told={"targets": targets})
    return targets


def _targeted(roots: Selection) -> Iterator[int]:
    """The rows that each command of a mutation targets; each of them is a transaction."""
    for selected in roots:
        if selected.definition is not None:
            targets = _targets(selected.values)
            yield 1 if targets is None else len(targets)


def _rows(asked: Iterable[Selected], times: int) -> Iterator[int]:
    """The rows that these fields may answer, where the object that they stand in is answered `times` times."""
    for selected in asked:
        if selected.definition is None or not selected.below:
            continue
        named = get_named_type(selected.definition.type)
        size = times * _length(selected)
        if named.name.endswith(PAGES):
            for page in selected.fields:  # each row stands in `nodes` or in an edge
                if page.name in {"nodes", "edges"}:
                    yield size * _first(selected.values)
                    yield from _rows(page.fields, size * _first(selected.values))
            continue
        if named.name not in NO_ROWS:
            yield size
        for fields in selected.below.values():
            yield from _rows(fields, size)


def _first(arguments: Mapping[str, object]) -> int:
    first = arguments.get("first")
    return min(max(first, 0), CHANGES_MOST) if isinstance(first, int) else PAGE_ROWS


def _length(selected: Selected) -> int:
    """How many objects a field answers: one for each target or id (ids rounded up to a power of two, by which plans are kept)."""
    assert selected.definition is not None
    targets, ids = _targets(selected.values), selected.values.get("ids")
    if targets is not None:
        return len(targets)
    if isinstance(ids, list):
        return min(1 << len(ids).bit_length(), PAGE_ROWS_MOST)
    of = selected.definition.type
    several = is_list_type(of.of_type if is_non_null_type(of) else of)
    return LIST_ROWS if several and selected.name != "results" else 1


def _targets(arguments: Mapping[str, object]) -> list[object] | None:
    """The targets of a command; None for one that takes no list of targets."""
    given = arguments.get("input")
    targets = given.get("targets") if isinstance(given, Mapping) else None
    return targets if isinstance(targets, list) else None
