"""What a paper is made of, whichever file it becomes: pages of parts, of lines with a label, and of tables.

Source: docs/decisions/029-referral-sheet.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.message.text import Text
from domain.viewer import Language

HALF_LINE = 26
"""Widest value of half a line, in narrow characters; a Chinese one is as wide as two."""
LATIN = 0x24F
"""The last narrow character."""


@dataclass(frozen=True)
class Line:
    """What is told under a label; an empty value is a line to write on."""

    label: str
    value: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under their heads."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Part:
    """Something under a heading: lines, tables, and texts below them."""

    heading: str
    lines: tuple[Line, ...] = ()
    tables: tuple[Table, ...] = ()
    texts: tuple[str, ...] = ()

    def rows(self, *, dense: bool) -> list[list[Line]]:
        """Return the lines as rows; where it is dense, two that are short and filled share one."""
        rows: list[list[Line]] = []
        for line in self.lines:
            if dense and rows and len(rows[-1]) == 1 and _is_short(rows[-1][0]) and _is_short(line):
                rows[-1].append(line)
            else:
                rows.append([line])
        return rows


def _is_short(line: Line) -> bool:
    return 0 < sum(2 if ord(each) > LATIN else 1 for each in line.value) <= HALF_LINE


@dataclass(frozen=True)
class Page:
    """One paper; it begins a sheet of its own, so that it can be handed over without the one before it."""

    title: str
    number: str
    parts: tuple[Part, ...]
    foot: tuple[str, ...]
    dense: bool = False
    """Whether short lines stand side by side; where somebody writes or reads slowly they do not."""


@dataclass(frozen=True)
class Papers:
    """All papers of one job."""

    language: Language
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class Told:
    """Puts what is told into one language."""

    language: Language

    def __call__(self, of: Text, **facts: object) -> str:
        """Return a text with its facts."""
        return of.filled(facts).in_language(self.language)

    def line(self, label: Text, value: str | None) -> list[Line]:
        """Return the line of a value; none where there is nothing to tell: whether it is hidden or unknown does not show."""
        return [Line(self(label), value)] if value else []

    def blank(self, label: Text, value: str | None = None) -> Line:
        """Return the line of a value, to be filled in by hand where there is none."""
        return Line(self(label), value or "")

    def several(self, values: Iterable[str | None], separator: Text) -> str:
        """Return what is told of several values in one line."""
        return self(separator).join(value for value in values if value)
