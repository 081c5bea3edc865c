"""Every command, in the order of `domain/rules/actions.py`: what the contract makes mutations of. They are found in the subjects' folders.

Source: docs/lifecycle.md (Actions). A test holds them and the table of actions equal.
"""

from collections.abc import Iterator
from importlib import import_module
from inspect import isabstract
from pkgutil import walk_packages

from domain.packages import classes_of
from domain.rules.actions import ACTIONS
from resolvers import commands
from resolvers.commands.command import AnyCommand, Command


def _found() -> Iterator[tuple[str, type[AnyCommand]]]:
    """Yield every command by its action."""
    for each in walk_packages(commands.__path__, f"{commands.__name__}."):
        if each.name != __name__:
            found = classes_of(import_module(each.name), Command)  # type: ignore[type-abstract] # they are found, not made
            yield from ((of.action, of) for of in found if not isabstract(of))


_BY_ACTION = dict(_found())
COMMANDS: tuple[type[AnyCommand], ...] = tuple(_BY_ACTION[each.name] for each in ACTIONS if each.name in _BY_ACTION)
