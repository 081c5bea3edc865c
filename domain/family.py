"""Who belongs to a family, and how it wants to be contacted.

Source: docs/domain.md 2 (contact wish, members, certificate).
"""

from enum import StrEnum


class Relation(StrEnum):
    """What a member is to the head of the household."""

    HEAD = "HEAD"
    SPOUSE = "SPOUSE"
    CHILD = "CHILD"
    PARENT = "PARENT"
    GRANDPARENT = "GRANDPARENT"
    GRANDCHILD = "GRANDCHILD"
    SIBLING = "SIBLING"
    OTHER = "OTHER"


class Sex(StrEnum):
    """As the citizen ID number says (GB 11643)."""

    MALE = "MALE"
    FEMALE = "FEMALE"


class CertificateStatus(StrEnum):
    """Whether there is a disability certificate; a category without one is "stated"."""

    CERTIFIED = "CERTIFIED"
    APPLYING = "APPLYING"
    NONE = "NONE"
    EXPIRED = "EXPIRED"


class MatchDecision(StrEnum):
    """Whether somebody who was registered under a known person's ID number is that person."""

    SAME = "SAME"
    NOT_SAME = "NOT_SAME"
    LATER = "LATER"


class ContactBy(StrEnum):
    """By which way the family wants to be contacted."""

    PHONE = "PHONE"
    HOME_VISIT = "HOME_VISIT"
    MESSAGE = "MESSAGE"
    DO_NOT_CONTACT = "DO_NOT_CONTACT"


class ContactThrough(StrEnum):
    """Through whom."""

    PERSON = "PERSON"
    GUARDIAN = "GUARDIAN"
    COMMISSIONER = "COMMISSIONER"
