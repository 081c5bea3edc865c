"""What rows are seen by: the words of which `domain/rules/rows.py` makes its rules.

Source: docs/domain.md 7 (Rows). Each is printed twice, by `db/protect/conditions.py` and by `resolvers/planner/sql/scope.py`.
"""

from dataclasses import dataclass

from domain.event import SubjectType


@dataclass(frozen=True)
class Own:
    """The office in `column` is the viewer's. An ended row counts until its `visible_until`, where the table has that column."""

    column: str


@dataclass(frozen=True)
class Delegated:
    """The referral in the column `key` was delegated to its office by the viewer's, and is seen by it still."""

    key: str


@dataclass(frozen=True)
class Asked:
    """The row is of a request for funds, which has no family, and the office in `column` is the viewer's: the office that requests."""

    column: str


@dataclass(frozen=True)
class Mine:
    """The account in `column` is the viewer's, and the row is given to no office in the column `unless`, if it has one."""

    column: str
    unless: str | None = None


@dataclass(frozen=True)
class InScope:
    """The region of the row is a division of the viewer's scope or lies in one."""


@dataclass(frozen=True)
class Within:
    """The division in `column` is one of the viewer's scope or lies in one: of a row that is of two places."""

    column: str


@dataclass(frozen=True)
class Unmerged:
    """`InScope`, of a family or person that was not merged into another."""


@dataclass(frozen=True)
class Proposed:
    """`InScope`, of a correction that an office proposes or a person asks for; not of what the federation corrects itself."""


@dataclass(frozen=True)
class Line:
    """The row's office is of the viewer's department and lies within the viewer's scope, so that a superior office sees its line.

    An ended row counts until its `visible_until`, where the table has that column.
    """


@dataclass(frozen=True)
class OfficeInScope:
    """The row's office lies within the viewer's scope. `villages`: offices of a village count too."""

    villages: bool


@dataclass(frozen=True)
class Shared:
    """A row of `family_access` in force gives the viewer's office access by the same family, or the same referral (`by="referral_id"`).

    `key`: the column of the row to compare with `by`; None: the column of the same name. `member`: the column with the member whom the row
    is about; where family_access names the only `members` that it gives anything of, the row is about one of these, or about nobody.
    `office`: the column with the one office to which the row may be given: by it a list of them is read in its order.
    """

    by: str = "family_id"
    key: str | None = None
    member: str | None = None
    office: str | None = None


@dataclass(frozen=True)
class SharedLine:
    """The same as `Shared`, for the `family_access` of any office of the viewer's department within the viewer's scope."""

    by: str = "family_id"
    key: str | None = None
    member: str | None = None


@dataclass(frozen=True)
class Called:
    """A row of `family_access` in force, left by a hotline visit of the viewer's office, gives access to the family."""


@dataclass(frozen=True)
class Counted:
    """The row lies in the viewer's scope and is only counted: nodes, edges, node and relations stay empty.

    `leads`: of several referrals of one item the lead alone is counted. `told`: of lists, those of campaigns whose counts are told.
    """

    leads: bool = False
    told: bool = False


@dataclass(frozen=True)
class Everyone:
    """Every viewer sees the row."""


@dataclass(frozen=True)
class About:
    """The subject of the row (an event) is of one of these types, and one of the conditions holds."""

    subjects: tuple[SubjectType, ...]
    words: "Rule"


Condition = (
    Own
    | Asked
    | Delegated
    | Mine
    | InScope
    | Within
    | Unmerged
    | Proposed
    | Line
    | OfficeInScope
    | Shared
    | SharedLine
    | Called
    | Counted
    | Everyone
    | About
)
Rule = tuple[Condition, ...]
"""Conditions of which one must hold; an empty rule shows no row."""
