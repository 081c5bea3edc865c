"""Who may ask who saw what of a person, and what they are told: which kinds of records show something, and for how long back.

Source: PIPL 44, 45 and 50 (whoever is registered may know and be given what is done with their data), 49 (next of kin of somebody who has
died); docs/decisions/048-audit-search.md.
"""

from domain.audit import AuditKind
from domain.text.label import Labelled


class AskedBy(Labelled):
    """Who asks what was seen of a person, or to have a value corrected. 申请人。"""

    SELF = "SELF", "The person. 本人。", "本人", "The person"
    GUARDIAN = "GUARDIAN", "Their guardian. 监护人。", "监护人", "Their guardian"
    REPRESENTATIVE = "REPRESENTATIVE", "Whom they have charged with it. 受委托人。", "受委托人", "Their representative"
    NEXT_OF_KIN = "NEXT_OF_KIN", "Next of kin of somebody who has died. 逝者近亲属。", "逝者近亲属", "Next of kin"


SHOWS = (AuditKind.READ, AuditKind.REVEAL, AuditKind.PRINT)
"""Kinds of records that tell of something shown. That a number was compared (TEST) is not told: it would tell of a match."""
CALLED = "emergencyView"
"""The command by which an office is shown a family."""
YEARS = 3
"""How far back a report goes: so long are records kept at the least (docs/domain-facts.md 5.1, PIPL 56)."""
LINES = 1000
"""The most lines that one report has; what is older is asked for by its period."""
