"""What the files of the reference data say. Source: docs/domain-facts.md 1 to 3; docs/domain.md 2, 3 and 4."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from db.reference.load import LABELLED
from db.reference.read import Reference
from demonstration.county.household import OF_HEALTH
from domain.catalogue import AppliesBy, Instance
from domain.code_version import NAMED, OF_REFERRALS, OF_THE_PROGRAM, RENAMED_ALONE, WITH_FACTS
from domain.follow_up import FollowUpResult
from domain.item import ItemState
from domain.need import NeedCloseReason, NeedStatus
from domain.outcome import OutcomeKind, Result
from domain.placement import CallResult
from domain.referral import Colour, ReturnedBy, State, UrgencyLevel
from domain.time.limit import Limit, Unit
from domain.value.citizen import DisabilityCategory
from domain.viewer import Language
from domain.visit import VisitState

ROOT = Path(__file__).parents[3]
HOUSE = ("db", "domain", "resolvers")
OF_THE_CATALOGUE = "ASSISTANCE_TYPE"
POOLED = {"A31", "A36", "A37"}
OF_SOMETHING_ELSE = {"COUNTY", "DECEASED", "EDUCATION", "EMPLOYMENT", "NOT_OWED", "OTHER"}
"""Words that the program says of levels, results, columns and messages, and never of the code of a list that is called so too."""


def written(pattern: str) -> set[str]:
    """What stands in the house's code where the pattern has its group."""
    texts = (path.read_text() for folder in HOUSE for path in (ROOT / folder).rglob("*.py"))
    return {found for text in texts for found in re.findall(pattern, text)}


def test_every_list_that_the_code_names_exists(reference: Reference) -> None:
    named = written(r'(?:CodeOf|Coded|NamedList)\(\s*"([A-Z_]+)"') | written(r'reason=\("([A-Z_]+)"') | {"DEPARTMENT", "STATE", "COLOUR"}
    assert {"NEED_DOMAIN", "STAGE", "REFUSAL_REASON"} <= named
    assert named - set(reference.codes) == {OF_THE_CATALOGUE}


def test_lists_that_the_program_names_itself_change_with_a_release_alone() -> None:
    assert set(LABELLED) == OF_THE_PROGRAM


def test_a_new_code_is_like_another_in_every_list_of_which_the_program_asks_more_than_names(reference: Reference) -> None:
    asked = {of for of, codes in reference.facts.items() for facts in codes.values() if set(facts) - {"also", "tells_of"}}
    assert asked - RENAMED_ALONE == WITH_FACTS
    assert WITH_FACTS | RENAMED_ALONE | set(NAMED) | OF_REFERRALS <= set(reference.codes)


def test_what_the_program_names_of_a_list_does_not_end(reference: Reference) -> None:
    files = (path for folder in HOUSE for path in (ROOT / folder).rglob("*.py"))
    texts = [path.read_text() for path in files if "migrations" not in path.parts and path.name != "code_version.py"]
    texts = [re.sub(r"""(?m)^ +([A-Z_]+) = \(?\s*"\1\"""", "", text) for text in texts]  # members of enumerations are words of their own
    said = {word for text in texts for word in re.findall(r"""["']([A-Z][A-Z_]+)["']""", text)}
    open_lists = set(reference.codes) - OF_THE_PROGRAM - RENAMED_ALONE
    kept = {code for codes in NAMED.values() for code in codes}
    assert {code for of in open_lists for code in reference.codes[of] & said} - OF_SOMETHING_ELSE == kept
    assert all(codes <= reference.codes[of] for of, codes in NAMED.items())


def test_every_number_that_the_code_names_exists(reference: Reference) -> None:
    named = written(r'LimitOf\("(\w+)"') | written(r'limits\["(\w+)"\]')
    assert "reopen_times" in named
    assert named <= set(reference.limits)


def test_every_code_has_a_name_in_both_languages(reference: Reference) -> None:
    for code_list, codes in reference.names.items():
        for code, name in codes.items():
            assert re.search("[一-鿿]", name.zh), (code_list, code)
            assert re.search("[A-Za-z]", name.en), (code_list, code)
            assert not re.search("[一-鿿]", name.en), (code_list, code)


@pytest.mark.parametrize(
    ("code_list", "words"),
    [
        ("STATE", {*State, *ItemState}),
        ("NEED_STATUS", set(NeedStatus)),
        ("COLOUR", set(Colour)),
        ("RESULT", set(Result)),
        ("RETURNED_BY", set(ReturnedBy)),
        ("FOLLOW_UP_RESULT", set(FollowUpResult)),
        ("CALL_RESULT", set(CallResult)),
        ("VISIT_STATE", set(VisitState)),
        ("NEED_CLOSE_REASON", {*NeedCloseReason, "VISIT_WITHDRAWN", "DECEASED"}),
        ("DISABILITY_CATEGORY", set(DisabilityCategory)),
    ],
)
def test_the_words_of_the_code_are_named_and_no_others(reference: Reference, code_list: str, words: set[str]) -> None:
    assert reference.codes[code_list] == {str(word) for word in words}


def test_every_reason_of_a_return_says_who_can_have_refused(reference: Reference) -> None:
    who = {code: facts["returned_by"] for code, facts in reference.facts["RETURN_REASON"].items()}
    assert {refused for found in who.values() for refused in found} == set(ReturnedBy)
    assert all(who.values())


