"""What every new item begins with, whether it helps a family or asks for funds.

Source: docs/lifecycle.md (`itemDraft`, `itemPool`).
"""

from db.tables.item import AssistanceItem
from domain.catalogue import TypeFacts
from domain.item import ItemState
from domain.value.number import NumberKind
from resolvers.commands.context import Moment


def begin(item: AssistanceItem, facts: TypeFacts, at: Moment) -> None:
    """Make an item a draft of this type, by the viewer, to which nothing has happened yet."""
    write_type(item, facts)
    item.number, item.version = at.fresh.number(NumberKind.ITEM, at.now), 1
    item.state = ItemState.DRAFT
    item.changed_since_return = item.designatable = False
    item.reopen_count = 0
    item.drafted_by, item.created_at = at.viewer.account, at.now


def write_type(item: AssistanceItem, facts: TypeFacts) -> None:
    """Write a type on an item, in its version."""
    item.type_code, item.type_version, item.type_department_code = facts.code, facts.version, facts.lead_department
