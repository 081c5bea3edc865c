"""The log holds nothing personal, whatever is asked, refused or shown. Source: docs/design.md 6; docs/decisions/045-watching.md."""

import asyncio
import io
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInputType, GraphQLList, GraphQLNonNull

from api.log import NAME, Lines
from db.server.login import Addresses
from domain.value.node_id import global_id
from resolvers.commands.all import COMMANDS
from schema.build.assemble import graphql_of
from schema.contract import contract
from settings.read import read_settings
from terminal.token import token as token_for
from tests.builders.case import a_family
from tests.builders.world import World
from tests.test_app import serving, settings_of

NAME_OF_HEAD, PHONE, ADDRESS, ID_NUMBER = "诸葛明远", "13812345678", "桂花弄七号", "330110199001010011"
PERSONAL = (NAME_OF_HEAD, PHONE, ADDRESS, ID_NUMBER)
SAID = " ".join(PERSONAL)
SCALARS: dict[str, object] = {
    "Int": 1,
    "Float": 1.0,
    "Boolean": True,
    "Date": "2026-11-20",
    "DateTime": "2026-11-20T09:00:00+08:00",
    "Fen": 100,
    "RegionCode": "330110109200",
}
READS = (
    "{ families(first: 5, filter: {}) { nodes { id displayName { value } address { value } phone { value } } } }",
    f"query {{ {'x' * 30}: referrals(first: 5) {{ nodes {{ number family {{ displayName {{ value }} }} }} }} }}",
    f'{{ families(filter: {{ region: "{ID_NUMBER}" }}) {{ totalCount }} }}',
    f'{{ node(id: "{SAID}") {{ id }} }}',
    f'{{ families {{ "{SAID}" }} }}',
    f'query Q($name: String = "{SAID}") {{ __typename }}',
    f'{{ nobody(name: "{SAID}") }}',
    f"# {SAID}\n{{ viewer {{ role }} }}",
)
MUTATIONS_AT_ONCE = 10


def filled(kind: GraphQLInputType, named: str, place: str = "", depth: int = 0) -> Any:
    """A value of an input type, as personal as it can be. `named`: the id of a row."""
    match kind:
        case GraphQLNonNull():
            return filled(kind.of_type, named, place, depth)
        case GraphQLList():
            return [filled(kind.of_type, named, place, depth)]
        case GraphQLEnumType():
            return next(iter(kind.values))
        case GraphQLInputObjectType():
            fields = {name: each for name, each in kind.fields.items() if depth < 4 or isinstance(each.type, GraphQLNonNull)}
            chosen = dict([*fields.items()][:1]) if kind.is_one_of else fields
            return {name: filled(each.type, named, name, depth + 1) for name, each in chosen.items()}
    return named if kind.name == "ID" else SCALARS.get(kind.name, PERSONAL[len(place) % len(PERSONAL)])


def mutations(named: str) -> Iterator[dict[str, object]]:
    """Requests that run every mutation, a few in each."""
    root = graphql_of(contract(COMMANDS)).mutation_type
    assert root is not None
    fields = [*root.fields.items()]
    for first in range(0, len(fields), MUTATIONS_AT_ONCE):
        some = fields[first : first + MUTATIONS_AT_ONCE]
        declared = ", ".join(f"${name}: {field.args['input'].type}" for name, field in some)
        run = " ".join(f"{name}(input: ${name}) {{ __typename }}" for name, _ in some)
        variables = {name: filled(field.args["input"].type, named) for name, field in some}
        yield {"query": f"mutation ({declared}) {{ {run} }}", "variables": variables}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that the platform writes into its log, with what libraries write as a server lets them (api/log.py)."""
    written, root = io.StringIO(), logging.getLogger()
    handler, logger = logging.StreamHandler(written), logging.getLogger(NAME)
    handler.setFormatter(Lines())
    before = root.level, logger.level
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logger.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(before[0])
    logger.setLevel(before[1])


def test_nothing_personal_is_logged_whatever_is_asked_refused_or_shown(addresses: Addresses, tmp_path: Path, log: io.StringIO) -> None:
    settings = read_settings(settings_of(addresses, LIANBANG_VAR=str(tmp_path)))
    world = World()
    case = (
        a_family(world, head=NAME_OF_HEAD, address=ADDRESS, phone=PHONE).with_need("LIVING_ASSISTANCE").referred_to("civil-affairs.330110")
    )
    cadre = world.viewer("cadre.federation.330110")
    asyncio.run(world.insert(addresses.loader))
    headers = {"Authorization": f"Bearer {token_for(settings, 'cadre.federation.330110', None)}", "Accept-Language": "en"}
    shown = list[str]()

    async def visit() -> None:
        async with serving(settings, addresses) as client:

            async def ask(content: object, to: str = "/graphql", **more: str) -> None:
                raw = content if isinstance(content, str) else orjson.dumps(content)
                answer = await client.post(to, content=raw, headers={"Content-Type": "application/json", **headers, **more})
                shown.append(answer.text)

            for text in READS:
                await ask({"query": text, "operationName": None})
            await ask({"query": "query A { viewer { role } }", "operationName": SAID})
            for request in mutations(global_id("Referral", case.referral.id)):
                await ask(request)
            await ask(f'{{"query": "{SAID}')
            await ask({"ids": [global_id("Referral", case.referral.id)]}, "/referral-sheets")
            await ask({"ids": [SAID]}, "/referral-sheets")
            await ask({"query": "{ viewer { role } }"}, Authorization=f"Bearer {ID_NUMBER}")
            await ask({"query": "{ viewer { role } }"}, traceparent=PHONE)
            await ask(f"client_assertion={ID_NUMBER}", "/oauth/token", **{"Content-Type": "application/x-www-form-urlencoded"})
            await client.get(f"/{ID_NUMBER}", params={"query": SAID}, headers=headers)
            await client.get("/graphql", params={"query": f'{{ nobody(name: "{SAID}") }}'}, headers=headers)

    asyncio.run(visit())
    lines = [orjson.loads(line) for line in log.getvalue().splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert len(requests) == len(shown) + 2
    assert {"OK", "BAD_USER_INPUT", "BAD_DOCUMENT", "UNAUTHENTICATED", "NOT_FOUND"} <= {line.get("code") for line in requests}
    assert str(cadre.account) in {line.get("account") for line in requests}
    assert all(any(word in answer for answer in shown) for word in (NAME_OF_HEAD, PHONE, ADDRESS))
    assert [word for word in PERSONAL if word in log.getvalue() or word.encode("unicode-escape").decode() in log.getvalue()] == []
