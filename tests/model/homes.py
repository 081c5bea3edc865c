"""Inputs of moves over households: drawn in the model's words, and told to the commands in theirs.

Source: docs/lifecycle.md (`familyMerge`, `familyPart`, `familyMove`, `familySplit`, `personDeathSet`).
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from resolvers.commands.households.merge import SamePersonInput
from tests.builders.world import OTHER_VILLAGE
from tests.model.model import Model, Move
from tests.model.registered import Person

Given = dict[str, Any]
Inputs = st.SearchStrategy[Given]
VILLAGES = ("330110109202", OTHER_VILLAGE)
"""Where families move to: into the township of the one village in which they live at first, or into the other village."""
ELSEWHERE, NEXT_TO_IT = "330106002051", "330106004053"
"""Villages of another county, in two of its townships."""
NOBODYS = "330127100001"
"""In a county where nobody takes families on."""


def _living(model: Model, family: UUID) -> list[Person]:
    return [each for each in model.book.registered(family) if each.deceased_on is None]


def _of_merging(model: Model, move: Move, today: date) -> Inputs:
    others = [key for key in model.book.families if key != move.target]

    def paired(merged: UUID) -> Inputs:
        """Who is registered in both: nobody, the one or the other, all."""
        named = merged if (into := model.book.families[merged].merged_into_id) is None else into
        theirs, mine = ([each.id for each in model.book.registered(family)] for family in (named, move.target))
        pairs = st.permutations(mine).map(lambda order: tuple(zip(theirs, order, strict=False)))
        some = st.tuples(pairs, st.integers(0, 2)).map(lambda drawn: drawn[0][: drawn[1]])
        return st.fixed_dictionaries({"merged": st.just(merged), "pairs": some if theirs else st.just(())})

    return st.sampled_from(others).flatmap(paired)


def _of_parting(model: Model, move: Move, today: date) -> Inputs:
    book = model.book
    numbers, merged = [each.number for each in book.families.values()], book.families[move.target].merged_numbers
    needs = [each.id for each in book.needs.values() if each.family_id == move.target]
    named = st.sampled_from([*merged[-1:] * 12, *numbers])
    return st.fixed_dictionaries({"merged_number": named, "needs": st.sampled_from([(), (), (), tuple(needs[:1])])})


def _of_moving(model: Model, move: Move, today: date) -> Inputs:
    lives = model.book.families[move.target].region_code
    here, there = ((ELSEWHERE, NEXT_TO_IT), VILLAGES) if lives.startswith(ELSEWHERE[:6]) else (VILLAGES, (ELSEWHERE,))
    villages = [each for each in here if each != lives] * 6 + [*here, *there[:1]]
    return st.fixed_dictionaries(
        {"village": st.sampled_from(villages), "registration_region": st.sampled_from((None, None, *VILLAGES)), "address": st.just("2号")}
    )


def _of_proposing(model: Model, move: Move, today: date) -> Inputs:
    lives = model.book.families[move.target].region_code
    there, here = (VILLAGES, ELSEWHERE) if lives.startswith(ELSEWHERE[:6]) else ((ELSEWHERE, NEXT_TO_IT), VILLAGES[0])
    registered = st.sampled_from((None, None, *there))
    return st.fixed_dictionaries(
        {"village": st.sampled_from([*there * 4, here, NOBODYS]), "registration_region": registered, "address": st.just("3号")}
    )


def _of_deciding(model: Model, move: Move, today: date) -> Inputs:
    """Mostly taken on; declined with a reason, or one of the two that do not go together."""
    said = (*((True, None),) * 6, *((False, "NOT_ARRIVED"),) * 3, (True, "NOT_ARRIVED"), (False, None))
    return st.sampled_from(said).map(lambda drawn: {"accepted": drawn[0], "reason": drawn[1]})


def _of_splitting(model: Model, move: Move, today: date) -> Inputs:
    """Mostly some of those who live, with a head of each household."""
    book, members = model.book, [each.id for each in model.book.registered(move.target)]
    head_of_all = book.families[move.target].head_id
    needs = [each.id for each in book.needs.values() if each.family_id == move.target]

    def led(going: tuple[UUID, ...]) -> Inputs:
        staying = [each for each in members if each not in going]
        left = st.sampled_from([None, *staying] if staying else [None]) if head_of_all in going else st.just(None)
        return st.fixed_dictionaries(
            {
                "persons": st.just(going),
                "head": st.sampled_from([*going * 6, *members]),
                "remaining_head": st.sampled_from(staying) | left if staying and head_of_all in going else left,
                "village": st.sampled_from((None, None, *VILLAGES, ELSEWHERE)),
                "registration_region": st.sampled_from((None, None, *VILLAGES)),
                "needs": st.sampled_from([(), (), tuple(needs[:1]), tuple(needs)]),
            }
        )

    most = max(len(members) - 1, 1)
    some = st.permutations(members).flatmap(lambda order: st.integers(1, most).map(lambda count: tuple(order[:count])))
    return (some | some | some | st.just(tuple(members))).flatmap(led)


def _of_death(model: Model, move: Move, today: date) -> Inputs:
    return st.fixed_dictionaries(
        {
            "deceased_on": st.sampled_from((today, today, today - timedelta(days=3), None)),
            "others_live": st.sampled_from((False, False, True)),
        }
    )


HOUSEHOLDS: Mapping[str, Callable[[Model, Move, date], Inputs]] = {
    "familyMerge": _of_merging,
    "familyPart": _of_parting,
    "familyMove": _of_moving,
    "familyMovePropose": _of_proposing,
    "familyMoveDecide": _of_deciding,
    "familySplit": _of_splitting,
    "personDeathSet": _of_death,
}


def _told_of_merging(given: Mapping[str, Any], model: Model, move: Move, today: date) -> Given:
    pairs = tuple(SamePersonInput(merged=merged, survivor=survivor) for merged, survivor in given["pairs"])
    return {"merged": given["merged"], "persons": pairs, "reason": "同一户重复登记"}


TOLD_OF_HOUSEHOLDS: Mapping[str, Callable[[Mapping[str, Any], Model, Move, date], Given]] = {
    "familyMerge": _told_of_merging,
    "familyPart": lambda given, model, move, today: {**given, "reason": "TWO_HOUSEHOLDS"},
    "familySplit": lambda given, model, move, today: {**given, "reason": "OWN_HOUSEHOLD"},
}
