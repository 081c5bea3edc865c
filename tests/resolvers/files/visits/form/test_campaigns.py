"""A campaign is named by its number or its title. Source: docs/decisions/009-import.md."""

from uuid import UUID, uuid4

import pytest

from domain.message.refusal import Refusal
from resolvers.files.visits.form.column import campaign_named, campaigns_by_name

ONE, OTHER, SAME = uuid4(), uuid4(), uuid4()
CAMPAIGNS = campaigns_by_name(
    [
        (ONE, "C2026-00000001-2", "春季走访"),
        (OTHER, "C2026-00000002-0", "助残日 走访"),
        (SAME, "C2026-00000003-9", "助残日走访"),
    ]
)


@pytest.mark.parametrize(
    ("said", "found"), [("C2026-00000001-2", ONE), ("春季 走访", ONE), ("Ｃ2026-00000003-9", SAME), ("c2026-00000002-0", OTHER)]
)
def test_a_campaign_is_named_by_number_or_title_whatever_the_widths_and_gaps(said: str, found: UUID) -> None:
    assert campaign_named(said, CAMPAIGNS) == found


@pytest.mark.parametrize(("said", "code"), [("秋季走访", "UNKNOWN_CAMPAIGN"), ("助残日走访", "CAMPAIGN_AMBIGUOUS")])
def test_what_names_none_or_several_is_refused(said: str, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        campaign_named(said, CAMPAIGNS)
    assert refusal.value.code == code
