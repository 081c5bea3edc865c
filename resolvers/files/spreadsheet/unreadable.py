"""What is raised where a file cannot be read: the code of a refusal, and its facts. The process that reads it loads no texts of refusals.

Source: docs/decisions/009-import.md.
"""

from typing import Any


class Unreadable(Exception):
    """A file is refused as a whole."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
