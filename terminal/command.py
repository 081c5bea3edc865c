"""The program `lianbang`: parses its arguments and calls one function per command.

Source: README.md (commands), docs/settings.md (what the environment decides).
"""

import argparse
import gc
import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from pkgutil import resolve_name
from types import FrameType
from typing import Any
from uuid import UUID

from domain.proposal import ADMINISTRATORS
from domain.terminal_error import TerminalError
from domain.viewer import Language, Role
from resolvers.files.behind import behind
from settings.read import read_settings
from settings.settings import Settings


def parser() -> argparse.ArgumentParser:
    """Return the parser of every command; `call` of what it parses runs the command with the settings."""
    top = argparse.ArgumentParser(prog="lianbang", description="Help across departments. 残联跨部门帮扶平台。", allow_abbrev=False)
    top.add_argument("--version", action="version", version=f"lianbang {version('lianbang')}", help="say which version this is, and end")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    everything = "database, demonstration county, server, worker" if has_county() else "database, server, worker"
    command = commands.add_parser("run", help=f"start everything on this machine: {everything}")
    command.set_defaults(call=lambda settings, _: at("server:run")(settings))

    command = commands.add_parser("serve", help="start the server on a database that is migrated")
    command.add_argument("--place", nargs="+", type=int, help=argparse.SUPPRESS)  # what one of several processes is given by the first
    command.set_defaults(call=serve)

    command = commands.add_parser("check", help="say what of the configuration is missing or weak, before anything serves")
    command.set_defaults(call=lambda settings, _: check(settings))

    command = commands.add_parser("migrate", help="bring the database to this version")
    command.add_argument("--create-logins", action="store_true", help="make the four logins first, as LIANBANG_SUPERUSER_URL")
    command.set_defaults(call=lambda settings, said: at("database:migrate")(settings, create=said.create_logins))

    if has_county():
        played, most = resolve_name("demonstration.county.size:FAMILIES"), resolve_name("demonstration.county.size:MOST")
        command = commands.add_parser("seed", help="put the demonstration county into an empty database (development alone)")
        told = f"how many ordinary families, 0 to {most}; those beyond {played} are copies in other counties"
        command.add_argument("--families", type=up_to(most), default=played, metavar="N", help=told)
        command.set_defaults(call=lambda settings, said: print(at("seed:demonstrate")(settings, said.families)))

    kinds = commands.add_parser("import", help="take in a spreadsheet").add_subparsers(metavar="KIND", required=True)
    command = kinds.add_parser("visits", help="record the visits of an xlsx or csv; refused rows go into a file to be mended")
    add_rows(command, file="an xlsx or csv with the columns of `lianbang template visits`", account="whose visits they are")
    command.set_defaults(call=lambda settings, said: import_rows(settings, said, "visits"))

    command = kinds.add_parser("persons", help="take in the roster of certificate holders: who is not registered is, without a visit")
    add_rows(command, file="an xlsx or csv with name, certificate number, village, head", account="a cadre of the county")
    command.set_defaults(call=lambda settings, said: import_rows(settings, said, "persons"))

    command = kinds.add_parser("register", help="note what registered persons on a department's list receive; of others nothing is kept")
    command.add_argument("file", type=Path, metavar="FILE", help="an xlsx or csv with ID number, name, from, optional until and kind")
    command.add_argument("--kind", required=True, choices=["dibao", "monitored", "subsidies"], help="what the list tells")
    command.add_argument("--as", dest="account", required=True, metavar="ACCOUNT", help="a cadre of the county")
    command.add_argument("--document", metavar="NUMBER", help="of the paper that the list came with")
    command.add_argument("--dry-run", action="store_true", help="say how many rows would become what, and record nothing")
    command.add_argument("--hidden", action="store_true", help="take hidden sheets, rows and columns like others")
    command.add_argument("--language", type=Language, choices=[*Language], default=Language.ZH, help="of the report")
    command.set_defaults(call=import_register)

    command = kinds.add_parser("organisations", help="propose the organisations of a list, with their offices")
    add_rows(command, file="an xlsx or csv as `lianbang template organisations` writes it", account="a system administrator", keeps=False)
    command.set_defaults(call=lambda settings, said: propose_rows(settings, said, "organisations"))

    command = kinds.add_parser("accounts", help="propose the accounts and memberships of a list")
    add_rows(command, file="an xlsx or csv as `lianbang template accounts` writes it", account="a system administrator", keeps=False)
    command.set_defaults(call=lambda settings, said: propose_rows(settings, said, "accounts"))

    command = kinds.add_parser("approve", help="show what a list of accounts or organisations proposes; with --rows approve all of it")
    command.add_argument("number", metavar="NUMBER", help="of the list, as its report gives it")
    command.add_argument("--as", dest="account", required=True, metavar="ACCOUNT", help="a security administrator")
    command.add_argument("--rows", type=int, metavar="N", help="how many proposals of it are open: they were looked at")
    command.add_argument("--language", type=Language, choices=[*Language], default=Language.ZH, help="of the answer")
    command.set_defaults(
        call=lambda settings, said: print(
            *at("visits:approve_list")(settings, said.number, said.account, said.language, said.rows), sep="\n"
        )
    )

    command = kinds.add_parser("divisions", help="take in a list of divisions: new ones, new names, ends and who takes their place")
    command.add_argument("file", type=Path, metavar="FILE", help="a csv with code, name, optional since, until, successor")
    command.add_argument("--dry-run", action="store_true", help="say what stands against it and what would change, and record nothing")
    command.add_argument("--language", type=Language, choices=[*Language], default=Language.ZH, help="of the report")
    command.set_defaults(call=import_divisions)

    command = kinds.add_parser("list", help="list the newest imports: number, when, what became of their rows")
    command.add_argument("--as", dest="account", required=True, metavar="ACCOUNT", help="whose imports, or whose office's")
    command.add_argument("--language", type=Language, choices=[*Language], default=Language.ZH, help="of the list")
    command.set_defaults(call=lambda settings, said: print(*at("visits:list_imports")(settings, said.account, said.language), sep="\n"))
    command = kinds.add_parser("undo", help="take back an import while nothing was done with its rows, or a list before it is approved")
    command.add_argument("number", metavar="NUMBER", help="of the import, as its report gives it")
    command.add_argument("--as", dest="account", required=True, metavar="ACCOUNT", help="who takes it back")
    command.add_argument("--language", type=Language, choices=[*Language], default=Language.ZH, help="of the answer")
    command.set_defaults(call=lambda settings, said: print(at("visits:undo_import")(settings, said.number, said.account, said.language)))

    kinds = commands.add_parser("template", help="write an empty spreadsheet").add_subparsers(metavar="KIND", required=True)
    add_template(kinds.add_parser("visits", help="the columns of a visit, with lists to choose from"), "visits")
    add_template(kinds.add_parser("persons", help="the columns of a roster of certificate holders"), "persons")
    add_template(kinds.add_parser("organisations", help="the columns of a list of organisations"), "organisations")
    add_template(kinds.add_parser("accounts", help="the columns of a list of accounts with their memberships"), "accounts")

    command = commands.add_parser("worker", help="work beside the server: seal the audit trail")
    command.set_defaults(call=lambda settings, _: at("server:work")(settings))

    command = commands.add_parser("bootstrap", help="make the three administrators of a new installation")
    command.set_defaults(call=lambda settings, _: print(*at("database:make_administrators")(settings), sep="\n"))

    command = commands.add_parser("renew-administrator", help="give an administrator's role that nobody holds any more to an account")
    command.add_argument("role", type=Role, choices=sorted(ADMINISTRATORS), metavar="ROLE", help="such as SECURITY_ADMIN")
    command.add_argument("account", metavar="ACCOUNT", help="by its subject; one that holds no other role")
    command.set_defaults(call=lambda settings, said: print(at("database:renew_administrator")(settings, said.role, said.account)))

    command = commands.add_parser("accounts", help="list the accounts with role, office and scope")
    command.add_argument("word", nargs="?", default="", metavar="WORD", help="only those in which this stands")
    command.set_defaults(call=lambda settings, said: print(*at("token:accounts")(settings, said.word), sep="\n"))

    command = commands.add_parser("token", help="print a token for an account (development alone)")
    command.add_argument("account", metavar="ACCOUNT", help="such as cadre.federation.330110")
    command.add_argument("--membership", type=UUID, help="which one, where the account holds several")
    command.set_defaults(call=lambda settings, said: print(at("token:token")(settings, said.account, said.membership)))

    command = commands.add_parser("documents", help="list the trusted documents; register those of files, or withdraw one")
    command.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a GraphQL document")
    command.add_argument("--withdraw", metavar="ID", help="which document is taken no more")
    command.set_defaults(call=lambda settings, said: print(*at("documents:documents")(settings, said.files, said.withdraw), sep="\n"))

    command = commands.add_parser("issuers", help="list the issuers whose tokens are taken; register those of files, or end one")
    command.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a TOML file with tables [[issuer]]")
    command.add_argument("--end", metavar="ADDRESS", help="which issuer's tokens are taken no more")
    command.set_defaults(call=lambda settings, said: print(*at("issuers:issuers")(settings, said.files, said.end), sep="\n"))

    command = commands.add_parser("backup", help="back up the database into a new folder, while it is worked with; keys are not part of it")
    command.add_argument("folder", type=Path, metavar="FOLDER", help="one that is not there yet")
    command.set_defaults(call=lambda settings, said: print(*at("upkeep.backup:back_up")(settings, said.folder), sep="\n"))

    command = commands.add_parser("restore", help="restore a backup into an empty database, and verify it")
    command.add_argument("folder", type=Path, metavar="FOLDER", help="one that `lianbang backup` made")
    command.set_defaults(call=lambda settings, said: restore(settings, said.folder))

    command = commands.add_parser("programs", help="print the folder of PostgreSQL's programs that come with the platform")
    command.set_defaults(call=lambda *_: print(resolve_name("db.server.embedded:programs")()))

    command = commands.add_parser("retention", help="remove what is past its time now; the worker does it every day")
    command.add_argument("--dry-run", action="store_true", help="count it, and remove nothing")
    command.add_argument("--families", action="store_true", help="print the number of each family that is erased, or would be")
    command.set_defaults(call=retention)

    command = commands.add_parser("rotate-keys", help="seal all values anew by the key that writes now, then retire the others")
    command.add_argument("key", metavar="KEY", help="its id, the first of LIANBANG_CIPHER_KEYS")
    command.add_argument("--index-lost", action="store_true", help="go on without an index key of before that is lost")
    command.set_defaults(call=rotate_keys)

    command = commands.add_parser("verify-audit", help="look for any change in the audit trail")
    command.set_defaults(call=lambda settings, _: print(at("audit:verify_audit")(settings)))
    return top


