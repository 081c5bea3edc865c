"""How a name is spelled: `work_due_at` in Python and in the tables, `workDueAt` in the contract.

Source: docs/design.md 2 (the same words everywhere) and 8 (schema conventions).
"""


def camel(name: str) -> str:
    """`work_due_at` -> `workDueAt`; `from_` -> `from`."""
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in rest)


def snake(name: str) -> str:
    """`workDueAt` -> `work_due_at`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
