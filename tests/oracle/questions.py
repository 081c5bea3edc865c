"""Queries by chance: any fields of the contract, nested, under aliases, narrowed, ordered, in pages, counted, grouped, and by ids.

Values are those of the county's rows, of those that the viewer sees and of those that they do not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)
from hypothesis import strategies as st

from tests.oracle.asked import FILTERS_BY_OTHERS, TOLD_BY_OTHERS, Asked, Within, Word
from tests.oracle.values import Values
from tests.oracle.words import moment

ELSEWHERE = frozenset({"availableActions", "dispatchPreview"})
"""Fields whose rule is not docs/domain.md 7's: they are tested where the rules of actions and of routing are."""
DEPTH, ROWS, ALIASES = 4, 120, 8
FEWEST, FIELDS = 3, 6
"""Of an object."""
LIST = 10
NOBODY = "UmVmZXJyYWw6MDAwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAw"
"""The id of a referral that there is not."""
ROOTS = (
    "viewer",
    "campaigns",
    "assistanceTypes",
    "regions",
    "organizations",
    "imports",
    "emergencyViews",
    "auditRecords",
    "correctionsDue",
    "familyMoveProposals",
    "proposals",
    "limits",
    "codeVersions",
    "issuers",
    "trustedDocuments",
    "offices",
    "accounts",
    "clients",
)
LIKELY = (
    "node",
    "nodes",
    "inbox",
    "referrals",
    "requests",
    "lines",
    "items",
    "families",
    "needs",
    "visits",
    "personMatches",
    "visitDrafts",
    "followUpsDue",
) * 2


@dataclass(frozen=True)
class Question:
    """A query, and how many rows stand before the cursor with which a root is to be asked, by its key."""

    roots: tuple[Asked, ...]
    skipped: Mapping[str, int] = field(default_factory=dict)


Draw = Callable[[st.SearchStrategy[Any]], Any]


