"""The parts of an xlsx, found through the relations between them, however their targets are written.

Source: ECMA-376 part 2 (relationships). Names are compared in small letters. Namespaces are not compared: the strict edition has
others.
"""

import posixpath
import xml.etree.ElementTree as Xml
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote

FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
"""Declarations that no spreadsheet needs: entities may expand without bound."""
BOOK = "xl/workbook.xml"


class Relationship(NamedTuple):
    """A relation of one part to another: its key, its kind, the name of the other part (None: there is no such part)."""

    key: str
    kind: str
    place: str | None


class Package:
    """The parts of an xlsx by their names, in small letters with forward slashes."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = {name.replace("\\", "/").lstrip("/").lower(): part for name, part in parts.items()}
        self.names = tuple(self._parts)

    def part(self, name: str) -> bytes:
        """Return a part that is safe to parse. Raises KeyError if there is none, ValueError if it declares entities or holds null bytes."""
        part = self._parts[name]
        if b"\0" in part or any(mark in part for mark in FORBIDDEN):
            raise ValueError
        return part

    def tree(self, name: str) -> Xml.Element:
        """Return a part as a tree. Raises KeyError, ValueError, ParseError."""
        return Xml.fromstring(self.part(name))

    def book(self) -> str:
        """Return the name of the workbook's part; empty where there is none."""
        told = (relation.place for relation in self.relations("") if relation.kind == "officedocument")
        usual = (name for name in (BOOK, *self.names) if name in self._parts and name.endswith("workbook.xml"))
        return next((each for each in (*told, *usual) if each is not None), "")

    def relations(self, source: str) -> list[Relationship]:
        """Return the relations of a part; none where they are missing or damaged."""
        folder, name = posixpath.split(source)
        try:
            tree = self.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        except (Xml.ParseError, ValueError, KeyError):
            return []
        return [
            Relationship(
                each.attrib.get("Id", ""),
                each.attrib.get("Type", "").rpartition("/")[2].lower(),
                self._found(folder, each.attrib.get("Target", "")),
            )
            for each in tree.iter()
            if local(each.tag) == "Relationship"
        ]

    def one(self, kind: str, source: str, relations: list[Relationship]) -> str | None:
        """Return the only part of a kind: as the relations say, else by its usual name beside its source; None where there is none."""
        usual = posixpath.join(posixpath.dirname(source), f"{kind}.xml")
        told = (relation.place for relation in relations if relation.kind == kind)
        return next((each for each in told if each is not None), usual if usual in self._parts else None)

    def _found(self, folder: str, target: str) -> str | None:
        """Return the part of a target: from the folder of its source or from the root; a slash before it tells which is tried first."""
        bare = unquote(target).replace("\\", "/").lower()
        ways = [posixpath.join(folder, bare.lstrip("/")), bare.lstrip("/")]
        tried = (posixpath.normpath(each) for each in (reversed(ways) if bare.startswith("/") else ways))
        return next((each for each in tried if each in self._parts), None)


def local(name: str) -> str:
    """Return the name of an element or an attribute without its namespace."""
    return name.rpartition("}")[2]
