"""Errors that end a command at the terminal: the text is printed without a stack trace, and the exit code is 1.

Source: CONTRIBUTING.md (errors are raised once); printed by `terminal/command.py`.
"""


class TerminalError(Exception):
    """A command cannot go on. The text says why and what to do."""


class StartError(TerminalError):
    """A command cannot start. The text says why and what to do, in one line."""
