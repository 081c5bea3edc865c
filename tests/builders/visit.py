"""What visitors tell of a visit, in the words of the input: enough for a whole one, and numbers of nobody.

Source: docs/domain.md 2 (Visit); docs/domain-facts.md 7 (numbers made for tests: area 99dddd with a correct check character).
"""

from datetime import date, timedelta
from itertools import count
from typing import Any

from domain.family import Sex
from domain.referral import UrgencyLevel
from domain.value.checksum import check_character
from domain.value.citizen import DisabilityCategory
from domain.visit import ContactResult, NoticeBasis, VisitMode
from resolvers.commands.visit.input import (
    FoundNeedsInput,
    NeedInput,
    NewFamilyInput,
    NewPersonInput,
    NoticeInput,
    VisitedFamilyInput,
    VisitedPersonInput,
    VisitRecordInput,
)
from tests.builders.world import NOW, code

SEQUENCES = count(1)
PHONE = "16000000001"
AN_HOUR_AGO = NOW - timedelta(hours=1)
HOME, ELSEWHERE = "330110109202", "330106002051"
"""Two villages of the reference data, in different counties."""


def an_id_number(born: date = date(1958, 5, 20), sex: Sex = Sex.FEMALE) -> str:
    """A number that nobody has, that was not given before, and of an area of its own: those of one area, day and sex are tested rarely."""
    place = next(SEQUENCES)
    digits = f"99{place % 10_000:04d}{born:%Y%m%d}{place // 10_000 * 2 + (sex is Sex.MALE):03d}"
    return digits + check_character(digits)


def a_certificate(id_number: str, category: DisabilityCategory = DisabilityCategory.PHYSICAL, level: int = 2) -> str:
    """The number of this person's certificate."""
    return f"{id_number}{list(DisabilityCategory).index(category) + 1}{level}"


def a_person(**given: Any) -> NewPersonInput:
    """Somebody who is registered, with an ID number unless it says why there is none."""
    number: dict[str, Any] = {} if "no_id_reason" in given or "certificate_number" in given else {"id_number": an_id_number()}
    return NewPersonInput(**{"name": "王小明", **number, **given})


def a_need(domain: str = "LIVING_ASSISTANCE", urgency: UrgencyLevel = UrgencyLevel.NORMAL, **given: Any) -> NeedInput:
    """A difficulty that was found."""
    return NeedInput(**{"domain": domain, "urgency_level": urgency, "request_text": "请求生活补助", **given})


def a_new_family(**given: Any) -> VisitedFamilyInput:
    """A family that is not known, at HOME."""
    return VisitedFamilyInput(new=NewFamilyInput(**{"head_name": "王小明", "village": code(HOME), "phone": PHONE, **given}))


def found(*needs: NeedInput) -> FoundNeedsInput:
    """These needs, or that there is no difficulty."""
    return FoundNeedsInput(list=needs) if needs else FoundNeedsInput(none=True)


def told(**given: Any) -> VisitRecordInput:
    """A home visit to a new family, with one need; `given` wins."""
    whole: dict[str, Any] = {
        "family": a_new_family(),
        "mode": VisitMode.HOME_VISIT,
        "at": AN_HOUR_AGO,
        "contact_result": ContactResult.MET,
        "person": VisitedPersonInput(new=a_person()),
        "categories": ("ILL_AND_DISABLED",),
        "needs": found(a_need()),
        "notice": NoticeInput(basis=NoticeBasis.ORAL),
    }
    return VisitRecordInput(**{**whole, **given})


def not_met(result: ContactResult = ContactResult.NOT_HOME, **given: Any) -> VisitRecordInput:
    """A visit that met nobody."""
    nothing: dict[str, Any] = dict.fromkeys(("person", "categories", "needs", "notice"))
    return told(**{"contact_result": result, **nothing, **given})