def has_county() -> bool:
    """Return whether the demonstration county is there: it is part of a checkout, not of an installed package."""
    return find_spec("demonstration") is not None


def at(name: str) -> Callable[..., Any]:
    """Return `module:function` of this folder, imported only now; meanwhile no garbage is looked for, which takes a fifth of the time."""
    gc.disable()
    function: Callable[..., Any] = resolve_name(f"terminal.{name}")
    gc.enable()
    return function


def add_rows(command: argparse.ArgumentParser, *, file: str, account: str, keeps: bool = True) -> None:
    """Add what an import of rows is told; `file`, `account`: what is said of these two; `keeps`: whether mappings are kept."""
    command.add_argument("file", type=Path, metavar="FILE", help=file)
    command.add_argument("--as", dest="account", required=True, metavar="ACCOUNT", help=account)
    command.add_argument("--dry-run", action="store_true", help="say what would become of every row, and record nothing")
    command.add_argument("--hidden", action="store_true", help="take hidden sheets, rows and columns like others")
    heads = "what a column means that is called otherwise; repeated"
    command.add_argument("--map", dest="heads", action="append", default=[], metavar="THEIRS=OURS", help=heads)
    if keeps:
        command.add_argument("--mapping", metavar="NAME", help="keep what --map says under this name; without --map use what is kept there")
    command.add_argument("--language", type=Language, choices=[*Language], default=Language.ZH, help="of the report")


