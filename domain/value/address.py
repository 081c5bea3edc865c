"""At which address a server is reached.

Source: docs/settings.md (LIANBANG_ISSUER).
"""


def reached_at(host: str, port: int) -> str:
    """Return the address of a server that listens there, without a path."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"
