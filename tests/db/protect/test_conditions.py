"""How a policy looks up what gives a row. Source: docs/decisions/054-lists.md."""

from db.protect.conditions import ONE_BY_ONE, visible


def test_of_the_office_that_a_row_names_each_is_looked_up_and_never_all_that_is_in_force() -> None:
    asked = visible("correction").partition("given_to_office")
    assert asked[0].endswith("(correction.office_id = (select viewer_office(null)) and exists (select from ")
    assert asked[2].startswith(f" a where a.referral_id = correction.referral_id{ONE_BY_ONE})")
