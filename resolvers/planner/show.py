"""Shows the tree of a plan as text: one line per field, with what decides on it. For cases, reviews and whoever asks why.

Source: docs/design.md 4.3; `tests/resolvers/planner/cases/*/plan.txt` are read beside query, statement and answer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields

from resolvers.planner.tree import (
    Connection,
    Field,
    Groups,
    Listing,
    Mixed,
    Narrowed,
    Neighbour,
    Noted,
    Object,
    OneRow,
    Root,
    RowsSeen,
    Seen,
    Tree,
)


def show(tree: Tree) -> str:
    """The tree as lines of text, two spaces deeper for what stands below."""
    lines = [f"{tree.action} for {tree.kind}", *_deeper(line for root in tree.roots for line in _root(root))]
    lines += [f"the audit notes {', '.join(sorted(tree.audited))}"] if tree.audited else []
    lines += [f"{'.'.join(each.at)} must stand in {each.code_list}" for each in tree.checks]
    return "\n".join(lines) + "\n"


def _root(root: Root) -> Iterator[str]:
    match root.body:
        case Object():
            yield _named(root.key, root.name)
        case OneRow():
            yield f"{_named(root.key, root.name)}: {_rows(root.body.rows)}, {'the own one' if root.body.own else 'by its key'}"
            yield from _deeper(_one(root.body))
        case Listing(connection, noted, once):
            yield f"{_named(root.key, root.name)}: {_page(connection)}"
            yield from _deeper(_connection(connection))
            yield from _deeper(_noted(noted, once=once))
        case Mixed(several, _, rows):
            yield f"{_named(root.key, root.name)}: {'rows by their ids' if several else 'a row by its id'}"
            for each in rows:
                yield f"  {_rows(each.rows)}"
                yield from _deeper(_deeper(_one(each)))


def _one(of: OneRow) -> Iterator[str]:
    yield from _fields(of.object) if of.object else ()
    yield from _noted(of.noted)


def _noted(noted: Noted | None, *, once: bool = False) -> Iterator[str]:
    if noted is not None:
        by_row = f", where the row gives them {', '.join(noted.by_row)}" if noted.by_row else ""
        yield f"noted {'once' if once else 'of each row'}: {', '.join(noted.fixed) or 'nothing'}{by_row}"


def _fields(of: Object) -> Iterator[str]:
    for each in of.fields:
        yield from _field(each)


def _field(field: Field) -> Iterator[str]:
    line = _named(field.key, field.name)
    given = field.arguments.values if field.arguments and not isinstance(field.below, Connection) else {}
    line += f" ({', '.join(given)})" if given else ""
    line += _seen(field.seen) if field.seen else ""
    line += f" - {field.denied}" if field.denied else ""
    match field.below:
        case None:
            yield line
        case Object() as below:
            yield line
            yield from _deeper(_fields(below))
        case Neighbour(rows, below):
            yield f"{line}: {_rows(rows)}"
            yield from _deeper(_fields(below) if below else ())
        case Connection() as below:
            yield f"{line}: {_page(below)}"
            yield from _deeper(_connection(below))
        case Groups(by, below):
            yield f"{line} by {', '.join(by)}"
            yield from _deeper(_fields(below))


def _page(of: Connection) -> str:
    columns, descending = of.order
    page = f", {of.first} by {', '.join(columns)}{' descending' if descending else ''}{' after a cursor' if of.after else ''}"
    return _rows(of.rows) + (page if of.pages else "")


def _connection(of: Connection) -> Iterator[str]:
    yield from map(_narrowed, of.narrowed)
    yield from _fields(of.object)


def _narrowed(of: Narrowed) -> str:
    return f"where {of.name} {_word(of.does)}{_seen(of.seen)}" + ("" if of.seen.always else " - matches nothing")


def _rows(rows: RowsSeen) -> str:
    words = " or ".join(map(_word, rows.words)) or "nobody"
    levels = f", levels by {rows.levels}" if rows.levels else ""
    return f"{rows.type_name} seen by {words}{levels}" + ("" if rows.shown else ", not shown")


def _seen(seen: Seen) -> str:
    level = seen.level if isinstance(seen.level, str) else seen.level.name
    return f" [{seen.group} {level}{' <' if seen.never else ' >='} {seen.at.name}]"


def _word(word: object) -> str:
    """A word of a vocabulary with what is written in it: functions have no text."""
    values = [getattr(word, each.name) for each in fields(word)]  # type: ignore[arg-type]
    return f"{type(word).__name__}({', '.join(str(each) for each in values if each is not None and not callable(each))})"


def _named(key: str, name: str) -> str:
    return name if key == name else f"{key}: {name}"


def _deeper(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)
