"""Prints what a dispatch looks at: the offices on an item's route, whether they can sign, and what would refuse a dispatch to one.

Source: docs/lifecycle.md (`itemDispatch`); where an item may go is decided in domain/routing.py and stands on the item.
"""

from sqlalchemy import Boolean, ColumnElement, FromClause, all_, and_, any_, case, false, func, not_, or_, select
from sqlalchemy.dialects.postgresql import array

from db.tables.person import Person
from domain.family import CertificateStatus
from domain.message.message import text
from domain.rules.parties import SIGNERS
from resolvers.planner.printing import Printing
from resolvers.planner.sql.json import NULL, Sql, object_of, text_literal
from resolvers.planner.tree import Object


def offered(printing: Printing, item: FromClause, office: FromClause) -> ColumnElement[bool]:
    """Whether routing may name an office: it is one of those that it tries, and somebody can sign in it now."""
    return and_(office.c.id == any_(item.c.route_offices), can_sign(printing, office))


def order(item: FromClause, office: FromClause) -> Sql:
    """The place of an office in the item's route, the first that is tried first."""
    return func.array_position(item.c.route_offices, office.c.id)


def can_sign(printing: Printing, office: FromClause) -> ColumnElement[bool]:
    """Whether a membership runs in the office whose role may sign: told to everybody, who it is to few (`office_has`, db/migrations)."""
    roles = array([text_literal(role.value) for role in sorted(SIGNERS)])
    return func.office_has(office.c.id, roles, printing.now, type_=Boolean())


def still_said(said: FromClause, printing: Printing) -> ColumnElement[bool]:
    """Whether an office still says something of its room: places, or a pause that is not over."""
    return or_(said.c.places.is_not(None), said.c.paused_until > printing.now)


def room_for(printing: Printing, said: FromClause, item: FromClause, office: FromClause) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which something that an office says of its room is about an item: its township, its type, or all of them."""
    return (
        said.c.office_id == office.c.id,
        or_(said.c.town_code.is_(None), said.c.town_code == item.c.town_code),
        or_(said.c.type_code.is_(None), said.c.type_code == item.c.type_code),
        still_said(said, printing),
    )


def most_particular(said: FromClause) -> tuple[ColumnElement[bool], ...]:
    """The order in which what an office says of its room holds: of township and type, of the township, of the type, of all."""
    return said.c.town_code.is_(None), said.c.type_code.is_(None)


def is_certified(printing: Printing, item: FromClause) -> ColumnElement[bool]:
    """Whether the one whom the item helps has a certificate in force, or any living member where it helps the household."""
    person = printing.table(Person, "p")
    found = select(1).where(
        person.c.family_id == item.c.family_id,
        person.c.certificate_status == text_literal(CertificateStatus.CERTIFIED),
        person.c.deceased_on.is_(None),
        or_(item.c.person_id.is_(None), item.c.person_id == person.c.id),
    )
    return found.correlate_except(person).exists()


def refusal(printing: Printing, shown: Object, type_of: FromClause, item: FromClause, office: FromClause) -> Sql:
    """Why a dispatch to the office would be refused, in the order in which the command says it; null where it would not."""
    unchanged = and_(office.c.id == item.c.last_returned_office_id, not_(item.c.changed_since_return))
    whens = (
        (office.c.id != all_(item.c.fitting_offices), "OFFICE_DOES_NOT_FIT"),
        (not_(can_sign(printing, office)), "NOBODY_SIGNS"),
        (and_(type_of.c.needs_certificate, not_(is_certified(printing, item))), "CERTIFICATE_NEEDED"),
        (func.coalesce(unchanged, false()), "SAME_OFFICE_UNCHANGED"),
    )

    def told(code: str) -> Sql:
        return object_of(shown, lambda each: text_literal(code if each.name == "code" else text(code, printing.viewer.language)))

    return case(*((holds, told(code)) for holds, code in whens), else_=NULL)
