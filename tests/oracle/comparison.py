"""The whole answer of the platform beside that of the oracle."""

from typing import Any

from tests.oracle.answers import Oracle, difference
from tests.oracle.asked import Asked
from tests.oracle.conftest import Platform
from tests.oracle.narrowing import Refused
from tests.oracle.questions import Question


class TooCostly(Exception):
    """The platform would not look through so many rows: nothing can be compared."""


def wrong(platform: Platform, account: str, question: Question, language: str = "zh") -> str | None:
    """Where platform and oracle differ over a question, each root asked after the cursor of what it skips. Raises TooCostly."""
    watcher = platform.watcher(account, language)
    roots = []
    for root in question.roots:
        skipped = question.skipped.get(root.key, 0)
        cursor = cursor_after(platform, account, root, skipped) if skipped else None
        roots.append(root if cursor is None else Asked(root.name, root.selection, root.alias, {**root.arguments, "after": cursor}))
    skips = {root.key: question.skipped.get(root.key, 0) for root in roots if "after" in root.arguments}
    try:
        expected: Any = Oracle(watcher, skips).answer(tuple(roots))
    except Refused:
        expected = ["BAD_USER_INPUT"]
    came = platform.ask(tuple(roots), watcher)
    if came == ["TOO_COSTLY"]:
        raise TooCostly
    return difference(expected, came)


def cursor_after(platform: Platform, account: str, root: Asked, rows: int) -> str | None:
    """The cursor of the row before which so many stand; None where there are fewer."""
    page = Asked(
        root.name,
        (Asked("nodes", (Asked("__typename"),)), Asked("pageInfo", (Asked("endCursor"),))),
        None,
        {**root.arguments, "first": rows},
    )
    came = platform.ask((page,), platform.watcher(account))
    if isinstance(came, list) or len(came[root.name]["nodes"]) < rows:
        return None
    return str(came[root.name]["pageInfo"]["endCursor"])
