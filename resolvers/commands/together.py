"""What commands share that share a transaction: what they name is seen, and locked, by one statement each.

Source: docs/decisions/057-fewer-statements.md.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import inspect

from db.session.lock import lock_all, see_all
from db.session.session import Session
from db.tables.declare import Row
from db.tables.item import AssistanceItem
from db.tables.referral import Referral
from domain.message.refusal import Path, Refusal
from resolvers.commands.stays import Places

R = TypeVar("R", bound=Row)
T = TypeVar("T")


class Apart(Exception):
    """A target cannot be run with the others: it must be run by itself."""


@contextmanager
def apart() -> Iterator[None]:
    """Raise Apart for a refusal that may be another target's."""
    try:
        yield
    except Refusal:
        raise Apart from None


class Once:
    """What several commands ask for is asked once."""

    def __init__(self) -> None:
        self._known: dict[object, Any] = {}

    async def once(self, key: object, ask: Callable[[], Awaitable[T]]) -> T:
        """Return what is asked once for all of them."""
        if key not in self._known:
            self._known[key] = await ask()
        found: T = self._known[key]
        return found


class Together(Once):
    """The targets that share a transaction, and what was read for all of them."""

    def __init__(self, targets: Sequence[UUID]) -> None:
        super().__init__()
        self.targets = targets
        self.stood: Places = {}
        """Where what was found lay before it was locked."""
        self._seen: dict[UUID, Any] | None = None
        self._cases: Mapping[UUID, Any] | None = None

    async def row(self, session: Session, of: type[R], key: UUID, path: Path) -> R:
        """Return a target, of those that the viewer sees. Raises NOT_FOUND."""
        if self._seen is None:
            id_ = inspect(of).primary_key[0].name
            self._seen = {getattr(each, id_): each for each in await see_all(session, of, self.targets)}
        if key not in self._seen:
            raise Refusal("NOT_FOUND", path=path)
        found: R = self._seen[key]
        return found

    async def case(self, item: UUID, load: Callable[[Sequence[UUID]], Awaitable[Mapping[UUID, T]]]) -> T:
        """Return the case of an item, which `load` loads with those of all targets. Raises Apart where it does not stand alone."""
        if self._cases is None:
            items = {each.item_id if isinstance(each, Referral) else each.id for each in self._targets_in_sight()}
            self._cases = {}
            with apart():  # a family that was merged, or is past its time: whose it is shows when each is run by itself
                self._cases = await load(sorted(items))
        found: T | None = self._cases.get(item)
        if found is None:
            raise Apart
        return found

    def _targets_in_sight(self) -> list[Referral | AssistanceItem]:
        return [each for each in (self._seen or {}).values() if isinstance(each, Referral | AssistanceItem)]


class Named(Once):
    """The rows that some commands name, by their types and keys."""

    def __init__(self, rows: Iterable[tuple[type[Row], UUID]]) -> None:
        super().__init__()
        self._keys = dict[type[Row], dict[UUID, None]]()
        for of, key in rows:
            self._keys.setdefault(of, {})[key] = None
        self._seen = dict[type[Row], Mapping[UUID, Any]]()
        self._locked = dict[type[Row], frozenset[UUID]]()

    async def row(self, of: type[R], key: UUID, path: Path, see: Callable[[Collection[UUID]], Awaitable[Mapping[UUID, R]]]) -> R | None:
        """Return a named row, of those that the viewer sees; None where none of the commands names it. Raises NOT_FOUND at `path`.

        `see`: returns the rows that some keys name, each by the key that names it.
        """
        keys = self._keys.get(of, {})
        if key not in keys:
            return None
        if of not in self._seen:
            self._seen[of] = await see(list(keys))
        found: R | None = self._seen[of].get(key)
        if found is None:
            raise Refusal("NOT_FOUND", path=path)
        return found

    async def is_locked(self, session: Session, of: type[Row], key: UUID) -> bool:
        """Lock all named rows of a type that were seen, at the first call. Return whether the one with this key is among them."""
        if of not in self._locked:
            id_ = inspect(of).primary_key[0].name
            self._locked[of] = frozenset(getattr(each, id_) for each in await lock_all(session, of, self.keys(of)))
        return key in self._locked[of]

    def keys(self, of: type[Row]) -> list[UUID]:
        """Return the keys of the named rows of a type that were seen: of those that were merged, of what they go on as."""
        return sorted({each.id for each in self._seen.get(of, {}).values()})


def forget(session: Session, done: AbstractSet[Row]) -> None:
    """Leave what a command has changed before it was refused as it was; `done`: what those before it have changed."""
    for row in {*session.dirty} - done:
        session.expire(row)


Shared = tuple[Together | None, Named | None]
"""What a command shares with others: the targets of a bulk command, or what several commands of a file name."""
ALONE: Shared = (None, None)
