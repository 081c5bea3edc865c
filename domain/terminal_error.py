"""What ends a command at the terminal: its text is printed in one line, without a stack trace, and the exit code is 1.

Source: CONTRIBUTING.md (errors are raised once); printed by `terminal/command.py`.
"""


class TerminalError(Exception):
    """The text says why the command ended and what to do, for the person at the terminal."""


class StartError(TerminalError):
    """What was asked for cannot begin; the text says why and what to do, in one line."""
