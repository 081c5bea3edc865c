"""Which media type a request has, which one the answer takes, and which language: what the headers negotiate.

Source: GraphQL over HTTP, first edition (Media Types, Accept); RFC 9110, 8.3 and 12.5.
"""

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus

from api.failure import bad
from domain.viewer import Language

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
UTF8 = frozenset({"utf-8", "utf8"})
LONGEST = 1000
"""Characters of a header that is negotiated over; a longer one counts as absent."""


def check_content(types: Sequence[str], encodings: Sequence[str]) -> None:
    """The body is JSON in UTF-8 as it stands. Raises Failure (415)."""
    kind, parameters = _media_type(types[0]) if len(types) == 1 else ("", {})
    if kind != JSON or parameters.get("charset", "utf-8") not in UTF8:
        raise bad("REQUEST_MEDIA_TYPE", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, Accept_Post=JSON)
    if any(encoding.strip().lower() != "identity" for encoding in encodings):
        raise bad("REQUEST_ENCODING", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, Accept_Encoding="identity")


def answer_type(accept: Sequence[str]) -> str | None:
    """The media type of the answer: what is liked most of the two that we have, GRAPHQL where both are; None where neither is."""
    said = ",".join(accept)
    if not said.strip() or len(said) > LONGEST:
        return GRAPHQL
    ranges = [(kind, weight) for kind, parameters, weight in _weighed(said) if parameters.get("charset", "utf-8") in UTF8]
    weights = {ours: _weight(ours, ranges) for ours in (GRAPHQL, JSON)}
    best = max(weights, key=lambda ours: weights[ours])
    return best if weights[best] > 0 else None


def language(accept_language: Sequence[str]) -> Language | None:
    """The language liked most of the two that we have; None where neither is named."""
    said = ",".join(accept_language)
    if len(said) > LONGEST:
        return None
    liked = {Language.ZH: 0.0, Language.EN: 0.0}
    for tag, _, weight in _weighed(said):
        known = next((ours for ours in liked if tag == ours or tag.startswith(f"{ours}-")), None)
        if known is not None:
            liked[known] = max(liked[known], weight)
    best = max(liked, key=lambda ours: liked[ours])
    return best if liked[best] > 0 else None


def _weight(ours: str, ranges: Sequence[tuple[str, float]]) -> float:
    """How much a type is liked: the most precise range that covers it decides (RFC 9110, 12.5.1)."""
    for range_ in (ours, "application/*", "*/*"):
        weights = [weight for kind, weight in ranges if kind == range_]
        if weights:
            return max(weights)
    return 0.0


def _weighed(header: str) -> Iterator[tuple[str, Mapping[str, str], float]]:
    for part in header.split(","):
        kind, parameters = _media_type(part)
        try:
            weight = float(parameters.get("q", "1"))
        except ValueError:
            weight = 0.0
        yield kind, parameters, weight if 0 <= weight <= 1 else 0.0


def _media_type(text: str) -> tuple[str, Mapping[str, str]]:
    kind, *rest = (part.strip() for part in text.lower().split(";"))
    pairs = (part.partition("=") for part in rest)
    return kind, {name.strip(): value.strip().strip('"') for name, _, value in pairs}
