"""Who is calling: from the header to a membership that runs. Source: RFC 6750; docs/design.md 4.1."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio
from starlette.datastructures import Headers
from typing_extensions import override

from auth.bearer import Bearer
from auth.credential import Credential, NamedMembership, NotAdmitted, Unauthenticated
from auth.identify import FRESH, Identity
from auth.issuer import Issuer
from auth.token import Tokens
from db.server.login import Addresses
from db.session.engine import Database
from domain.value.node_id import global_id
from domain.viewer import Language, Viewer
from tests.builders.world import NOW, UNTIL, World

CADRE = "cadre.federation.330110"


@dataclass
class Gate:
    """An identity over a database, a viewer who is in it, and the issuer of tokens; `now` can be turned."""

    addresses: Addresses
    identity: Identity
    issuer: Issuer
    viewer: Viewer
    turn: Callable[[datetime], None]

    def header(self, subject: str = CADRE) -> str:
        return f"Bearer {self.issuer.issue(self.viewer.membership, subject, NOW)}"


def headers(authorization: Sequence[str], **others: str) -> Headers:
    """Of a request with these Authorization headers."""
    shown = [("authorization", each) for each in authorization] + list(others.items())
    return Headers(raw=[(name.encode(), value.encode("latin-1")) for name, value in shown])


class Badge(Credential):
    """Another kind of credential: a header that names the membership itself."""

    challenge = "Badge"
    invalid = "Badge no"

    @override
    async def named(self, headers: Headers) -> NamedMembership | None:
        return NamedMembership(UUID(headers["badge"]), CADRE) if "badge" in headers else None


@pytest_asyncio.fixture
async def gate(addresses: Addresses, tmp_path: Path) -> AsyncIterator[Gate]:
    world = World()
    viewer = world.viewer(CADRE)
    await world.insert(addresses.loader)
    moments = [NOW]
    database = Database(addresses.app, lambda: moments[-1])
    issuer = Issuer(tmp_path / "keys", "us", "lianbang")
    await database.open()
    yield Gate(
        addresses, Identity(database, Bearer(Tokens("us", "lianbang", lambda: issuer.keys, lambda: NOW))), issuer, viewer, moments.append
    )
    await database.close()


async def test_a_bearer_token_names_a_viewer_in_the_language_of_the_account(gate: Gate) -> None:
    viewer = await gate.identity.viewer(headers([gate.header()]), "trace")
    assert viewer == gate.viewer
    assert viewer.language is Language.ZH


async def test_the_scheme_may_be_written_in_any_case(gate: Gate) -> None:
    assert await gate.identity.viewer(headers([gate.header().replace("Bearer", "bEARER")]), "trace") == gate.viewer


async def test_without_a_header_the_challenge_names_no_error(gate: Gate) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        await gate.identity.viewer(headers([]), "trace")
    assert refusal.value.challenge == Bearer.challenge


async def test_anything_but_one_valid_bearer_token_is_refused(gate: Gate) -> None:
    good = gate.header()
    strangers = f"Bearer {gate.issuer.issue(uuid4(), CADRE, NOW)}"
    for shown in (
        [good, good],
        ["Bearer"],
        ["Bearer "],
        [""],
        ["Basic YTpi"],
        [f"{good} {good}"],
        [good.split()[1]],
        [f"{good}x"],
        [strangers],
    ):
        with pytest.raises(Unauthenticated) as refusal:
            await gate.identity.viewer(headers(shown), "trace")
        assert refusal.value.challenge == Bearer.invalid


async def test_a_membership_of_another_account_than_the_token_is_about_makes_no_viewer(gate: Gate) -> None:
    for _ in range(2):  # whether its viewer is remembered or not
        with pytest.raises(Unauthenticated):
            await gate.identity.viewer(headers([gate.header("handler.civil-affairs.330110")]), "trace")
        assert await gate.identity.viewer(headers([gate.header()]), "trace") == gate.viewer


async def end(gate: Gate) -> None:
    connection = await asyncpg.connect(gate.addresses.loader)
    await connection.execute("update membership set ends_at = $1 where id = $2", NOW, gate.viewer.membership)
    await connection.close()


async def test_a_membership_that_has_ended_makes_no_viewer(gate: Gate) -> None:
    await end(gate)
    with pytest.raises(Unauthenticated):
        await gate.identity.viewer(headers([gate.header()]), "trace")


async def test_a_viewer_is_remembered_for_seconds_and_no_longer(gate: Gate) -> None:
    header = gate.header()
    await gate.identity.viewer(headers([header]), "trace")
    await end(gate)
    assert await gate.identity.viewer(headers([header]), "trace") == gate.viewer
    gate.turn(NOW + FRESH)
    with pytest.raises(Unauthenticated):
        await gate.identity.viewer(headers([header]), "trace")


async def test_a_viewer_whose_membership_was_found_ended_is_forgotten_at_once(gate: Gate) -> None:
    header = gate.header()
    await gate.identity.viewer(headers([header]), "trace")
    await end(gate)
    gate.identity.forget(gate.viewer)
    with pytest.raises(Unauthenticated):
        await gate.identity.viewer(headers([header]), "trace")


async def test_a_membership_runs_until_the_moment_at_which_it_ends(gate: Gate) -> None:
    header = gate.header()
    gate.turn(UNTIL)
    with pytest.raises(Unauthenticated):
        await gate.identity.viewer(headers([header]), "trace")


async def test_a_language_that_was_changed_is_known_within_seconds(gate: Gate) -> None:
    await gate.identity.viewer(headers([gate.header()]), "trace")
    connection = await asyncpg.connect(gate.addresses.loader)
    await connection.execute("update account set language = 'en' where id = $1", gate.viewer.account)
    await connection.close()
    gate.turn(NOW + FRESH)
    assert (await gate.identity.viewer(headers([gate.header()]), "trace")).language is Language.EN


async def test_a_token_of_any_of_the_issuers_is_taken_and_of_no_other(gate: Gate, tmp_path: Path) -> None:
    other, stranger = (Issuer(tmp_path / name, name, "lianbang") for name in ("other", "stranger"))
    ours = Tokens("us", "lianbang", lambda: gate.issuer.keys, lambda: NOW)
    theirs = Tokens("other", "lianbang", lambda: other.keys, lambda: NOW)
    identity = Identity(gate.identity._database, Bearer(ours, theirs))
    for issuer in (gate.issuer, other):
        assert await identity.viewer(headers([f"Bearer {issuer.issue(gate.viewer.membership, CADRE, NOW)}"]), "trace") == gate.viewer
    with pytest.raises(Unauthenticated) as refusal:
        await identity.viewer(headers([f"Bearer {stranger.issue(gate.viewer.membership, CADRE, NOW)}"]), "trace")
    assert refusal.value.challenge == Bearer.invalid


async def test_whoever_signs_in_themselves_acts_for_nobody_else(gate: Gate) -> None:
    for named in (global_id("Account", gate.viewer.account), ""):
        with pytest.raises(NotAdmitted) as refusal:
            await gate.identity.viewer(headers([gate.header()], **{"on-behalf-of": named}), "trace")
        assert refusal.value.code == "ON_BEHALF_OF_UNEXPECTED"


async def test_one_credential_of_any_kind_is_shown_and_the_first_kind_is_asked_for(gate: Gate) -> None:
    bearer = Bearer(Tokens("us", "lianbang", lambda: gate.issuer.keys, lambda: NOW))
    identity, badge = Identity(gate.identity._database, bearer, Badge()), str(gate.viewer.membership)
    for one in (headers([gate.header()]), headers([], badge=badge)):
        assert await identity.viewer(one, "trace") == gate.viewer
    for shown, challenge in ((headers([gate.header()], badge=badge), Bearer.invalid), (headers([]), Bearer.challenge)):
        with pytest.raises(Unauthenticated) as refusal:
            await identity.viewer(shown, "trace")
        assert refusal.value.challenge == challenge
