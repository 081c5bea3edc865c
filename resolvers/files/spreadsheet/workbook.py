"""An xlsx: where its sheets are, what they are called, which are hidden, how its days are counted and by which styles they are shown.

Source: ECMA-376 part 1, 18.2, 18.8.30. What is not needed (styles, properties, pictures, names, extents) may be missing or damaged.
"""

import re
import xml.etree.ElementTree as Xml
from collections.abc import Iterator, Mapping

from resolvers.files.spreadsheet.package import Package, Relationship, local
from resolvers.files.spreadsheet.sheet import Sheet
from resolvers.files.spreadsheet.unreadable import Unreadable
from resolvers.files.spreadsheet.worksheet import Letters, lines_of, said

TRUE = frozenset({"1", "true", "on"})
VISIBLE = frozenset({"visible", ""})
NUMBERED = re.compile(r".*worksheets/[^/]*?([0-9]+)\.xml")
DAMAGE = (Xml.ParseError, ValueError, LookupError, RecursionError, OverflowError)
"""Exceptions that a damaged workbook raises when it is read."""
OF_DAYS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Numbers of built-in formats that show days, with those of Chinese and Japanese editions."""
NO_PATTERN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
"""Parts of a format that show no part of a day: quoted texts, fillings, colours, languages, conditions."""
PARTS_OF_A_DAY = re.compile(r"[ymdhs]", re.IGNORECASE)


def of_workbook(parts: Mapping[str, bytes]) -> list[Sheet]:
    """Return the sheets of cells of an unpacked xlsx, in their order. Raises FILE_UNREADABLE, ROWS_TOO_MANY."""
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
        raise Unreadable("FILE_UNREADABLE") from None
    if not sheets:
        raise Unreadable("FILE_UNREADABLE")
    return sheets


def _places(package: Package, book: Xml.Element, relations: list[Relationship]) -> Iterator[tuple[str, str, bool]]:
    """Yield the part, the name, and whether it is hidden, of every sheet of cells.

    A sheet whose relation is missing or leads nowhere gets the next numbered part that no other sheet names.
    """
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
    """Return the key of the relation to a sheet's part: an attribute `id` in the namespace of either edition."""
    return next((value for name, value in sheet.attrib.items() if name.startswith("{") and local(name) == "id"), "")


def _shared(package: Package, path: str, relations: list[Relationship]) -> list[str]:
    """Return the texts to which cells refer by their places."""
    place = package.one("sharedstrings", path, relations)
    return [] if place is None else [said(each) for each in package.tree(place) if local(each.tag) == "si"]


def _day_styles(package: Package, path: str, relations: list[Relationship]) -> frozenset[int]:
    """Return the places of the styles that show a number as a day; none where the part of the styles is missing or damaged."""
    place = package.one("styles", path, relations)
    try:
        tree = Xml.Element("none") if place is None else package.tree(place)
        own = {
            int(each.attrib["numFmtId"]): each.attrib.get("formatCode", "")
            for each in tree.iter()
            if local(each.tag) == "numFmt" and each.attrib.get("numFmtId", "").isdecimal()
        }
        lists = (each for each in tree.iter() if local(each.tag) == "cellXfs")
        formats = [int(each.attrib.get("numFmtId", "0")) for each in next(lists, ()) if local(each.tag) == "xf"]
        return frozenset(place for place, number in enumerate(formats) if _shows_day(number, own))
    except DAMAGE:
        return frozenset()


def _shows_day(number: int, own: dict[int, str]) -> bool:
    """Whether a format shows a day; `own`: the formats that the file defines."""
    code = own.get(number)
    return number in OF_DAYS if code is None else PARTS_OF_A_DAY.search(NO_PATTERN.sub("", code.split(";", 1)[0])) is not None


def _from_1904(book: Xml.Element) -> bool:
    return any(each.attrib.get("date1904", "").lower() in TRUE for each in book.iter() if local(each.tag) == "workbookPr")
