"""What the share contracts give. Source: docs/domain.md 7 (share contract); decisions/004 (what a level shows)."""

import asyncpg
import pytest

from db.reference.read import Reference
from db.server.login import Addresses
from domain.disclosure import BY_CONTRACT, Half
from domain.rules.group import PERSONAL, Group, Level

MEANS_TESTED = {"A01", "A02", "A03", "A27"}
TYPES = [f"A{number:02}" for number in range(1, 39)]


def level(reference: Reference, code: str, half: Half, group: Group) -> Level:
    return Level(reference.contract(code, reference.contract_version(code))[half][group])


@pytest.mark.parametrize("code", TYPES)
def test_a_contract_has_a_line_for_every_group_in_both_halves(reference: Reference, code: str) -> None:
    contract = reference.contract(code, 1)
    assert {half: set(lines) for half, lines in contract.items()} == {half: {group.value for group in BY_CONTRACT} for half in Half}


async def test_every_line_has_its_reason_in_both_languages(shared_addresses: Addresses) -> None:
    connection = await asyncpg.connect(shared_addresses.app)
    try:
        without = await connection.fetch("select * from share_contract where reason_zh !~ '[一-鿿]' or reason_en !~ '^[A-Z][ -~]+$'")
    finally:
        await connection.close()
    assert without == []


def test_health_is_given_to_nobody_and_income_only_where_means_are_tested(reference: Reference) -> None:
    for half in Half:
        assert {code for code in TYPES if level(reference, code, half, Group.HEALTH)} == set()
    assert {code for code in TYPES if level(reference, code, Half.BEFORE, Group.INCOME)} == set()
    assert {code for code in TYPES if level(reference, code, Half.AFTER, Group.INCOME)} == MEANS_TESTED


@pytest.mark.parametrize("code", TYPES)
def test_before_signing_nobody_can_tell_who_it_is(reference: Reference, code: str) -> None:
    assert level(reference, code, Half.BEFORE, Group.IDENTITY) <= Level.COARSE
    assert level(reference, code, Half.BEFORE, Group.ADDRESS) <= Level.MASKED
    assert level(reference, code, Half.BEFORE, Group.BIRTH) <= Level.MASKED
    for group in (Group.ID_NUMBER, Group.CONTACT):
        assert level(reference, code, Half.BEFORE, group) is Level.HIDDEN


@pytest.mark.parametrize("code", TYPES)
def test_a_number_is_never_given_whole_nor_beside_a_birth_date(reference: Reference, code: str) -> None:
    assert level(reference, code, Half.AFTER, Group.ID_NUMBER) <= Level.MASKED
    assert level(reference, code, Half.AFTER, Group.BIRTH) <= Level.MASKED


@pytest.mark.parametrize("code", TYPES)
def test_the_office_always_reads_what_is_asked_of_it(reference: Reference, code: str) -> None:
    assert {level(reference, code, half, Group.CASE) for half in Half} == {Level.FULL}


@pytest.mark.parametrize("code", ["A14", "A15"])
def test_who_looks_for_a_post_is_seen_by_what_he_can_do_and_never_by_another_need(reference: Reference, code: str) -> None:
    def given(half: Half) -> dict[Group, Level]:
        return {group: found for group in PERSONAL if (found := level(reference, code, half, group))}

    work = {Group.BIRTH: Level.MASKED, Group.DISABILITY: Level.MASKED, Group.WORK: Level.FULL}
    assert given(Half.BEFORE) == {Group.ADDRESS: Level.COARSE, **work}
    reached = {Group.CONTACT: Level.FULL, Group.CONTACT_WISH: Level.FULL, Group.ADDRESS: Level.MASKED}
    assert given(Half.AFTER) == {Group.IDENTITY: Level.FULL, **reached, **work}


def test_the_community_gets_surname_address_and_contact_wish_alone(reference: Reference) -> None:
    given = {group: level(reference, "A38", Half.AFTER, group) for group in PERSONAL}
    assert {group: found for group, found in given.items() if found} == {
        Group.IDENTITY: Level.COARSE,
        Group.ADDRESS: Level.FULL,
        Group.CONTACT_WISH: Level.FULL,
    }


def test_whoever_may_call_a_family_is_told_how_it_wants_to_be_called_and_nobody_before_signing(reference: Reference) -> None:
    for code in TYPES:
        if level(reference, code, Half.AFTER, Group.CONTACT):
            assert level(reference, code, Half.AFTER, Group.CONTACT_WISH) is Level.FULL
        assert level(reference, code, Half.BEFORE, Group.CONTACT_WISH) is Level.HIDDEN


@pytest.mark.parametrize("code", ["A31", "A36", "A37"])
def test_finance_sees_no_family(reference: Reference, code: str) -> None:
    assert {level(reference, code, half, group) for half in Half for group in (*PERSONAL, Group.OTHER_HELP)} == {Level.HIDDEN}


def test_what_others_do_is_told_after_signing_and_neither_to_who_finds_posts_nor_to_finance(reference: Reference) -> None:
    assert {level(reference, code, Half.BEFORE, Group.OTHER_HELP) for code in TYPES} == {Level.HIDDEN}
    without = {code for code in TYPES if level(reference, code, Half.AFTER, Group.OTHER_HELP) is not Level.FULL}
    assert without == {"A14", "A15", "A31", "A36", "A37"}


def test_a_work_profile_goes_to_who_finds_work_alone(reference: Reference) -> None:
    assert {code for code in TYPES if level(reference, code, Half.AFTER, Group.WORK)} == {"A14", "A15"}


def test_a_reveal_without_a_reason_is_foreseen_where_the_number_is_part_of_the_work(reference: Reference) -> None:
    foreseen = {each.code for each in reference.types.values() if each.reveal_foreseen}
    assert foreseen == {"A01", "A06", "A07", "A27", "A32"}
    assert {level(reference, code, Half.AFTER, Group.ID_NUMBER) for code in foreseen} == {Level.MASKED}
