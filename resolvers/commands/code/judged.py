"""What stands against another version of a code, or its end; asked when it is proposed, and again when it is approved.

Source: docs/lifecycle.md (`codeSet`, `codeEnd`); docs/decisions/050-versions.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_

from db.tables.proposal import Proposal
from db.tables.reference import CodeName
from domain.code_version import OF_THE_PROGRAM, RENAMED_ALONE, WITH_FACTS, is_kept
from domain.limit import begins_too_early
from domain.message.refusal import Refusal
from domain.value.code_list import called
from resolvers.commands.aggregate.aggregate import Aggregate

HOLDS = or_(CodeName.valid_to.is_(None), CodeName.valid_to > CodeName.valid_from)
"""Which versions of codes hold for a day at least: not those that were replaced before they began, nor the end of a code."""


@dataclass(frozen=True)
class Listed:
    """A list of codes, in every version that holds for a day at least, on the day from which on something else is to hold."""

    versions: Sequence[CodeName]
    day: date

    @property
    def in_place(self) -> dict[str, CodeName]:
        """Code -> its version on that day; the newest, where one was written over."""
        held = [each for each in self.versions if each.valid_from <= self.day and (each.valid_to is None or each.valid_to > self.day)]
        return {each.code: each for each in sorted(held, key=lambda each: each.version)}

    def has_been(self, code: str) -> bool:
        """Return whether there is or was a code."""
        return any(each.code == code for each in self.versions)

    def follows(self, code: str) -> int | None:
        """Return the number of the version in whose place another would come; None where the code is new or has ended."""
        stands = self.in_place.get(code)
        return None if stands is None else stands.version


@dataclass(kw_only=True)
class Listing(Aggregate[Proposal]):
    """A new proposal about a code, and the list that has the code."""

    listed: Listed


def against_code(row: Proposal, listed: Listed, now: datetime) -> Iterator[Refusal]:
    """Yield what stands against another version of a code, which is new, is called otherwise, or begins anew."""
    code, stands = str(row.code), listed.in_place.get(str(row.code))
    yield from _against_any(row, listed, now)
    if stands is None and row.code_list in RENAMED_ALONE:
        yield Refusal("CODE_OF_PROGRAM", path=("code",))
    elif stands is not None and (stands.name_zh, stands.name_en) == (row.name, row.name_en):
        yield Refusal("VALUE_STANDS", path=("nameZh",))
    if row.like_code is not None and listed.has_been(code):
        yield Refusal("NOT_EXPECTED", path=("like",))
    elif row.like_code is None and row.code_list in WITH_FACTS and not listed.has_been(code):
        yield Refusal("REQUIRED", path=("like",))
    elif row.like_code is not None and row.like_code not in listed.in_place:
        yield Refusal("UNKNOWN_CODE", path=("like",), list=called(str(row.code_list)))
    for other in listed.in_place.values():
        if other.code != code and (other.name_zh == row.name or other.name_en == row.name_en):
            yield Refusal("NAME_TAKEN", path=("nameZh" if other.name_zh == row.name else "nameEn",))


def against_code_end(row: Proposal, listed: Listed, now: datetime) -> Iterator[Refusal]:
    """Yield what stands against the end of a code."""
    code, in_place = str(row.code), listed.in_place
    yield from _against_any(row, listed, now)
    if code not in in_place:
        yield Refusal("UNKNOWN_CODE", path=("code",), list=called(str(row.code_list)))
    elif is_kept(str(row.code_list), code):
        yield Refusal("CODE_OF_PROGRAM", path=("code",))
    elif set(in_place) == {code}:
        yield Refusal("LAST_CODE", path=("code",))
    if row.successor is not None and (row.successor == code or row.successor not in in_place):
        yield Refusal("UNKNOWN_CODE", path=("successor",), list=called(str(row.code_list)))


def _against_any(row: Proposal, listed: Listed, now: datetime) -> Iterator[Refusal]:
    assert row.valid_from is not None
    if row.code_list in OF_THE_PROGRAM:
        yield Refusal("CODE_OF_PROGRAM", path=("list",))
    if begins_too_early(row.valid_from, now):
        yield Refusal("BEGINS_TOO_EARLY", path=("validFrom",))
    if row.follows != listed.follows(str(row.code)):
        yield Refusal("VERSION_MOVED", path=("id",))
