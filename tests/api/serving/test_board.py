"""What several processes let through together is what one lets through. Source: docs/settings.md (LIANBANG_REQUESTS_PER_MINUTE)."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from datetime import timedelta

from api.rate import Allowance
from api.serving.board import HEAD, ROW, ROWS, SLOT, Board, new_board
from tests.builders.world import NOW


def in_children(count: int, do: Callable[[], int]) -> int:
    """What so many processes return, that do it at once, all together."""
    with multiprocessing.get_context("fork").Pool(count) as pool:
        return sum(each.get(60) for each in [pool.apply_async(do) for _ in range(count)])


class Takes:
    """Takes as often as it may, over a board of its own of the same file."""

    def __init__(self, file: int, per_minute: int, tries: int) -> None:
        self.file, self.per_minute, self.tries = file, per_minute, tries

    def __call__(self) -> int:
        allowance = Allowance(self.per_minute, lambda: NOW, "account", Board(self.file))
        return sum(allowance.take("dispatcher") for _ in range(self.tries))


def test_processes_that_ask_at_once_get_no_more_than_one_would() -> None:
    with new_board() as file:
        assert in_children(3, Takes(file.fileno(), 500, 400)) == 500
        later = Allowance(500, lambda: NOW + timedelta(seconds=6), "account", Board(file.fileno()))
        assert sum(later.take("dispatcher") for _ in range(60)) == 50
        assert later.seconds("dispatcher") == 1


def test_limits_and_those_who_ask_are_kept_apart() -> None:
    with new_board() as file:
        board = Board(file.fileno())
        accounts, clients = Allowance(1, lambda: NOW, "account", board), Allowance(1, lambda: NOW, "client", board)
        assert [each.take(whose) for each, whose in ((accounts, 1), (accounts, 1), (accounts, 2), (clients, 1))] == [
            True,
            False,
            True,
            True,
        ]


def test_a_row_that_is_full_forgets_whoever_asked_first_and_nobody_learns_where_others_stand() -> None:
    with new_board() as file, new_board() as other:
        board = Board(file.fileno())
        row = board._place(0)[1]
        same = [each for each in range(60 * ROWS) if board._place(each)[1] == row][:9]
        for second, each in enumerate(same):
            assert board.exchange(each, lambda bucket, second=second: ((0.0, float(second + 1)), bucket is None))  # type: ignore[misc]
        assert board.look(same[0]) is None
        assert [board.look(each) for each in same[1:]] == [(0.0, float(second + 1)) for second in range(1, 9)]
        assert Board(other.fileno())._place(0) != board._place(0)


def test_a_process_that_stands_still_with_a_row_holds_up_nobody() -> None:
    with new_board() as file:
        board = Board(file.fileno())
        ready, told = os.pipe()
        if (child := os.fork()) == 0:
            with board._locked(HEAD):
                os.write(told, b".")
                signal.pause()
        os.read(ready, 1)
        with board._locked(HEAD):
            SLOT.pack_into(board._memory, HEAD, b"x", 1.0, 1.0)
        with board._locked(HEAD + ROW):
            pass
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