@dataclass
class Questions:
    """Draws questions over one contract and one county."""

    schema: GraphQLSchema
    values: Values
    draw: Draw
    neighbours: bool = True
    """Whether other rows than those of the roots are asked for, or looked at."""
    aliases: int = 0
    at_root: bool = False
    """Only there a filter may be wrong in itself: further down it depends on what comes whether anybody looks at it."""

    def question(self) -> Question:
        """One to three roots."""
        names = self.draw(st.lists(st.sampled_from([*ROOTS, *LIKELY]), min_size=1, max_size=2))
        query = self.schema.query_type
        assert query is not None
        roots, skipped = [], {}
        for at, name in enumerate(names):
            asked = self._root(query.fields[name], name, f"r{at}" if name in names[:at] else None)
            roots.append(asked)
            if "first" in asked.arguments and self._one_in(3):
                skipped[asked.key] = self.draw(st.integers(1, 4))
        return Question(tuple(roots), skipped)

    def _root(self, of: GraphQLField, name: str, alias: str | None) -> Asked:
        if name in {"node", "nodes"}:
            return self._nodes(name, alias)
        inner = get_named_type(of.type)
        assert isinstance(inner, GraphQLObjectType)
        if name == "viewer":
            return Asked(name, self._selection(inner, DEPTH, 1), alias)
        self.at_root = True
        arguments = self._arguments(of, 6)
        self.at_root = False
        if name == "auditRecords":  # reading adds to it: only what was there before
            arguments["filter"] = arguments.get("filter") or {}
            arguments["filter"]["before"] = str(moment(self.values.county.now))
        return Asked(name, self._connection(inner, DEPTH, arguments["first"]), alias, arguments)

    def _nodes(self, name: str, alias: str | None) -> Asked:
        ids = self.values.ids
        personal = ("Referral", "Family", "Person", "AssistanceItem", "Need", "Visit", "Event", "ReferralEvent", "Outcome", "FollowUp")
        type_name = self.draw(st.sampled_from([*personal, *personal, *ids]))
        given = [self.draw(st.sampled_from(ids[type_name] or [NOBODY]))]
        if name == "nodes":
            other = self.draw(st.sampled_from(sorted(ids)))
            given += [self.draw(st.sampled_from(ids[type_name] or [NOBODY])), NOBODY, self.draw(st.sampled_from(ids[other] or ["x"]))]
        of = self.schema.get_type(type_name)
        assert isinstance(of, GraphQLObjectType)
        selection = (Asked("__typename"), Asked("id"), Within(type_name, self._selection(of, DEPTH, len(given))))
        return Asked(name, selection, alias, {"ids": given} if name == "nodes" else {"id": given[0]})

    def _selection(self, of: GraphQLObjectType, depth: int, rows: int) -> tuple[Asked, ...]:
        """Some fields of an object type; deeper ones while there is room."""
        others = set() if self.neighbours else TOLD_BY_OTHERS.get(of.name, set())
        names = [name for name in of.fields if name not in ELSEWHERE | others and self._fits(of.fields[name], depth, rows)]
        chosen = self.draw(
            st.lists(st.sampled_from(["__typename", *names]), min_size=min(FEWEST, len(names)), max_size=FIELDS, unique=True)
        )
        return tuple(self._field(of, name, depth, rows) for name in chosen or ["__typename"])

    def _fits(self, of: GraphQLField, depth: int, rows: int) -> bool:
        inner = get_named_type(of.type)
        if not isinstance(inner, GraphQLObjectType) or is_flat(inner):
            return True
        return self.neighbours and depth > 0 and rows * (LIST if is_list(of) else 1) <= ROWS

    def _field(self, of: GraphQLObjectType, name: str, depth: int, rows: int) -> Asked:
        if name == "__typename":
            return Asked(name)
        field = of.fields[name]
        inner = get_named_type(field.type)
        alias = self._alias(name)
        if not isinstance(inner, GraphQLObjectType):
            return Asked(name, alias=alias)
        if inner.name.endswith("Connection"):
            arguments = self._arguments(field, 3)
            return Asked(name, self._connection(inner, depth - 1, rows * max(1, arguments["first"])), alias, arguments)
        return Asked(name, self._selection(inner, depth - 1, rows * (LIST if is_list(field) else 1)), alias)

    def _alias(self, name: str) -> str | None:
        if self.aliases >= ALIASES or not self._one_in(6):
            return None
        self.aliases += 1
        return f"a{self.aliases}"

    def _connection(self, of: GraphQLObjectType, depth: int, rows: int) -> tuple[Asked, ...]:
        """Some of nodes, edges, pageInfo, counts and groups."""
        chosen = self.draw(st.lists(st.sampled_from(list(of.fields)), max_size=3, unique=True))
        chosen = chosen if chosen and self._one_in(5) else ["nodes", *(name for name in chosen if name != "nodes")]
        return tuple(self._of_connection(of, name, depth, rows) for name in chosen)

    def _of_connection(self, of: GraphQLObjectType, name: str, depth: int, rows: int) -> Asked:
        inner = get_named_type(of.fields[name].type)
        match name:
            case "nodes":
                assert isinstance(inner, GraphQLObjectType)
                return Asked(name, self._selection(inner, depth - 1, rows))
            case "edges":
                assert isinstance(inner, GraphQLObjectType)
                node = get_named_type(inner.fields["node"].type)
                assert isinstance(node, GraphQLObjectType)
                return Asked(name, (Asked("cursor"), Asked("node", self._selection(node, 0, rows))))
            case "pageInfo":
                return Asked(name, tuple(map(Asked, ("hasNextPage", "hasPreviousPage", "startCursor", "endCursor"))))
            case "groups":
                argument = of.fields[name].args["by"]
                words = get_named_type(argument.type)
                assert isinstance(words, GraphQLEnumType)
                by = self.draw(st.lists(st.sampled_from([Word(each) for each in words.values]), min_size=1, max_size=2, unique=True))
                assert isinstance(inner, GraphQLObjectType)
                return Asked(name, self._of_group(inner), None, {"by": by})
        return Asked(name)

    def _of_group(self, of: GraphQLObjectType) -> tuple[Asked, ...]:
        """All of a group's counts and lists; of its key and name some, counted by or not."""
        named = {name: get_named_type(of.fields[name].type) for name in ("key", "name")}
        some = {
            name: self.draw(st.lists(st.sampled_from(list(each.fields)), min_size=1, unique=True))
            for name, each in named.items()
            if isinstance(each, GraphQLObjectType)
        }
        typed = (Asked(name, tuple(map(Asked, fields))) for name, fields in some.items())
        return (*typed, *(Asked(name) for name in of.fields if name not in named))

    # --- arguments ---------------------------------------------------------------------------------------------------

    def _arguments(self, of: GraphQLField, most: int) -> dict[str, Any]:
        given: dict[str, Any] = {"first": self.draw(st.integers(0 if self._one_in(4) else 1, most))}
        if "filter" in of.args and self._one_in(2):
            narrowing = get_named_type(of.args["filter"].type)
            assert isinstance(narrowing, GraphQLInputObjectType)
            given["filter"] = self._filter(narrowing)
        if "orderBy" in of.args and self._one_in(2):
            words = get_named_type(of.args["orderBy"].type)
            assert isinstance(words, GraphQLEnumType)
            given["orderBy"] = Word(self.draw(st.sampled_from(sorted(words.values))))
        return given

    def _filter(self, of: GraphQLInputObjectType) -> dict[str, Any]:
        if self.at_root and self._one_in(30):
            return {}
        known = of.fields.keys() if self.neighbours else of.fields.keys() - FILTERS_BY_OTHERS
        names = self.draw(st.lists(st.sampled_from(sorted(known)), min_size=1, max_size=2, unique=True))
        return {name: self._filter_value(of, name) for name in names}

    def _filter_value(self, of: GraphQLInputObjectType, name: str) -> Any:
        argument = of.fields[name].type
        inner, several = get_named_type(argument), is_list_of(argument)
        each = self._each(of.name, name, inner)
        return self.draw(st.lists(each, min_size=0 if self.at_root and self._one_in(20) else 1, max_size=3) if several else each)

    def _each(self, filter_name: str, name: str, of: Any) -> st.SearchStrategy[Any]:
        match of.name:
            case "Boolean":
                return st.booleans()
            case "Date":
                return st.sampled_from(self.values.days)
            case "DateTime":
                return st.sampled_from(self.values.moments)
            case "RegionCode":
                return st.sampled_from(self.values.regions)
            case "ID":
                return self._id(name)
        if isinstance(of, GraphQLEnumType):
            return st.sampled_from([Word(word) for word in of.values])
        return st.sampled_from(self._words(filter_name, name))

    def _id(self, name: str) -> st.SearchStrategy[str]:
        ids = self.values.ids
        return st.sampled_from(
            ids[
                "Need"
                if self.at_root and self._one_in(20)
                else {"handler": "Account", "visitor": "Account", "within": "Campaign"}.get(name, name.capitalize())
            ]
        )

    def _words(self, filter_name: str, name: str) -> list[str]:
        words = self.values.words
        return words.get((filter_name, name)) or words[("", name)]

    def _one_in(self, chance: int) -> bool:
        return bool(self.draw(st.integers(1, chance)) == chance)


