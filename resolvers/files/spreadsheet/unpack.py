"""The parts of an xlsx, read through a byte counter: what a file says of its own size is not believed.

Source: docs/decisions/009-import.md (296 kB can unpack to 300 MB, and a lying central directory passes a check of the declared sizes).
"""

import io
import struct
import zipfile
import zlib

from resolvers.files.spreadsheet.unreadable import Unreadable

FILE_BYTES = 50_000_000
"""Most bytes of a file, and of all its parts together when unpacked."""
LOCAL_HEADER = struct.Struct("<4s22xHH")


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return every part of an xlsx by its name. Raises FILE_UNREADABLE, FILE_TOO_LARGE.

    A part that is damaged or encrypted is left out: it may be a picture; the reader of a part that is needed refuses the file.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Unreadable("FILE_UNREADABLE") from None
    if sum(entry.file_size for entry in entries) > FILE_BYTES:
        raise too_large()
    left = FILE_BYTES
    parts: dict[str, bytes] = {}
    for entry in entries:
        part = _part(data, entry, left)
        if part is not None:
            left -= len(part)
            parts[entry.filename] = part
    return parts


def too_large() -> Unreadable:
    """Return the refusal of a file that is, or unpacks to, more than the limit."""
    return Unreadable("FILE_TOO_LARGE", most=FILE_BYTES // 1_000_000)


def _part(data: bytes, entry: zipfile.ZipInfo, left: int) -> bytes | None:
    """Return one part, unpacked; None for one that is encrypted or damaged. Raises FILE_TOO_LARGE beyond `left` bytes."""
    if entry.flag_bits & 1 or not 0 <= entry.header_offset <= len(data) - LOCAL_HEADER.size:
        return None
    signature, name, extra = LOCAL_HEADER.unpack_from(data, entry.header_offset)
    if signature != b"PK\x03\x04":
        return None
    start = entry.header_offset + LOCAL_HEADER.size + name + extra
    packed = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        part: bytes | None = bytes(packed)
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        part = _inflated(packed, left)
    else:
        return None
    if part is not None and len(part) > left:
        raise too_large()
    return part


def _inflated(packed: memoryview, left: int) -> bytes | None:
    """Return a deflated part, unpacked up to `left` + 1 bytes; None for a damaged one."""
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, left + 1)
    except zlib.error:
        return None
