"""Draw what families of the demonstration county ask for: domain, text, type of help and urgency of a need.

Source: docs/domain-facts.md 1.5, 1.6 (domains, urgency) and 3 (catalogue).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from db.tables.person import Person
from demonstration.county.people import Members
from domain.catalogue import TypeFacts
from domain.family import CertificateStatus
from domain.referral import UrgencyKind, UrgencyLevel

ADULT, OF_WORKING_AGE = 18, range(18, 60)
SEVERE = 2
"""The highest number among the two most severe levels."""


@dataclass(frozen=True)
class Domain:
    """A domain of needs: its share of all needs, texts of requests, and the types of help with their shares."""

    share: int
    said: tuple[str, ...]
    types: dict[str, int]


DOMAINS = {
    "LIVING_ASSISTANCE": Domain(
        30,
        ("家中收入减少，基本生活有困难，希望得到救助。", "临时支出较大，生活费不足，希望给予救助。", "住房条件差，希望改善。"),
        {"A01": 6, "A02": 2, "A03": 1, "A04": 7, "A05": 3, "A06": 6, "A17": 2, "A25": 2, "A26": 1, "A34": 1, "A35": 3, "A38": 2},
    ),
    "CARE": Domain(
        13,
        ("家中无人照料，希望得到上门照护或托养服务。", "照护负担重，希望得到护理补贴。"),
        {"A07": 6, "A23": 3, "A24": 3, "A38": 2},
    ),
    "REHABILITATION": Domain(
        16,
        ("需要适配辅助器具。", "希望得到康复训练服务。", "希望办理或更换残疾人证。"),
        {"A19": 3, "A20": 4, "A21": 6, "A32": 3},
    ),
    "MEDICAL": Domain(9, ("自付医疗费用较高，希望得到医疗救助。", "参保缴费有困难，希望得到资助。"), {"A10": 4, "A11": 2}),
    "EMPLOYMENT": Domain(13, ("希望就近就业，可以做简单工作。", "希望参加技能培训后就业。"), {"A14": 4, "A15": 4, "A16": 3}),
    "EDUCATION": Domain(4, ("孩子入学有困难，希望得到帮助。", "学习费用有困难，希望得到资助。"), {"A12": 9, "A13": 3, "A29": 6}),
    "POVERTY_RELIEF": Domain(6, ("家庭收入不稳定，有返贫风险，希望纳入监测帮扶。",), {"A27": 1}),
    "PRODUCTION": Domain(4, ("想发展种养，缺少资金和技术。", "想扩大小店经营，希望得到扶持。"), {"A18": 3, "A28": 2, "A30": 3}),
    "HOME_ACCESSIBILITY": Domain(6, ("家中门槛高、卫生间不便，希望做无障碍改造。",), {"A22": 1}),
    "RIGHTS_AND_OTHER": Domain(2, ("遇到纠纷，需要法律帮助。",), {"A33": 1}),
}
OF_CHILDREN, OF_WORKERS = frozenset({"A12", "A13", "A19", "A29"}), frozenset({"A14", "A15", "A16"})
OF_SEVERE = frozenset({"A07", "A23", "A24"})
URGENCY = {UrgencyLevel.NORMAL: 88, UrgencyLevel.URGENT: 9, UrgencyLevel.EMERGENCY: 3}
OF_A_HOUSEHOLD = 0.25
"""The share of needs for living assistance that are the household's, not one person's."""


@dataclass(frozen=True)
class Want:
    """What one need asks for; `person` None: it is the household's."""

    domain: str
    facts: TypeFacts
    text: str
    person: Person | None
    level: UrgencyLevel
    kinds: tuple[UrgencyKind, ...]


def wants(random: Random, members: Members, catalogue: dict[str, TypeFacts], *, sent_away: bool, urgent: bool) -> Iterator[Want]:
    """Yield, in random order, what this family can ask for.

    `sent_away`: only types that another department than the federation gives. `urgent`: only types with limits for urgency.
    """
    weighted = [(domain, code, about.share * share) for domain, about in DOMAINS.items() for code, share in about.types.items()]
    while weighted:
        chosen = random.choices(range(len(weighted)), [weight for *_, weight in weighted])[0]
        domain, code, _ = weighted.pop(chosen)
        facts, person = catalogue[code], _for_whom(code, members)
        if urgent <= facts.urgency_applies and sent_away <= (facts.lead_department != "FEDERATION") and _suits(facts, person):
            yield _want(random, domain, facts, person, urgent=urgent)


def _want(random: Random, domain: str, facts: TypeFacts, person: Person, *, urgent: bool) -> Want:
    level = (
        random.choice((UrgencyLevel.URGENT, UrgencyLevel.EMERGENCY)) if urgent else random.choices(list(URGENCY), list(URGENCY.values()))[0]
    )
    kinds = () if level is UrgencyLevel.NORMAL else tuple(random.sample(tuple(UrgencyKind), random.randint(1, 2)))
    whole = domain == "LIVING_ASSISTANCE" and not facts.needs_certificate and random.random() < OF_A_HOUSEHOLD
    return Want(domain, facts, random.choice(DOMAINS[domain].said), None if whole else person, level, kinds)


def _for_whom(code: str, members: Members) -> Person:
    """Return the member for whom a type of help is asked: the youngest for help for children, else the certified one."""
    return max(members.persons, key=lambda each: each.birth_year or 0) if code in OF_CHILDREN else members.certified


def _suits(facts: TypeFacts, person: Person) -> bool:
    """Whether the person's certificate, age and level of disability fit the type of help."""
    if facts.needs_certificate and person.certificate_status != CertificateStatus.CERTIFIED:
        return False
    age = person.created_at.year - (person.birth_year or 0)
    if facts.code in OF_CHILDREN and age >= ADULT:
        return False
    if facts.code in OF_WORKERS and age not in OF_WORKING_AGE:
        return False
    return facts.code not in OF_SEVERE or (person.disability_level or SEVERE + 1) <= SEVERE
