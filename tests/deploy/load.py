"""So many requests a second, whether or not those of before are answered, and what came of each. Source: docs/operations.md."""

import asyncio
import json
import os
import ssl
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.deploy.installation import INBOX, PROGRESS, Answer, Caller, Installation

A_SECOND = int(os.environ.get("LIANBANG_A_SECOND", "100"))
CALLERS = 64
"""Clients, each with a connection that it keeps; so many that who is answered late keeps nobody else waiting."""

AGAIN = 100
"""How often a write is asked for until it is given up."""


@dataclass(frozen=True)
class Failed:
    """A request that was not served: which one, when, after how long, by what status, with which code or words."""

    number: int
    at: float
    seconds: float
    status: int
    code: str


@dataclass
class Load:
    """What is asked, so many times a second, and what came of it. A write that is not served is repeated with its key."""

    installation: Installation
    door: tuple[int, ssl.SSLContext] | None = None
    """A proxy in front: its port, and how it is spoken to."""
    statuses: Counter[int] = field(default_factory=Counter)
    failed: list[Failed] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    answered: list[tuple[float, float]] = field(default_factory=list)
    """When each request that was served was asked, and after how many seconds it was answered."""
    seconds: float = 0.0
    busy: float = 0.0
    """Seconds for which it asked, and those of a processor that the asking took."""
    over: bool = False
    _asked: set["asyncio.Task[None]"] = field(default_factory=set)

    @property
    def slowest(self) -> float:
        return max(seconds for _, seconds in self.answered)

    async def run(self) -> None:
        """Ask until it is over: a reading nine times of ten, else a note on a referral."""
        free: asyncio.Queue[Caller] = asyncio.Queue()
        port, tls = self.door or (self.installation.port, None)
        for _ in range(CALLERS):
            free.put_nowait(Caller(port, self.installation.bearer, tls))
        began, busy, number = time.monotonic(), time.process_time(), 0
        while not self.over:
            while number < (time.monotonic() - began) * A_SECOND:  # all that are due, also where this process was kept waiting
                number += 1
                task = asyncio.create_task(self._ask(number, free))
                self._asked.add(task)
                task.add_done_callback(self._ended)
            await asyncio.sleep(1 / A_SECOND)
        self.seconds, self.busy = time.monotonic() - began, time.process_time() - busy
        await asyncio.gather(*self._asked, return_exceptions=True)
        while not free.empty():
            free.get_nowait().close()
        await asyncio.sleep(0.1)  # TLS says goodbye

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._asked.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:  # an answer that is none
            self.failed.append(Failed(0, time.monotonic(), 0.0, 0, repr(fault)))

    async def _ask(self, number: int, free: "asyncio.Queue[Caller]") -> None:
        note, writes = f"第{number}次", number % 10 == 0
        if not writes:
            await self._answer(number, free, INBOX)
            return
        referral = self.installation.referrals[number // 10 % len(self.installation.referrals)]
        for _ in range(AGAIN):
            if await self._answer(number, free, PROGRESS, {"input": {"id": referral, "note": note, "idempotencyKey": note}}):
                self.written.append(note)
                return
            await asyncio.sleep(0.1)

    async def _answer(self, number: int, free: "asyncio.Queue[Caller]", document: str, variables: dict[str, object] | None = None) -> bool:
        """Ask once, over a connection that is free. Return whether it was served."""
        at, caller = time.monotonic(), await free.get()
        try:
            answer = await caller.ask(document, variables)
        finally:
            free.put_nowait(caller)
        self.statuses[answer.status] += 1
        if served := answer.status == 200 and b'"errors":[{' not in answer.body:
            self.answered.append((at, time.monotonic() - at))
        else:
            self.failed.append(Failed(number, at, time.monotonic() - at, answer.status, code_of(answer)))
        return served

    def told(self) -> str:
        """What it was, in words for who reads it."""
        many = sum(self.statuses.values())
        rate, share = many / self.seconds, self.busy / self.seconds
        return (
            f"{many} requests, {rate:.0f} a second (asking took {share:.0%} of a processor), slowest {self.slowest:.2f} s: {self.statuses}"
        )


def code_of(answer: Answer) -> str:
    """The code of the first error of an answer, or how it begins."""
    try:
        return str(json.loads(answer.body)["errors"][0]["extensions"]["code"])
    except (ValueError, LookupError, TypeError):
        return repr(answer.body[:200])
