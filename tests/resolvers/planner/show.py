"""Shows the tree of a plan as text: one line per field, with what decides on it. For cases, reviews and whoever asks why.

Source: docs/design.md 4.3. The files plan.txt of cases/ are read beside query, statement and answer.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields

from domain.rules.condition import About
from resolvers.planner.tree import (
    TRAIL,
    Connection,
    Explained,
    Groups,
    Mixed,
    Narrowed,
    Noted,
    Object,
    RootField,
    RowsSeen,
    Seen,
    ShownRow,
    Tree,
)


def show(tree: Tree) -> str:
    """The tree as lines of text, two spaces deeper for what stands below."""
    lines = [f"{tree.action} for {tree.kind}", *_deeper(line for root in tree.roots for line in _root(root))]
    lines += [f"the audit notes {', '.join(sorted(tree.audited))}"] if tree.audited else []
    lines += [f"{'.'.join(each.at)} must stand in {each.code_list}" for each in tree.checks]
    return "\n".join(lines) + "\n"


def _root(root: RootField) -> Iterator[str]:
    match root.body:
        case Mixed(several, _, rows):
            yield f"{_named(root.key, root.name)}: {'rows by their ids' if several else 'a row by its id'}"
            for each in rows:
                yield from _deeper(_below("", each))
        case body:
            yield from _below(_named(root.key, root.name), body)


def _below(line: str, below: Object | ShownRow | Connection | Groups | None) -> Iterator[str]:
    """A line, with what stands below it."""
    match below:
        case None:
            yield line
        case Object():
            yield line
            yield from _deeper(_fields(below))
        case Groups(by, of, facet):
            yield f"{line} by {', '.join(by)}" + (f", from the sums {facet}" if facet else "")
            yield from _deeper(_fields(of))
        case ShownRow(rows, of, noted):
            yield f"{line}: {_rows(rows)}".removeprefix(": ")
            yield from _deeper([*(_fields(of) if of else ()), *_noted(noted)])
        case Connection(rows, of, (columns, descending), first):
            page = f", {first} by {', '.join(columns)}{' descending' if descending else ''}{' after a cursor' if below.after else ''}"
            total = (
                f"; its total from the sums {below.facet}"
                if below.facet and any(each.name.startswith("totalCount") for each in of.fields)
                else ""
            )
            yield f"{line}: {_rows(rows)}" + (page if below.pages else "") + total
            once = rows.type_name == TRAIL
            yield from _deeper([*map(_narrowed, below.narrowed), *_fields(of), *_noted(below.noted, once=once)])


def _noted(noted: Noted | None, *, once: bool = False) -> Iterator[str]:
    if noted is not None:
        by_row = f", where the row gives them {', '.join(noted.by_row)}" if noted.by_row else ""
        yield f"noted {'once' if once else 'of each row'}: {', '.join(noted.fixed) or 'nothing'}{by_row}"


def _fields(of: Object) -> Iterator[str]:
    for group in of.groups if isinstance(of, Explained) else ():
        wanted = " ".join(f"{name} {'never' if at is None else at.name}" for name, at in group.fields)
        yield f"{group.group} {group.level if isinstance(group.level, str) else group.level.name}: {wanted}"
    for each in of.fields:
        line = _named(each.key, each.name)
        line += f" ({', '.join(sorted(name for name, _ in each.given))})" if each.given and not isinstance(each.below, Connection) else ""
        line += _seen(each.seen) if each.seen else ""
        line += f" - {each.denied}" if each.denied else ""
        yield from _below(line, each.below)


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
    if isinstance(word, About):
        return f"About({' '.join(word.subjects)}: {' or '.join(map(_word, word.words))})"
    values = [getattr(word, each.name) for each in fields(word)]  # type: ignore[arg-type]
    written = (each for each in values if each is not None and not callable(each))
    return f"{type(word).__name__}({', '.join(' '.join(sorted(each)) if isinstance(each, frozenset) else str(each) for each in written)})"


def _named(key: str, name: str) -> str:
    return name if key == name else f"{key}: {name}"


def _deeper(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)
