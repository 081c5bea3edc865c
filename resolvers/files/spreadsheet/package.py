"""The parts of an xlsx by what refers to them, however a target is written.

Source: ECMA-376 part 2 (relationships). Names are compared without their capitals; namespaces are not looked at, since the strict form has
others.
"""

import posixpath
import xml.etree.ElementTree as Xml
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote

FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
"""No spreadsheet needs them, and entities grow."""
BOOK = "xl/workbook.xml"


class Relation(NamedTuple):
    """What a part refers to: by which key, of what kind, where that is (None: nowhere)."""

    key: str
    kind: str
    place: str | None


class Package:
    """The parts, by names in small letters with plain slashes."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = {name.replace("\\", "/").lstrip("/").lower(): part for name, part in parts.items()}
        self.names = tuple(self._parts)

    def part(self, name: str) -> bytes:
        """A part that is safe to parse. Raises KeyError, ValueError."""
        part = self._parts[name]
        if b"\0" in part or any(mark in part for mark in FORBIDDEN):
            raise ValueError
        return part

    def tree(self, name: str) -> Xml.Element:
        """A part as a tree. Raises KeyError, ValueError, ParseError."""
        return Xml.fromstring(self.part(name))

    def book(self) -> str:
        """The name of the workbook's part; empty where there is none."""
        told = (relation.place for relation in self.relations("") if relation.kind == "officedocument")
        usual = (name for name in (BOOK, *self.names) if name in self._parts and name.endswith("workbook.xml"))
        return next((each for each in (*told, *usual) if each is not None), "")

    def relations(self, source: str) -> list[Relation]:
        """What a part refers to; nothing where that cannot be read."""
        folder, name = posixpath.split(source)
        try:
            tree = self.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        except (Xml.ParseError, ValueError, KeyError):
            return []
        return [
            Relation(
                each.attrib.get("Id", ""),
                each.attrib.get("Type", "").rpartition("/")[2].lower(),
                self._found(folder, each.attrib.get("Target", "")),
            )
            for each in tree.iter()
            if local(each.tag) == "Relationship"
        ]

    def one(self, kind: str, source: str, relations: list[Relation]) -> str | None:
        """The part of a kind that there is one of: as the relations say, else by its usual name beside its source."""
        usual = posixpath.join(posixpath.dirname(source), f"{kind}.xml")
        told = (relation.place for relation in relations if relation.kind == kind)
        return next((each for each in told if each is not None), usual if usual in self._parts else None)

    def _found(self, folder: str, target: str) -> str | None:
        """The part that a target means: from the folder of its source, or from the root, even where its slash says otherwise."""
        bare = unquote(target).replace("\\", "/").lower()
        ways = [posixpath.join(folder, bare.lstrip("/")), bare.lstrip("/")]
        tried = (posixpath.normpath(each) for each in (reversed(ways) if bare.startswith("/") else ways))
        return next((each for each in tried if each in self._parts), None)


def local(name: str) -> str:
    """The name of an element or an attribute without its namespace."""
    return name.rpartition("}")[2]
