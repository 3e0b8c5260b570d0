"""Parts of values whose type nobody knows."""

from collections.abc import Mapping
from typing import Any

# What JSON has beside objects: clients may send it in place of one.
_WITHOUT_PARTS = (str, int, float, list, type(None))


def lookup(value: Any, *names: str) -> Any:
    """Follow names into a value: items of mappings, attributes of other objects.

    What a mapping lacks is None, and so is every part of None, of a text, of a number
    and of a list.
    """
    for name in names:
        if isinstance(value, _WITHOUT_PARTS):
            return None
        value = value.get(name) if isinstance(value, Mapping) else getattr(value, name)
    return value
