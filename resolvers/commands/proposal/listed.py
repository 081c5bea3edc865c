"""The proposals of one list, which are decided or withdrawn together.

Source: docs/decisions/046-a-province-begins.md. Whoever decides says how many they saw, so that nothing is decided unseen.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from db.session.lock import lock
from db.tables.proposal import Proposal
from domain.message.refusal import Refusal
from domain.proposal import ProposalState
from resolvers.commands.locks import Locks
from resolvers.commands.view import View


@dataclass(frozen=True)
class Named:
    """A proposal that the input names, and those that its list has besides and that are open, as they were seen."""

    proposal: Proposal
    others: Sequence[Proposal]


async def named(view: View, number: int | None) -> Named:
    """Return the proposal that is aimed at, with the others of its list where a `number` is said. Raises NOT_FOUND, NOT_EXPECTED."""
    proposal = await view.aimed_at(Proposal)
    if number is None:
        return Named(proposal, ())
    if proposal.listed is None:
        raise Refusal("NOT_EXPECTED", path=("ofList",))
    of_list = (Proposal.listed == proposal.listed, Proposal.state == ProposalState.PROPOSED.value, Proposal.id != proposal.id)
    return Named(proposal, await view.rows(Proposal, *of_list))


async def locked_with(locks: Locks, found: Named) -> tuple[Proposal, list[Proposal]]:
    """Return the proposal and the others that are still open, locked."""
    keys = [found.proposal.id, *(each.id for each in found.others)]
    rows = {each.id: each for each in await lock(locks.session, Proposal, Proposal.id.in_(keys))}
    proposal = rows.pop(found.proposal.id)
    return proposal, [each for each in rows.values() if each.state == ProposalState.PROPOSED]


def check_number(number: int | None, others: Sequence[Proposal]) -> None:
    """Raise CONFLICT where the list has more or fewer open proposals than were said."""
    if number is not None and number != 1 + len(others):
        raise Refusal("CONFLICT", path=("ofList",))
