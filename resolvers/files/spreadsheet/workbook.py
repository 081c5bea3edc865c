"""An xlsx: where its sheets are, what they are called, which are hidden, how its days are counted.

Source: ECMA-376 part 1, 18.2. What is not needed (styles, properties, pictures, names, extents) may be missing or damaged.
"""

import re
import xml.etree.ElementTree as Xml
from collections.abc import Iterator, Mapping

from domain.message.refusal import Refusal
from resolvers.files.spreadsheet.package import Package, Relation, local
from resolvers.files.spreadsheet.sheet import Sheet
from resolvers.files.spreadsheet.styles import day_styles
from resolvers.files.spreadsheet.worksheet import Letters, lines_of, said

TRUE = frozenset({"1", "true", "on"})
VISIBLE = frozenset({"visible", ""})
NUMBERED = re.compile(r".*worksheets/[^/]*?([0-9]+)\.xml")
DAMAGE = (Xml.ParseError, ValueError, LookupError, RecursionError, OverflowError)
"""What the reading of a damaged workbook ends with."""


def of_workbook(parts: Mapping[str, bytes]) -> list[Sheet]:
    """The sheets in their order, but for charts. Raises FILE_UNREADABLE, ROWS_TOO_MANY."""
    package = Package(parts)
    try:
        path = package.book()
        relations = package.relations(path)
        book = package.tree(path)
        from_1904 = _from_1904(book)
        letters = Letters(_shared(package, path, relations), _day_styles(package, path, relations))
        sheets = [
            lines_of(package.part(place), letters, Sheet([], from_1904, said(name), hidden))
            for place, name, hidden in _places(package, book, relations)
        ]
    except DAMAGE:
        raise Refusal("FILE_UNREADABLE") from None
    if not sheets:
        raise Refusal("FILE_UNREADABLE")
    return sheets


def _places(package: Package, book: Xml.Element, relations: list[Relation]) -> Iterator[tuple[str, str, bool]]:
    """The part, the name, and whether it is hidden, of every sheet of cells; one whose key leads nowhere is the next that nobody names."""
    named = [each for each in book.iter() if local(each.tag) == "sheet"]
    by_key = {relation.key: relation for relation in relations}
    taken = {relation.place for relation in relations if relation.key in {_key(each) for each in named}}
    numbered = [(int(match[1]), name) for name in package.names if (match := NUMBERED.fullmatch(name)) and name not in taken]
    spare = (name for _, name in sorted(numbered))
    for sheet in named:
        relation = by_key.get(_key(sheet))
        if relation is None or relation.place is None or relation.kind.endswith("worksheet"):
            place = None if relation is None else relation.place
            hidden = sheet.attrib.get("state", "") not in VISIBLE
            yield next(spare, "") if place is None else place, sheet.attrib.get("name", ""), hidden


def _key(sheet: Xml.Element) -> str:
    """The relation that a sheet names: an attribute of the one namespace or the other."""
    return next((value for name, value in sheet.attrib.items() if name.startswith("{") and local(name) == "id"), "")


def _shared(package: Package, path: str, relations: list[Relation]) -> list[str]:
    place = package.one("sharedstrings", path, relations)
    return [] if place is None else [said(each) for each in package.tree(place) if local(each.tag) == "si"]


def _day_styles(package: Package, path: str, relations: list[Relation]) -> frozenset[int]:
    place = package.one("styles", path, relations)
    try:
        return frozenset() if place is None else day_styles(package.tree(place))
    except DAMAGE:
        return frozenset()


def _from_1904(book: Xml.Element) -> bool:
    return any(each.attrib.get("date1904", "").lower() in TRUE for each in book.iter() if local(each.tag) == "workbookPr")
