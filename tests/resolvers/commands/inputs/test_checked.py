"""An input is checked as a whole: every refusal with its path in the contract's words, or a copy with its values put right."""

from datetime import UTC, datetime
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.message.refusal import Refusals
from domain.value.values import Context, Count, FreeText, Phone, ShortText
from resolvers.commands.inputs.checked import checked
from resolvers.commands.inputs.input import ABSENT, Absent, CodeOf, Distinct, Input, Says, Several
from tests.builders.limits import NUMBERS

CONTEXT = Context(datetime(2026, 11, 24, tzinfo=UTC), {"needDomain": {"CARE", "MEDICAL"}}, frozenset(), limits=NUMBERS)


class NeedInput(Input):
    domain: Annotated[str, CodeOf("needDomain"), Says("The domain. 领域。")]
    request_text: Annotated[str, FreeText(), Says("What is asked. 诉求。")]


class WhomInput(Input, one_of=True):
    phone: Annotated[str | None, Phone()] = None
    name: Annotated[str | None, ShortText(most=5)] = None


class VisitInput(Input):
    title_text: Annotated[str, ShortText(most=5)]
    needs: Annotated[tuple[NeedInput, ...], Several(1, 3)] = (NeedInput(domain="CARE", request_text="护理"),)
    domains: Annotated[tuple[str, ...], Several(0, 2), Distinct(), CodeOf("needDomain")] = ()
    from_: Annotated[int | None, Count("hours_least", "hours_most"), Says("From. 自。")] = None
    phone: Annotated[str | Absent | None, Phone()] = ABSENT
    whom: WhomInput | None = None


def refused(given: VisitInput) -> list[tuple[str, tuple[str | int, ...]]]:
    with pytest.raises(Refusals) as refusals:
        checked(given, CONTEXT)
    return [(refusal.code, refusal.path) for refusal in refusals.value.refusals]


def test_values_are_put_right_in_a_copy_at_every_depth() -> None:
    told = VisitInput(
        title_text=" 走访 ",
        needs=(NeedInput(domain="CARE", request_text=" 护理\r\n轮椅 "),),
        domains=("MEDICAL",),
        phone="１６０ ００００ １２３４",
        whom=WhomInput(phone="160-0000-1234"),
    )
    assert checked(told, CONTEXT) == VisitInput(
        title_text="走访",
        needs=(NeedInput(domain="CARE", request_text="护理\n轮椅"),),
        domains=("MEDICAL",),
        phone="16000001234",
        whom=WhomInput(phone="16000001234"),
    )
    assert told.title_text == " 走访 "


def test_all_refusals_are_told_at_once_with_their_paths() -> None:
    told = VisitInput(
        title_text="",
        needs=(NeedInput(domain="CARE", request_text="护理"), NeedInput(domain="NONE", request_text="打16000001234")),
        domains=("CARE", "NONE"),
        from_=100,
        whom=WhomInput(phone="1"),
    )
    assert refused(told) == [
        ("REQUIRED", ("titleText",)),
        ("UNKNOWN_CODE", ("needs", 1, "domain")),
        ("TEXT_HOLDS_PHONE", ("needs", 1, "requestText")),
        ("UNKNOWN_CODE", ("domains", 1)),
        ("NUMBER_RANGE", ("from",)),
        ("PHONE_SHAPE", ("whom", "phone")),
    ]


def test_what_was_left_out_or_emptied_stays_so() -> None:
    assert checked(VisitInput(title_text="走访"), CONTEXT).phone is ABSENT
    assert checked(VisitInput(title_text="走访", phone=None), CONTEXT).phone is None


def test_a_list_has_as_many_entries_as_its_rule_says() -> None:
    need = NeedInput(domain="CARE", request_text="护理")
    assert refused(VisitInput(title_text="走访", needs=())) == [("TOO_FEW", ("needs",))]
    assert refused(VisitInput(title_text="走访", needs=(need,) * 4)) == [("TOO_MANY", ("needs",))]


def test_an_entry_given_twice_is_named() -> None:
    assert refused(VisitInput(title_text="走访", domains=("CARE", "CARE"))) == [("REPEATED", ("domains", 1))]


@pytest.mark.parametrize("whom", [WhomInput(), WhomInput(phone="16000001234", name="王伟")])
def test_of_a_choice_exactly_one_is_given(whom: WhomInput) -> None:
    assert refused(VisitInput(title_text="走访", whom=whom)) == [("EXACTLY_ONE", ("whom",))]


anything = st.text(st.characters(), max_size=30)
needs = st.builds(NeedInput, domain=anything, request_text=anything)
inputs = st.builds(
    VisitInput,
    title_text=anything,
    needs=st.lists(needs, max_size=4).map(tuple),
    domains=st.lists(anything, max_size=3).map(tuple),
    from_=st.none() | st.integers(),
    phone=st.none() | st.just(ABSENT) | anything,
    whom=st.none() | st.builds(WhomInput, phone=st.none() | anything, name=st.none() | anything),
)


@given(inputs)
def test_no_text_whatever_is_answered_otherwise_than_by_refusals_or_a_copy_that_passes_again(told: Any) -> None:
    try:
        copy = checked(told, CONTEXT)
    except Refusals:
        return
    assert checked(copy, CONTEXT) == copy


def test_an_input_of_values_is_as_one_of_fields_given_by_name() -> None:
    assert WhomInput.of_values({"name": "王伟"}) == WhomInput(name="王伟")
    assert VisitInput.of_values({"title_text": "走访"}) == VisitInput(title_text="走访")


@pytest.mark.parametrize("values", [{}, {"title_text": "走访", "head": "王伟"}, {"head": "王伟"}])
def test_an_input_of_values_has_all_its_fields_and_no_other(values: dict[str, str]) -> None:
    with pytest.raises(TypeError):
        VisitInput.of_values(values)
