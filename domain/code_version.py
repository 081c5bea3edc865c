"""Which codes of the reference data administrators may add, rename and end; what the program itself relies on stays.

Source: docs/domain.md 1; docs/decisions/050-versions.md.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from domain.limit import Waiting
from domain.message.refusal import Refusal
from domain.value.code_list import ASSISTANCE_TYPE, CODE_LIST, called
from domain.value.values import Context, one_line, without_numbers

SHAPE = re.compile(r"[A-Z][A-Z0-9_]{1,39}")
HAN = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")
NAME_MOST = 60

OF_THE_PROGRAM = frozenset(
    {"STATE", "NEED_STATUS", "VISIT_STATE", "RETURNED_BY", "COLOUR", "RESULT", "FOLLOW_UP_RESULT", "CALL_RESULT", "LIMIT"}
)
"""Lists whose codes and names are the program's own: nothing of them changes but with a release."""
RENAMED_ALONE = frozenset(
    {"NEED_GROUP", "DISABILITY_CATEGORY", "STAGE", "DEPARTMENT", "CANCEL_REASON", "ITEM_CANCEL_REASON", "NEED_CLOSE_REASON"}
)
"""Lists whose codes other rules name (the catalogue, certificates, lines of offices, what the system writes): they are renamed alone."""
NAMED: Mapping[str, frozenset[str]] = {
    "RETURN_REASON": frozenset({"NOT_OUR_DUTY", "WRONG_AREA"}),
    "LISTING_REMOVED_REASON": frozenset({"MOVED", "DUPLICATE"}),
    "NO_ID_REASON": frozenset({"NOT_AT_HAND"}),
    "NO_HOME_VISIT_REASON": frozenset({"HOTLINE_CALL"}),
}
"""Codes of the other lists that the program writes or asks for by name: they do not end."""
WITH_FACTS = frozenset({"NEED_DOMAIN", "TARGET_CATEGORY", "RETURN_REASON", "EMPLOYMENT", "RECOGNITION_END_REASON"})
"""Lists whose codes say more than their names: a new one is as another is."""
OF_REFERRALS = frozenset(
    {"RETURN_REASON", "REFUSAL_REASON", "MISSING", "RECALL_REASON", "REOPEN_REASON", "EXTENSION_REASON", "HAND_OVER_REASON", "MOVE_REASON"}
    | {"URGE_REASON", "DESIGNATION_REASON", "WITHOUT_ASSISTING_REASON", "CORRECTION_REASON", "TRANSFER_DECLINE_REASON", "REVEAL_REASON"}
    | {"FUND_SOURCE", "PAYMENT_FAILURE", "MONITORED_KIND", "RISK_CAUSE", "SUPPORT_MEASURE"}
)
"""Lists from which something is said of a referral while it is worked on."""


def waiting_of(code_list: str) -> Waiting:
    """Return what will be judged by another version of a code of a list."""
    return Waiting.NEED if code_list == "NEED_DOMAIN" else Waiting.REFERRAL if code_list in OF_REFERRALS else Waiting.NOTHING


def is_kept(code_list: str, code: str) -> bool:
    """Return whether the program relies on a code, so that it does not end."""
    return code_list in RENAMED_ALONE or code in NAMED.get(code_list, ())


@dataclass(frozen=True)
class ListName:
    """The name of a list of codes."""

    def check(self, value: str, context: Context) -> str:
        """Return the name. Raises UNKNOWN_CODE, and CODE_OF_PROGRAM for a list that is the program's own."""
        if value not in context.codes or value == ASSISTANCE_TYPE:
            raise Refusal("UNKNOWN_CODE", list=called(CODE_LIST))
        if value in OF_THE_PROGRAM:
            raise Refusal("CODE_OF_PROGRAM")
        return value


@dataclass(frozen=True)
class CodeShape:
    """A code: capital letters, digits and underscores."""

    def check(self, value: str, context: Context) -> str:
        """Return the code. Raises CODE_SHAPE."""
        if SHAPE.fullmatch(value) is None:
            raise Refusal("CODE_SHAPE")
        return value


@dataclass(frozen=True)
class NameIn:
    """What a code is called in one language. `english`: in English, else in Chinese."""

    english: bool

    def check(self, value: str, context: Context) -> str:
        """Return the name, cleaned. Raises NAME_LANGUAGE, and what a line of text is refused for."""
        name = without_numbers(one_line(value, NAME_MOST))
        fits = LATIN.search(name) and not HAN.search(name) if self.english else HAN.search(name)
        if not fits:
            raise Refusal("NAME_LANGUAGE")
        return name
