"""Puts referrals on paper: one query of the contract as the viewer, a record of the print, and only then the papers.

Source: docs/decisions/029-referral-sheet.md. What is on paper is what the query answers: nothing is read a second way.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

import resolvers.files.sheets as sheets
from domain.message.refusal import Refusal
from domain.time.deadline import Deadline
from domain.viewer import Viewer
from resolvers.files.sheets.compose import composed
from resolvers.files.sheets.paper import Papers
from resolvers.files.sheets.printed import Prints
from schema.execute.execute import Executor, Request

MOST = 50
"""Referrals of one job: with the members, entitlements and lines of each the query stays under ANSWER_ROWS
(resolvers/document/limits.py), and the papers of a day's post are one job."""
QUERY = (Path(sheets.__path__[0]) / "sheet.graphql").read_text()


@dataclass(frozen=True)
class Sheet:
    """The papers of a job, or the errors of the query as GraphQL tells them, with their causes."""

    papers: Papers | None = None
    errors: tuple[dict[str, Any], ...] = ()
    causes: tuple[BaseException, ...] = field(default=())


class Sheets:
    """Makes the papers of referrals; `app.py` makes the one instance."""

    def __init__(self, executor: Executor, prints: Prints) -> None:
        self.executor = executor
        self.prints = prints

    async def papers(self, ids: Sequence[str], viewer: Viewer, trace: str, deadline: Deadline) -> Sheet:
        """Return the papers of referrals in the order of their ids, each once.

        Raises TOO_FEW, TOO_MANY; NOT_FOUND where the viewer does not see one of them, whichever; MembershipEnded.
        """
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            raise Refusal("TOO_FEW", path=("ids",), least=1)
        if len(wanted) > MOST:
            raise Refusal("TOO_MANY", path=("ids",), most=MOST)
        answer = await self.executor.execute(Request(QUERY, variables={"ids": wanted}), viewer, trace, deadline)
        if answer.data is None or answer.errors:
            return Sheet(errors=answer.errors, causes=answer.causes)
        data = orjson.loads(answer.data)
        if any(each is None or each["__typename"] != "Referral" for each in data["nodes"]):
            raise Refusal("NOT_FOUND")
        printed_at = await self.prints.note(data["nodes"], viewer, trace)
        return Sheet(await asyncio.to_thread(composed, data["viewer"], data["nodes"], printed_at, viewer.language))
