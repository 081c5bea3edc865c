"""The number of a referral as a bar code: which modules of a Code 128 are dark, drawn for HTML and as a picture.

Source: ISO/IEC 15417 (Code 128, by python-barcode: its quiet zone of ten modules is added here); PNG, third edition.
"""

import struct
import zlib
from itertools import groupby

from barcode.codex import Code128

QUIET = 10
"""Light modules on either side."""
PICTURE_SCALE, PICTURE_HEIGHT = 4, 120
"""Pixels of a module, and of the height of a picture."""


def modules(number: str) -> str:
    """Return a number's modules from left to right, a 1 for each dark one."""
    (found,) = Code128(number).build()
    return f"{'0' * QUIET}{found}{'0' * QUIET}"


def drawn(number: str) -> tuple[int, str]:
    """Return how many modules wide the bars are, and their outline as the path of an SVG that is one module high."""
    place, path = 0, []
    for dark, run in groupby(modules(number)):
        width = len([*run])
        path += [f"M{place} 0h{width}v1h-{width}z"] if dark == "1" else []
        place += width
    return place, "".join(path)


def picture(number: str) -> bytes:
    """Return the bars as a PNG of two colours."""
    dark = "".join(("0" if each == "1" else "1") * PICTURE_SCALE for each in modules(number))
    row = b"\0" + int(dark.ljust(-(-len(dark) // 8) * 8, "1"), 2).to_bytes(-(-len(dark) // 8), "big")
    head = struct.pack(">IIBBBBB", len(dark), PICTURE_HEIGHT, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(row * PICTURE_HEIGHT)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
