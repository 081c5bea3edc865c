"""How values of an answer are written on paper: days, moments, sums, members of enumerations, and texts.

Source: docs/decisions/029-referral-sheet.md; days and moments are those of Shanghai (docs/domain.md 4), sums are in fen.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.text.label import Labelled
from domain.time.calendar import SHANGHAI
from domain.viewer import Language

Shown = Mapping[str, Any]
"""An object of the answer; a field that is hidden or unknown is None."""

UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, what XML does not take, and what turns the direction of the text beside it, which then reads otherwise."""


def written(text: str) -> str:
    """Return a text without characters that are unfit for paper; line ends stay, a tab is a space."""
    return UNFIT.sub("", text.replace("\t", " "))


def cleaned(answer: Any) -> Any:
    """Return an answer with every text as it can be written."""
    match answer:
        case str():
            return written(answer)
        case list():
            return [cleaned(each) for each in answer]
        case dict():
            return {name: cleaned(each) for name, each in answer.items()}
    return answer


def at(answer: Shown | None, *path: str) -> Any:
    """Return what stands at a path; None as soon as nothing does."""
    found: Any = answer
    for name in path:
        if found is None:
            return None
        found = found[name]
    return found


def moment(text: str | None) -> str | None:
    """Return a moment as a clock in Shanghai shows it."""
    return None if text is None else f"{datetime.fromisoformat(text).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def due(answer: Shown, name: str) -> str | None:
    """Return the last day of a due moment, or the moment where its limit is in hours."""
    day: str | None = answer[f"{name}On"]
    return day or moment(answer[f"{name}At"])


def yuan(fen: int | None) -> str | None:
    """Return a sum in yuan."""
    return None if fen is None else f"{fen // 100:,}.{fen % 100:02}"


def member(of: type[Labelled], value: str | None, language: Language) -> str | None:
    """Return what a member of an enumeration is called."""
    if value is None:
        return None
    found = of(value)
    return found.en if language is Language.EN else found.zh


def members(of: type[Labelled], values: list[str] | None, language: Language) -> list[str]:
    """Return what several members are called."""
    return [name for each in values or () if (name := member(of, each, language)) is not None]


def named(values: list[Shown] | None) -> list[str]:
    """Return the names of several codes."""
    return [each["name"] for each in values or ()]
