"""What ends a command at the terminal and is told there in its own words, without a stack trace; the exit code is then 1.

Source: CONTRIBUTING.md (errors are raised once); printed by `cli.py`.
"""


class Told(Exception):
    """The text says why the command ended and what to do, for the person at the terminal."""


class StartError(Told):
    """What was asked for cannot begin; the text says why and what to do, in one line."""
