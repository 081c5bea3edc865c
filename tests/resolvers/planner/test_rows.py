"""A statement selects no column that nothing asks for. Source: docs/decisions/062-around-the-read.md."""

from sqlalchemy import Integer, Text, func, select, true

from resolvers.planner.rows import DIALECT, Derived, Named


def printed(*columns: str) -> str:
    """A statement over rows of a table, of which these columns are asked for."""
    table = Named("referral", {"number": Text(), "state": Text(), "version": Integer()}, "r_1")
    rows = select().select_from(table).having(true())
    derived = Derived(
        "page_1", {"state": Text(), "most": Integer()}, lambda asked: rows.add_columns(*(func.max(table.c[each]) for each in asked))
    )
    text = str(select(*(derived.c[each] for each in columns)).select_from(derived).compile(dialect=DIALECT))
    return " ".join(text.split())


def test_a_column_that_is_asked_for_is_selected_once() -> None:
    assert printed("state").count("r_1.state") == printed("state", "state").count("r_1.state") == 1
    assert "number" not in printed("state")


def test_rows_of_which_nothing_is_asked_are_as_many() -> None:
    assert printed() == "SELECT FROM LATERAL (SELECT FROM referral AS r_1 HAVING true) AS page_1"


def test_a_column_that_rows_do_not_have_is_not_there() -> None:
    rows = Named("referral", {"number": Text()}, "r_1")
    assert "village_code" not in rows.c
    assert rows.c.get("village_code") is None
