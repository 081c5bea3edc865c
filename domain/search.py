"""By what a family can be searched for, and which kinds of viewers may: only by what they are shown.

Source: docs/domain.md 7 (a search finds by what is shown); docs/decisions/028-finding.md.
"""

from enum import StrEnum

from domain.number_test import may_be_told
from domain.rules.access import AsShared, level_of
from domain.rules.group import Group, Level
from domain.viewer import Kind

LAST = 0x10FFFF
SURROGATES = range(0xD800, 0xE000)


class SearchedBy(StrEnum):
    """By what a search is made; its value is the field of the input."""

    NAME = "name"
    PHONE = "phone"
    ID_NUMBER = "idNumber"
    CERTIFICATE_NUMBER = "certificateNumber"
    NUMBER = "number"
    HOTLINE_TICKET = "hotlineTicket"
    EXTERNAL_REFERENCE = "externalReference"


GROUP_OF = {
    SearchedBy.NAME: Group.IDENTITY,
    SearchedBy.PHONE: Group.CONTACT,
    SearchedBy.ID_NUMBER: Group.ID_NUMBER,
    SearchedBy.CERTIFICATE_NUMBER: Group.ID_NUMBER,
}
"""The group of the value that is compared; every other is STATUS, which is told with the row."""


def group_of(by: SearchedBy) -> Group:
    """Return the group of the value by which a search is made."""
    return GROUP_OF.get(by, Group.STATUS)


def may_search(kind: Kind, by: SearchedBy) -> bool:
    """Return whether a kind of viewer may search by it at all: it is shown the value in full of some rows, ID numbers at least masked.

    Of offices each row decides; of ID numbers none does, since they are shown no more than the first character.
    """
    group = group_of(by)
    if group is Group.ID_NUMBER:
        return may_be_told(kind)
    level = level_of(kind, group)
    return isinstance(level, AsShared) or level is Level.FULL


def after(prefix: str) -> str | None:
    """Return the first text, in the order of code points, behind all those that begin with a prefix; None where there is none."""
    for place in reversed(range(len(prefix))):
        following = ord(prefix[place]) + 1
        if following in SURROGATES:
            following = SURROGATES.stop
        if following <= LAST:
            return prefix[:place] + chr(following)
    return None
