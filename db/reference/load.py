"""Load the reference data that has changed since the last load, as new versions, in one transaction of the loader's login.

Source: docs/design.md 7. A subject is loaded again when one of its files, or the version of its package, has changed.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from tomllib import TOMLDecodeError

import asyncpg

from db.reference import divisions, documents, rows, versions, working_days
from db.session.connect import alone, connected
from domain.follow_up import FollowUpResult
from domain.item import ItemState
from domain.limit import LimitKey
from domain.message.text import names_of
from domain.need import NeedStatus
from domain.outcome import Result
from domain.placement import CallResult
from domain.referral import Colour, ReturnedBy, State
from domain.terminal_error import TerminalError
from domain.text.label import Labelled
from domain.visit import VisitState

FOLDER = Path(__file__).parent
FORM = "1"
"""Counted up when the code reads more from the same files, so that all are loaded again."""
NAMES = ("departments.toml", "codes.toml", "reasons.toml")
LABELLED: Mapping[str, tuple[str, tuple[type[Labelled], ...]]] = {
    "STATE": ("docs/lifecycle.md", (ItemState, State)),
    "NEED_STATUS": ("docs/lifecycle.md", (NeedStatus,)),
    "VISIT_STATE": ("docs/domain.md 2", (VisitState,)),
    "RETURNED_BY": ("docs/domain.md 3", (ReturnedBy,)),
    "COLOUR": ("docs/domain.md 4", (Colour,)),
    "RESULT": ("docs/domain-facts.md 4；docs/domain.md 3", (Result,)),
    "FOLLOW_UP_RESULT": ("docs/domain.md 5", (FollowUpResult,)),
    "CALL_RESULT": ("docs/domain.md 5", (CallResult,)),
    "LIMIT": ("docs/domain.md 4", (LimitKey,)),
}
"""Lists of codes that are enumerations of ours: list -> source, enumerations, which hold the names of their members."""

Say = Callable[[str], None]


class ReferenceDataError(TerminalError):
    """The reference data cannot be loaded; the text says why in one line."""


@dataclass(frozen=True)
class Loading:
    """The loader's connection, the folder of the files, the day in Shanghai. Each step returns what it wrote, for the terminal.

    `provinces`: whose townships are loaded, as of `divisions.known`.
    """

    connection: asyncpg.Connection
    folder: Path
    today: date
    provinces: str

    def document(self, name: str) -> rows.Document:
        """Return the content of a file of the folder."""
        return rows.read_document(self.folder / name)

    async def names(self) -> str:
        """Load the names of codes."""
        wanted = [row for document in (*map(self.document, NAMES), labelled()) for row in rows.names(document)]
        return (await versions.write(self.connection, "code_name", ("list", "code"), wanted, self.today)).told("names")

    async def types(self) -> str:
        """Load the assistance types."""
        wanted = rows.types(self.document("types.toml"))
        return (await versions.write(self.connection, "assistance_type", ("code",), wanted, self.today)).told("assistance types")

    async def contracts(self) -> str:
        """Load the share contracts of all assistance types."""
        wanted = rows.contracts(self.document("contracts.toml"), list(self.document("types.toml")))
        return f"{await versions.write_contracts(self.connection, wanted)} share contracts"

    async def limits(self) -> str:
        """Load the limits and other numbers of the rules."""
        wanted = rows.limits(self.document("limits.toml"))
        return (await versions.write(self.connection, "rule_limit", ("key",), wanted, self.today)).told("limits")

    async def retention(self) -> str:
        """Load how long each kind of rows is kept."""
        wanted = rows.retention(self.document("retention.toml"))
        return (await versions.write(self.connection, "retention_rule", ("kind",), wanted, self.today)).told("times of retention")

    async def calendar(self) -> str:
        """Load the working-day calendar."""
        version = await working_days.write(self.connection, self.document("calendar_overrides.toml"))
        return f"calendar version {version}" if version else "no change of the calendar"

    async def regions(self) -> str:
        """Load the divisions and the former divisions."""
        await divisions.write_former(self.connection)
        return f"{await divisions.write(self.connection, self.today, self.provinces)} divisions"

    async def documents(self) -> str:
        """Register the operations that this version brings along; those of earlier versions stay, for whoever still sends them."""
        brought = [documents.document(path) for path in documents.files()]
        return f"{await documents.write(self.connection, brought, self.today, versions.FILE)} trusted documents"


@dataclass(frozen=True)
class Bundle:
    """A subject of the reference data: its files, the step that loads them, and the version of the package that it also reads."""

    files: tuple[str, ...]
    step: Callable[[Loading], Awaitable[str]]
    edition: Callable[[], str] = str


def subjects(provinces: str) -> dict[str, Bundle]:
    """Return the subjects in the order in which they are loaded; `provinces`: as of `Loading`."""
    townships = [] if provinces == divisions.NO_PROVINCE else [divisions.TOWNSHIPS]
    of_regions = (divisions.FORMER.name, *(f"regions/{path.name}" for path in (*divisions.files(), *townships)))
    return {
        "regions": Bundle(of_regions, Loading.regions, lambda: divisions.edition() + provinces.removesuffix(divisions.NO_PROVINCE)),
        "calendar": Bundle(("calendar_overrides.toml",), Loading.calendar, working_days.edition),
        "names": Bundle(NAMES, Loading.names, lambda: repr(labelled())),
        "types": Bundle(("types.toml",), Loading.types),
        "contracts": Bundle(("contracts.toml", "types.toml"), Loading.contracts),
        "limits": Bundle(("limits.toml",), Loading.limits),
        "retention": Bundle(("retention.toml",), Loading.retention),
        "documents": Bundle(tuple(str(path) for path in documents.files()), Loading.documents),
    }


def labelled() -> rows.Document:
    """Return the lists of `LABELLED` in the form of a file."""
    since = date(2020, 4, 22)
    return {
        code_list: {
            "valid_from": since,
            "source": source,
            "codes": {value: {"zh": name.zh, "en": name.en} for of in enumerations for value, name in names_of(of).items()},
        }
        for code_list, (source, enumerations) in LABELLED.items()
    }


async def load(loader_url: str, today: date, say: Say, folder: Path = FOLDER, provinces: str = divisions.NO_PROVINCE) -> None:
    """Load what has changed; `say` gets a line for each subject. `today`: the day in Shanghai. Raises ReferenceDataError."""
    async with AsyncExitStack() as exits:
        try:
            connection = await exits.enter_async_context(connected(loader_url))
        except (OSError, asyncpg.PostgresError) as error:
            raise ReferenceDataError(f"The database cannot be reached as its loader (LIANBANG_LOADER_URL): {error}") from error
        await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
        await exits.enter_async_context(alone(connection, "reference"))
        await _load(Loading(connection, folder, today, provinces), say)


async def _load(loading: Loading, say: Say) -> None:
    known = {row["name"]: row["digest"] for row in await loading.connection.fetch("select name, digest from reference_file")}
    for name, subject in subjects(loading.provinces).items():
        try:
            digest = _digest(loading.folder, subject)
            if known.get(name) == digest:
                continue
            say(f"Reference data: {await subject.step(loading)}.")
        except (OSError, TOMLDecodeError, KeyError, ValueError) as error:
            raise ReferenceDataError(f"The reference data cannot be read ({', '.join(subject.files)}): {error!r}") from error
        await loading.connection.execute(
            "insert into reference_file (name, digest, version, loaded_on) values ($1, $2, 1, $3) on conflict (name)"
            " do update set digest = excluded.digest, version = reference_file.version + 1, loaded_on = excluded.loaded_on",
            name,
            digest,
            loading.today,
        )


def _digest(folder: Path, subject: Bundle) -> str:
    digest = sha256(f"{FORM} {subject.edition()}".encode())
    for name in subject.files:
        digest.update(name.encode() + b"\0" + (folder / name).read_bytes())
    return digest.hexdigest()