def add_template(command: argparse.ArgumentParser, kind: str) -> None:
    """Add what the template of a kind is told."""
    command.add_argument("file", type=Path, metavar="FILE", help="an xlsx that is not there yet")
    command.add_argument("--language", type=Language, choices=[*Language], default=Language.ZH, help="of the columns")
    command.set_defaults(call=lambda settings, said: at("visits:write_template")(settings, said.file, said.language, kind))


def propose_rows(settings: Settings, said: argparse.Namespace, kind: str) -> None:
    """Print the report of a list of accounts or organisations, line by line."""
    how = behind(lambda: at("visits:Options"))(said.dry_run, said.hidden, said.heads)
    for line in at("visits:propose_rows")(settings, said.file, said.account, said.language, how, kind):
        print(line)


def import_rows(settings: Settings, said: argparse.Namespace, kind: str) -> None:
    """Print the report of an import of visits or of a roster, line by line."""
    how = behind(lambda: at("visits:Options"))(said.dry_run, said.hidden, said.heads, said.mapping)
    for line in at("visits:import_rows")(settings, said.file, said.account, said.language, how, kind):
        print(line)


def restore(settings: Settings, folder: Path) -> None:
    """Print what becomes of a restore, line by line."""
    for line in at("upkeep.backup:bring_back")(settings, folder):
        print(line)


