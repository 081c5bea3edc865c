"""Makes a file of papers: a page of HTML that is ready for print and runs no script, or a document of WordprocessingML.

Source: docs/decisions/029-referral-sheet.md; ISO/IEC 29500 (docx). Every text is escaped by the templates.
"""

import base64
import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from domain.text.label import Labelled
from resolvers.files.sheets.bars import drawn, picture
from resolvers.files.sheets.paper import Papers

TEMPLATES = Path(__file__).parent / "templates"
WRITTEN_AT = (1980, 1, 1, 0, 0, 0)
"""The time in the directory of a docx, the earliest that one can hold: when it was printed stands on the paper."""


class Format(Labelled):
    """What file a sheet becomes. 转介单的文件格式。"""

    HTML = "HTML", "A page for the printer. 可直接打印的网页。"
    DOCX = "DOCX", "A document for word processors. 文字处理文档。"


@dataclass(frozen=True)
class File:
    """A file as it is handed out. `policy`: the Content-Security-Policy under which a browser may show it."""

    content: bytes
    media_type: str
    extension: str
    policy: str


class Renderer:
    """Makes files of papers; `app.py` makes the one instance."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, auto_reload=False, keep_trailing_newline=True
        )
        self._style = (TEMPLATES / "sheet.css").read_text()
        digest = base64.b64encode(sha256(self._style.encode()).digest()).decode()
        self._policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        self._formats: Mapping[Format, Callable[[Papers], File]] = {Format.HTML: self._html, Format.DOCX: self._docx}

    def file(self, papers: Papers, wanted: Format) -> File:
        """Return the file of papers in a format."""
        return self._formats[wanted](papers)

    def _html(self, papers: Papers) -> File:
        page = self._templates.get_template("sheet.html").render(
            language=papers.language,
            policy=self._policy,
            title=papers.pages[0].title,
            style=Markup(self._style),
            pages=papers.pages,
            drawn=drawn,
        )
        return File(page.encode(), "text/html; charset=utf-8", "html", f"{self._policy}; frame-ancestors 'none'")

    def _docx(self, papers: Papers) -> File:
        numbers = list(dict.fromkeys(page.number for page in papers.pages))
        pictures = {number: f"bars{place}" for place, number in enumerate(numbers)}
        places = range(len(papers.pages))
        parts = {
            "[Content_Types].xml": self._part("content_types.xml", places=places),
            "_rels/.rels": self._part("package.rels"),
            "word/document.xml": self._part("document.xml", pages=papers.pages),
            "word/_rels/document.xml.rels": self._part("document.rels", places=places),
            "word/styles.xml": self._part("styles.xml"),
            **{f"word/media/{name}.png": picture(number) for number, name in pictures.items()},
        }
        for place, page in enumerate(papers.pages):
            parts[f"word/header{place}.xml"] = self._part("header.xml", page=page)
            parts[f"word/_rels/header{place}.xml.rels"] = self._part("header.rels", picture=pictures[page.number])
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in parts.items():
                package.writestr(zipfile.ZipInfo(name, WRITTEN_AT), content, zipfile.ZIP_DEFLATED)
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        return File(made.getvalue(), kind, "docx", "default-src 'none'; frame-ancestors 'none'")

    def _part(self, name: str, **values: object) -> bytes:
        return self._templates.get_template(name).render(**values).encode()
