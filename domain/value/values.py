"""What a valid value is: texts, names, phones, sums, counts, days, regions. Numbers of persons: domain/value/citizen.py.

Source: docs/domain.md 2 and 7, docs/domain-facts.md 2.4; the inputs of commands name these rules in their annotations.
"""

import re
import unicodedata
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol, runtime_checkable

from domain.message.refusal import Refusal
from domain.message.text import Text
from domain.text.letters import is_letter, is_of_name, with_one_dot
from domain.text.private_text import number_as_file, number_in
from domain.time.calendar import day_of
from domain.viewer import RegionLevel, is_county_or_below, region_level


@dataclass(frozen=True)
class Context:
    """What a rule may look at beside the value: the moment, the codes, regions and limits in force, whether numbers made for tests are
    taken."""

    now: datetime
    codes: Mapping[str, Container[str]]
    regions: Container[str]
    allow_synthetic: bool = False
    limits: Mapping[str, int] = field(default_factory=dict)
    """By their keys in db/reference/limits.toml."""

    @property
    def today(self) -> date:
        """The day in Shanghai."""
        return day_of(self.now)


@runtime_checkable
class Rule(Protocol):
    """One thing that holds of a value. It gives the value as it is kept, or raises Refusal."""

    def check(self, value: Any, context: Context, /) -> Any:
        """The value, normalised."""


INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")
"""Characters without a shape that come along when text is copied; the joiners of other scripts stay."""
OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They turn the order of what follows: text would not read as it is stored."""
LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
GROWTH = 4
"""Normalising shortens a text to no less than a quarter: what is longer is refused unread."""


def clean(value: str, most: int, allowed: str = "") -> str:
    """The text trimmed, in NFC; no control characters but those allowed, no lone surrogates, 1 to `most` characters."""
    if len(value) > GROWTH * most + GROWTH:
        raise Refusal("TEXT_TOO_LONG", most=most)
    text = unicodedata.normalize("NFC", value.translate(INVISIBLE)).strip()
    if any(is_refused(character) for character in text if character not in allowed):
        raise Refusal("TEXT_CHARACTERS")
    if not text:
        raise Refusal("REQUIRED")
    if len(text) > most:
        raise Refusal("TEXT_TOO_LONG", most=most)
    return text


def is_refused(character: str) -> bool:
    """Whether no text holds it: controls, halves of a pair, line separators, overrides, what Unicode calls no character."""
    return (
        unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
        or character in OVERRIDES
        or ord(character) & 0xFFFE == 0xFFFE
        or "\ufdd0" <= character <= "\ufdef"
    )


@dataclass(frozen=True)
class ShortText:
    """One line in somebody's own words: a title, an address, an employer. It holds no number of a person, phone or account either."""

    most: int = 200

    def check(self, value: str, context: Context) -> str:
        """The line, cleaned."""
        return without_numbers(one_line(value, self.most))


@dataclass(frozen=True)
class FileNumber:
    """The number that an office gives to a document, a ticket, a file of its own: one line that may look like any number but a person's."""

    most: int = 200

    def check(self, value: str, context: Context) -> str:
        """The line, cleaned."""
        line = one_line(value, self.most)
        if code := number_as_file(line):
            raise Refusal(code)
        return line


def one_line(value: str, most: int) -> str:
    """The text cleaned, without tabs."""
    return clean(value.replace("\t", " "), most)


def without_numbers(text: str) -> str:
    """The text, if nothing in it looks like the number of a person, phone or account."""
    if code := number_in(text):
        raise Refusal(code)
    return text


@dataclass(frozen=True)
class FreeText:
    """Several lines in somebody's own words. What looks like the number of a person, phone or account has fields of its own, or none."""

    most: int = 2000

    def check(self, value: str, context: Context) -> str:
        """The text, cleaned, its lines ended alike."""
        if len(value) > GROWTH * self.most + GROWTH:
            raise Refusal("TEXT_TOO_LONG", most=self.most)
        return without_numbers(clean(LINE_ENDS.sub("\n", value.replace("\t", " ")), self.most, allowed="\n"))


HAN_GAP = re.compile(r"(?<=[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])\s+(?=[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")


@dataclass(frozen=True)
class PersonName:
    """The name of a person, in any script: letters, the dot between the parts of a name (·), spaces, hyphens, apostrophes."""

    most: int = 50

    def check(self, value: str, context: Context) -> str:
        """The name with its dots written alike, and without the gaps that forms put between Han characters."""
        name = with_one_dot(HAN_GAP.sub("", " ".join(clean(value, self.most).split())))
        if not all(is_of_name(each) for each in name) or not any(is_letter(each) for each in name):
            raise Refusal("NAME_CHARACTERS")
        return without_numbers(name)


PHONE_GAPS = re.compile(r"[\s\-‐‑‒–—―−()·.]")
MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9][0-9]{9})")
LANDLINE = re.compile(r"(?:(?:\+|00)86)?(0?)(10|2[0-9]|[3-9][0-9]{2})([2-9][0-9]{6,7})")
LONGEST_PHONE = 40


