"""What is noted of a request while it is answered. Source: docs/decisions/045-watching.md."""

import asyncio

import pytest

from domain.time.spent import Phase, Timed, begin, ran


async def test_what_the_tasks_of_a_request_do_is_noted_for_it_and_for_no_other() -> None:
    async def work(action: str) -> None:
        with Timed(Phase.DATABASE):
            await asyncio.sleep(0)
        ran(action, "OK")

    async def request(*actions: str) -> list[tuple[str, str]]:
        course = begin()
        await asyncio.gather(*(work(each) for each in actions))
        assert set(course.seconds) == {Phase.DATABASE}
        return course.commands

    one, other = await asyncio.gather(asyncio.create_task(request("a", "b")), asyncio.create_task(request("c")))
    assert (one, other) == ([("a", "OK"), ("b", "OK")], [("c", "OK")])


def test_time_is_noted_also_where_the_work_fails() -> None:
    course = begin()
    with pytest.raises(ZeroDivisionError), Timed(Phase.PLANNING):
        raise ZeroDivisionError
    assert course.seconds[Phase.PLANNING] > 0
