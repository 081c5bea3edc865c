"""Who sees which rows: for every table and kind of viewer a list of conditions, one of which must hold.

Source: docs/domain.md 7 (Rows). Printed by `resolvers/planner/sql/scope.py` as the WHERE of a plan and by
`db/protect/conditions.py` as the row security of the table. One of the three tables of the house: a kind without an entry sees no row.
"""

from domain.event import SubjectType
from domain.rules.condition import (
    About,
    Asked,
    Called,
    Counted,
    Delegated,
    Everyone,
    InScope,
    Line,
    Mine,
    OfficeInScope,
    Own,
    Proposed,
    Rule,
    Shared,
    SharedLine,
    Unmerged,
    Within,
)
from domain.viewer import Kind

_FEDERATION: dict[Kind, Rule] = {
    Kind.COMMISSIONER: (InScope(),),
    Kind.OPERATOR: (Called(),),
    Kind.CADRE: (InScope(),),
    Kind.SUPERIOR_FEDERATION: (InScope(),),
    Kind.MONITOR: (InScope(),),
}
_IN_CHARGE: dict[Kind, Rule] = {kind: (InScope(),) for kind in (Kind.COMMISSIONER, Kind.CADRE)}
_ABOVE_VILLAGES = {kind: _FEDERATION[kind] for kind in (Kind.CADRE, Kind.SUPERIOR_FEDERATION, Kind.MONITOR)}
_DISPATCHED: dict[Kind, Rule] = {
    Kind.COMMISSIONER: (InScope(),),
    Kind.OPERATOR: (Called(),),
    Kind.CADRE: (InScope(), Own("dispatching_office_id")),
    Kind.SUPERIOR_FEDERATION: (InScope(), Own("dispatching_office_id")),
    Kind.MONITOR: (InScope(), Own("dispatching_office_id")),
}


_SUMMED: dict[Kind, Rule] = {
    **{kind: _DISPATCHED[kind] for kind in (Kind.CADRE, Kind.SUPERIOR_FEDERATION, Kind.MONITOR)},
    Kind.COUNTER: (Counted(leads=True),),
}
"""Who reads the sums of referrals: whoever sees or counts all of a division's, and those that their own office dispatched. To a
commissioner, an operator or an office sums tell nothing: they see a village's referrals, or some."""
_ITEMS_SUMMED: dict[Kind, Rule] = _ABOVE_VILLAGES | {Kind.COUNTER: (Counted(),)}
"""Who reads the sums of items: the same, of a division's alone."""
_LISTED: dict[Kind, Rule] = {
    Kind.CADRE: _FEDERATION[Kind.CADRE],
    **dict.fromkeys((Kind.SUPERIOR_FEDERATION, Kind.MONITOR, Kind.COUNTER), (Counted(told=True),)),
}
"""Who sees or counts families on lists, and reads their sums: but commissioners, who see villages, of which no sums are kept."""
_SUMMED_BY_DEPARTMENT: dict[Kind, Rule] = {Kind.SUPERIOR_OFFICE: (Line(),)}
"""Who reads the sums of referrals to the offices of a department: whoever sees its line."""


def _of_family(member: str | None, *, unmerged: bool = False) -> dict[Kind, Rule]:
    """Return the rules of families and of what belongs to them. `member`: the column of whom a row is about."""
    shared, of_line = Shared(member=member), SharedLine(member=member)
    federation = {kind: (Unmerged(),) if unmerged and rule == (InScope(),) else rule for kind, rule in _FEDERATION.items()}
    return federation | {Kind.OFFICE: (shared,), Kind.SUPERIOR_OFFICE: (shared, of_line)}


REQUESTED = Asked("dispatching_office_id")


def _of_referral(key: str | None = None) -> dict[Kind, Rule]:
    """Return the rules of rows that belong to the referral in the column `key`: an office sees them by its access to that referral."""
    shared, of_line = Shared("referral_id", key), SharedLine("referral_id", key)
    return _DISPATCHED | {Kind.OFFICE: (shared, REQUESTED), Kind.SUPERIOR_OFFICE: (shared, of_line, REQUESTED)}


