"""A department's system: it signs in with a key of its own and carries a referral from its signature to its result.

Needs Python 3.11 and joserfc. `python system.py key` makes `key.json` and prints the public key, which an administrator registers;
`python system.py work ADDRESS CLIENT OFFICIAL TYPE RESULT` then takes the referral of a type that waits most urgently, and completes it.
Source: docs/departments/systems.md; RFC 7523 (how a client proves who it is), RFC 8414 (where it asks).
"""

import json
import sys
import time
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from joserfc import jwt
from joserfc.jwk import ECKey

KEY = Path("key.json")
SECONDS = 60
"""How long an assertion is valid, which is used once; the platform takes 300 at most."""
CHINA = timezone(timedelta(hours=8))

WAITING = """query Waiting($type: [String!]) {
  inbox(first: 1, filter: { state: [DISPATCHED], type: $type }) { nodes { id number version type { code name } } }
}"""
SIGN = """mutation Sign($targets: [TargetInput!]!, $key: String!) {
  referralSign(input: { targets: $targets, idempotencyKey: $key }) { results { referral { state } errors { code message path } } }
}"""
COMPLETE = """mutation Complete($input: ReferralCompleteInput!) {
  referralComplete(input: $input) { referral { number state } errors { code message path } }
}"""


class Refused(Exception):
    """The platform has refused something; the text is its answer."""


def make_key() -> str:
    """Write a new private key, which only its owner can read, and return the public one."""
    key = ECKey.generate_key("P-256", auto_kid=True)
    KEY.touch(mode=0o600, exist_ok=False)
    KEY.write_text(json.dumps(key.as_dict(private=True)))
    return json.dumps(key.as_dict(private=False))


class System:
    """The platform as a client sees it, which acts for one official of its office."""

    def __init__(self, address: str, client: str, official: str) -> None:
        """`client`: its `clientId`. `official`: the id of an account or membership of the client's office."""
        self.address = address
        self.client = client
        self.official = official
        self.key = ECKey.import_key(json.loads(KEY.read_text()))
        self.metadata = self._sent(Request(f"{address}/.well-known/oauth-authorization-server"))
        self._token, self._until = "", 0.0

    def ask(self, document: str, **variables: Any) -> Any:
        """Send a document and return its data. Raises Refused."""
        body = json.dumps({"query": document, "variables": variables}).encode()
        headers = {
            "Content-Type": "application/json",
            "Accept-Language": "zh-CN",
            "Authorization": f"Bearer {self._bearer()}",
            "On-Behalf-Of": self.official,
        }
        answer = self._sent(Request(f"{self.address}/graphql", body, headers))
        if "errors" in answer:
            raise Refused(answer["errors"])
        return answer["data"]

    def _bearer(self) -> str:
        """Return a token that is still valid for a while; a new one is asked for when it is needed, not before each call."""
        if time.monotonic() > self._until - SECONDS:
            form = {
                "grant_type": "client_credentials",
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": self._assertion(),
            }
            granted = self._sent(Request(self.metadata["token_endpoint"], urlencode(form).encode()))
            self._token, self._until = granted["access_token"], time.monotonic() + granted["expires_in"]
        return self._token

    def _assertion(self) -> str:
        """Return a proof that whoever asks holds the key: for this platform alone, for a minute, used once."""
        now = int(time.time())
        claims = {
            "iss": self.client,
            "sub": self.client,
            "aud": self.metadata["token_endpoint"],
            "iat": now,
            "exp": now + SECONDS,
            "jti": str(uuid.uuid4()),
        }
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.key)

    @staticmethod
    def _sent(request: Request) -> Any:
        try:
            with urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except HTTPError as error:
            raise Refused(error.code, error.read().decode()) from None


def work(system: System, type_: str, result: dict[str, Any]) -> str:
    """Sign the first referral of a type in the inbox and write down its result; return its number and state. Raises Refused."""
    (referral,) = system.ask(WAITING, type=[type_])["inbox"]["nodes"]
    key = f"{referral['number']}-{referral['version']}"
    targets = [{"id": referral["id"], "expectedVersion": referral["version"]}]
    signed = system.ask(SIGN, targets=targets, key=f"sign-{key}")["referralSign"]["results"][0]
    if signed["errors"]:
        raise Refused(signed["errors"])
    outcome = {"decidedOn": f"{datetime.now(CHINA):%F}", **result}
    done = system.ask(COMPLETE, input={"id": referral["id"], "outcome": outcome, "idempotencyKey": f"complete-{key}"})
    if done["referralComplete"]["errors"]:
        raise Refused(done["referralComplete"]["errors"])
    return "{number} {state}".format(**done["referralComplete"]["referral"])


def main(command: str, *said: str) -> str:
    """Run one of the two commands; return what it prints."""
    if command == "key":
        return make_key()
    *platform, type_, result = said
    return work(System(*platform), type_, json.loads(result))


if __name__ == "__main__":
    sys.stdout.write(main(*sys.argv[1:]) + "\n")
