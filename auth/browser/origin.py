"""Whether a request comes from a page of our own: a session is used by no other.

Source: docs/decisions/044-browser.md; Fetch Metadata (Sec-Fetch-Site), RFC 6454 (Origin).
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers


def is_of_our_own(headers: Headers) -> bool:
    """Return whether the browser says that a page of our own asks; where it says nothing of that, whether Origin names our host."""
    site = headers.getlist("sec-fetch-site")
    if site:
        return site == ["same-origin"]
    origin, host = headers.getlist("origin"), headers.getlist("host")
    return len(origin) == len(host) == 1 and _host(origin[0]) == host[0].lower() != ""


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