def serve(settings: Settings, said: argparse.Namespace) -> None:
    """Run the server: one process of several, all that keeps them, or the only one."""
    if said.place is None and settings.processes > 1:
        stopping, keep = settings.drain_seconds + settings.grace_seconds, resolve_name("api.serving.crew:keep")
        keep(settings.host, settings.port, settings.processes, stopping, at("reach:say"), settings.metrics_folder)
    else:
        at("server:serve")(settings, said.place)


def check(settings: Settings) -> None:
    """Print the table, line by line, before it ends with a refusal."""
    for line in at("upkeep.check:check")(settings):
        print(line)


def retention(settings: Settings, said: argparse.Namespace) -> None:
    """Print how many rows of each kind were removed, and on demand which families were erased."""
    print(*at("upkeep.retention:retention")(settings, dry=said.dry_run, families=said.families), sep="\n")


def rotate_keys(settings: Settings, said: argparse.Namespace) -> None:
    """Print what became of the values that older keys sealed."""
    print(at("upkeep.keys:rotate_keys")(settings, said.key, index_is_lost=said.index_lost))


def import_register(settings: Settings, said: argparse.Namespace) -> None:
    """Print the report of a department's list: how many of its rows became what."""
    kind = behind(lambda: at("visits:register.RegisterKind"))(said.kind)
    how = at("visits:register.Options")(kind, said.document, said.dry_run, said.hidden)
    print(*at("visits:import_register")(settings, said.file, said.account, said.language, how), sep="\n")


def import_divisions(settings: Settings, said: argparse.Namespace) -> None:
    """Print the report of a list of divisions, line by line, before it ends with a refusal."""
    for line in at("divisions:import_divisions")(settings, said.file, said.language, dry_run=said.dry_run):
        print(line)


def up_to(most: int) -> Callable[[str], int]:
    """Return an argument type for numbers from 0 to `most`."""

    def read(said: str) -> int:
        if not (said.isascii() and said.isdigit() and int(said) <= most):
            raise argparse.ArgumentTypeError(f"{said!r} is not a number from 0 to {most}")
        return int(said)

    return read


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Return its exit code: 0, 1 after a TerminalError, 130 after Ctrl-C."""
    said = parser().parse_args(arguments)
    try:
        said.call(read_settings(os.environ), said)
    except KeyboardInterrupt:
        return 130
    except TerminalError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


def stop(number: int, frame: FrameType | None) -> None:
    """Handle SIGTERM and SIGHUP as Ctrl-C, so that what was started is stopped, and what an event loop does is cancelled first."""
    signal.raise_signal(signal.SIGINT)


def start() -> None:
    """Run one command as the process `lianbang`."""
    for number, handle in ((signal.SIGINT, signal.default_int_handler), (signal.SIGTERM, stop), (signal.SIGHUP, stop)):
        signal.signal(number, handle)  # Ctrl-C too: what a script starts in the background ignores it, and would ignore SIGTERM with it
    sys.exit(main())


if __name__ == "__main__":
    start()
