"""From the registration of a system to a referral that it worked on: who is named where. Source: docs/decisions/038-service-clients.md."""

import json
from typing import Any

import orjson
from joserfc import jwt
from joserfc.jwk import ECKey
from starlette.datastructures import Headers

from auth.bearer import Bearer
from auth.clients.desk import ASSERTION, Desk
from auth.clients.signer import Signer
from auth.identify import Identity
from auth.token import Tokens
from db.reference.read import Reference
from domain.referral import State
from domain.value.node_id import global_id
from domain.viewer import Viewer
from resolvers.commands.runner import Commands
from schema.execute.execute import Request
from tests.builders.case import a_family
from tests.builders.county import CIPHER
from tests.builders.world import NOW
from tests.schema.conftest import CADRE, DISPATCHER, Ask, Stage

SECURITY, AUDIT = "admin.security", "admin.audit"
REGISTER = """mutation ($office: ID!, $key: String!) { clientRegister(input: { name: "民政业务系统", office: $office, publicKey: $key }) {
  errors { code path } client { id clientId name office { id } version revokedAt keys { kid algorithm revokedAt } } } }"""
APPROVE = """mutation ($id: ID!, $kid: String!) { clientKeyApprove(input: { id: $id, kid: $kid }) {
  errors { code path } client { keys { approvedAt approvedBy { name } } } } }"""
CLIENTS = "{ clients { totalCount nodes { id name keys { kid } } } }"
SIGN = "mutation ($id: ID!) { referralSign(input: { targets: [{ id: $id }] }) { results { errors { code } referral { state } } } }"
HISTORY = "query ($id: ID!) { node(id: $id) { ... on Referral { events { nodes { action account { name } client { name } } } } } }"
TRAIL = "{ auditRecords(first: 100) { nodes { kind action account { name } client { name } } } }"
READ = "query ($id: ID!) { node(id: $id) { ... on Referral { family { displayName { value } } } } }"


async def acting(stage: Stage, client_id: str, key: ECKey) -> Viewer:
    """The viewer of a request of the client on behalf of the dispatcher."""
    signer = Signer("https://lianbang.example", "lianbang", [ECKey.generate_key("P-256", auto_kid=True)])
    at = int(NOW.timestamp())
    claims = {"iss": client_id, "sub": client_id, "aud": signer.issuer, "jti": "1", "exp": at + 60}
    assertion = jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key)
    form = f"grant_type=client_credentials&client_assertion_type={ASSERTION}&client_assertion={assertion}"
    token = (await Desk(stage.database, signer).grant(form.encode(), "trace"))["access_token"]
    identity = Identity(stage.database, Bearer(Tokens(signer.issuer, "lianbang", lambda: signer.keys, lambda: NOW)))
    named = global_id("Account", stage.world.viewer(DISPATCHER).account)
    await stage.world.insert(stage.addresses.loader)
    return await identity.viewer(Headers({"authorization": f"Bearer {token}", "on-behalf-of": named}), "trace")


async def test_a_system_acts_for_an_official_and_both_stand_in_history_and_audit(stage: Stage, ask: Ask, reference: Reference) -> None:
    case = a_family(stage.world).with_need("LIVING_ASSISTANCE").referred_to("civil-affairs.330110", State.DISPATCHED)
    key = ECKey.generate_key("P-256", auto_kid=True)
    office = global_id("Office", stage.world.office("civil-affairs.330110").id)
    made = (await ask(REGISTER, SECURITY, office=office, key=json.dumps(key.as_dict(private=False))))["clientRegister"]
    assert made["errors"] == []
    client = made["client"]
    assert (client["name"], client["office"]["id"], client["version"], client["revokedAt"]) == ("民政业务系统", office, 1, None)
    assert client["keys"] == [{"kid": key.kid, "algorithm": "ES256", "revokedAt": None}]
    assert global_id("Client", client["clientId"]) == client["id"]

    approved = (await ask(APPROVE, "admin.system", id=client["id"], kid=key.kid))["clientKeyApprove"]
    assert (approved["errors"], approved["client"]["keys"][0]["approvedBy"]) == ([], {"name": "admin.system"})

    viewer = await acting(stage, client["clientId"], key)
    executor = stage.executor(Commands(stage.database, lambda: reference, CIPHER, allow_synthetic=True))

    async def by_the_system(text: str) -> Any:
        answer = await executor.execute(Request(text, None, {"id": global_id("Referral", case.referral.id)}), viewer, "trace")
        assert answer.errors == ()
        return orjson.loads(answer.data or b"")

    assert (await by_the_system(SIGN))["referralSign"] == {"results": [{"errors": [], "referral": {"state": "SIGNED"}}]}
    assert (await by_the_system(READ))["node"]["family"]
    for who in (CADRE, DISPATCHER):
        steps = (await ask(HISTORY, who, id=global_id("Referral", case.referral.id)))["node"]["events"]["nodes"]
        (step,) = [each for each in steps if each["action"] == "referralSign"]
        assert step == {"action": "referralSign", "account": {"name": DISPATCHER}, "client": {"name": "民政业务系统"}}
    trail = (await ask(TRAIL, AUDIT))["auditRecords"]["nodes"]
    named = {(each["kind"], (each["account"] or {}).get("name"), each["client"]["name"]) for each in trail if each["client"]}
    assert named == {(kind, who, "民政业务系统") for kind, who in (("SIGN_IN", None), ("COMMAND", DISPATCHER), ("READ", DISPATCHER))}

    for who, kids in ((SECURITY, [key.kid]), (DISPATCHER, [key.kid]), (CADRE, []), ("dispatcher.human-resources.330110", [])):
        assert (await ask(CLIENTS, who))["clients"]["nodes"] == [
            {"id": client["id"], "name": "民政业务系统", "keys": [{"kid": kid} for kid in kids]}
        ]