_DELEGATED: Rule = (Delegated("subject_id"),)
_HISTORY: dict[Kind, Rule] = {
    kind: (*rule, *_DELEGATED) if kind in (Kind.OFFICE, Kind.SUPERIOR_OFFICE) else rule for kind, rule in _of_referral("subject_id").items()
}
_EVENTS: dict[tuple[SubjectType, ...], dict[Kind, Rule]] = {
    (SubjectType.REFERRAL,): _HISTORY,
    (SubjectType.ITEM, SubjectType.NEED, SubjectType.VISIT): _FEDERATION,
    (SubjectType.FAMILY,): {kind: rule for kind, rule in _FEDERATION.items() if kind is not Kind.OPERATOR},
}
"""Types of subject -> who sees their events. Only the federation sees those of items, needs, visits and families, even where an office sees
the family. Events of other types are seen by nobody.
"""


def _events(*subjects: tuple[SubjectType, ...]) -> dict[Kind, Rule]:
    """Return the rules of one table of events from those of `_EVENTS` for these groups of types."""
    found: dict[Kind, Rule] = {}
    for types in subjects:
        for kind, words in _EVENTS[types].items():
            found[kind] = (*found.get(kind, ()), About(types, words))
    return found


_EVERYONE: dict[Kind, Rule] = {kind: (Everyone(),) for kind in Kind}
_ADMINISTRATORS: dict[Kind, Rule] = dict.fromkeys((Kind.ADMINISTRATOR, Kind.SECURITY, Kind.AUDITOR), (Everyone(),))

_COLLEAGUES: Rule = (Own("office_id"), Mine("account_id"))
_STAFF: dict[Kind, Rule] = {
    **dict.fromkeys(Kind, _COLLEAGUES),
    Kind.CADRE: (*_COLLEAGUES, OfficeInScope(villages=True)),
    Kind.SUPERIOR_FEDERATION: (*_COLLEAGUES, OfficeInScope(villages=False)),
    Kind.MONITOR: (*_COLLEAGUES, OfficeInScope(villages=False)),
    Kind.SUPERIOR_OFFICE: (*_COLLEAGUES, Line()),
    Kind.AUDITOR: (Everyone(),),
    Kind.SECURITY: (Everyone(),),
    Kind.ADMINISTRATOR: (Everyone(),),
}
"""Who sees memberships: the own office, the offices above it, and administrators. A viewer who may not know in which village a family lives
sees no memberships of villages either, because the name of the family's visitor would give the village away."""

DELEGATING_OFFICE = "delegating_office_id"
"""The column of the county's office that delegated a referral."""
OF_OFFICES = frozenset({"office_id", DELEGATING_OFFICE})
"""The columns of offices that see a row which has ended for a while only."""
ENDED_UNTIL = {"referral": "visible_until"}
"""Table -> the column with the moment until which an office and its line still see a row that has ended."""

