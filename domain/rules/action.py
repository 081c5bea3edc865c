"""What the table of actions is made of: subjects, parties, guards, operands, where an action leads to.

Source: docs/lifecycle.md (Guards and answers). The rows stand in `domain/rules/actions.py`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from domain.ask import Ask
from domain.referral import Part
from domain.rules.group import Group
from domain.viewer import Kind, Role


class Subject(StrEnum):
    """The table whose row an action is judged over; its value is the table's name."""

    REFERRAL = "referral"
    ITEM = "assistance_item"
    NEED = "need"
    VISIT = "visit"
    NOTHING = "nothing"  # actions without a row: only the actor is judged


@dataclass(frozen=True)
class Party:
    """Who may act: viewers with one of these roles.

    `office`: the column of the row that names their office; None: any office, if they see the row. `only`: the states in which they may
    act; None: all of the action. `kinds`: the kinds of viewer that may act; None: all that the roles make. `parts`: what the referral must
    be to its item; None: whatever it is. `self_handled`: whether its office must be the one that dispatched it; None: either. `line`:
    whether its office must be another one of the viewer's line. `account`: the column of the row that names their account; None: any.
    """

    roles: frozenset[Role]
    office: str | None = None
    only: frozenset[str] | None = None
    kinds: frozenset[Kind] | None = None
    parts: frozenset[Part] | None = None
    self_handled: bool | None = None
    line: bool = False
    account: str | None = None

    def includes(self, role: Role, kind: Kind) -> bool:
        """Return whether a viewer of this role and kind belongs to this party, before any row is looked at."""
        return role in self.roles and (self.kinds is None or kind in self.kinds)


@dataclass(frozen=True)
class Column:
    """Operand: the value of a column of the row."""

    name: str


@dataclass(frozen=True)
class LimitOf:
    """Operand: a limit of `db/reference/limits.toml`, by its key."""

    key: str


@dataclass(frozen=True)
class InWorkingDays:
    """Operand: the moment that lies so many working days after now; a limit, by its key."""

    key: str


class Fact(StrEnum):
    """Operand: a fact of the call, the present moment or the viewer's account."""

    NOW = "NOW"
    ACCOUNT = "ACCOUNT"


Operand = Column | LimitOf | InWorkingDays | Fact


@dataclass(frozen=True)
class _OfColumn:
    """A guard over one column. `otherwise`: the code of the refusal where it does not hold."""

    column: str
    otherwise: str


class Flag(_OfColumn):
    """The column is true."""


class Unset(_OfColumn):
    """The column is null."""


class Set(_OfColumn):
    """The column is not null."""


class Zero(_OfColumn):
    """The column, a count, is 0."""


class AtCounty(_OfColumn):
    """The division in the column is a county, or a city without counties."""


class Ahead(_OfColumn):
    """The column, a moment, is null or still to come."""


@dataclass(frozen=True)
class _OfAsk:
    """A guard over what an office asks. `otherwise`: the code of the refusal where it does not hold."""

    ask: Ask
    otherwise: str


class Asked(_OfAsk):
    """It is asked, not decided, and has not lapsed."""


class NotAsked(_OfAsk):
    """It was never asked, or is decided, or has lapsed."""


@dataclass(frozen=True)
class _Comparison:
    """A guard over two operands. `otherwise`: the code of the refusal where it does not hold."""

    left: Operand
    right: Operand
    otherwise: str


class Equals(_Comparison):
    """Both are the same and not null."""


class Differs(_Comparison):
    """They are not the same; null differs from every value."""


class Less(_Comparison):
    """The first is less than the second; false where either is null."""


@dataclass(frozen=True)
class Gives:
    """The viewer sees something of this group: by the kind of viewer or, as an office, by the row's share contract after signing."""

    group: Group
    otherwise: str


Guard = Flag | Unset | Set | Zero | AtCounty | Ahead | Asked | NotAsked | Equals | Differs | Less | Gives


@dataclass(frozen=True)
class Back:
    """To the state that a column remembers. `may_stay`: the input may also leave the state as it is."""

    column: str
    may_stay: bool = False


@dataclass(frozen=True)
class ByInput:
    """To one of these states, or to none of them and the state stays: the input decides."""

    states: frozenset[str]


To = str | Back | ByInput | None


@dataclass(frozen=True)
class Action:
    """One row of the table: the mutation `name` by the parties `by` on a row in a state of `frm`. `to` None: the state stays."""

    name: str
    by: tuple[Party, ...]
    over: Subject = Subject.REFERRAL
    frm: frozenset[str] = frozenset()
    to: To = None
    guards: tuple[Guard, ...] = ()


def may_lead_to(action: Action, states: Collection[str]) -> bool:
    """Return whether the action may bring its row to one of these states; back to one that a column remembers is not counted."""
    match action.to:
        case ByInput(possible):
            return not possible.isdisjoint(states)
        case str(state):
            return state in states
    return False
