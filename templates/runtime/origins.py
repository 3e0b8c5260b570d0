"""The origins that browsers may call from."""

from collections.abc import Iterable


def explicit_origins(origins: Iterable[str]) -> list[str]:
    """Return the origins; with credentials, each of them has to be named."""
    known = list(origins)
    if "*" in known:
        message = "CORS with credentials cannot allow the origin '*'"
        raise ValueError(message)
    return known