def everything(of: GraphQLObjectType, depth: int) -> tuple[Asked, ...]:
    """Every field of an object type, of neighbours down to a depth; of their pages the first rows."""
    found = []
    for name, each in of.fields.items():
        inner = get_named_type(each.type)
        if not isinstance(inner, GraphQLObjectType):
            found.append(Asked(name))
        elif name not in ELSEWHERE and inner.name.endswith("Connection") and depth > 0:
            row = get_named_type(inner.fields["nodes"].type)
            assert isinstance(row, GraphQLObjectType)
            found.append(Asked(name, (Asked("totalCount"), Asked("nodes", everything(row, depth - 1))), None, {"first": 2}))
        elif name not in ELSEWHERE and not inner.name.endswith("Connection") and (depth > 0 or is_flat(inner)):
            found.append(Asked(name, everything(inner, depth - 1)))
    return tuple(found)


def is_flat(of: GraphQLObjectType) -> bool:
    """Whether an object holds nothing but scalars, and codes with names."""
    inner = [get_named_type(each.type) for each in of.fields.values()]
    return not of.interfaces and all(not isinstance(each, GraphQLObjectType) or each.name == "CodeName" for each in inner)


def is_list(of: GraphQLField) -> bool:
    """Whether a field answers a list."""
    return is_list_of(of.type)


def is_list_of(of: Any) -> bool:
    """Whether a type is a list."""
    return isinstance(of.of_type if isinstance(of, GraphQLNonNull) else of, GraphQLList)
