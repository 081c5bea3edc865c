"""Sight: what a command finds rows with. It reads them as the viewer sees them, and locks nothing.

Source: docs/design.md 5; docs/decisions/017-sight-and-locks.md.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, func, inspect, literal, select

from db.session.lock import see, see_all
from db.session.transaction import Transaction
from db.tables.declare import Row
from db.tables.family import Family
from db.tables.family_merge import goes_on_as
from db.tables.person import Person
from db.tables.referral import Referral
from domain.message.refusal import Path, Refusal
from resolvers.commands.context import Moment
from resolvers.commands.together import Named, Together

R = TypeVar("R", bound=Row)

MERGED: tuple[type[Row], ...] = (Family, Person)
"""What can be merged, so that another key stands for it."""


class Findings:
    """Refusals of what the input names, kept until the action is permitted: a viewer who may not act learns nothing of them."""

    def __init__(self) -> None:
        self.unfit: list[Refusal] = []

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Keep a refusal that is raised inside."""
        try:
            yield
        except Refusal as refusal:
            self.unfit.append(refusal)


@dataclass(frozen=True)
class View:
    """Rows as the viewer sees them. `target`: the key of the row that the command is aimed at, None for none; `named`: its field.

    `together`: the targets of a bulk command that share the transaction; None for any other.
    """

    _tx: Transaction
    at: Moment
    findings: Findings
    target: UUID | None
    named: str = "id"
    together: Together | None = None
    all_named: Named | None = None
    """What commands name that share the transaction; None for a command that is run by itself, and for a bulk command."""

    async def aimed_at(self, of: type[R]) -> R:
        """Return the row that the command is aimed at. Raises NOT_FOUND."""
        if self.target is None:
            raise Refusal("NOT_FOUND", path=(self.named,))
        if self.together is not None and of not in MERGED:
            return await self.together.row(self._tx.session, of, self.target, (self.named,))
        return await self.row(of, self.target, (self.named,))

    async def row(self, of: type[R], key: UUID, path: Path) -> R:
        """Return a row that the input names, or that as which a merged family or person goes on. Raises NOT_FOUND at `path`."""
        if self.all_named is not None:
            found = await self.all_named.row(of, key, path, partial(self._each, of))
            if found is not None:
                return found
        if of in MERGED:
            key = (await self._going_on([key]))[0]
        return await see(self._tx.session, of, key, path)

    async def _each(self, of: type[R], keys: Collection[UUID]) -> dict[UUID, R]:
        """Return the rows that the viewer sees of those with these keys, or as which merged ones go on, each by the key that names it."""
        stands = await self._going_on(list(keys)) if of in MERGED else list(keys)
        id_ = inspect(of).primary_key[0].name
        found = {getattr(each, id_): each for each in await see_all(self._tx.session, of, stands)}
        return {key: found[stand] for key, stand in zip(keys, stands, strict=True) if stand in found}

    async def _going_on(self, keys: Sequence[UUID]) -> list[UUID]:
        """Return as which families or persons these go on: themselves, but for those that were merged."""
        asked = func.unnest(literal(list(keys), ARRAY(Uuid()))).table_valued("key", with_ordinality="place", name="asked").render_derived()
        stands = select(goes_on_as(asked.c.key)).order_by(asked.c.place)
        return [UUID(str(key)) for key in await self._tx.session.scalars(stands)]

    async def rows(self, of: type[R], *conditions: ColumnElement[bool], most: int | None = None) -> list[R]:
        """Return the rows that the viewer sees and for which the conditions hold, by ascending key; at most so many."""
        return list(await self._tx.session.scalars(select(of).where(*conditions).order_by(inspect(of).primary_key[0]).limit(most)))

    async def named_rows(self, of: type[R], keys: Sequence[UUID], path: Path, *conditions: ColumnElement[bool]) -> list[R]:
        """Return those of the named rows that the viewer sees and that fit the conditions; note NOT_FOUND at the place of each other."""
        keys = await self._going_on(keys) if of in MERGED and keys else keys
        key_column = inspect(of).primary_key[0]
        found = await self.rows(of, key_column.in_(keys), *conditions)
        seen = {getattr(each, key_column.name) for each in found}
        self.findings.unfit += [Refusal("NOT_FOUND", path=(*path, place)) for place, key in enumerate(keys) if key not in seen]
        return found

    async def row_if_seen(self, of: type[R], key: UUID | None, path: Path) -> R | None:
        """Return the row with this key, if one is given. For a row that is not seen, note NOT_FOUND at `path` and return None."""
        if key is not None:
            with self.findings.noted():
                return await self.row(of, key, path)
        return None

    async def note_used_number(self, number: str | None, path: Path) -> None:
        """Note EXTERNAL_REFERENCE_USED at `path` where a referral of the viewer's office has this number already.

        Only referrals that the viewer sees are looked at; the unique index refuses the others.
        """
        if number is None:
            return
        of_office = select(Referral.id).where(Referral.office_id == self.at.viewer.office, Referral.external_reference == number)
        used = await self._tx.session.scalar(of_office)
        if used is not None:
            self.findings.unfit.append(Refusal("EXTERNAL_REFERENCE_USED", path=path, row=("Referral", used)))
