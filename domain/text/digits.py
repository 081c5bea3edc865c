"""Reads the digits out of a text, however they are written: scripts, widths, Chinese numerals, marks and gaps between them.

Source: docs/domain.md 7 (free-text inputs refuse what looks like an ID, phone or bank number). What they mean: domain/text/private_text.py.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

WIDEST = 12
"""Characters that may stand between two digits of one number."""
LOOK_LIKE_X = "×✕✖ХΧχ叉乂㐅"
"""Written for the check character X."""
BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""They count as letters or signs and show nothing."""
OF_DIGIT = ("零〇○◯洞", "一壹弌幺〡", "二贰貳弍两〢", "三叁參叄弎〣", "四肆〤", "五伍〥", "六陆陸〦", "七柒拐〧", "八捌〨", "九玖勾〩")
"""Chinese numerals that stand for a digit each, as numbers are read aloud; not ten, hundred, thousand, which make sums."""
NUMERALS = {ord(sign): str(digit) for digit, signs in enumerate(OF_DIGIT) for sign in signs} | dict.fromkeys(map(ord, LOOK_LIKE_X), "X")
STROKES = re.compile(r"(?<=[0-9])\s*[一丨ー丶丿]\s*(?=[0-9])")
"""Signs that can be meant as a dash or a dot between digits."""
LETTERS = re.compile(r"(?<=[0-9])[OILQ]+(?=[0-9X]|\W*[0-9])")
"""Capitals that stand in for digits."""
DIGIT_OF_LETTER = {"O": "0", "Q": "0", "I": "1", "L": "1"}
DIGITS = re.compile(r"[0-9]+")
KINDS = 30
"""So many kinds of gaps are looked at in one run."""
FEWEST = 7
"""A text with fewer digits holds no number of a person, phone or account."""
TIGHT = re.compile(r"[ \u00a0\u3000\-‐‑‒–—―−·.•_*()]{0,2}X?[ \u00a0\u3000\-‐‑‒–—―−·.•_*()]{0,2}")


@dataclass(frozen=True)
class Run:
    """Digits with nothing but gaps between them.

    `gaps`: what stands before each part but the first. `check`: after which parts an X stands.
    """

    parts: tuple[str, ...]
    gaps: tuple[str, ...]
    check: frozenset[int]

    @property
    def joined(self) -> str:
        """All digits."""
        return "".join(self.parts)

    def rows(self, wanted: re.Pattern[str], longest: int) -> "Iterator[Run]":
        """Every row of neighbouring parts of at most so many digits that looks as wanted; a long part alone."""
        joined, starts = self.joined, self._starts
        for start in range(len(self.parts)):
            for end in range(start + 1, len(self.parts) + 1):
                if starts[end] - starts[start] > longest and end > start + 1:
                    break
                if wanted.match(joined, starts[start], starts[end]):
                    yield self.part(start, end)

    @property
    def _starts(self) -> list[int]:
        """At which digit each part begins, and where the last one ends."""
        return [0, *accumulate(len(part) for part in self.parts)]

    def part(self, start: int, end: int) -> "Run":
        """The parts from `start` up to `end`."""
        check = frozenset(place - start for place in self.check if start <= place < end)
        return Run(self.parts[start:end], self.gaps[start : end - 1], check)

    def pieces(self, longest: int) -> "Iterator[Run]":
        """The whole, and what remains between the gaps of each kind: a list of numbers comes apart. None is longer than said."""
        starts = self._starts
        if starts[-1] <= longest:
            yield self
        for kind in list(dict.fromkeys(self.gaps))[:KINDS]:
            places = [0, *(place + 1 for place, gap in enumerate(self.gaps) if gap == kind), len(self.parts)]
            yield from (self.part(start, end) for start, end in pairwise(places) if starts[end] - starts[start] <= longest)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many digits each part has."""
        return tuple(len(part) for part in self.parts)

    @property
    def ends_in_x(self) -> bool:
        """Whether an X follows."""
        return len(self.parts) - 1 in self.check

    @property
    def is_tight(self) -> bool:
        """Whether the parts stand close together, as in one number."""
        return all(TIGHT.fullmatch(gap) for gap in self.gaps)


def readings(text: str) -> tuple[str, ...]:
    """The text with every digit as 0 to 9, in capitals, without marks and what cannot be seen; twice where a stroke can be meant as a dash.

    Empty where there are too few digits for any number.
    """
    plain = _shown(text)
    as_digits = LETTERS.sub(lambda found: "".join(DIGIT_OF_LETTER[each] for each in found[0]), plain.translate(NUMERALS))
    if sum(each.isdigit() for each in as_digits) < FEWEST:
        return ()
    dashed = STROKES.sub("-", plain)
    return (as_digits,) if dashed == plain else (as_digits, dashed.translate(NUMERALS))


def _shown(text: str) -> str:
    """What is seen of the text, each digit of any script as the plain one."""
    seen = (
        each for each in unicodedata.normalize("NFKD", text) if unicodedata.category(each) not in {"Mn", "Me", "Cf"} and each not in BLANK
    )
    return "".join(_digit(each) for each in seen).upper()


def _digit(character: str) -> str:
    """A digit in a circle, or of another script, as the plain one; other characters as they are."""
    if character.isascii():
        return character
    digit = unicodedata.digit(character, None)
    return character if digit is None else str(digit)


def runs(plain: str) -> Iterator[Run]:
    """Every run of digits of a text that `readings` gave; letters end a run, an X between digits does not."""
    parts: list[str] = []
    gaps: list[str] = []
    check: set[int] = set()
    end = 0
    for found in DIGITS.finditer(plain):
        gap = plain[end : found.start()]
        if parts and not _is_gap(gap):
            yield Run(tuple(parts), tuple(gaps), frozenset(check | _check(plain, end, len(parts))))
            parts, gaps, check = [], [], set()
        elif parts:
            gaps.append(gap)
            if "X" in gap:
                check.add(len(parts) - 1)
        parts.append(found[0])
        end = found.end()
    if parts:
        yield Run(tuple(parts), tuple(gaps), frozenset(check | _check(plain, end, len(parts))))


def _is_gap(between: str) -> bool:
    return len(between) <= WIDEST and not any(each.isalnum() and each != "X" for each in between)


CHECK_FOLLOWS = re.compile(r"[\W_]{0,12}X(?![A-Z])")


def _check(plain: str, end: int, parts: int) -> set[int]:
    """The last part, if an X follows it that begins no word."""
    return {parts - 1} if CHECK_FOLLOWS.match(plain, end) else set()
