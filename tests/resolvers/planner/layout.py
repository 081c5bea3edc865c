"""Lays a statement out over lines, so that a difference can be read: what fits on one line stays, what does not is broken at its clauses
and commas. Only blanks are changed.
"""

import re
from dataclasses import dataclass, field

WIDTH = 140
TOKENS = re.compile(r"""'(?:[^']|'')*'|[][(),]|(?:[^][\s(),'"]|"[^"]*")+""")
CLAUSES = frozenset({"SELECT", "INSERT", "FROM", "WHERE", "GROUP", "ORDER", "LIMIT", "UNION", "RETURNING"})
PARTS = frozenset({"AND", "OR", "WHEN", "ELSE", "JOIN", "LEFT"})
"""What begins a line of its own within a clause, further in."""
WORDS = frozenset(
    {"SELECT", "FROM", "WHERE", "AND", "OR", "NOT", "ON", "AS", "IN", "BY", "LATERAL", "WHEN", "THEN", "ELSE", "EXISTS", "JOIN"}
)
"""Words that are no function's: a blank stands before the bracket after them."""


@dataclass
class Group:
    """What stands between two brackets: words, commas, groups."""

    brackets: str
    parts: "list[str | Group]" = field(default_factory=list)


Part = str | Group


def laid_out(statement: str) -> str:
    """The statement over lines, with a line break at its end."""
    return "\n".join(_lines(_read(statement).parts, "")) + "\n"


def _read(statement: str) -> Group:
    waiting = [Group("()")]
    for token in TOKENS.findall(statement):
        if token in "([":
            inner = Group("()" if token == "(" else "[]")
            waiting[-1].parts.append(inner)
            waiting.append(inner)
        elif token in ")]":
            waiting.pop()
        else:
            waiting[-1].parts.append(token)
    (whole,) = waiting
    return whole


def _flat(parts: list[Part]) -> str:
    text = ""
    for part in parts:
        shown = part if isinstance(part, str) else f"{part.brackets[0]}{_flat(part.parts)}{part.brackets[1]}"
        text += shown if _is_glued(text, part) else f" {shown}"
    return text


def _is_glued(before: str, part: Part) -> bool:
    """Whether no blank stands before it: a comma, the bracket of a function, of an array, of an alias with its columns, a cast."""
    if not before.strip():
        return True
    if isinstance(part, str):
        return part == "," or part.startswith("::")
    last = before.split()[-1]
    return part.brackets == "[]" or (last not in WORDS and re.search(r"\w$", last) is not None)


def _begins(part: Part, words: frozenset[str], before: Part | None) -> bool:
    return part in words and before != "WITHIN" and not (part == "JOIN" and before == "OUTER") if isinstance(part, str) else False


def _lines(parts: list[Part], indent: str) -> list[str]:
    """Clauses below each other; within a clause what is told apart by commas, as much on a line as fits."""
    lines: list[str] = []
    for clause in _split(parts, CLAUSES):
        inner = indent
        for item in _items(clause):
            deeper = inner + "  " if _begins(item[0], PARTS, None) else inner
            flat = _flat(item)
            if lines and inner != indent and _is_open(lines[-1]) and len(lines[-1]) + 1 + len(flat) <= WIDTH:
                lines[-1] += f" {flat}"
            else:
                lines += _item(item, deeper)
            if item[-1] == "," and _begins(clause[0], CLAUSES, None):
                inner = indent + "  "
    return lines


def _is_open(line: str) -> bool:
    return line.endswith(",") and not line.lstrip().startswith(")")


def _split(parts: list[Part], words: frozenset[str]) -> list[list[Part]]:
    found: list[list[Part]] = [[]]
    for at, part in enumerate(parts):
        if found[-1] and _begins(part, words, parts[at - 1]):
            found.append([])
        found[-1].append(part)
    return [each for each in found if each]


def _items(clause: list[Part]) -> list[list[Part]]:
    """A clause by its commas, and by the words that begin a line of their own."""
    found: list[list[Part]] = []
    for each in _split(clause, PARTS):
        found.append([])
        for part in each:
            found[-1].append(part)
            if part == ",":
                found.append([])
    return [each for each in found if each]


def _item(item: list[Part], indent: str) -> list[str]:
    if len(indent) + len(_flat(item)) <= WIDTH:
        return [indent + _flat(item)]
    lines = [indent]
    for part in item:
        glued = _is_glued(lines[-1], part)
        shown = part if isinstance(part, str) else _flat([part])
        lines[-1] += "" if glued else " "
        if isinstance(part, Group) and len(lines[-1]) + len(shown) > WIDTH - 20:
            lines[-1] += part.brackets[0]
            lines += [*_lines(part.parts, indent + "  "), indent + part.brackets[1]]
        else:
            lines[-1] += shown
    return lines
