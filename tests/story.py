"""The two stories that both READMEs tell in seven calls each: read from their text, played, and written back with the answers that came.

Source: README.md. `make story` plays it in a demonstration county of its own, as large as that of `make run`.
"""

import asyncio
import json
import re
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

import app
from auth.account import membership_of
from db.reference.current import Current
from db.server.embedded import Embedded
from db.server.login import Addresses, provide
from db.session.engine import Database
from db.session.read import find_viewer
from demonstration.county.size import FAMILIES
from demonstration.seed import seed
from demonstration.welcome import ACCOUNTS
from domain.time.calendar import day_of, month_of
from domain.viewer import Language
from schema.execute.execute import Request
from settings.keys import cipher_of
from settings.read import read_settings
from terminal import database
from terminal.reach import say

ROOT = Path(__file__).parent.parent
READMES = {Language.EN: ROOT / "README.md", Language.ZH: ROOT / "README.zh.md"}
WIDTH = 110
CALL = re.compile(
    r"```sh\n(?:(?P<name>\w+)=(?P<value>\S+) +# (?P<path>\S+)\n)?"
    r"ask (?P<account>\S+)(?P<arguments>(?: \w+=\$\w+)*) <<'GRAPHQL'\n(?P<document>.*?)\nGRAPHQL\n```\n\n```json\n(?P<answer>.*?)\n```",
    re.DOTALL,
)
FIRST = re.compile(r"--data '(?P<body>\{\"query\": .*?\})'\n```\n\n```json\n(?P<answer>.*?)\n```", re.DOTALL)

Ask = Callable[[str, str, Mapping[str, Any]], Awaitable[Any]]
"""Who asks, what, with which variables; the answer."""


@dataclass(frozen=True)
class Call:
    """One call: who asks what, and the answer that is printed below it."""

    account: str
    arguments: tuple[str, ...]
    document: str
    answer: Any
    keeps: str | None
    """What is kept before it from the answer above it: a variable of the shell ..."""
    path: str | None
    """... and where it stands in that answer."""
    value: str | None
    """What it is in the README's own run."""


def calls(text: str) -> list[Call]:
    """The calls of a README, in their order."""
    return [
        Call(
            account=found["account"],
            arguments=tuple(re.findall(r"(\w+)=\$", found["arguments"])),
            document=found["document"],
            answer=json.loads(found["answer"]),
            keeps=found["name"],
            path=found["path"],
            value=found["value"],
        )
        for found in CALL.finditer(text)
    ]


def first_query(text: str) -> tuple[str, Any]:
    """The document of the README's first query, and its answer."""
    found = FIRST.search(text)
    assert found is not None
    return json.loads(found["body"])["query"], json.loads(found["answer"])


def shell_of(now: datetime) -> dict[str, str]:
    """The variables of the shell with which a story begins."""
    today = day_of(now)
    later = (today + timedelta(days=14)).isoformat()
    return {"now": now.isoformat(), "today": today.isoformat(), "later": later, "month": month_of(now), "reference": "YH-2026-0815"}


async def played(told: Sequence[Call], ask: Ask, now: datetime) -> list[tuple[dict[str, str], Any]]:
    """Play the calls; for each the variables of the shell as they are then, and the answer."""
    shell = shell_of(now)
    found: list[tuple[dict[str, str], Any]] = []
    for call in told:
        if call.keeps is not None and call.path is not None:
            shell[call.keeps] = at(found[-1][1], call.path)
        answer = await ask(call.account, call.document, {name: shell[name] for name in call.arguments})
        found.append((dict(shell), answer))
    return found


def at(answer: Any, path: str) -> str:
    """The value at a path such as `data.visitRecord.visit.needs.nodes[0].id`."""
    for step in re.findall(r"\w+", path):
        answer = answer[int(step)] if step.isdigit() else answer[step]
    return str(answer)


def laid_out(value: Any, indent: int = 0, before: int = 0, width: int = WIDTH) -> str:
    """JSON of which everything that fits stays on one line."""
    line = json.dumps(value, ensure_ascii=False)
    if indent + before + len(line) < width or not isinstance(value, dict | list) or not value:
        return line
    inside = " " * (indent + 2)
    if isinstance(value, list):
        parts = [f"{inside}{laid_out(each, indent + 2, 0, width)}" for each in value]
        return "[\n" + ",\n".join(parts) + "\n" + " " * indent + "]"
    parts = [f"{inside}{json.dumps(name)}: {laid_out(each, indent + 2, len(name) + 4, width)}" for name, each in value.items()]
    return "{\n" + ",\n".join(parts) + "\n" + " " * indent + "}"


async def written(text: str, ask: Ask, now: datetime) -> str:
    """A README with the answers that come now."""
    first = await ask(ACCOUNTS[0], first_query(text)[0], {})

    def with_first(found: re.Match[str]) -> str:
        return f"{found[0][: found.start('answer') - found.start()]}{laid_out(first)}\n```"

    return await with_answers(FIRST.sub(with_first, text), ask, now)


async def with_answers(text: str, ask: Ask, now: datetime, width: int = WIDTH) -> str:
    """A page with the answers to its calls that come now, in lines of a width."""
    answers = iter(await played(calls(text), ask, now))

    def with_answer(found: re.Match[str]) -> str:
        shell, answer = next(answers)
        head = found[0][: found.start("answer") - found.start()]
        if found["name"] is not None:
            head = head.replace(f"{found['name']}={found['value']} ", f"{found['name']}={shell[found['name']]} ")
        return f"{head}{laid_out(answer, width=width)}\n```"

    return CALL.sub(with_answer, text)


@asynccontextmanager
async def asking(addresses: Addresses, language: Language, clock: Callable[[], datetime], var: Path, families: int) -> AsyncIterator[Ask]:
    """What asks the platform in a demonstration county that is made for it, in a migrated database."""
    settings = read_settings({"LIANBANG_VAR": str(var)})
    await seed(addresses.loader, clock(), await cipher_of(settings, addresses), say, families=families)
    database = Database(addresses.app, clock)
    await database.open()
    references = Current(database)
    await references.read()
    executor = app.executor(settings, database, references)

    async def ask(account: str, document: str, variables: Mapping[str, Any]) -> Any:
        viewer = await find_viewer(database, await membership_of(addresses.app, account, clock()), clock())
        assert viewer is not None
        answer = await executor.execute(Request(document, None, variables), replace(viewer, language=language), "trace")
        return {name: part for name, part in orjson.loads(answer.body).items() if name != "extensions"}  # what it cost

    try:
        yield ask
    finally:
        await database.close()


async def write(addresses: Addresses, language: Language, var: Path) -> None:
    """Write the README of a language anew."""
    settings = read_settings({"LIANBANG_VAR": str(var)})
    await database.bring_up(settings, addresses)
    path = READMES[language]
    async with asking(addresses, language, settings.now, var, FAMILIES) as ask:
        path.write_text(await written(path.read_text(), ask, settings.now()))


def main() -> None:
    """Write both READMEs anew, each from a county of its own: the family of the story can be registered once."""
    with tempfile.TemporaryDirectory(prefix="lianbang-story-") as folder, Embedded(Path(folder) / "postgres", say) as server:
        for language in READMES:
            asyncio.run(write(asyncio.run(provide(server, f"story_{language}")), language, Path(folder)))


if __name__ == "__main__":
    main()
