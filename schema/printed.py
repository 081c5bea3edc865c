"""Prints the contract into schema.graphql: `make schema`. A test compares the two.

Source: docs/design.md 8 (a change of the contract is reviewed as a difference of this file).
"""

from pathlib import Path

from resolvers.commands.all import COMMANDS
from schema.contract import contract

PATH = Path(__file__).parent.parent / "schema.graphql"


def printed() -> str:
    """The contract in the schema language, types by name."""
    return contract(COMMANDS).as_str() + "\n"


if __name__ == "__main__":
    PATH.write_text(printed(), encoding="utf-8")
