"""Sight and locks cannot be mixed: the wrong order does not type-check. Source: docs/decisions/017-sight-and-locks.md."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent.parent
HEAD = """
from typing import Any
from uuid import UUID
from typing_extensions import override
from db.session.lock import lock
from db.tables.person import Person
from resolvers.commands.command import Command, Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Input
from resolvers.commands.locks import Locks
from resolvers.commands.view import View

class Named(Input):
    id: UUID

class Toy(Command[Person, Named, Person]):
    @override
    async def find(self, view: View, input: Named) -> Person:
        return await view.aimed_at(Person)
    @override
    async def load(self, locks: Locks, found: Person) -> Person:
        (person,) = await lock(locks.session, Person, Person.id == found.id)
        return person
    @override
    def apply(self, aggregate: Person, input: Named, at: Moment) -> Change:
        return Change()
"""
WRONG = {
    "a look-up as the viewer while loading": """
    @override
    async def load(self, locks: Locks, found: Person) -> Person:
        return await locks.row(Person, found.id, ("id",))
""",
    "loading by what was sent": """
    @override
    async def load(self, locks: Locks, found: Named) -> Person:
        (person,) = await lock(locks.session, Person, Person.id == found.id)
        return person
""",
    "loading with sight": """
    @override
    async def load(self, locks: View, found: Person) -> Person:
        return await locks.row(Person, found.id, ("id",))
""",
    "loading with the input beside what was found": """
    @override
    async def load(self, locks: Locks, found: Person, input: Named) -> Person:
        return found
""",
    "locking while finding": """
    @override
    async def find(self, view: View, input: Named) -> Person:
        (person,) = await lock(view.session, Person, Person.id == input.id)
        return person
""",
    "finding with locks": """
    @override
    async def find(self, view: Locks, input: Named) -> Person:
        (person,) = await lock(view.session, Person, Person.id == input.id)
        return person
""",
}


def test_the_wrong_order_of_sight_and_locks_does_not_type_check(tmp_path: Path) -> None:
    text, lines = HEAD, {}
    for number, (what, body) in enumerate(WRONG.items()):
        lines[what] = range(len(text.splitlines()) + 1, len((text := f"{text}\nclass Wrong{number}(Toy):{body}").splitlines()) + 1)
    (tmp_path / "wrong.py").write_text(text)
    run = [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", "--cache-dir", ".mypy_cache", str(tmp_path / "wrong.py")]
    said = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    found = {int(each) for each in re.findall(r"wrong\.py:(\d+): error", said)}
    assert found, said
    assert [what for what, body in lines.items() if not found & set(body)] == [], said
    assert not found & set(range(1, len(HEAD.splitlines()) + 1)), "the right command is accepted"
