"""Who is counted together."""

from fastapi import Request


def by_key(request: Request) -> str | None:
    """Tell clients apart by their keys."""
    return request.headers.get("X-Library-Key")
