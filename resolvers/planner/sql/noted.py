"""Prints what the read audit notes: the family of a row with the groups shown of it, and other families whose rows are shown below it.

Source: docs/design.md 4.7 (read audit). A person, a need or a visit may have gone to another family since it was written down beside a row.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    Uuid,
    case,
    cast,
    column,
    func,
    literal_column,
    select,
    union_all,
)

from db.tables.family_access import LEVEL_OF_GROUP, FamilyAccess
from domain.rules.group import Group
from resolvers.planner.mapping import Beside, Composed, Entry, Listed, Many, One, Placed, Special
from resolvers.planner.printing import Printing, Source
from resolvers.planner.sql import levels
from resolvers.planner.sql.json import Sql, number, text_literal
from resolvers.planner.sql.lists.way import Reached
from resolvers.planner.sql.lookup import looked_up
from resolvers.planner.sql.objects import Objects
from resolvers.planner.tree import TRAIL, Below, Connection, Field, Noted, Object, ShownRow

BIT_OF_GROUP = {group: 1 << place for place, group in enumerate(Group)}
"""Group -> what stands for it in the sum that tells the groups shown of a row."""
NOBODY: Sql = literal_column("null::uuid", Uuid())
NO_GROUP = number(0)
NOBODY_ELSE: Sql = literal_column("null::text", Text())
BETWEEN, OF = text_literal(","), text_literal(":")
"""What stands between other families, and between one and the groups shown of it."""


@dataclass(frozen=True)
class SeenRows:
    """What is noted of one row: its family, the groups shown as a sum of bits; and as one text the other families, each with its own."""

    family: Sql = NOBODY
    groups: Sql = NO_GROUP
    others: Sql = NOBODY_ELSE

    @classmethod
    def of(cls, rows: FromClause) -> "SeenRows":
        """What is noted of each row of a statement that has these columns."""
        return cls(rows.c.family, rows.c.shown, rows.c.others if "others" in rows.c else NOBODY_ELSE)

    def columns(self, *, others: bool) -> list[Sql]:
        """The columns of a statement that tells it of each of its rows; `others`: whether of some of these there are other families."""
        return [self.family.label("family"), self.groups.label("shown"), *([self.others.label("others")] if others else [])]

    def all(self, which: ColumnElement[bool] | None = None) -> "SeenRows":
        """What is noted of all rows (of those of which a condition holds): families and groups as two arrays."""

        def of_these(found: Sql) -> Sql:
            return found if which is None else found.filter(which)

        others = self.others if self.others is NOBODY_ELSE else of_these(_in_one(self.others))
        if self.family is NOBODY and self.groups is NO_GROUP:
            return replace(NOTHING, others=others)
        return SeenRows(of_these(func.array_agg(self.family)), of_these(func.array_agg(self.groups)), others)

    def as_root(self, body: Sql) -> Select[tuple[object]]:
        """A root: its JSON, and of all its rows what is noted."""
        others = [] if self.others is NOBODY_ELSE else [self.others.label("others")]
        return select(body.label("body"), self.family.label("families"), self.groups.label("groups"), *others)


NOTHING = SeenRows(literal_column("null::uuid[]", ARRAY(Uuid())), literal_column("null::integer[]", ARRAY(Integer())))
"""What is noted of a root of which nothing is."""


def each_noted(families: Sql, groups: Sql, others: Sql | None) -> FromClause:
    """Rows of `family` and `groups`: of the two arrays of all roots, and of the text of other families."""
    named = (column("family", Uuid()), column("groups", Integer()))
    listed = func.unnest(families, groups).table_valued(*named, name="seen" if others is None else "own").render_derived()
    if others is None:
        return listed
    own = select(listed.c.family, listed.c.groups).select_from(listed)
    each = func.unnest(func.string_to_array(others, BETWEEN)).table_valued(column("told", Text()), name="other").render_derived()
    parts = [func.split_part(each.c.told, OF, number(place)) for place in (1, 2)]
    apart = select(cast(parts[0], Uuid()).label("family"), cast(parts[1], Integer()).label("groups")).select_from(each)
    return union_all(own, apart).lateral("seen")


def _in_one(told: Sql) -> Sql:
    """What is told of several rows as one text; null where nothing is."""
    found: Sql = func.string_agg(told, BETWEEN)
    return found


@dataclass(frozen=True)
class Notes:
    """Prints what is noted of rows, by the mappings of their types."""

    printing: Printing
    objects: Objects

    def seen(
        self, of: Source, noted: Noted | None, shown: Sequence[Object], beside: FromClause | None = None, how: Special | None = None
    ) -> SeenRows:
        """What is noted of one row of which these objects are shown, by a printer of their own (`how`) or as its mapping says.

        Of reading the trail itself no family is noted. `beside`: the levels of the row's family.
        """
        if of.type_name == TRAIL:
            return SeenRows() if noted is None else SeenRows(groups=self._groups(noted, NOBODY))
        own = None
        found = SeenRows()
        if noted is not None:
            own, given = levels.family_of(self.printing, of), of.levels if beside is None else beside
            found = SeenRows(own, self._groups(noted, own, given))
        below = (self._below(of, part, own) if how is None else self._of_special(of, how, part, part, own) for part in shown)
        return replace(found, others=self._joined([each for told in below for each in told]))

    def _below(self, of: Source, shown: Object, own: Sql | None, composed: Composed | None = None) -> Iterator[Sql]:
        """What is told of other families by each field of a row's object; `own`: the family that is noted already."""
        mapping = self.objects.mappings[of.type_name]
        for field in shown.fields:
            if field.denied is not None or not leads_elsewhere(field.below):
                continue
            entry = mapping.entry(field.name) if composed is None else composed.entry(field.name)
            for told in self._of_field(of, field, entry, own):
                yield told if field.seen is None or field.seen.always else case((self._reached(of, field), told))

    def _of_field(self, of: Source, field: Field, entry: Entry, own: Sql | None) -> Iterator[Sql]:
        match entry, field.below:
            case Composed(), Object() as part:
                yield from self._below(of, part, own, entry)
            case ((One() | Listed() | Placed()), ShownRow(object=Object()) as row):
                yield from self._of_neighbours(of, entry, row, own)
            case Many(), Connection(pages=True) as connection:
                yield from self._of_page(of, entry, connection, own)
            case Special() as special, Object() as part:
                yield from self._of_special(of, special, part, part, own)

    def _of_special(self, of: Source, special: Special, whole: Object, part: Object, own: Sql | None) -> Iterator[Sql]:
        """What is told of other families by a field with a printer of its own; `part`: what of the `whole` object `special` tells."""
        for field in part.fields:
            match special.below.get(field.name), field.below:
                case Beside(found=found), ShownRow(object=Object() as shown) as row if found is not None and leads_elsewhere(row):
                    at = self.objects.source(self.printing, row)
                    told = self._text_of(at, row.noted, [shown], own)
                    yield at.select(_in_one(told), found(self.printing, of, whole, at.row)).scalar_subquery()
                case Special() as further, Object() as inner:
                    yield from self._of_special(of, further, whole, inner, own)

    def _reached(self, of: Source, field: Field) -> ColumnElement[bool]:
        assert field.seen is not None
        return levels.reaches(levels.level(self.printing, of, field.seen), field.seen.at)

    def _of_neighbours(self, of: Source, entry: One | Listed | Placed, row: ShownRow, own: Sql | None) -> Iterator[Sql]:
        at = self.objects.source(self.printing, row)
        assert row.object is not None
        told = self._text_of(at, row.noted, [row.object], own)
        matches = self.objects.matching(self.printing, of, entry)(at.row)
        if isinstance(entry, One) and entry.newest:
            newest = (at.row.c[each].desc() for each in entry.newest)
            yield at.select(told, matches).order_by(*newest).limit(number(1)).scalar_subquery()
        else:
            yield at.select(_in_one(told), matches).scalar_subquery()

    def _of_page(self, of: Source, entry: Many, shown: Connection, own: Sql | None) -> Iterator[Sql]:
        connection = self.objects.connection(self.printing, of, entry, shown)
        page = connection.page(Reached(self.objects.matching(self.printing, of, entry)))
        told = self._text_of(page, shown.noted, [*rows_of(shown)], own)
        yield page.select(_in_one(told).filter(connection.within(page))).scalar_subquery()

    def _text_of(self, of: Source, noted: Noted | None, shown: Sequence[Object], own: Sql | None) -> Sql:
        """What is told of one neighbour: its family with the groups shown of it, unless that is noted already; and of those below it."""
        told = []
        if noted is not None:
            family = levels.family_of(self.printing, of)
            groups = self._groups(noted, family, of.levels)
            whose = cast(family, Text()).concat(OF).concat(cast(groups, Text()))
            told.append(whose if own is None else case((family.is_distinct_from(own), whose)))
            own = family
        return self._joined([*told, *(each for part in shown for each in self._below(of, part, own))])

    def _joined(self, told: list[Sql]) -> Sql:
        if len(told) < 2:
            return told[0] if told else NOBODY_ELSE
        joined: Sql = func.concat_ws(BETWEEN, *told)
        return func.nullif(joined, text_literal(""))

    def _groups(self, noted: Noted, family: Sql, given: FromClause | None = None) -> Sql:
        """The bits of the groups that are shown of a row: of every row, and where family_access gives them."""
        fixed = number(sum(BIT_OF_GROUP[group] for group in noted.fixed))
        if not noted.by_row:
            return fixed

        def bits(own: Callable[[Group], Sql]) -> Sql:
            return sum((case((own(group) > number(0), number(BIT_OF_GROUP[group])), else_=number(0)) for group in noted.by_row), fixed)

        if given is not None:
            return bits(lambda group: given.c[levels.OWN_LEVEL[group]])
        held = self.printing.table(FamilyAccess, "h")
        in_force = (held.c.family_id == family, held.c.until > self.printing.now, held.c.office_id == self.printing.office)
        return looked_up(bits(lambda group: func.max(held.c[LEVEL_OF_GROUP[group]])), held, *in_force)


def leads_elsewhere(below: Below) -> bool:
    """Whether what is selected of a field may show rows of another family than that of the row."""
    match below:
        case ShownRow(object=shown, noted=noted) | Connection(object=shown, noted=noted):
            return noted is not None or leads_elsewhere(shown)
        case Object(fields=fields):
            return any(leads_elsewhere(each.below) for each in fields)
    return False


def rows_of(connection: Connection) -> Iterator[Object]:
    """The objects that a connection shows of each row of its page: of `nodes`, and of the nodes of `edges`."""
    for field in connection.object.fields:
        match field.name, field.below:
            case "nodes", Object() as node:
                yield node
            case "edges", Object() as edge:
                yield from (each.below for each in edge.fields if isinstance(each.below, Object))
