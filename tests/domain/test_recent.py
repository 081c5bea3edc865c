"""What was used longest ago makes room. Source: docs/decisions/062-around-the-read.md."""

from hypothesis import given
from hypothesis import strategies as st

from domain.recent import Recent

MOST = 3


def test_what_was_used_is_kept_and_what_was_only_looked_at_is_not() -> None:
    recent: Recent[str, int] = Recent(MOST)
    for key in "abc":
        recent.keep(key, 1)
    assert (recent.used("a"), recent.get("b"), recent.used("d")) == (1, 1, None)
    recent.keep("d", 1)
    assert [*recent] == ["c", "a", "d"]


@given(st.lists(st.tuples(st.integers(0, 6), st.booleans())))
def test_those_are_kept_that_were_used_last(steps: list[tuple[int, bool]]) -> None:
    recent: Recent[int, int] = Recent(MOST)
    last: list[int] = []  # the keys by their last use
    for number, (key, keeps) in enumerate(steps):
        if keeps:
            recent.keep(key, number)
        else:
            assert (recent.used(key) is not None) == (key in last[-MOST:])
        if keeps or key in last[-MOST:]:
            last = [each for each in last if each != key] + [key]
    assert [*recent] == last[-MOST:]
