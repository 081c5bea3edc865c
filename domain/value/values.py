"""Rules for values of inputs: texts, names, phones, sums, counts, days, regions. Numbers of persons: domain/value/citizen.py.

Source: docs/domain.md 2 and 7, docs/domain-facts.md 2.4. The inputs of commands name these rules in their annotations.
"""

import re
import sys
import unicodedata
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any, Protocol, runtime_checkable

from domain.message.refusal import Refusal
from domain.message.text import Text
from domain.text.letters import is_name, with_one_dot
from domain.text.private_text import number_as_file, number_in
from domain.time.calendar import day_of
from domain.viewer import RegionLevel, is_county_or_below, region_level


@dataclass(frozen=True)
class Context:
    """What rules need beside the value: the present moment, codes, regions and limits in force, whether test numbers are accepted."""

    now: datetime
    codes: Mapping[str, Container[str]]
    regions: Container[str]
    allow_synthetic: bool = False
    limits: Mapping[str, int] = field(default_factory=dict)
    """Limits by their keys in db/reference/limits.toml."""

    @cached_property
    def today(self) -> date:
        """The present day in Shanghai."""
        return day_of(self.now)


@runtime_checkable
class Rule(Protocol):
    """A rule for a value."""

    def check(self, value: Any, context: Context, /) -> Any:
        """Return the value as it is stored. Raises Refusal if it breaks the rule."""


INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")
"""Removes invisible characters that come with copied text, except the joiners that some scripts need."""
OVERRIDES = "\u202a-\u202e\u2066-\u2069"
"""Characters that change the order of the text after them, so that it would not read as it is stored."""
NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, sys.maxunicode, 0x10000))
REFUSED = re.compile(rf"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029{OVERRIDES}{NO_CHARACTERS}]")
"""What no text may contain: controls, lone surrogates, line separators, overrides, noncharacters. No Unicode will know others of them."""
LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
GROWTH = 4
"""Normalising shortens a text at most to a quarter, so that a text over four times the limit is refused without it."""


def clean(value: str, most: int, allowed: str = "") -> str:
    """Return the text trimmed and in NFC.

    Raises TEXT_TOO_LONG over `most` characters, REQUIRED if empty, TEXT_CHARACTERS for refused characters that are not in `allowed`.
    """
    if len(value) > GROWTH * most + GROWTH:
        raise Refusal("TEXT_TOO_LONG", most=most)
    text = unicodedata.normalize("NFC", value.translate(INVISIBLE)).strip()
    if any(found[0] not in allowed for found in REFUSED.finditer(text)):
        raise Refusal("TEXT_CHARACTERS")
    if not text:
        raise Refusal("REQUIRED")
    if len(text) > most:
        raise Refusal("TEXT_TOO_LONG", most=most)
    return text


def is_refused(character: str) -> bool:
    """Return whether no text may contain a character."""
    return REFUSED.match(character) is not None


@dataclass(frozen=True)
class ShortText:
    """One line of free text, such as a title or an address, without numbers of persons, phones or accounts."""

    most: int = 200

    def check(self, value: str, context: Context) -> str:
        """Return the line, cleaned. Raises what `one_line` and `without_numbers` raise."""
        return without_numbers(one_line(value, self.most))


@dataclass(frozen=True)
class FileNumber:
    """An office's own number of a document, ticket or file: one line that is no number of a person, phone or account."""

    most: int = 200

    def check(self, value: str, context: Context) -> str:
        """Return the line, cleaned. Raises what `one_line` raises, and TEXT_HOLDS_... for a number of a person, phone or account."""
        line = one_line(value, self.most)
        if code := number_as_file(line):
            raise Refusal(code)
        return line


def one_line(value: str, most: int) -> str:
    """Return a line of text, cleaned, with tabs as spaces. Raises what `clean` raises."""
    return clean(value.replace("\t", " "), most)


def without_numbers(text: str) -> str:
    """Return the text unchanged. Raises TEXT_HOLDS_... if it seems to contain a number of a person, phone or account."""
    if code := number_in(text):
        raise Refusal(code)
    return text


@dataclass(frozen=True)
class FreeText:
    """Several lines of free text, without numbers of persons, phones or accounts, which have fields of their own."""

    most: int = 2000

    def check(self, value: str, context: Context) -> str:
        """Return the text, cleaned, with line feeds alone as ends of lines. Raises what `clean` and `without_numbers` raise."""
        if len(value) > GROWTH * self.most + GROWTH:
            raise Refusal("TEXT_TOO_LONG", most=self.most)
        return without_numbers(clean(LINE_ENDS.sub("\n", value.replace("\t", " ")), self.most, allowed="\n"))


HAN_GAP = re.compile(r"(?<=[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])\s+(?=[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")


@dataclass(frozen=True)
class PersonName:
    """The name of a person, in any script: letters, the dot between the parts of a name (·), spaces, hyphens, apostrophes."""

    most: int = 50

    def check(self, value: str, context: Context) -> str:
        """Return the name with one kind of dot and no spaces between Han characters. Raises NAME_CHARACTERS and the codes of texts."""
        name = with_one_dot(HAN_GAP.sub("", " ".join(clean(value, self.most).split())))
        if not is_name(name):
            raise Refusal("NAME_CHARACTERS")
        return without_numbers(name)


