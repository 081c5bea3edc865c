"""Every command, in the order of `domain/rules/actions.py`: what the contract makes mutations of. They are found in the subjects' folders.

Source: docs/lifecycle.md (Actions). A test holds them and the table of actions equal.
"""

from inspect import isabstract

from domain.packages import classes_of, modules_of
from domain.rules.actions import ACTIONS
from resolvers import commands
from resolvers.commands.command import AnyCommand, Command

_FOUND = {
    each.action: each
    for module in modules_of(commands)
    for each in classes_of(module, Command)  # type: ignore[type-abstract] # they are found, not made
    if not isabstract(each)
}
COMMANDS: tuple[type[AnyCommand], ...] = tuple(_FOUND[each.name] for each in ACTIONS if each.name in _FOUND)
