"""Which styles of an xlsx show a number as a day.

Source: ECMA-376 part 1, 18.8.30 (numFmt, with the formats of Chinese and Japanese editions).
"""

import re
import xml.etree.ElementTree as Xml

from resolvers.files.spreadsheet.package import local

OF_DAYS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Formats that every program knows by their numbers."""
NO_PATTERN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
"""What stands in a format for itself, or for a colour, a language, a condition."""
PARTS_OF_A_DAY = re.compile(r"[ymdhs]", re.IGNORECASE)


def day_styles(tree: Xml.Element) -> frozenset[int]:
    """The places of styles that show days. Raises ValueError."""
    own = {
        int(each.attrib["numFmtId"]): each.attrib.get("formatCode", "")
        for each in tree.iter()
        if local(each.tag) == "numFmt" and each.attrib.get("numFmtId", "").isdecimal()
    }
    for styles in tree.iter():
        if local(styles.tag) == "cellXfs":
            formats = [int(each.attrib.get("numFmtId", "0")) for each in styles if local(each.tag) == "xf"]
            return frozenset(place for place, number in enumerate(formats) if _shows_day(number, own))
    return frozenset()


def _shows_day(number: int, own: dict[int, str]) -> bool:
    code = own.get(number)
    if code is None:
        return number in OF_DAYS
    return code.lower() != "general" and PARTS_OF_A_DAY.search(NO_PATTERN.sub("", code.split(";", 1)[0])) is not None
