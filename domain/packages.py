"""Finds the modules of a package and what they define, so that no registry is written by hand.

Source: docs/decisions/020-contract-as-strawberry.md.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def modules_of(package: ModuleType) -> list[ModuleType]:
    """Import and return the modules of a package and of its subpackages, ordered by name."""
    return [import_module(each.name) for each in walk_packages(package.__path__, f"{package.__name__}.")]


def values_of(module: ModuleType, of: type[T]) -> Iterator[T]:
    """Return the values of a type that stand in a module, in the order in which they were assigned."""
    return (each for each in vars(module).values() if isinstance(each, of))


def classes_of(module: ModuleType, base: type[T]) -> Iterator[type[T]]:
    """Return the classes derived from `base` that a module defines itself, without those that it imports."""
    return (each for each in values_of(module, type) if issubclass(each, base) and each is not base and each.__module__ == module.__name__)
