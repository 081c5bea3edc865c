"""How urgent a need is, and why.

Source: docs/domain-facts.md 1.6 (the notice's three words; 24 hours, 3 days).
"""

import strawberry
from strawberry import field

from domain.referral import UrgencyKind, UrgencyLevel
from schema.build.enumerations import enumeration


@strawberry.type(description="How urgent it is, and why. 紧急程度及其原因。")
class Urgency:
    level: UrgencyLevel = field(description="How quickly help must come. 紧急程度。")
    kinds: list[UrgencyKind] = field(description="Why it is urgent. 紧急原因。")


ENUMS = (
    enumeration(
        UrgencyLevel,
        "How quickly help must come. 紧急程度。",
        EMERGENCY="Within 24 hours. 特急，24 小时。",
        URGENT="Within 3 days. 紧急，3 天。",
        NORMAL="Within the type's own limit. 一般，按事项时限。",
    ),
    enumeration(
        UrgencyKind,
        "Why it is urgent. 紧急原因。",
        SUDDEN="Sudden. 突发性。",
        PRESSING="Pressing. 紧迫性。",
        TEMPORARY="Temporary. 临时性。",
    ),
)
