"""The first calls that a newcomer can type, printed by `make run` as soon as the server answers.

Source: README.md, which shows the first call with its answer.
"""

from collections.abc import Iterator

from api.serving.life import address

ACCOUNTS = ("dispatcher.civil-affairs.330110", "cadre.federation.330110", "monitor.federation.3301")
QUERY = "{ viewer { role office { name } } referrals(first: 1, filter: { state: [DISPATCHED] }) { totalCount nodes { number state } } }"


def welcome(host: str, port: int) -> Iterator[str]:
    """Yield the lines, with a call for each of three accounts of the demonstration county. `host`, `port`: where the server listens."""
    url = address(host, port)
    yield f"\nOpen {url.removesuffix('/graphql')}/explorer in a browser: queries with a click, as any account of the demonstration.\n"
    yield f"Lianbang answers at {url}. How much waits to be signed, as three accounts of the demonstration county:\n"
    for account in ACCOUNTS:
        yield f"""curl -s {url} -H "Authorization: Bearer $(.venv/bin/lianbang token {account})" \\"""
        yield f"""  -H 'Content-Type: application/json' --data '{{"query": "{QUERY}"}}'\n"""
    yield "README.md goes on from here with the story of one family and of its money in fourteen calls. Ctrl-C stops server and database.\n"
