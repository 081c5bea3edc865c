"""What `make run` prints when it serves can be typed as it stands. Source: README.md."""

import json
import shlex

import pytest

from demonstration.welcome import ACCOUNTS, QUERY, welcome


def calls(host: str) -> list[list[str]]:
    """The calls as a shell reads them, with what it would put in for the tokens left as it stands."""
    text = "\n".join(welcome(host, 8000)).replace("\\\n", " ")
    return [shlex.split(line) for line in text.splitlines() if line.startswith("curl ")]


def test_the_explorer_comes_first() -> None:
    assert "http://127.0.0.1:8000/explorer " in next(welcome("127.0.0.1", 8000))


def test_there_is_a_call_for_each_account() -> None:
    assert [account for account, call in zip(ACCOUNTS, calls("127.0.0.1"), strict=True) if account not in " ".join(call)] == []


def test_a_call_sends_the_first_query_as_json() -> None:
    assert [json.loads(call[call.index("--data") + 1]) for call in calls("127.0.0.1")] == [{"query": QUERY}] * len(ACCOUNTS)


@pytest.mark.parametrize(("host", "url"), [("127.0.0.1", "http://127.0.0.1:8000/graphql"), ("::1", "http://[::1]:8000/graphql")])
def test_a_call_goes_to_the_address_that_is_listened_on(host: str, url: str) -> None:
    assert {call[2] for call in calls(host)} == {url}
