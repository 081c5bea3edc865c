"""How urgent a need is, and why.

Source: docs/domain-facts.md 1.6 (the notice's three words; 24 hours, 3 days).
"""

import strawberry
from strawberry import field

from domain.referral import UrgencyKind, UrgencyLevel


@strawberry.type(description="How urgent it is, and why. 紧急程度及其原因。")
class Urgency:
    level: UrgencyLevel = field(description="How quickly help must come. 紧急程度。")
    kinds: list[UrgencyKind] = field(description="Why it is urgent. 紧急原因。")
