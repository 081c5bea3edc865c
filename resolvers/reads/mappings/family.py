"""How families, their members and certificates are read.

Source: docs/domain.md 2 and 7; masks by db/protect/masking.py, what depends on the day from the call's moment.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ARRAY, Boolean, ColumnElement, FromClause, Integer, Select, Text, Uuid, cast, extract, func, literal_column, select

from db.tables.family import Family
from db.tables.person import CertificateRecord, Person
from db.tables.reference import AssistanceType
from domain.rules.group import Group
from domain.value.code_list import HEALTH_CATEGORY, OTHER_CATEGORY
from domain.viewer import Kind
from resolvers.planner.mapping import (
    CHANGED_WITHIN,
    Candidates,
    Coded,
    Composed,
    HomeOf,
    Listed,
    Many,
    One,
    Protected,
    RootRows,
    Within,
    by_moment,
    mapping,
)
from resolvers.planner.narrowing import CHANGED, CREATED, HomeIn, Is, Where, equal
from resolvers.planner.printing import Printing
from resolvers.planner.sql.json import number
from resolvers.planner.sql.lookup import is_any, region_name
from resolvers.reads.mappings.event import EVENTS

BANDS = ((0, 6), (7, 13), (14, 17), (18, 29), (30, 44), (45, 59), (60, 74), (75, 89))
"""Age bands, from and to in years, both included: they part at the ages of the law (14, 18, 60)."""


def township(row: FromClause, printing: Printing) -> ColumnElement[Any]:
    """The name of the township: an address at COARSE."""
    return region_name(printing, row.c.town_code)


def village(row: FromClause, printing: Printing) -> ColumnElement[Any]:
    """The names of township and village: an address at MASKED."""
    return func.concat(region_name(printing, row.c.town_code), region_name(printing, row.c.village_code))


def address(row: FromClause, printing: Printing) -> ColumnElement[Any]:
    """Township, village, and the part below the village: an address at FULL."""
    return func.concat(region_name(printing, row.c.town_code), region_name(printing, row.c.village_code), row.c.address)


def age(row: FromClause, printing: Printing) -> ColumnElement[Any]:
    """The age in whole years on the day of the call (Asia/Shanghai); without a birth date, by the birth year."""
    today = printing.today
    by_date = cast(extract("year", func.age(today, row.c.birth_date)), Integer)
    by_year = cast(extract("year", today), Integer) - row.c.birth_year
    return func.coalesce(by_date, by_year)


def age_band(row: FromClause, printing: Printing) -> ColumnElement[Any]:
    """The age band, such as `45-59`; null where the age is unknown."""
    starts = ", ".join(str(low) for low, _ in BANDS)
    names = ", ".join(f"'{low}-{high}'" for low, high in BANDS)
    last = BANDS[-1][1] + 1
    place = func.width_bucket(age(row, printing), literal_column(f"array[{starts}, {last}]"), type_=Integer())
    return literal_column(f"(array[{names}, '{last}+'])", ARRAY(Text()))[place]


def monitors(row: FromClause, printing: Printing) -> ColumnElement[bool]:
    """Whether an entitlement is the status of a monitored household."""
    known = printing.table(AssistanceType, "t")
    return is_any(known, known.c.code == row.c.type_code, known.c.version == row.c.type_version, known.c.monitors)


def contact_person_left(row: FromClause, printing: Printing) -> ColumnElement[bool]:
    """Whether the contact person is in charge of families no more where this one lives; whoever reads need not see their memberships."""
    return ~func.is_in_charge(row.c.contact_person_id, row.c.region_code, printing.now, type_=Boolean())


def _left(row: FromClause, printing: Printing, left: object) -> ColumnElement[bool]:
    found = contact_person_left(row, printing)
    return found if left else ~found


FAMILY = mapping(
    "Family",
    Family,
    display_name=Protected(Group.IDENTITY, "display_name", "display_name_masked", "display_name_coarse"),
    address=Protected(Group.ADDRESS, address, village, township),
    phone=Protected(Group.CONTACT, "phone", "phone_masked"),
    contact_wish=Composed("contact_wish_", unless_null="contact_wish_by"),
    contact_person=One("Account", "contact_person_id"),
    contact_person_left=contact_person_left,
    region=HomeOf("region_code"),
    residence_region=HomeOf("region_code"),
    registration_region=HomeOf("registration_region_code"),
    categories=Coded("TARGET_CATEGORY", "categories"),
    health_categories=Coded("TARGET_CATEGORY", "health_categories"),
    head=One("Person", "head_id"),
    members=Listed("Person", "family_id", ("created_at", "id")),
    entitlements=Listed("Entitlement", "family_id", ("created_at", "id")),
    monitoring=One("Entitlement", "id", "family_id", newest=("created_at", "id"), which=monitors),
    needs=Many("Need", "family_id", ("created_at", "id")),
    items=Many("AssistanceItem", "family_id", ("created_at", "id")),
    plan_responsible=One("Account", "plan_responsible_id"),
    plan_items=Listed("AssistanceItem", "family_id", ("plan_place", "id"), which=lambda item, printing: item.c.plan_place.is_not(None)),
    referrals=Many("Referral", "family_id", ("dispatched_at", "id"), kept="kept_family_id"),
    visits=Many("Visit", "family_id", ("at", "id"), descending=True),
    corrections=Many("Correction", "family_id", ("at", "id"), descending=True),
    events=EVENTS,
    filters={
        **CHANGED,
        "region": ("region", HomeIn()),
        **equal("number"),
        "category": ("categories", Is("categories", OTHER_CATEGORY)),
        "healthCategory": ("healthCategories", Is("health_categories", HEALTH_CATEGORY)),
        "contactPersonLeft": ("contactPersonLeft", Where(_left)),
        **CREATED,
    },
    orders=by_moment("CREATED", "created_at"),
)

PERSON = mapping(
    "Person",
    Person,
    display_name=Protected(Group.IDENTITY, "name", "name_masked", "name_coarse"),
    id_number=Protected(Group.ID_NUMBER, "id_number_masked", "id_number_masked"),
    certificate_number=Protected(Group.ID_NUMBER, "certificate_number_masked", "certificate_number_masked"),
    no_id_reason=Coded("NO_ID_REASON", "no_id_reason"),
    age_band=age_band,
    family=One("Family", "family_id"),
    guardian=Composed("guardian_", unless_null="guardian_name"),
    work=Composed(
        "work_",
        {
            "education": Coded("EDUCATION", "work_education"),
            "employment": Coded("EMPLOYMENT", "work_employment"),
            "notEmployedReason": Coded("NOT_EMPLOYED_REASON", "work_not_employed_reason"),
            "livelihood": Coded("LIVELIHOOD", "work_livelihood"),
        },
        unless_null="work_told_on",
    ),
    certificate=Composed(
        "certificate_",
        {
            "category": Coded("DISABILITY_CATEGORY", "disability_category"),
            "level": "disability_level",
            "history": Listed("CertificateRecord", "person_id", ("at", "id")),
        },
    ),
)

CERTIFICATE_RECORD = mapping(
    "CertificateRecord", CertificateRecord, category=Coded("DISABILITY_CATEGORY", "disability_category"), level="disability_level"
)


def _left_behind(printing: Printing, most: int, left: object) -> list[Select[Any]]:
    """The families of the viewer's scope whose contact person is in charge no more where they live."""
    return [select(func.families_left(printing.now, number(most), type_=Uuid()).label("id"))]


OF_OFFICES = Within(frozenset({"office_id", "office_city_code", "office_province_code"}))
LEFT = Candidates(frozenset({True}), _left_behind, frozenset({Kind.COMMISSIONER, Kind.CADRE}), exact=True, times=5)
FEW: Mapping[str, Within | Candidates] = {"contactPersonLeft": LEFT, "region": OF_OFFICES, "changedAfter": CHANGED_WITHIN}
ROOTS = {"families": RootRows("Family", "CREATED_DESC", few=FEW)}
