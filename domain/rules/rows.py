"""Who sees which rows: for every type of row and kind of viewer, a condition of a small vocabulary.

Source: docs/domain.md 7 (Rows). Printed by `resolvers/planner/sql/scope.py` as the WHERE of a plan and by
`db/protect/policies.py` as the row security of the table. One of the three tables of the house: what is not written here is seen by nobody.
"""

from dataclasses import dataclass

from domain.event import SubjectType
from domain.viewer import Kind


@dataclass(frozen=True)
class Own:
    """The row's office is the viewer's: `column` names it. An ended row until its `visible_until`, where the table has one."""

    column: str


@dataclass(frozen=True)
class Mine:
    """The row's account is the viewer's own."""

    column: str


@dataclass(frozen=True)
class InScope:
    """The row's region is a division of the viewer's scope or lies in one."""


@dataclass(frozen=True)
class Line:
    """The row's office is of the viewer's department and stands within the viewer's scope: the superior office sees its line.

    An ended row until its `visible_until`, where the table has one.
    """


@dataclass(frozen=True)
class OfficeInScope:
    """The row's office stands within the viewer's scope: its superior. Without `villages` not those that stand in a village."""

    villages: bool


@dataclass(frozen=True)
class Shared:
    """A row of `family_access` in force gives it to the viewer's office: by the family, or (`by="referral_id"`) by the very referral.

    `key`: the row's column that holds it, where that is not called as in `family_access`.
    """

    by: str = "family_id"
    key: str | None = None


@dataclass(frozen=True)
class SharedLine:
    """As `Shared`, for an office of the viewer's department within the viewer's scope."""

    by: str = "family_id"
    key: str | None = None


@dataclass(frozen=True)
class Called:
    """A hotline call of the viewer's office shares the family with its operators."""


@dataclass(frozen=True)
class Counted:
    """Rows in scope, to be counted and never shown: nodes, edges, node and relations are empty."""


@dataclass(frozen=True)
class Everyone:
    """Reference data: any signed-in account."""


@dataclass(frozen=True)
class About:
    """The row tells of a subject of one of these types, and one of these words holds for it."""

    subjects: tuple[SubjectType, ...]
    words: "Rule"


Condition = Own | Mine | InScope | Line | OfficeInScope | Shared | SharedLine | Called | Counted | Everyone | About
Rule = tuple[Condition, ...]
"""A list is OR; an empty one is nobody."""

_FEDERATION: dict[Kind, Rule] = {
    Kind.COMMISSIONER: (InScope(),),
    Kind.OPERATOR: (Called(),),
    Kind.CADRE: (InScope(),),
    Kind.SUPERIOR_FEDERATION: (InScope(),),
    Kind.MONITOR: (InScope(),),
}
_DISPATCHED: dict[Kind, Rule] = {
    Kind.COMMISSIONER: (InScope(),),
    Kind.OPERATOR: (Called(),),
    Kind.CADRE: (InScope(), Own("dispatching_office_id")),
    Kind.SUPERIOR_FEDERATION: (InScope(), Own("dispatching_office_id")),
    Kind.MONITOR: (InScope(), Own("dispatching_office_id")),
}
_FAMILY: dict[Kind, Rule] = _FEDERATION | {Kind.OFFICE: (Shared(),), Kind.SUPERIOR_OFFICE: (Shared(), SharedLine())}


def _of_referral(key: str | None = None) -> dict[Kind, Rule]:
    """What tells of a referral that the column `key` names: an office's by what it has of that very referral."""
    shared, of_line = Shared("referral_id", key), SharedLine("referral_id", key)
    return _DISPATCHED | {Kind.OFFICE: (shared,), Kind.SUPERIOR_OFFICE: (shared, of_line)}


_EVENTS: dict[tuple[SubjectType, ...], dict[Kind, Rule]] = {
    (SubjectType.REFERRAL,): _of_referral("subject_id"),
    (SubjectType.ITEM, SubjectType.NEED, SubjectType.VISIT): _FEDERATION,
    (SubjectType.FAMILY,): {kind: rule for kind, rule in _FEDERATION.items() if kind is not Kind.OPERATOR},
}
"""Who sees the events of which subjects: of what is the federation's nobody else, also where an office sees the family.

Those of a type that is not here are seen by nobody.
"""


def _events(*subjects: tuple[SubjectType, ...]) -> dict[Kind, Rule]:
    """The rules of these types of subject as the rule of one table."""
    found: dict[Kind, Rule] = {}
    for types in subjects:
        for kind, words in _EVENTS[types].items():
            found[kind] = (*found.get(kind, ()), About(types, words))
    return found


_EVERYONE: dict[Kind, Rule] = {kind: (Everyone(),) for kind in Kind}

_COLLEAGUES: Rule = (Own("office_id"), Mine("account_id"))
_STAFF: dict[Kind, Rule] = {
    **dict.fromkeys(Kind, _COLLEAGUES),
    Kind.CADRE: (*_COLLEAGUES, OfficeInScope(villages=True)),
    Kind.SUPERIOR_FEDERATION: (*_COLLEAGUES, OfficeInScope(villages=False)),
    Kind.MONITOR: (*_COLLEAGUES, OfficeInScope(villages=False)),
    Kind.SUPERIOR_OFFICE: (*_COLLEAGUES, Line()),
    Kind.AUDITOR: (Everyone(),),
    Kind.ADMINISTRATOR: (Everyone(),),
}
"""Who works where: told to the own office, to the offices above it and to administrators. Whoever may not know in which village a family
lives is not shown who works in a village either: the visitor of a family would tell."""

ENDED_UNTIL = {"referral": "visible_until"}
"""The tables whose rows an office, and its line, sees for a while after they have ended: the column that says until when."""

# table -> kind -> who sees the row
ROWS: dict[str, dict[Kind, Rule]] = {
    "referral": _DISPATCHED
    | {
        Kind.OFFICE: (Own("office_id"),),
        Kind.SUPERIOR_OFFICE: (Own("office_id"), Line()),
        Kind.COUNTER: (Counted(),),
    },
    "assistance_item": _FEDERATION | {Kind.COUNTER: (Counted(),)},
    "family": _FAMILY,
    "person": _FAMILY,
    "certificate_record": _FAMILY,
    "person_match": {Kind.CADRE: (InScope(),)},
    "visit": _FEDERATION,
    "need": _FEDERATION,
    "event": _events(*_EVENTS),
    "event_text": _events((SubjectType.REFERRAL,)),
    "outcome": _of_referral(),
    "follow_up": _DISPATCHED,
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
    "reveal_use": {kind: (Mine("account_id"),) for kind in (Kind.OFFICE, Kind.SUPERIOR_OFFICE, Kind.CADRE)},
    "number_test": {kind: (Mine("account_id"),) for kind in (Kind.CADRE, Kind.SUPERIOR_FEDERATION, Kind.COMMISSIONER, Kind.OPERATOR)},
    "audit_record": {Kind.AUDITOR: (Everyone(),)},
    "campaign": _EVERYONE,
    "region": _EVERYONE,
    "organization": _EVERYONE,
    "office": _EVERYONE,
    "account": _EVERYONE,
    "membership": _STAFF,
    "assistance_type": _EVERYONE,
    "share_contract": _EVERYONE,
    "code_name": _EVERYONE,
}
