"""`lianbang COMMAND`: one call per command, nothing else.

Source: README.md (commands), docs/settings.md (what the environment decides).
"""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from uuid import UUID

import app
from api.server import StartError
from auth.account import AccountError
from db.cipher import KeysError
from db.embedded import EmbeddedError
from db.login import LoginError
from db.migrations.runner import MigrationError
from db.reference.load import ReferenceDataError
from settings import SettingsError, read_settings

REFUSALS = (
    AccountError,
    EmbeddedError,
    KeysError,
    LoginError,
    MigrationError,
    ReferenceDataError,
    SettingsError,
    StartError,
    app.AuditError,
)
"""What is told in its own words, without a stack trace."""


def parser() -> argparse.ArgumentParser:
    """Every command with its arguments and what it does."""
    top = argparse.ArgumentParser(prog="lianbang", description="Help across departments. 残联跨部门帮扶平台。", allow_abbrev=False)
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    command = commands.add_parser("run", help="start everything on this machine: database, demonstration county, server, worker")
    command.set_defaults(call=lambda settings, _: app.run(settings))

    command = commands.add_parser("serve", help="start the server on a database that is migrated")
    command.set_defaults(call=lambda settings, _: app.serve(settings))

    command = commands.add_parser("migrate", help="bring the database to this version")
    command.add_argument("--create-logins", action="store_true", help="make the four logins first, as LIANBANG_SUPERUSER_URL")
    command.set_defaults(call=lambda settings, said: app.migrate(settings, create=said.create_logins))

    command = commands.add_parser("worker", help="work beside the server: seal the audit trail")
    command.set_defaults(call=lambda settings, _: app.work(settings))

    command = commands.add_parser("bootstrap", help="make the three administrators of a new installation")
    command.set_defaults(call=lambda settings, _: print(*app.make_administrators(settings), sep="\n"))

    command = commands.add_parser("token", help="print a token for an account (development alone)")
    command.add_argument("account", metavar="ACCOUNT", help="such as cadre.federation.330110")
    command.add_argument("--membership", type=UUID, help="which one, where the account holds several")
    command.set_defaults(call=lambda settings, said: print(app.token(settings, said.account, said.membership)))

    command = commands.add_parser("verify-audit", help="look for any change in the audit trail")
    command.set_defaults(call=lambda settings, _: print(app.verify_audit(settings)))
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0, or 1 where it is refused in a line of its own."""
    said = parser().parse_args(arguments)
    try:
        said.call(read_settings(os.environ), said)
    except KeyboardInterrupt:
        return 130
    except REFUSALS as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def stop(number: int, frame: FrameType | None) -> None:
    """SIGTERM, and a terminal that is closed, end as Ctrl-C does: what was started is stopped on the way out."""
    raise KeyboardInterrupt


def start() -> None:
    """The program `lianbang`: one command as its own process."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    sys.exit(main())
