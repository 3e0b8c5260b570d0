"""Texts that compare as the values that they are made from.

They stand for values that a store cannot compare itself: decimal numbers, lists,
mappings, and values of any type. Each begins with a letter for its type, and none is
the beginning of another one.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import Any
from uuid import UUID

from pydantic import BaseModel

_END = "\x01"
_ESCAPED = str.maketrans({"\x01": "\x02\x02", "\x02": "\x02\x03"})
_COMPLEMENT = str.maketrans("0123456789", "9876543210")
_LONGEST = 1000
_EXPONENTS = 99_999
LIST = "l"
MAPPING = "m"
TEXT = "s"


def sortable(value: object) -> str:
    """Return the text of a value; that of a long list or mapping is cut, and hashed.

    Equal ones remain equal then, and their order is by their beginnings.
    """
    text = _sortable(value)
    if len(text) <= _LONGEST or text[0] not in (LIST, MAPPING):
        return text
    return text[:_LONGEST] + sha256(text.encode()).hexdigest()


def sortable_group(values: list[object]) -> str:
    """Return the text of several values, of which none is cut."""
    return "".join(map(_sortable, values))


def escaped(text: str) -> str:
    """Return a text as it is inside of a sortable one."""
    return text.translate(_ESCAPED)


def moment_text(value: datetime) -> str:
    """Write a moment in UTC, with all of its digits."""
    moment = value.astimezone(UTC) if value.tzinfo else value
    return f"{moment.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def time_text(value: time) -> str:
    """Write a time of day, which is in UTC, with all of its digits."""
    return f"{value.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def _sortable(value: Any) -> str:  # noqa: C901, PLR0911, PLR0912
    match value:
        case None:
            return "0"
        case Enum():
            return _sortable(value.value)
        case bool():
            return f"b{value:d}"
        case int() | float() | Decimal():
            return f"n{_number(Decimal(value))}{_END}"
        case str():
            return f"{TEXT}{escaped(value)}{_END}"
        case bytes():
            return f"x{value.hex()}{_END}"
        case UUID():
            return f"u{value.hex}"
        case datetime():
            return f"t{moment_text(value)}"
        case date():
            return f"d{value.isoformat()}"
        case time():
            return f"c{time_text(value)}"
        case BaseModel():
            return _sortable(dict(value))
        case Mapping():
            parts = sorted(_sortable(k) + _sortable(v) for k, v in value.items())
            return f"{MAPPING}{''.join(parts)}{_END}"
        case set() | frozenset():
            return f"{LIST}{''.join(sorted(map(_sortable, value)))}{_END}"
        case list() | tuple():
            return f"{LIST}{''.join(map(_sortable, value))}{_END}"
        case _:
            return f"z{escaped(repr(value))}{_END}"


def _number(value: Decimal) -> str:
    """Write the sign, how large it is, and the digits; all reversed below zero."""
    if not value.is_finite():
        return "-" if value.is_infinite() and value < 0 else "3"
    if not value:
        return "1"
    digits = "".join(map(str, value.as_tuple().digits)).rstrip("0")
    size = min(max(value.adjusted() + _EXPONENTS // 2, 0), _EXPONENTS)
    text = f"{size:05}{digits}"
    # A longer one is less, below zero: "~" comes after all digits.
    return f"2{text}" if value > 0 else f"0{text.translate(_COMPLEMENT)}~"