PHONE_GAPS = re.compile(r"[\s\-‐‑‒–—―−()·.]")
MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9][0-9]{9})")
LANDLINE = re.compile(r"(?:(?:\+|00)86)?(0?)(10|2[0-9]|[3-9][0-9]{2})([2-9][0-9]{6,7})")
PHONE_CHARACTERS = 40
"""Longest form of a phone number that is read, with gaps."""


@dataclass(frozen=True)
class Phone:
    """A mobile number of eleven digits, or a landline with its area code, of mainland China."""

    def check(self, value: str, context: Context) -> str:
        """Return the number as `16000001234` or `0571-88881234`; it may come with gaps and the country code. Raises PHONE_SHAPE."""
        if len(value) > PHONE_CHARACTERS:
            raise Refusal("PHONE_SHAPE")
        digits = PHONE_GAPS.sub("", unicodedata.normalize("NFKC", value.translate(INVISIBLE)))
        if match := MOBILE.fullmatch(digits):
            return match[1]
        if (match := LANDLINE.fullmatch(digits)) and (match[1] or digits.startswith(("+", "00"))):
            return f"0{match[2]}-{match[3]}"
        raise Refusal("PHONE_SHAPE")


@dataclass(frozen=True)
class Sum:
    """A sum of money in fen within two limits, named by their keys in db/reference/limits.toml; without `least` from 0 on."""

    most: str = "sum_most"
    least: str | None = None

    def check(self, value: int, context: Context) -> int:
        """Return the sum unchanged. Raises AMOUNT_BELOW_ZERO, AMOUNT_TOO_SMALL, AMOUNT_TOO_LARGE."""
        if value < 0:
            raise Refusal("AMOUNT_BELOW_ZERO")
        if self.least is not None and value < (least := context.limits[self.least]):
            raise Refusal("AMOUNT_TOO_SMALL", least=least)
        if value > (most := context.limits[self.most]):
            raise Refusal("AMOUNT_TOO_LARGE", most=most)
        return value


@dataclass(frozen=True)
class Count:
    """A whole number within two limits, named by their keys in db/reference/limits.toml."""

    least: str
    most: str

    def check(self, value: int, context: Context) -> int:
        """Return the number unchanged. Raises NUMBER_RANGE."""
        least, most = context.limits[self.least], context.limits[self.most]
        if not least <= value <= most:
            raise Refusal("NUMBER_RANGE", least=least, most=most)
        return value


@dataclass(frozen=True)
class NotInFuture:
    """A moment or day that is not in the future and not more years ago than the limit `back`.

    The caller's clock may be ahead by `clock_ahead_seconds`; such a value is taken as the present.
    """

    back: str = "past_years"

    def check(self, value: date, context: Context) -> date:
        """Return the moment in UTC, or the day. Raises IN_FUTURE, TOO_EARLY."""
        latest = context.now + timedelta(seconds=context.limits["clock_ahead_seconds"])
        day = day_of(value) if isinstance(value, datetime) else value
        if value > latest if isinstance(value, datetime) else value > day_of(latest):
            raise Refusal("IN_FUTURE")
        if day < (earliest := date(context.today.year - context.limits[self.back], 1, 1)):
            raise Refusal("TOO_EARLY", earliest=earliest)
        return min(value.astimezone(UTC), context.now) if isinstance(value, datetime) else min(value, context.today)


@dataclass(frozen=True)
class NotInPast:
    """Today or a later day. `ahead`: the key of the limit in days from today; None for no limit here."""

    ahead: str | None = None

    def check(self, value: date, context: Context) -> date:
        """Return the day unchanged. Raises IN_PAST, TOO_LATE."""
        if value < context.today:
            raise Refusal("IN_PAST")
        if self.ahead is not None and value > (latest := context.today + timedelta(days=context.limits[self.ahead])):
            raise Refusal("TOO_LATE", latest=latest)
        return value


@dataclass(frozen=True)
class BirthYear:
    """The birth year of a living person."""

    def check(self, value: int, context: Context) -> int:
        """Return the year unchanged. Raises BIRTH_YEAR."""
        latest = context.today.year
        if not latest - context.limits["longest_life_years"] <= value <= latest:
            raise Refusal("BIRTH_YEAR", earliest=latest - context.limits["longest_life_years"], latest=latest)
        return value


DIVISION = re.compile(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}")
"""The code of a division, with or without the zeros that make it twelve digits long."""
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
    """A known division of this level, `below`: or below it."""

    level: RegionLevel = RegionLevel.PROVINCE
    below: bool = True

    def check(self, value: str, context: Context) -> str:
        """Return the code with twelve digits. Raises REGION_SHAPE, UNKNOWN_REGION, REGION_LEVEL."""
        if not DIVISION.fullmatch(value):
            raise Refusal("REGION_SHAPE")
        code = value.ljust(int(RegionLevel.VILLAGE), "0")
        if code not in context.regions:
            raise Refusal("UNKNOWN_REGION")
        if region_level(code) < self.level and not (self.level is RegionLevel.COUNTY and is_county_or_below(code)):
            raise Refusal("REGION_LEVEL", level=LEVEL_NAMES[self.level])
        if not self.below and region_level(code) > self.level:
            raise Refusal("REGION_LEVEL", level=LEVEL_NAMES[self.level])
        return code
