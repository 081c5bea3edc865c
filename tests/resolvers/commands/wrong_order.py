"""Commands that look, lock and apply in the wrong order: the type checker refuses each.

Source: docs/decisions/017-sight-and-locks.md. `make lint` holds it: an error that is ignored here and is none is one itself (mypy's
`warn_unused_ignores`).
"""

from uuid import UUID

from typing_extensions import override

from db.session.lock import lock
from db.tables.person import Person
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Input
from resolvers.commands.locks import Locks
from resolvers.commands.view import View


class Named(Input):
    id: UUID


class Toy(Command[Person, Named, Person]):
    """A command in the right order."""

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


class LooksAsTheViewerWhileLoading(Toy):
    @override
    async def load(self, locks: Locks, found: Person) -> Person:
        return await locks.row(Person, found.id, ("id",))  # type: ignore[attr-defined, no-any-return]


class LoadsByWhatWasSent(Toy):
    @override
    async def load(self, locks: Locks, found: Named) -> Person:  # type: ignore[override]
        (person,) = await lock(locks.session, Person, Person.id == found.id)
        return person


class LoadsWithSight(Toy):
    @override
    async def load(self, locks: View, found: Person) -> Person:  # type: ignore[override]
        return await locks.row(Person, found.id, ("id",))


class LoadsWithTheInputBesideWhatWasFound(Toy):
    @override
    async def load(self, locks: Locks, found: Person, input: Named) -> Person:  # type: ignore[override]
        return found


class LocksWhileFinding(Toy):
    @override
    async def find(self, view: View, input: Named) -> Person:
        (person,) = await lock(view.session, Person, Person.id == input.id)  # type: ignore[attr-defined]
        return person


class FindsWithLocks(Toy):
    @override
    async def find(self, view: Locks, input: Named) -> Person:  # type: ignore[override]
        (person,) = await lock(view.session, Person, Person.id == input.id)
        return person
