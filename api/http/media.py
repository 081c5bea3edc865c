"""Content negotiation: the media type of a request, the media type and language of its response.

Source: GraphQL over HTTP, first edition (Media Types, Accept); RFC 9110, 8.3 and 12.5.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from http import HTTPStatus

from api.http.failure import bad
from domain.viewer import Language

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
UTF8 = frozenset({"utf-8", "utf8"})
HEADER_CHARACTERS = 1000
"""Longest header that is read; a longer one counts as absent."""
KEPT = 256
"""Most headers of each kind that are remembered: clients send the same few."""
QUOTED = r'"(?:[^"\\]|\\.)*"'
ELEMENT, PART = (re.compile(rf"(?:{QUOTED}|[^{separator}])+") for separator in ",;")
"""Text between commas, and between semicolons; inside quotes neither separates."""


def check_content(types: Sequence[str], encodings: Sequence[str]) -> None:
    """Check that the body is uncompressed JSON in UTF-8. Raises Failure (415)."""
    said = types[0] if len(types) == 1 else ""
    kind, parameters = _known_type(said) if len(said) <= HEADER_CHARACTERS else _media_type(said)
    if kind != JSON or parameters.get("charset", "utf-8") not in UTF8:
        raise bad("REQUEST_MEDIA_TYPE", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, Accept_Post=JSON)
    if any(encoding.strip().lower() != "identity" for encoding in encodings):
        raise bad("REQUEST_ENCODING", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, Accept_Encoding="identity")


def answer_type(accept: Sequence[str]) -> str | None:
    """Return GRAPHQL or JSON, whichever Accept weighs higher; None where neither is accepted.

    At equal weight GRAPHQL if it is named, else JSON, the only one that older clients know.
    """
    said = ",".join(accept)
    return JSON if len(said) > HEADER_CHARACTERS else _answer_type(said)


@lru_cache(KEPT)
def _answer_type(said: str) -> str | None:
    if not said.strip():
        return JSON
    ranges = [(kind, weight) for kind, parameters, weight in weighed(said) if parameters.get("charset", "utf-8") in UTF8]
    named = any(kind == GRAPHQL for kind, _ in ranges)
    weights = {ours: _weight(ours, ranges) for ours in ((GRAPHQL, JSON) if named else (JSON, GRAPHQL))}
    best = max(weights, key=lambda ours: weights[ours])
    return best if weights[best] > 0 else None


def language(accept_language: Sequence[str]) -> Language | None:
    """Return the language of zh and en that Accept-Language weighs highest; None where neither is named."""
    said = ",".join(accept_language)
    return None if len(said) > HEADER_CHARACTERS else _language(said)


@lru_cache(KEPT)
def _language(said: str) -> Language | None:
    liked = {Language.ZH: 0.0, Language.EN: 0.0}
    for tag, _, weight in weighed(said):
        known = next((ours for ours in liked if tag == ours or tag.startswith(f"{ours}-")), None)
        if known is not None:
            liked[known] = max(liked[known], weight)
    best = max(liked, key=lambda ours: liked[ours])
    return best if liked[best] > 0 else None


def weighed(header: str) -> Iterator[tuple[str, Mapping[str, str], float]]:
    """Return the elements of a header with parameters and weight, 0 to 1; a malformed weight counts as 0."""
    for part in ELEMENT.findall(header):
        kind, parameters = _media_type(part)
        try:
            weight = float(parameters.get("q", "1"))
        except ValueError:
            weight = 0.0
        yield kind, parameters, weight if 0 <= weight <= 1 else 0.0


def _weight(ours: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Return a type's weight, 0 to 1: the most precise range that covers it decides (RFC 9110, 12.5.1)."""
    for range_ in (ours, "application/*", "*/*"):
        weights = [weight for kind, weight in ranges if kind == range_]
        if weights:
            return max(weights)
    return 0.0


@lru_cache(KEPT)
def _known_type(said: str) -> tuple[str, Mapping[str, str]]:
    return _media_type(said)


def _media_type(text: str) -> tuple[str, Mapping[str, str]]:
    kind, _, rest = text.lower().partition(";")
    pairs = (part.partition("=") for part in PART.findall(rest))
    return kind.strip(), {name.strip(): value.strip().strip('"') for name, _, value in pairs}
