"""Who sees which groups at which level, cell by cell, as docs/domain.md 7 prints it; what is not written is hidden."""

import pytest

from domain.rules.access import FIELDS, LEVELS, SUPERIOR_LEVELS, AsShared, cell, level_of
from domain.rules.group import AUDITED, PERSONAL, Group, Level
from domain.viewer import Kind

ORDER = (
    "IDENTITY", "ID_NUMBER", "CONTACT", "CONTACT_WISH", "ADDRESS", "BIRTH", "DISABILITY", "HEALTH", "INCOME", "WORK",
    "CASE", "INTERNAL", "STATUS",
)  # fmt: skip
LETTERS = {"F": Level.FULL, "M": Level.MASKED, "C": Level.COARSE, "H": Level.HIDDEN, "a": AsShared.FAMILY_ACCESS, "s": AsShared.SUPERIOR}

# in the order of the groups above: F full, M masked, C coarse, H hidden, a as family_access says, s that or the superior's level
ROWS = {
    Kind.CADRE: "F M F F F F F F F F F F F",
    Kind.COMMISSIONER: "F M F F F F F F F F F F F",
    Kind.OPERATOR: "F M F F F C H H H H F H F",
    Kind.MONITOR: "M H H H C C C H H H F F F",
    Kind.SUPERIOR_FEDERATION: "M H H H C C C H H H F F F",
    Kind.OFFICE: "a a a a a a a a a a a H F",
    Kind.SUPERIOR_OFFICE: "s s s s s s s s s s s H F",
    Kind.COUNTER: "H H H H H H H H H H H H F",
    Kind.AUDITOR: "H H H H H H H H H H H H H",
    Kind.SECURITY: "H H H H H H H H H H H H F",
    Kind.ADMINISTRATOR: "H H H H H H H H H H H H H",
}
TOWNSHIPS = {Kind.MONITOR, Kind.SUPERIOR_FEDERATION, Kind.SUPERIOR_OFFICE, Kind.COUNTER}
"""Who is shown no nearer than the township where others work."""
OF_THE_FEDERATION = {Kind.CADRE, Kind.COMMISSIONER, Kind.OPERATOR, Kind.MONITOR, Kind.SUPERIOR_FEDERATION}
PAYS = {Kind.CADRE, Kind.SUPERIOR_FEDERATION, Kind.MONITOR, Kind.OFFICE, Kind.SUPERIOR_OFFICE}
"""Who is shown requests for funds, of those whose rows they see."""
SUPERIOR = "M H H H C C C H H H F H F"


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("group", Group)
def test_a_kind_of_viewer_has_its_level_in_a_group(kind: Kind, group: Group) -> None:
    written = dict(zip(ORDER, ROWS[kind].split(), strict=True))
    beyond = {
        Group.STAFF: "C" if kind in TOWNSHIPS else "F",
        Group.REFERENCE: "F",
        Group.AUDIT: "F" if kind is Kind.AUDITOR else "H",
        Group.FUNDS: "F" if kind in PAYS else "H",
        Group.ACCOUNTS: "F" if kind in {Kind.ADMINISTRATOR, Kind.SECURITY, Kind.AUDITOR} else "H",
        Group.OTHER_HELP: {Kind.OFFICE: "a", Kind.SUPERIOR_OFFICE: "s"}.get(kind, "F" if kind in OF_THE_FEDERATION else "H"),
    }
    assert level_of(kind, group) is LETTERS[written.get(group) or beyond[group]]


def test_a_superior_office_sees_its_line_as_the_federation_above_does_without_what_is_internal() -> None:
    assert {Group[name]: LETTERS[letter] for name, letter in zip(ORDER, SUPERIOR.split(), strict=True)} == SUPERIOR_LEVELS


def test_what_tells_of_the_federations_visits_is_internal_wherever_it_stands() -> None:
    """When a family is contacted next follows from all its needs, and its version from every visit: an office would learn of others."""
    assert {FIELDS[name].group for name in ("Family.nextContactOn", "Visit.nextContactOn", "Family.version")} == {Group.INTERNAL}


def test_a_group_that_nobody_wrote_is_hidden() -> None:
    assert Group.FUNDS not in LEVELS[Kind.COMMISSIONER]
    assert level_of(Kind.COMMISSIONER, Group.FUNDS) is Level.HIDDEN


def test_a_field_that_nobody_wrote_is_nobodys() -> None:
    assert cell("Person.idNumber") is FIELDS["Person.idNumber"]
    assert cell("Person.bankAccount") is None


def test_the_higher_level_wins_and_hidden_is_the_lowest() -> None:
    assert sorted(Level) == [Level.HIDDEN, Level.COARSE, Level.MASKED, Level.FULL]
    assert min(Level) is Level.HIDDEN


def test_no_field_is_shown_to_whom_its_group_is_hidden() -> None:
    assert {name for name, cell in FIELDS.items() if cell.at is Level.HIDDEN} == set()


def test_numbers_are_never_clear_to_anybody_in_a_read() -> None:
    numbers = {name for name, cell in FIELDS.items() if cell.group is Group.ID_NUMBER}
    assert {FIELDS[name].at for name in numbers} == {Level.MASKED}
    assert not any(level_of(kind, Group.ID_NUMBER) is Level.FULL for kind in Kind)


@pytest.mark.parametrize("field", ["Person.birthDate", "Person.birthYear"])
def test_what_would_complete_a_masked_number_is_shown_only_in_full(field: str) -> None:
    assert FIELDS[field].at is Level.FULL


def test_what_is_written_for_the_federation_alone_is_in_the_internal_group() -> None:
    assert {FIELDS[name].group for name in ("Need.internalNote", "FollowUp.note", "Visit.safetyMeasures", "Referral.followUps")} == {
        Group.INTERNAL
    }


def test_reading_who_somebody_is_how_to_reach_him_and_what_ails_him_is_audited() -> None:
    assert {Group.IDENTITY, Group.CONTACT, Group.CONTACT_WISH, Group.ID_NUMBER, Group.HEALTH, Group.INCOME} == AUDITED
    assert set(PERSONAL) >= AUDITED
