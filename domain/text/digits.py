"""Finds the digits in a text in whatever form: other scripts and widths, Chinese numerals, with marks and gaps between them.

Source: docs/domain.md 7 (free-text inputs refuse what looks like an ID, phone or bank number). domain/text/private_text.py judges them.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

GAP_CHARACTERS = 12
"""The most characters between two digits of one number."""
LOOK_LIKE_X = "×✕✖ХΧχ叉乂㐅"
"""Characters that are written in place of the check character X."""
BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Characters that Unicode counts as letters or signs but that show nothing."""
OF_DIGIT = ("零〇○◯洞", "一壹弌幺〡", "二贰貳弍两〢", "三叁參叄弎〣", "四肆〤", "五伍〥", "六陆陸〦", "七柒拐〧", "八捌〨", "九玖勾〩")
"""For each digit the Chinese numerals that stand for it. Ten, hundred and thousand are left out, since they occur in sums."""
NUMERALS = {ord(sign): str(digit) for digit, signs in enumerate(OF_DIGIT) for sign in signs} | dict.fromkeys(map(ord, LOOK_LIKE_X), "X")
STROKES = re.compile(r"(?<=[0-9])\s*[一丨ー丶丿]\s*(?=[0-9])")
"""A character between digits that may stand for a dash or a dot."""
LETTERS = re.compile(r"(?<=[0-9])[OILQ]+(?=[0-9X]|\W*[0-9])")
"""Capital letters within a number that are written in place of digits."""
DIGIT_OF_LETTER = {"O": "0", "Q": "0", "I": "1", "L": "1"}
DIGITS = re.compile(r"[0-9]+")
AS_IT_STANDS = re.compile(r"[\x20-\x7e\u4e00-\u9fff]*")
"""Of characters that are all shown, none of which stands for several."""
MAY_BE_DIGIT = re.compile(f"[0-9{''.join(OF_DIGIT)}{''.join(DIGIT_OF_LETTER)}]", re.IGNORECASE)
"""Whatever of them may be read as a digit."""
GAP_KINDS = 30
"""The most different gaps by which one run is split."""
NUMBER_DIGITS = 7
"""The fewest digits of a number of a person, phone or account."""
TIGHT = re.compile(r"[ \u00a0\u3000\-‐‑‒–—―−·.•_*()]{0,2}X?[ \u00a0\u3000\-‐‑‒–—―−·.•_*()]{0,2}")


@dataclass(frozen=True)
class Run:
    """Parts of digits separated by gaps only.

    `gaps`: the characters before each part but the first. `check`: indexes of the parts that an X follows.
    """

    parts: tuple[str, ...]
    gaps: tuple[str, ...]
    check: frozenset[int]

    @property
    def joined(self) -> str:
        """All digits of the run, without gaps."""
        return "".join(self.parts)

    def rows(self, wanted: re.Pattern[str], longest: int) -> "Iterator[Run]":
        """Return every sequence of neighbouring parts whose digits match `wanted`: at most `longest` digits, or a single part."""
        joined, starts = self.joined, self._starts
        for start in range(len(self.parts)):
            for end in range(start + 1, len(self.parts) + 1):
                if starts[end] - starts[start] > longest and end > start + 1:
                    break
                if wanted.match(joined, starts[start], starts[end]):
                    yield self.part(start, end)

    @property
    def _starts(self) -> list[int]:
        """The index of the first digit of each part, and of the end."""
        return [0, *accumulate(len(part) for part in self.parts)]

    def part(self, start: int, end: int) -> "Run":
        """Return the parts from `start` up to, and without, `end`."""
        check = frozenset(place - start for place in self.check if start <= place < end)
        return Run(self.parts[start:end], self.gaps[start : end - 1], check)

    def pieces(self, longest: int) -> "Iterator[Run]":
        """Return the run, and the parts into which each kind of gap splits it, as in a list of numbers; at most `longest` digits each."""
        starts = self._starts
        if starts[-1] <= longest:
            yield self
        for kind in list(dict.fromkeys(self.gaps))[:GAP_KINDS]:
            places = [0, *(place + 1 for place, gap in enumerate(self.gaps) if gap == kind), len(self.parts)]
            yield from (self.part(start, end) for start, end in pairwise(places) if starts[end] - starts[start] <= longest)

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of digits in each part."""
        return tuple(len(part) for part in self.parts)

    @property
    def ends_in_x(self) -> bool:
        """Whether an X follows the last part."""
        return len(self.parts) - 1 in self.check

    @property
    def is_tight(self) -> bool:
        """Whether every gap is short and of the kind that is written within one number."""
        return all(TIGHT.fullmatch(gap) for gap in self.gaps)


def readings(text: str) -> tuple[str, ...]:
    """Return the text in capitals, with every digit as 0 to 9, without marks and invisible characters; empty with fewer than 7 digits.

    There is a second reading, with strokes as dashes, where a stroke stands between digits.
    """
    if AS_IT_STANDS.fullmatch(text) and len(MAY_BE_DIGIT.findall(text)) < NUMBER_DIGITS:
        return ()  # what a name or an address mostly is
    plain = _shown(text)
    as_digits = LETTERS.sub(lambda found: "".join(DIGIT_OF_LETTER[each] for each in found[0]), plain.translate(NUMERALS))
    if sum(each.isdigit() for each in as_digits) < NUMBER_DIGITS:
        return ()
    dashed = STROKES.sub("-", plain)
    return (as_digits,) if dashed == plain else (as_digits, dashed.translate(NUMERALS))


def _shown(text: str) -> str:
    """Return the visible characters of the text in capitals, with digits of every script as 0 to 9."""
    seen = (
        each for each in unicodedata.normalize("NFKD", text) if unicodedata.category(each) not in {"Mn", "Me", "Cf"} and each not in BLANK
    )
    return "".join(_digit(each) for each in seen).upper()


def _digit(character: str) -> str:
    """Return a digit of another script, or in a circle, as 0 to 9; any other character unchanged."""
    if character.isascii():
        return character
    digit = unicodedata.digit(character, None)
    return character if digit is None else str(digit)


def runs(plain: str) -> Iterator[Run]:
    """Return every run of digits in a reading of a text. Letters end a run; an X between digits does not."""
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
    return len(between) <= GAP_CHARACTERS and not any(each.isalnum() and each != "X" for each in between)


CHECK_FOLLOWS = re.compile(r"[\W_]{0,12}X(?![A-Z])")


def _check(plain: str, end: int, parts: int) -> set[int]:
    """Return the index of the last part if an X follows it that is not the start of a word."""
    return {parts - 1} if CHECK_FOLLOWS.match(plain, end) else set()
