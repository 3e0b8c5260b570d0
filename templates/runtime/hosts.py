"""The names that clients may call the server by."""

import re
from collections.abc import Iterable

_PATTERN = re.compile(r"\*|(\*\.)?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:.]+\]")


def host_patterns(hosts: Iterable[str]) -> list[str]:
    """Return the names, unless there are none, or one can never be met."""
    known = list(hosts)
    if not known:
        message = "No host is trusted, so that every request would be refused"
        raise ValueError(message)
    for host in known:
        if _PATTERN.fullmatch(host) is None:
            message = f"{host!r} is no host name, nor a pattern as '*.example.com'"
            raise ValueError(message)
    return known
