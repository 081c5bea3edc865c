"""A refusal: what was asked is not done, and why.

Source: docs/design.md 8 (Errors), docs/lifecycle.md (Guards and answers). Raised once, and translated once, at the edge.
"""

from uuid import UUID

from domain.message.message import text
from domain.viewer import Language

Path = tuple[str | int, ...]
"""Where in the input: names as the contract spells them, and positions in lists."""


class Refusal(Exception):
    """What was asked is not done: a code of `TEXTS`, the path of the input that is to blame (empty: the whole), the facts of its text.

    `row`: the row that it is about, which the viewer sees or has named: its type and key. It is told as an id beside the text, never in it.
    """

    def __init__(self, code: str, /, path: Path = (), row: tuple[str, UUID] | None = None, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.path = path
        self.row = row
        self.facts = facts

    def below(self, *path: str | int) -> "Refusal":
        """The same refusal of a part of a larger input."""
        return Refusal(self.code, path=(*path, *self.path), row=self.row, **self.facts)

    def at(self, *path: str | int) -> "Refusal":
        """The same refusal at another place of the input."""
        return Refusal(self.code, path=path, row=self.row, **self.facts)

    def text(self, language: Language) -> str:
        """What the caller reads."""
        return text(self.code, language, self.facts)


class Refusals(Exception):
    """Several things that are wrong with one input, each with its path."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(*(refusal.code for refusal in refusals))
        self.refusals = refusals
