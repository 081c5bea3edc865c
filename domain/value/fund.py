"""Rules for values of requests for funds: subjects of the budget, months.

Source: docs/domain.md 3 (Outcomes, Pooled items), docs/domain-facts.md 3.2.
"""

import re
from dataclasses import dataclass
from datetime import date

from domain.message.refusal import Refusal
from domain.value.values import Context, NotInFuture

SUBJECT_CODE = re.compile(r"[0-9]{3}(?:[0-9]{2}){0,2}")


@dataclass(frozen=True)
class SubjectCode:
    """The code of a subject of the budget: a class of three digits, with two more for its section and two more for its item."""

    def check(self, value: str, context: Context) -> str:
        """Return the code unchanged. Raises SUBJECT_CODE_SHAPE."""
        if not SUBJECT_CODE.fullmatch(value):
            raise Refusal("SUBJECT_CODE_SHAPE")
        return value


MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Month:
    """A month as `2026-11`, not in the future and not more years ago than `past_years`."""

    def check(self, value: str, context: Context) -> str:
        """Return the month unchanged. Raises MONTH_SHAPE, IN_FUTURE, TOO_EARLY."""
        if not MONTH.fullmatch(value):
            raise Refusal("MONTH_SHAPE")
        NotInFuture().check(date.fromisoformat(f"{value}-01"), context)
        return value