@dataclass(frozen=True)
class Phone:
    """A mobile number of eleven digits, or a landline with its area code, of mainland China."""

    def check(self, value: str, context: Context) -> str:
        """`16000001234`, or `0571-88881234`; full-width digits, gaps and the country's code are put right."""
        if len(value) > LONGEST_PHONE:
            raise Refusal("PHONE_SHAPE")
        digits = PHONE_GAPS.sub("", ascii_digits(value.translate(INVISIBLE)))
        if match := MOBILE.fullmatch(digits):
            return match[1]
        if (match := LANDLINE.fullmatch(digits)) and (match[1] or digits.startswith(("+", "00"))):
            return f"0{match[2]}-{match[3]}"
        raise Refusal("PHONE_SHAPE")


def ascii_digits(value: str) -> str:
    """The text with full-width letters, digits and signs as the plain ones."""
    return unicodedata.normalize("NFKC", value)


@dataclass(frozen=True)
class Sum:
    """A sum of money in fen, up to a limit: more is a slip of the pen. `least`, `most`: keys of db/reference/limits.toml."""

    most: str = "sum_most"
    least: str | None = None

    def check(self, value: int, context: Context) -> int:
        """Return a sum in fen that is within its limits. Raises AMOUNT_BELOW_ZERO, AMOUNT_TOO_SMALL, AMOUNT_TOO_LARGE."""
        if value < 0:
            raise Refusal("AMOUNT_BELOW_ZERO")
        if self.least is not None and value < (least := context.limits[self.least]):
            raise Refusal("AMOUNT_TOO_SMALL", least=least)
        if value > (most := context.limits[self.most]):
            raise Refusal("AMOUNT_TOO_LARGE", most=most)
        return value


@dataclass(frozen=True)
class Count:
    """A whole number between two limits, which are named by their keys."""

    least: str
    most: str

    def check(self, value: int, context: Context) -> int:
        """The number as it is."""
        least, most = context.limits[self.least], context.limits[self.most]
        if not least <= value <= most:
            raise Refusal("NUMBER_RANGE", least=least, most=most)
        return value


@dataclass(frozen=True)
class NotInFuture:
    """A moment or a day that has come, and not one before the platform's time. `back`: the limit in years, by its key.

    What the caller's clock has a little ahead of ours (`clock_ahead_seconds`) has come now.
    """

    back: str = "past_years"

    def check(self, value: date, context: Context) -> date:
        """The moment in UTC, or the day as it is; neither lies in the future."""
        latest = context.now + timedelta(seconds=context.limits["clock_ahead_seconds"])
        day = day_of(value) if isinstance(value, datetime) else value
        if value > latest if isinstance(value, datetime) else value > day_of(latest):
            raise Refusal("IN_FUTURE")
        if day < (earliest := date(context.today.year - context.limits[self.back], 1, 1)):
            raise Refusal("TOO_EARLY", earliest=earliest)
        return min(value.astimezone(UTC), context.now) if isinstance(value, datetime) else min(value, context.today)


@dataclass(frozen=True)
class NotInPast:
    """A day that is still to come, today included. `ahead`: within how many days, by the limit's key; None where the command says."""

    ahead: str | None = None

    def check(self, value: date, context: Context) -> date:
        """The day as it is."""
        if value < context.today:
            raise Refusal("IN_PAST")
        if self.ahead is not None and value > (latest := context.today + timedelta(days=context.limits[self.ahead])):
            raise Refusal("TOO_LATE", latest=latest)
        return value


@dataclass(frozen=True)
class BirthYear:
    """The year in which somebody who lives was born."""

    def check(self, value: int, context: Context) -> int:
        """The year as it is."""
        latest = context.today.year
        if not latest - context.limits["longest_life_years"] <= value <= latest:
            raise Refusal("BIRTH_YEAR", earliest=latest - context.limits["longest_life_years"], latest=latest)
        return value


DIVISION = re.compile(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}")
"""The code of a division as it may be written: without the zeros that fill it up to twelve digits, or with them."""
LEVEL_NAMES: Mapping[RegionLevel, Text] = {
    RegionLevel.NATION: Text("国家", "nation"),
    RegionLevel.PROVINCE: Text("省", "province"),
    RegionLevel.CITY: Text("市", "city"),
    RegionLevel.COUNTY: Text("县", "county"),
    RegionLevel.TOWNSHIP: Text("乡镇（街道）", "township"),
    RegionLevel.VILLAGE: Text("村（社区）", "village"),
}


@dataclass(frozen=True)
class RegionAt:
    """A division that is known, of this level or below it."""

    level: RegionLevel = RegionLevel.PROVINCE

    def check(self, value: str, context: Context) -> str:
        """Its code in twelve digits."""
        if not DIVISION.fullmatch(value):
            raise Refusal("REGION_SHAPE")
        code = value.ljust(int(RegionLevel.VILLAGE), "0")
        if code not in context.regions:
            raise Refusal("UNKNOWN_REGION")
        if region_level(code) < self.level and not (self.level is RegionLevel.COUNTY and is_county_or_below(code)):
            raise Refusal("REGION_LEVEL", level=LEVEL_NAMES[self.level])
        return code
