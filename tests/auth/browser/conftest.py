"""The departments' authorization servers of `tests/auth/others`, at which people sign in in a browser."""

from tests.auth.others.conftest import landscape

__all__ = ["landscape"]
