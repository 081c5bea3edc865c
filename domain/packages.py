"""What a package holds: registries are made of the modules that are there, not of lists of them.

Source: docs/decisions/020-contract-as-strawberry.md.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def modules_of(package: ModuleType) -> list[ModuleType]:
    """The modules of a package and of those in it, by name; they are imported with it."""
    return [import_module(each.name) for each in walk_packages(package.__path__, f"{package.__name__}.")]


def values_of(module: ModuleType, of: type[T]) -> Iterator[T]:
    """What a module holds of a type, in the order in which it is written down."""
    return (each for each in vars(module).values() if isinstance(each, of))


def classes_of(module: ModuleType, base: type[T]) -> Iterator[type[T]]:
    """The classes below `base` that a module declares itself."""
    return (each for each in values_of(module, type) if issubclass(each, base) and each is not base and each.__module__ == module.__name__)
