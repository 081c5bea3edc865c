"""What differs between the rows of the platform and those of the model.

Source: docs/lifecycle.md. Rows that are new in the model take the keys that they have got.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tests.model.model import Model
from tests.model.platform import Record
from tests.model.registered import Family
from tests.model.rows import Book, Item, Need, Referral, columns

KINDS = ("need", "item", "referral")
"""What has actions of its own that a viewer is told of."""
HOUSEHOLDS = ("family", "person", "proposal", "visit")
"""What else the model holds."""


def differing(model: Model, found: Mapping[str, Mapping[UUID, Record]]) -> list[str]:
    """Every column that is not as the model says. Rows that are new in the model take the keys that they have got."""
    adopt(model.book, found)
    differences = []
    for kind in (*KINDS, *HOUSEHOLDS):
        rows = model.rows(kind) if kind in KINDS else model.households(kind)
        if rows.keys() != found[kind].keys():
            differences.append(f"{kind}: {len(found[kind])} rows and not {len(rows)}")
        for key in rows.keys() & found[kind].keys():
            row, stands = rows[key], found[kind][key]
            if isinstance(row, Referral):
                read_clock(row, stands)
            if isinstance(row, Family):
                row.version += max(0, min(stands["version"] - row.version, row.unread))
                row.unread = 0
            for column, value in columns(row).items():
                if stands[column] != value:
                    differences.append(f"{kind} {key} {column}: {stands[column]!r} and not {value!r}")
    return differences


def read_clock(row: Referral, stands: Record) -> None:
    """The finishing clock is not the model's: what follows from it is read from the row; an ask for more time lapses with it."""
    if row.work_due_at is None and stands["work_due_at"] is not None:
        row.work_due_at = stands["work_due_at"]
    if row.extension_state == "OPEN" and row.state != "SUSPENDED":
        row.extension_until = row.work_due_at
        corrected = row.acceptance_ask_until if row.acceptance_ask_state == "OPEN" else None
        if row.monitor_until is not None:
            row.monitor_until = max(filter(None, (row.work_due_at, corrected)))
        elif row.federation_until is not None:
            asked_back = row.return_ask_until if row.return_ask_state == "OPEN" else None
            row.federation_until = max(filter(None, (row.work_due_at, corrected, asked_back)))


def adopt(book: Book, found: Mapping[str, Mapping[UUID, Record]]) -> None:
    """Rows made by the model get the keys of the rows made by the platform, a family that was founded its number."""
    for family in (each for each in book.families.values() if not each.number and each.id in found["family"]):
        family.number = found["family"][family.id]["number"]
    kept: tuple[tuple[str, dict[UUID, Any], tuple[str, ...]], ...] = (
        ("need", book.needs, ("family_id", "person_id", "visit_id")),
        ("item", book.items, ("need_id",)),
        ("referral", book.referrals, ("item_id",)),
    )
    for kind, rows, parents in kept:
        for unborn in [each for key, each in rows.items() if key not in found[kind]]:
            stands = next(
                (
                    each
                    for each in found[kind].values()
                    if each["id"] not in rows and all(each[parent] == getattr(unborn, parent) for parent in parents)
                ),
                None,
            )
            if stands is not None:
                rename(book, unborn, stands["id"])


def rename(book: Book, row: Need | Item | Referral, key: UUID) -> None:
    """The row's key, and what points at it."""
    old = row.id
    rows: dict[UUID, Any] = book.needs if isinstance(row, Need) else book.items if isinstance(row, Item) else book.referrals
    rows[key] = rows.pop(old)
    for each in (*book.needs.values(), *book.items.values(), *book.referrals.values()):
        for name, value in vars(each).items():
            if value == old:
                setattr(each, name, key)
