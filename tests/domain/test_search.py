"""By what a family can be searched for, by whom, and where names that begin alike end. Source: docs/domain.md 7."""

import pytest

from domain.rules.group import Group
from domain.search import SearchedBy, after, group_of, may_search
from domain.viewer import Kind

NUMBERS = {SearchedBy.ID_NUMBER, SearchedBy.CERTIFICATE_NUMBER}


@pytest.mark.parametrize(
    ("prefix", "end"),
    [
        ("王", "玌"),
        ("王小", "王尐"),
        ("a\ud7ff", "a\ue000"),
        ("\uffff", "\U00010000"),
        ("a\U0010ffff", "b"),
        ("\U0010ffff", None),
        ("\U00020000", "\U00020001"),
    ],
)
def test_a_range_ends_at_the_next_text_that_does_not_begin_so(prefix: str, end: str | None) -> None:
    assert after(prefix) == end
    if end is not None:
        assert prefix.encode() <= f"{prefix}\U0010ffff\U0010ffff".encode() < end.encode()


def test_who_may_search_by_what() -> None:
    by = {kind: {each for each in SearchedBy if may_search(kind, each)} for kind in Kind}
    everything = set(SearchedBy)
    rows = {SearchedBy.NUMBER, SearchedBy.HOTLINE_TICKET, SearchedBy.EXTERNAL_REFERENCE}
    assert {kind for kind in by if by[kind] == everything} == {Kind.CADRE, Kind.COMMISSIONER, Kind.OPERATOR}
    assert {kind for kind in by if by[kind] == everything - NUMBERS} == {Kind.OFFICE, Kind.SUPERIOR_OFFICE}
    assert by[Kind.MONITOR] == by[Kind.SUPERIOR_FEDERATION] == rows
    assert by[Kind.ADMINISTRATOR] == by[Kind.AUDITOR] == set()


def test_what_is_compared_is_of_a_group() -> None:
    groups = [group_of(each) for each in (SearchedBy.NAME, SearchedBy.PHONE, SearchedBy.ID_NUMBER, SearchedBy.NUMBER)]
    assert groups == [Group.IDENTITY, Group.CONTACT, Group.ID_NUMBER, Group.STATUS]
