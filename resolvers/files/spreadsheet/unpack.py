"""The parts of an xlsx, read through a byte counter: what a file says of its own size is not believed.

Source: docs/decisions/009-import.md (296 kB can unpack to 300 MB, and a lying central directory passes a check of the declared sizes).
"""

import io
import struct
import zipfile
import zlib

from domain.message import Refusal

MOST = 50_000_000
"""Bytes of all parts together, unpacked."""
CHUNK = 1 << 16
LOCAL_HEADER = struct.Struct("<4s22xHH")
FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
"""No spreadsheet needs them, and entities grow."""


def unpacked(data: bytes) -> bytes:
    """The same xlsx with every part stored as it is: a reader of it meets no compression. Raises FILE_UNREADABLE, FILE_TOO_LARGE."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Refusal("FILE_UNREADABLE") from None
    if sum(entry.file_size for entry in entries) > MOST:
        raise too_large()
    left = MOST
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as archive:
        for entry in entries:
            part = _part(data, entry, left)
            left -= len(part)
            archive.writestr(zipfile.ZipInfo(entry.filename), part)
    return plain.getvalue()


def too_large() -> Refusal:
    """The refusal of a file that is, or unpacks to, more than the limit."""
    return Refusal("FILE_TOO_LARGE", most=MOST // 1_000_000)


def _part(data: bytes, entry: zipfile.ZipInfo, left: int) -> bytes:
    """One part, unpacked; never more than `left` bytes of it are made."""
    if entry.flag_bits & 1 or not 0 <= entry.header_offset <= len(data) - LOCAL_HEADER.size:
        raise Refusal("FILE_UNREADABLE")
    signature, name, extra = LOCAL_HEADER.unpack_from(data, entry.header_offset)
    if signature != b"PK\x03\x04":
        raise Refusal("FILE_UNREADABLE")
    start = entry.header_offset + LOCAL_HEADER.size + name + extra
    packed = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        part = bytes(packed)
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        part = _inflated(packed, left)
    else:
        raise Refusal("FILE_UNREADABLE")
    if len(part) > left:
        raise too_large()
    if entry.filename.lower().endswith((".xml", ".rels")) and (b"\0" in part or any(mark in part for mark in FORBIDDEN)):
        raise Refusal("FILE_UNREADABLE")
    return part


def _inflated(packed: memoryview, left: int) -> bytes:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    part = bytearray()
    rest: bytes | memoryview = packed
    while rest and not inflater.eof:
        try:
            part += inflater.decompress(rest, CHUNK)
        except zlib.error:
            raise Refusal("FILE_UNREADABLE") from None
        if len(part) > left:
            raise too_large()
        rest = inflater.unconsumed_tail
    return bytes(part)
