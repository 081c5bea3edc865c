"""Papers as files: everything is escaped, a docx opens in another library, and the bars are those of the number.

Source: docs/decisions/029-referral-sheet.md.
"""

import base64
import io
import re
import struct
import xml.etree.ElementTree as ET
import zipfile
import zlib
from hashlib import sha256
from html.parser import HTMLParser

import docx
import pytest
from typing_extensions import override

from domain.viewer import Language
from resolvers.files.sheets.bars import PICTURE_SCALE, QUIET, drawn, modules, picture
from resolvers.files.sheets.paper import Line, Page, Papers, Part, Table
from resolvers.files.sheets.render import File, Format, Renderer

NUMBER = "R2026-73119423-9"
HOSTILE = '<script>alert("x")</script>&amp;{{ 7 * 7 }}{% raw %}\'</style>]]>'


def papers(value: str = HOSTILE, pages: int = 1) -> Papers:
    part = Part(value, (Line(value, value), Line("blank")), (Table((value, "head"), ((value, "cell"), ("", value))),), (value, "one\ntwo"))
    return Papers(Language.ZH, tuple(Page(value, NUMBER, (part,), (value,), dense=bool(place % 2)) for place in range(pages)))


class Seen(HTMLParser):
    """What a browser reads: tags with their attributes, and the text outside of the style."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []
        self.inside = ""

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.inside = tag

    @override
    def handle_data(self, data: str) -> None:
        if self.inside != "style" and data.strip():
            self.text.append(data)


def as_html(of: Papers) -> tuple[File, Seen]:
    file, seen = Renderer().file(of, Format.HTML), Seen()
    seen.feed(file.content.decode())
    return file, seen


def test_a_page_shows_every_text_as_it_is_and_runs_nothing() -> None:
    _, seen = as_html(papers())
    assert seen.text.count(HOSTILE) == 10
    assert not {"script", "iframe", "img", "object", "link", "form", "a"} & {*seen.tags}
    assert not [name for name, _ in seen.attributes if name.startswith("on") or name in {"src", "href", "style"}]


def test_the_policy_of_a_page_allows_its_own_style_and_nothing_else() -> None:
    file, seen = as_html(papers())
    style = re.search(r"<style>(.*?)</style>", file.content.decode(), re.DOTALL)
    assert style is not None
    digest = re.search(r"style-src 'sha256-([^']+)'", file.policy)
    assert digest is not None
    assert digest[1] == base64.b64encode(sha256(style[1].encode()).digest()).decode()
    assert file.policy.startswith("default-src 'none'; ")
    assert str(dict(seen.attributes)["content"]) in file.policy  # once it is a file of its own, no header goes with it


@pytest.mark.parametrize("wanted", [*Format])
def test_the_same_papers_make_the_same_file(wanted: Format) -> None:
    assert Renderer().file(papers(), wanted).content == Renderer().file(papers(), wanted).content


def test_a_docx_opens_in_another_library_with_every_text_as_it_is() -> None:
    document = docx.Document(io.BytesIO(Renderer().file(papers(pages=3), Format.DOCX).content))
    assert len(document.sections) == 3
    for section in document.sections:
        title, number = section.header.paragraphs
        assert (title.text.strip(), number.text) == (HOSTILE, NUMBER)
        assert section.page_width is not None
        assert section.page_width.mm == pytest.approx(210, abs=0.1)
    lines, table = document.tables[:2]
    assert [cell.text for cell in lines.rows[0].cells][:2] == [HOSTILE, HOSTILE]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [[HOSTILE, "head"], [HOSTILE, "cell"], ["", HOSTILE]]
    assert [each.text for each in document.paragraphs if each.text][:3] == [HOSTILE, HOSTILE, "one\ntwo"]


def test_every_part_of_a_docx_is_xml_and_leads_nowhere_outside() -> None:
    with zipfile.ZipFile(io.BytesIO(Renderer().file(papers(pages=2), Format.DOCX).content)) as package:
        assert package.testzip() is None
        for name in package.namelist():
            content = package.read(name)
            if name.endswith(".png"):
                assert content == picture(NUMBER)
                continue
            ET.fromstring(content)
            assert b"TargetMode" not in content
        named = {
            f"word/{each}"
            for name in package.namelist()
            for each in re.findall(r'Target="((?:media|header)[^"]+)"', str(package.read(name)))
        }
        assert named <= {*package.namelist()}
        assert [name for name in package.namelist() if "header" in name and name.endswith("1.xml")] == ["word/header1.xml"]


def test_the_bars_of_page_and_document_are_those_of_the_number() -> None:
    width, path = drawn(NUMBER)
    dark = {place for start, run in re.findall(r"M(\d+) 0h(\d+)v1h-\2z", path) for place in range(int(start), int(start) + int(run))}
    outlined = "".join("1" if place in dark else "0" for place in range(width))
    assert outlined == modules(NUMBER)
    assert outlined.strip("0").startswith("11010010000") or outlined.strip("0").startswith("11010011100")  # start B or C
    assert outlined.strip("0").endswith("1100011101011")  # stop
    assert (outlined[:QUIET], outlined[-QUIET:]) == ("0" * QUIET, "0" * QUIET)


def test_the_picture_is_a_png_of_the_same_bars() -> None:
    made = picture(NUMBER)
    assert made.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, colour = struct.unpack(">IIBB", made[16:26])
    data = made[made.index(b"IDAT") + 4 : made.index(b"IEND") - 8]
    rows = zlib.decompress(data)
    size = 1 + -(-width // 8)
    assert (depth, colour, len(rows)) == (1, 0, size * height)
    bits = "".join(f"{byte:08b}" for byte in rows[1:size])[:width]
    assert {rows[place * size : (place + 1) * size] for place in range(height)} == {rows[:size]}
    assert "".join("0" if bit == "1" else "1" for bit in bits[::PICTURE_SCALE]) == modules(NUMBER)


def test_where_it_is_dense_two_short_lines_share_a_row() -> None:
    lines = (Line("a", "x"), Line("b", "y"), Line("c", "一" * 14), Line("d", "z"), Line("e"), Line("f", "w"))
    part = Part("", lines)
    assert [[each.label for each in row] for row in part.rows(dense=True)] == [["a", "b"], ["c"], ["d"], ["e"], ["f"]]
    assert [[each.label for each in row] for row in part.rows(dense=False)] == [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]
