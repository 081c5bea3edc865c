"""How the versions of limits and codes are read: past, present and coming ones; of limits those that administrators may change.

Source: docs/domain.md 1 and 4; docs/decisions/050-versions.md. Open to every signed-in account; proposals are the administrators'.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, or_

from db.tables.reference import CodeName, RuleLimit
from domain.limit import LIMIT, LimitKey, VersionStanding
from domain.proposal import ProposalKind, ProposalState
from domain.value.code_list import CODE_LIST
from resolvers.planner.mapping import Coded, CodedBy, Listed, One, RootRows, mapping
from resolvers.planner.narrowing import HoldsOn, Is, Where
from resolvers.planner.printing import Printing
from resolvers.planner.sql.json import among, text_literal
from resolvers.planner.sql.lookup import in_force


def holds_ever(row: FromClause, printing: Printing) -> ColumnElement[bool]:
    """Whether a version holds for a day at least: not one that was replaced before it began."""
    return or_(row.c.valid_to.is_(None), row.c.valid_to > row.c.valid_from)


def stands(row: FromClause, printing: Printing, standing: Any) -> ColumnElement[bool]:
    """Whether a version holds today, has held, or is to hold."""
    today = printing.today
    if standing == VersionStanding.PRESENT:
        present: ColumnElement[bool] = in_force(printing, row)
        return present
    return row.c.valid_to <= today if standing == VersionStanding.PAST else row.c.valid_from > today


def _is_kept(row: FromClause, printing: Printing) -> ColumnElement[bool]:
    """Whether it is a version of a limit that administrators may change, which holds for a day at least."""
    return and_(among(row.c.key, frozenset(LimitKey)), holds_ever(row, printing))


def _is_open(row: FromClause, printing: Printing) -> ColumnElement[bool]:
    """Whether a proposal is of a limit and not decided yet."""
    return and_(row.c.kind == text_literal(ProposalKind.LIMIT), row.c.state == text_literal(ProposalState.PROPOSED))


LIMIT_VERSION = mapping(
    "LimitVersion",
    RuleLimit,
    limit=Coded(LIMIT, "key"),
    proposal=One("Proposal", "proposal_id"),
    proposals=Listed("Proposal", "code", ("at", "id"), key="key", which=_is_open),
    only=_is_kept,
    filters={"limit": ("limit", Is("key", LIMIT)), "standing": ("validFrom", Where(stands)), "on": ("validFrom", HoldsOn())},
    orders={"LIMIT": (("key", "version"), False)},
)


def _is_of_code(row: FromClause, printing: Printing) -> ColumnElement[bool]:
    """Whether a proposal is of a code and not decided yet."""
    kinds = frozenset({ProposalKind.CODE, ProposalKind.CODE_END})
    return and_(among(row.c.kind, kinds), row.c.state == text_literal(ProposalState.PROPOSED))


CODE_VERSION = mapping(
    "CodeVersion",
    CodeName,
    proposal=One("Proposal", "proposal_id"),
    proposals=Listed("Proposal", "code", ("at", "id"), key="code", which=_is_of_code, beside=(("code_list", "list"),)),
    successor=CodedBy("list", "successor"),
    only=holds_ever,
    filters={
        "list": ("list", Is("list", CODE_LIST)),
        "code": ("code", Is("code")),
        "standing": ("validFrom", Where(stands)),
        "on": ("validFrom", HoldsOn()),
    },
    orders={"LIST": (("list", "code", "version"), False)},
)

ROOTS = {"limits": RootRows("LimitVersion", "LIMIT"), "codeVersions": RootRows("CodeVersion", "LIST")}
