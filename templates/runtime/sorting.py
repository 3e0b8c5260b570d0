"""Orders that clients ask for."""

from collections.abc import Mapping


def renamed(sort: str | None, names: Mapping[str, str]) -> str | None:
    """Translate wire names, as in ``-createdAt,name``, into attributes."""
    if sort is None:
        return None
    return ",".join(
        part[:1] + names.get(part[1:], part[1:])
        if part.startswith("-")
        else names.get(part, part)
        for part in sort.split(",")
    )