# table -> kind -> who sees the row
ROWS: dict[str, dict[Kind, Rule]] = {
    "referral": _DISPATCHED
    | {
        Kind.OFFICE: (Own("office_id"), Own(DELEGATING_OFFICE), REQUESTED),
        Kind.SUPERIOR_OFFICE: (Own("office_id"), Own(DELEGATING_OFFICE), Line(), REQUESTED),
        Kind.COUNTER: (Counted(leads=True),),
    },
    "referral_sum": _SUMMED,
    "department_sum": _SUMMED_BY_DEPARTMENT,
    "referral_delta": _SUMMED | _SUMMED_BY_DEPARTMENT,
    "item_sum": _ITEMS_SUMMED,
    "item_delta": _ITEMS_SUMMED,
    "listing_sum": _LISTED,
    "listing_delta": _LISTED,
    "assistance_item": _FEDERATION
    | dict.fromkeys((Kind.OFFICE, Kind.SUPERIOR_OFFICE), (Asked("owner_office_id"),))
    | {Kind.COUNTER: (Counted(),)},
    "item_line": _ABOVE_VILLAGES
    | {
        Kind.OFFICE: (Shared("referral_id"), Own("owner_office_id")),
        Kind.SUPERIOR_OFFICE: (Shared("referral_id"), SharedLine("referral_id"), Own("owner_office_id")),
    },
    "correction": _IN_CHARGE
    | {Kind.MONITOR: (Proposed(),)}
    | dict.fromkeys((Kind.OFFICE, Kind.SUPERIOR_OFFICE), (Shared("referral_id", office="office_id"),)),
    "correction_text": _IN_CHARGE,
    "family_hand_over": _IN_CHARGE | {Kind.MONITOR: (InScope(),), Kind.OFFICE: (Own("office_id"),)},
    "family_hand_over_text": _IN_CHARGE,
    "family_move_proposal": {
        Kind.CADRE: (InScope(), Within("from_region_code"), Own("office_id")),
        Kind.MONITOR: (InScope(), Within("from_region_code")),
    },
    "family": _of_family(None, unmerged=True),
    "person": _of_family("id", unmerged=True),
    "certificate_record": _of_family("person_id"),
    "entitlement": _of_family("person_id"),
    "family_merge": {},
    "merge_line": {},
    "person_match": {Kind.CADRE: (InScope(),)},
    "visit": _FEDERATION,
    "campaign_listing": _IN_CHARGE | _LISTED,
    "need": _FEDERATION,
    "event": _events(*_EVENTS),
    "event_text": _events((SubjectType.REFERRAL,)),
    "outcome": _of_referral(),
    "follow_up": _DISPATCHED,
    "placement_call": _DISPATCHED,
    "family_access": {
        **_FEDERATION,
        Kind.OPERATOR: (Own("office_id"),),
        Kind.OFFICE: (Own("office_id"),),
        Kind.SUPERIOR_OFFICE: (Own("office_id"), Line()),
    },
    "visit_draft": {kind: (Mine("author_id"),) for kind in (Kind.CADRE, Kind.SUPERIOR_FEDERATION, Kind.COMMISSIONER, Kind.OPERATOR)},
    "import": {
        Kind.COMMISSIONER: (Mine("account_id"),),
        Kind.OPERATOR: (Mine("account_id"),),
        Kind.CADRE: (Own("office_id"),),
        Kind.SUPERIOR_FEDERATION: (Own("office_id"),),
    },
    "import_mapping": {kind: (Own("office_id"),) for kind in (Kind.CADRE, Kind.SUPERIOR_FEDERATION, Kind.COMMISSIONER, Kind.OPERATOR)},
    "import_row": {kind: (Own("office_id"),) for kind in (Kind.CADRE, Kind.SUPERIOR_FEDERATION, Kind.COMMISSIONER, Kind.OPERATOR)},
    "command_key": {kind: (Mine("account_id"),) for kind in Kind},
    "referral_read": {kind: (Mine("account_id"),) for kind in (*_DISPATCHED, Kind.OFFICE, Kind.SUPERIOR_OFFICE)},
    "saved_filter": {
        kind: (Mine("account_id", "shared_office_id"), Own("shared_office_id"))
        for kind in (*_DISPATCHED, Kind.OFFICE, Kind.SUPERIOR_OFFICE)
    },
    "reveal_use": {kind: (Mine("account_id"),) for kind in (Kind.OFFICE, Kind.SUPERIOR_OFFICE, Kind.CADRE)},
    "number_test": {kind: (Mine("account_id"),) for kind in (Kind.CADRE, Kind.SUPERIOR_FEDERATION, Kind.COMMISSIONER, Kind.OPERATOR)},
    "emergency_view": {
        Kind.OFFICE: (Own("office_id"),),
        Kind.CADRE: (InScope(),),
        Kind.MONITOR: (InScope(),),
        Kind.SECURITY: (Everyone(),),
    },
    "proposal": _ADMINISTRATORS,
    "issuer": _ADMINISTRATORS,
    "issuer_requirement": _ADMINISTRATORS,
    "sign_in": _ADMINISTRATORS,
    "trusted_document": _ADMINISTRATORS,
    "legal_hold": _ADMINISTRATORS,
    "audit_record": {Kind.AUDITOR: (Everyone(),)},
    "client": _EVERYONE,
    "client_key": dict.fromkeys((Kind.SECURITY, Kind.ADMINISTRATOR, Kind.AUDITOR), (Everyone(),))
    | dict.fromkeys((Kind.OFFICE, Kind.SUPERIOR_OFFICE), (Own("office_id"),)),
    "client_assertion": {},
    "campaign": _EVERYONE,
    "region": _EVERYONE,
    "organization": _EVERYONE,
    "office": _EVERYONE,
    "authority": _EVERYONE,
    "availability": _EVERYONE,
    "account": _EVERYONE,
    "membership": _STAFF,
    "default_handler": {kind: (Own("office_id"),) for kind in (Kind.CADRE, Kind.SUPERIOR_FEDERATION, Kind.OFFICE, Kind.SUPERIOR_OFFICE)},
    "assistance_type": _EVERYONE,
    "share_contract": _EVERYONE,
    "code_name": _EVERYONE,
    "rule_limit": _EVERYONE,
}
