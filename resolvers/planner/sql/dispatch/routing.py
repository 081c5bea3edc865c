"""Prints the rule of routing as SQL: which offices may have an item, in which order they are tried, and what refuses a dispatch to one.

Source: domain/routing.py, which says the same in Python (a test holds the two equal); docs/lifecycle.md (`itemDispatch`).
"""

from itertools import pairwise

from sqlalchemy import Boolean, ColumnElement, FromClause, and_, case, false, func, literal_column, not_, or_, select
from sqlalchemy.dialects.postgresql import array

from db.tables.person import Person
from db.tables.referral import Referral
from domain.family import CertificateStatus
from domain.message.message import text
from domain.referral import DESIGNATABLE, State
from domain.rules.actions import SIGNERS
from domain.viewer import RegionLevel
from resolvers.planner.printing import Printing
from resolvers.planner.sql.json import NULL, Sql, among, object_of, text_literal
from resolvers.planner.tree import Object

LEVELS = tuple(int(level) for level in RegionLevel)


def offered(printing: Printing, type_of: FromClause, family: FromClause, item: FromClause, office: FromClause) -> ColumnElement[bool]:
    """The offices that routing may name: they fit, somebody there can sign, and none of them refused this help for this item."""
    return and_(fits(type_of, family, office), can_sign(printing, office), not_(has_refused(printing, item, office)))


def order(type_of: FromClause, family: FromClause, item: FromClause, office: FromClause) -> tuple[ColumnElement[object], ...]:
    """The office that was suggested, then by the rule; the lowest id of several."""
    suggested = func.coalesce(office.c.id == item.c.suggested_office_id, false())
    return (suggested.desc(), *rank(type_of, family, office), office.c.id)


def applies(type_of: FromClause, family: FromClause) -> Sql:
    """The code of the division in which the family applies."""
    return case((type_of.c.applies_by == text_literal("REGISTRATION"), family.c.registration_region_code), else_=family.c.region_code)


def goal_region(type_of: FromClause, family: FromClause) -> Sql:
    """The division whose office decides."""
    code, decided = applies(type_of, family), type_of.c.decided_at
    county, town = at_level(code, _number(RegionLevel.COUNTY)), at_level(code, _number(RegionLevel.TOWNSHIP))
    return case((decided == text_literal("TOWNSHIP"), town), (decided == text_literal("COMMUNITY"), code), else_=county)


def routed(type_of: FromClause, family: FromClause, office: FromClause) -> ColumnElement[bool]:
    """The office by the catalogue's columns."""
    decided = type_of.c.decided_at
    own_kind = among(decided, ("TOWNSHIP", "COMMUNITY", "FEDERATION"))
    kind = case((own_kind, decided), else_=text_literal("DEPARTMENT"))
    line = or_(office.c.department_code == type_of.c.lead_department, among(kind, ("COMMUNITY", "FEDERATION")))
    return and_(office.c.region_code == goal_region(type_of, family), office.c.kind == kind, line)


def fits(type_of: FromClause, family: FromClause, office: FromClause) -> ColumnElement[bool]:
    """Of the type's line, over where the family is registered or lives."""
    decided, kind = type_of.c.decided_at, office.c.kind
    of_line = case(
        (among(decided, ("FEDERATION", "COMMUNITY")), kind == decided),
        else_=and_(among(kind, ("DEPARTMENT", "TOWNSHIP")), office.c.department_code == type_of.c.lead_department),
    )
    homes = (family.c.registration_region_code, family.c.region_code)
    over = office.c.region_code.in_([at_level(home, _number(level)) for home in homes for level in LEVELS])
    return and_(over, func.coalesce(of_line, false()))


def rank(type_of: FromClause, family: FromClause, office: FromClause) -> tuple[Sql, ...]:
    """The columns of `domain.routing.rank`."""
    by_rule = func.coalesce(routed(type_of, family, office), false())
    stands, goal = level_of(office.c.region_code), level_of(goal_region(type_of, family))
    elsewhere = at_level(applies(type_of, family), stands) != office.c.region_code
    found = (stands < _number(RegionLevel.COUNTY), elsewhere)
    zero, one = _number(0), _number(1)
    return (
        case((by_rule, zero), else_=one),
        *(case((by_rule, zero), (each, one), else_=zero) for each in found),
        case((by_rule, zero), else_=func.abs(stands - goal)),
    )


def at_level(code: Sql, level: Sql) -> Sql:
    """The division of a level in which a division lies."""
    return func.rpad(func.left(code, level), 12, "0")


def level_of(code: Sql) -> Sql:
    """How high a division stands: the digits that name it."""
    below = sorted(LEVELS, reverse=True)
    whens = [(func.rpad(func.left(code, upper), 12, "0") != code, _number(level)) for level, upper in pairwise(below)]
    return case(*whens, else_=_number(0))


def can_sign(printing: Printing, office: FromClause) -> ColumnElement[bool]:
    """Whether a membership runs in the office whose role may sign: told to everybody, who it is to few (`office_has`, db/migrations)."""
    roles = array([text_literal(role.value) for role in sorted(SIGNERS)])
    return func.office_has(office.c.id, roles, printing.now, type_=Boolean())


def has_refused(printing: Printing, item: FromClause, office: FromClause) -> ColumnElement[bool]:
    """Whether the office has returned this help for this item as not its duty or not in its area."""
    referral = Referral.__table__.alias(printing.alias("r"))
    found = select(1).where(
        referral.c.item_id == item.c.id,
        referral.c.office_id == office.c.id,
        referral.c.type_code == item.c.type_code,
        referral.c.state == text_literal(State.RETURNED),
        among(referral.c.return_reason, tuple(sorted(DESIGNATABLE))),
    )
    return found.correlate_except(referral).exists()


def is_certified(printing: Printing, item: FromClause) -> ColumnElement[bool]:
    """Whether the one whom the item helps has a certificate in force, or any member where it helps the household."""
    person = Person.__table__.alias(printing.alias("p"))
    found = select(1).where(
        person.c.family_id == item.c.family_id,
        person.c.certificate_status == text_literal(CertificateStatus.CERTIFIED),
        or_(item.c.person_id.is_(None), item.c.person_id == person.c.id),
    )
    return found.correlate_except(person).exists()


def refusal(
    printing: Printing,
    shown: Object,
    type_of: FromClause,
    family: FromClause,
    item: FromClause,
    office: FromClause,
) -> Sql:
    """Why a dispatch to the office would be refused, in the order in which the command says it; null where it would not."""
    may_have = or_(office.c.id == item.c.owner_office_id, fits(type_of, family, office))
    unchanged = and_(office.c.id == item.c.last_returned_office_id, not_(item.c.changed_since_return))
    whens = (
        (not_(may_have), "OFFICE_DOES_NOT_FIT"),
        (not_(can_sign(printing, office)), "NOBODY_SIGNS"),
        (and_(type_of.c.needs_certificate, not_(is_certified(printing, item))), "CERTIFICATE_NEEDED"),
        (func.coalesce(unchanged, false()), "SAME_OFFICE_UNCHANGED"),
    )

    def told(code: str) -> Sql:
        return object_of(shown, lambda each: text_literal(code if each.name == "code" else text(code, printing.viewer.language)))

    return case(*((holds, told(code)) for holds, code in whens), else_=NULL)


def _number(value: int) -> Sql:
    return literal_column(str(int(value)))
