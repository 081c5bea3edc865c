"""What a work profile is told as, and how it stands on the person.

Source: docs/domain.md 2 (Work profile). It is told as a whole: what is left out is not known.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from db.reference.read import Reference
from db.tables.person import Person
from domain.message.refusal import Refusal
from domain.value.values import Count
from domain.work import EMPLOYED, Ability, WorkKind, WorkSupport
from resolvers.commands.inputs.input import CodeOf, Distinct, Input, Says

Education = Annotated[str | None, CodeOf("EDUCATION"), Says("The schooling; a code. 受教育程度代码。")]
Employment = Annotated[str | None, CodeOf("EMPLOYMENT"), Says("Whether and how the person works; a code. 就业形式代码。")]
NotEmployedReason = Annotated[
    str | None, CodeOf("NOT_EMPLOYED_REASON"), Says("Why not; only without work. 未就业原因代码，仅未就业时填写。")
]
Livelihood = Annotated[
    str | None, CodeOf("LIVELIHOOD"), Says("What the person lives on; only without work. 主要生活来源代码，仅未就业时填写。")
]
RegisteredUnemployed = Annotated[bool | None, Says("Whether registered as unemployed. 是否登记失业。")]
Hours = Annotated[int | None, Count("hours_least", "hours_most"), Says("The most hours a week. 每周最多工时。")]
Distance = Annotated[
    int | None, Count("none_least", "distance_most"), Says("The farthest from home, in kilometres. 离家最远距离（公里）。")
]
AtHome = Annotated[bool | None, Says("Whether work at home alone. 是否仅能居家就业。")]
CareDuties = Annotated[bool | None, Says("Whether the person cares for somebody at home. 是否需照料家人。")]
ZeroEmploymentHousehold = Annotated[bool | None, Says("Whether nobody of the household works. 是否零就业家庭。")]
PublicPostMonths = Annotated[
    int | None,
    Count("none_least", "public_post_months_most"),
    Says("The months already spent on public-welfare posts. 已在公益性岗位的累计月数。"),
]
WISH, CAN_DO = Says("The kinds of work wanted. 求职意愿。"), Says("What the person can do. 能够胜任的动作与能力。")
SUPPORT = Says("What the person needs at the place of work. 工作场所所需的支持。")


class WorkProfileInput(Input):
    """What a person can do, wants and needs at work; no illness. 就业情况：能力、意愿与所需支持，不写病情。"""

    education: Education = None
    employment: Employment = None
    not_employed_reason: NotEmployedReason = None
    livelihood: Livelihood = None
    registered_unemployed: RegisteredUnemployed = None
    wish: Annotated[tuple[WorkKind, ...], Distinct(), WISH] = ()
    hours: Hours = None
    distance: Distance = None
    at_home: AtHome = None
    can_do: Annotated[tuple[Ability, ...], Distinct(), CAN_DO] = ()
    support: Annotated[tuple[WorkSupport, ...], Distinct(), SUPPORT] = ()
    care_duties: CareDuties = None
    zero_employment_household: ZeroEmploymentHousehold = None
    public_post_months: PublicPostMonths = None


class WorkValueInput(Input, one_of=True):
    """One value of a work profile as it should be; no illness. 就业情况中需更正的一项，不写病情。"""

    education: Education = None
    employment: Employment = None
    not_employed_reason: NotEmployedReason = None
    livelihood: Livelihood = None
    registered_unemployed: RegisteredUnemployed = None
    wish: Annotated[tuple[WorkKind, ...] | None, Distinct(), WISH] = None
    hours: Hours = None
    distance: Distance = None
    at_home: AtHome = None
    can_do: Annotated[tuple[Ability, ...] | None, Distinct(), CAN_DO] = None
    support: Annotated[tuple[WorkSupport, ...] | None, Distinct(), SUPPORT] = None
    care_duties: CareDuties = None
    zero_employment_household: ZeroEmploymentHousehold = None
    public_post_months: PublicPostMonths = None


WITHOUT_WORK = {"not_employed_reason": "notEmployedReason", "livelihood": "livelihood"}


def refusals(told: WorkProfileInput, reference: Reference) -> Iterator[Refusal]:
    """Yield NOT_EXPECTED for a reason or a livelihood of those without work where the person works."""
    for name, path in WITHOUT_WORK.items():
        if works(told.employment, reference) and getattr(told, name) is not None:
            yield Refusal("NOT_EXPECTED", path=(path,))


def works(employment: str | None, reference: Reference) -> bool:
    """Return whether a code of the list EMPLOYMENT is work."""
    return employment is not None and bool(reference.facts["EMPLOYMENT"].get(employment, {}).get(EMPLOYED))


def write(person: Person, told: WorkProfileInput, today: date) -> None:
    """Put the profile on the person, in place of the one before."""
    person.work_told_on = today
    for name, value in vars(told).items():
        setattr(person, f"work_{name}", list(value) if isinstance(value, tuple) else value)
