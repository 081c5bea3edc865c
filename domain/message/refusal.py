"""Refusals: a command, input or request is not carried out, with a code and the path of the input at fault.

Source: docs/design.md 8 (Errors), docs/lifecycle.md (Guards and answers). A refusal is raised where the rule is
checked and translated where the response is written.
"""

from uuid import UUID

from domain.message.message import text
from domain.viewer import Language

Path = tuple[str | int, ...]
"""A place in the input: names as the contract spells them, and positions in lists."""


class Refusal(Exception):
    """One reason why a request is not carried out: a code of `TEXTS`, the path of the input at fault (empty: the whole input), and facts
    for the placeholders of the text.

    `row`: type and key of a row that the viewer sees or has named; the response has its id beside the text, not in it.
    """

    def __init__(self, code: str, /, path: Path = (), row: tuple[str, UUID] | None = None, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.path = path
        self.row = row
        self.facts = facts

    def below(self, *path: str | int) -> "Refusal":
        """Return the same refusal with `path` put before its own path."""
        return Refusal(self.code, path=(*path, *self.path), row=self.row, **self.facts)

    def at(self, *path: str | int) -> "Refusal":
        """Return the same refusal with `path` in place of its own path."""
        return Refusal(self.code, path=path, row=self.row, **self.facts)

    def about(self, row: tuple[str, UUID]) -> "Refusal":
        """Return the same refusal about a row, of type and key."""
        return Refusal(self.code, path=self.path, row=row, **self.facts)

    def text(self, language: Language) -> str:
        """Return the text that the caller reads."""
        return text(self.code, language, self.facts)


class Refusals(Exception):
    """Several refusals of one input, each with its path."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(*(refusal.code for refusal in refusals))
        self.refusals = refusals
