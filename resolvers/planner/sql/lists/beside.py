"""Prints the family of each row of a page beside the row, where one look-up tells what is shown of it and what is noted of that.

Source: docs/decisions/054-lists.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import FromClause, Integer, Select, true
from sqlalchemy.dialects.postgresql import JSON

from resolvers.planner.mapping import One
from resolvers.planner.printing import Printing, Source
from resolvers.planner.rows import Derived
from resolvers.planner.sql.json import Sql
from resolvers.planner.sql.levels import GROUP_OF_OWN, family_of
from resolvers.planner.sql.objects import Objects
from resolvers.planner.tree import Field, Noted, Object, ShownRow

THE_FAMILY = (One("Family", "family_id"), One("Family", "family_id", kept="kept_family_id"))
"""The families that are noted of a row."""
TOLD = "told"


@dataclass
class FamilyBeside:
    """The family of each row of one page, once a field of these asks for it. `noted`: what is noted of each row."""

    objects: Objects
    noted: Noted | None
    read: FromClause | None = None
    """The families, with what is told of each and what the viewer's office is given of it (`OWN_LEVEL`)."""

    def row(self, printing: Printing, of: Source, shown: Object) -> Sql:
        """The object of a row of the page."""
        return self.objects.object(printing, of, shown, self._told)

    def joined(self, page: Source) -> FromClause:
        """The page to select from, with the families."""
        return page.joined if self.read is None else page.joined.outerjoin(self.read, true())

    def _told(self, printing: Printing, of: Source, field: Field) -> Sql | None:
        """The family that is shown with a row; None for all other fields, and where what it is given decides nothing that is noted."""
        entry, shown = self.objects.mappings[of.type_name].entry(field.name), field.below
        if self.read is not None or self.noted is None or not self.noted.by_row or entry not in THE_FAMILY:
            return None
        if not isinstance(shown, ShownRow) or shown.object is None or field.seen is None or not field.seen.always:
            return None
        family = self.objects.source(printing, shown)
        if family.levels is None:
            return None
        body, given = self.objects.object(printing, family, shown.object), family.levels

        def made(asked: Sequence[str]) -> Select[Any]:
            columns = [(body if name == TOLD else given.c[name]).label(name) for name in asked]
            return family.select(columns[0], family.row.c.id == family_of(printing, of)).with_only_columns(*columns)

        self.read = Derived(printing.alias("beside"), {TOLD: JSON(), **dict.fromkeys(GROUP_OF_OWN, Integer())}, made)
        told: Sql = self.read.c[TOLD]
        return told
