"""What is kept in memory is bounded, and no account pushes out what the others use. Source: docs/decisions/022-bounded-memories.md."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.memory import Memory

ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))


def test_what_one_account_has_brought_is_found_by_everybody() -> None:
    memory: Memory[str, int] = Memory(10, 10)
    memory.keep("a", 1, ONE)
    assert (memory.get("a"), memory.get("b")) == (1, None)


def test_an_account_beyond_its_share_loses_what_it_used_least_recently() -> None:
    memory: Memory[str, int] = Memory(10, 2)
    memory.keep("a", 1, ONE)
    memory.keep("b", 2, ONE)
    memory.get("a")
    memory.keep("c", 3, ONE)
    assert [memory.get(key) for key in "abc"] == [1, None, 3]


def test_one_account_cannot_push_out_anothers() -> None:
    memory: Memory[int, int] = Memory(100, 50)
    memory.keep(-1, -1, TWO)
    for key in range(1000):
        memory.keep(key, key, ONE)
    assert memory.get(-1) == -1


def test_many_accounts_together_cannot_push_out_who_holds_less_than_each() -> None:
    memory: Memory[int, int] = Memory(100, 10)
    memory.keep(-1, -1, TWO)
    for key in range(1000):
        memory.keep(key, key, UUID(int=10 + key % 20))
    assert memory.get(-1) == -1


def test_what_is_larger_than_a_share_is_not_kept_and_pushes_nothing_out() -> None:
    memory: Memory[str, int] = Memory(10, 5, size=10, size_of=lambda value: value)
    memory.keep("small", 3, ONE)
    memory.keep("large", 6, ONE)
    assert (memory.get("small"), memory.get("large"), memory.held) == (3, None, 3)


def test_a_value_that_is_brought_again_is_counted_once_and_for_who_brought_it_last() -> None:
    memory: Memory[str, int] = Memory(10, 2)
    memory.keep("a", 1, ONE)
    memory.keep("a", 2, TWO)
    for key in "bc":
        memory.keep(key, 0, ONE)
    assert (memory.get("a"), memory.held) == (2, 3)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9), st.sampled_from([ONE, TWO, THREE]), st.booleans())))
def test_it_never_holds_more_than_its_size_and_counts_what_it_holds(steps: list[tuple[int, int, UUID, bool]]) -> None:
    memory: Memory[int, int] = Memory(4, 8, size=16, size_of=lambda value: value)
    for key, value, account, forgets in steps:
        if forgets:
            memory.forget(key)
        else:
            memory.keep(key, value, account)
        found = [memory.get(key) for key in range(10)]
        kept = [value for value in found if value is not None]
        assert memory.held == sum(kept) <= 16
        assert len(kept) <= 4