def test_what_a_cadre_may_choose_is_among_what_a_cancelled_item_may_show(reference: Reference) -> None:
    given_by_the_system = {"DISCARDED", "REASSIGNED", "RECALLED", "NEED_CLOSED", "LEAD_ENDED"}
    assert reference.codes["CANCEL_REASON"] - reference.codes["ITEM_CANCEL_REASON"] == given_by_the_system
    assert reference.codes["ITEM_CANCEL_REASON"] < reference.codes["CANCEL_REASON"]


def test_the_needs_roll_up_to_the_seven_groups_of_the_notice(reference: Reference) -> None:
    groups = {code: facts.get("seed_group") for code, facts in reference.facts["NEED_DOMAIN"].items()}
    assert len(reference.codes["NEED_GROUP"]) == 7
    assert set(groups.values()) - {None} == reference.codes["NEED_GROUP"]
    assert [code for code, group in groups.items() if group is None] == ["RIGHTS_AND_OTHER"]


def test_the_target_categories_are_the_twelve_of_the_notice_for_persons_or_households(reference: Reference) -> None:
    levels = [facts["level"] for facts in reference.facts["TARGET_CATEGORY"].values()]
    assert (levels.count("PERSON"), levels.count("HOUSEHOLD")) == (6, 6)


def test_a_category_that_tells_of_health_is_marked(reference: Reference) -> None:
    marked = {code for code, facts in reference.facts["TARGET_CATEGORY"].items() if facts.get("health")}
    assert marked == {"QUARANTINED", "INFECTED", "BEREAVED", "MEDICAL_ACCESS_HARDSHIP", "ILL_AND_DISABLED"} == OF_HEALTH


def test_a_disability_category_knows_the_digit_of_the_certificate(reference: Reference) -> None:
    assert [facts["digit"] for facts in reference.facts["DISABILITY_CATEGORY"].values()] == list("1234567")
    assert reference.name("DISABILITY_CATEGORY", "PHYSICAL", Language.ZH) == "肢体残疾"


def test_the_catalogue_has_all_38_types(reference: Reference) -> None:
    assert sorted(reference.types) == [f"A{number:02}" for number in range(1, 39)]


def test_a_type_names_departments_domains_and_stages_that_exist(reference: Reference) -> None:
    for each in reference.types.values():
        assert each.lead_department in reference.codes["DEPARTMENT"], each.code
        assert each.domains, each.code
        assert each.domains <= reference.codes["NEED_DOMAIN"], each.code
        assert set(each.stages) <= reference.codes["STAGE"], each.code


def test_pooled_types_are_those_of_finance_and_they_alone_go_by_no_region_of_a_family(reference: Reference) -> None:
    assert {each.code for each in reference.types.values() if each.pooled} == POOLED
    assert {each.code for each in reference.types.values() if each.applies_by is None} == POOLED
    assert {each.code for each in reference.types.values() if each.lead_department == "FINANCE"} == POOLED


def test_urgency_shortens_what_is_quick_by_its_nature_alone(reference: Reference) -> None:
    assert {each.code for each in reference.types.values() if each.urgency_applies} == {"A04", "A34", "A35"}


def test_the_types_that_need_a_certificate_are_the_two_subsidies_and_care(reference: Reference) -> None:
    assert {each.code for each in reference.types.values() if each.needs_certificate} == {"A06", "A07", "A23"}


def test_the_minimum_living_allowance_is_as_the_catalogue_says(reference: Reference) -> None:
    allowance = reference.types["A01"]
    assert (allowance.applies_by, allowance.accepted_at, allowance.decided_at) == (
        AppliesBy.REGISTRATION,
        Instance.TOWNSHIP,
        Instance.COUNTY,
    )
    assert (allowance.limit.finish, allowance.outcome_kind) == (Limit(30, Unit.WORKING_DAY), OutcomeKind.BENEFIT)
    assert allowance.needs_application


def test_the_limits_of_the_clocks_are_those_of_the_rules(reference: Reference) -> None:
    clock = reference.clock
    assert [limit.value for limit in clock.answer.values()] == [2, 24, 1]
    assert [limit.value for limit in clock.finish.values()] == [24, 72]
    assert (clock.return_, clock.clue) == (Limit(2, Unit.WORKING_DAY), Limit(5, Unit.WORKING_DAY))
    assert (clock.reopened_share, clock.yellow_share) == (50, 80)
    assert [reference.contact[level] for level in UrgencyLevel] == [3, 14, 90]
    assert (reference.follow_up.attempts, reference.follow_up.reopen_times) == (3, 2)


def test_the_days_of_the_facts_are_counted_so(reference: Reference) -> None:
    add = reference.calendar.add
    assert add(date(2026, 2, 12), 5) == date(2026, 2, 26)
    assert add(date(2026, 9, 24), 10) == date(2026, 10, 15)
    assert add(date(2020, 4, 28), 5) == date(2020, 5, 8)
    assert reference.calendar.is_working_day(date(2020, 5, 9))
    assert add(date(2026, 12, 1), 30) == date(2027, 1, 13)
    assert not reference.calendar.is_working_day(date(2020, 5, 9) + timedelta(days=1))
