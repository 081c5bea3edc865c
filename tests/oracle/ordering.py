"""The orders of the contract over rows. Source: docs/design.md 8 (orders)."""

from collections.abc import Mapping

from tests.oracle.county import Row

ORDERS: Mapping[str, tuple[str, ...]] = {
    "CODE": ("code",),
    "ADDED": ("added_on", "digest"),
    "ADDRESS": ("address", "id"),
    "SUBJECT": ("subject", "id"),
    "ID": ("id",),
    "AT": ("at", "id"),
    "SAVED": ("saved_at", "id"),
    "NAME": ("name", "id"),
    "WORK_DUE": ("work_due_at", "id"),
    "CREATED": ("created_at", "id"),
    "STARTS": ("starts_at", "id"),
    "LISTED": ("listed_at", "id"),
    "LIMIT": ("key", "version"),
    "LIST": ("list", "code", "version"),
}
DISPATCHED = ("dispatched_at", "id")


def ordered(type_name: str, rows: list[Row], order: str) -> list[Row]:
    """The rows in an order of the contract; `_DESC` turns all of it around."""
    columns = ORDERS[order.removesuffix("_DESC")]
    if type_name == "Referral" and columns == ORDERS["CREATED"]:
        columns = DISPATCHED
    return sorted(rows, key=lambda row: tuple(row[column] for column in columns), reverse=order.endswith("_DESC"))
