"""The whole answer of the platform beside that of the oracle."""

from typing import Any

from tests.oracle.answers import Oracle
from tests.oracle.asked import Asked, Cursor
from tests.oracle.conftest import Platform
from tests.oracle.lists import may_be_refused
from tests.oracle.narrowing import Refused
from tests.oracle.noted import unnoted
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
    oracle, refused = Oracle(watcher, skips), ["BAD_USER_INPUT"]
    try:
        expected: Any = oracle.answer(tuple(roots))
    except Refused:
        expected = refused
    came = platform.ask(tuple(roots), watcher)
    if came == ["TOO_COSTLY"]:
        raise TooCostly
    if came == refused and may_be_refused(oracle.shows, roots):
        return None
    return difference(expected, came) or unnoted(platform.county, oracle.named, platform.noted() if oracle.named else ())


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


def difference(expected: Any, actual: Any, path: str = "data") -> str | None:
    """Where an answer is not what must come; None where it is."""
    match expected:
        case Cursor():
            return None if isinstance(actual, str) and actual else f"{path}: a cursor, not {actual!r}"
        case dict():
            if not isinstance(actual, dict) or set(expected) != set(actual):
                return f"{path}: {expected!r}, not {actual!r}"
            return next((found for key in expected if (found := difference(expected[key], actual[key], f"{path}.{key}"))), None)
        case list():
            if not isinstance(actual, list) or len(expected) != len(actual):
                return f"{path}: {len(expected)} of them, not {actual!r}: {expected!r}"
            pairs = enumerate(zip(expected, actual, strict=True))
            return next((found for at, (one, other) in pairs if (found := difference(one, other, f"{path}[{at}]"))), None)
    same = expected == actual and isinstance(expected, bool) == isinstance(actual, bool)
    return None if same else f"{path}: {expected!r}, not {actual!r}"
