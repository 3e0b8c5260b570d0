"""Values on their way into a store as JSON, and back into records."""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from typing import Any, TypeAlias, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel

from ..records import ModelT, kind_of
from .instances import instance

# Makes the value of an attribute out of what the store holds.
Reader: TypeAlias = Callable[[Any], Any]


def constructed(model: type[ModelT], values: dict[str, Any]) -> ModelT:
    """Make a record of values that were valid when they were stored.

    Pydantic's ``model_construct`` does the same, but for aliases and defaults, and is
    five times as slow.
    """
    record = instance(model, values)
    if model.__pydantic_post_init__:
        record.model_post_init(None)
    return record


def dumps(value: object) -> str:
    """Write JSON, always the same for equal values."""
    try:
        return _ENCODER.encode(value)
    except TypeError:
        return _ENCODER.encode(_with_text_keys(value))


def _with_text_keys(value: object) -> object:
    """Turn keys into texts that JSON has no keys of, such as UUIDs."""
    if isinstance(value, BaseModel):
        value = value.__dict__
    if isinstance(value, dict):
        return {
            key if isinstance(key, _JSON_KEYS) else _encoded(key): _with_text_keys(item)
            for key, item in value.items()
        }
    return list(map(_with_text_keys, value)) if isinstance(value, list) else value


def _encoded(value: object) -> object:
    match value:
        case BaseModel():
            return value.__dict__
        case Enum():
            return value.value
        case datetime() | date() | time():
            return value.isoformat()
        case bytes():
            return b64encode(value).decode()
        case _:
            return str(value)


_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_encoded
)
_JSON_KEYS = (str, int, float)
_MANY_DIGITS = re.compile(r"\d{19}")


def loads(text: str | bytes) -> Any:
    """Read JSON that ``dumps`` wrote and that the store may have written anew."""
    if isinstance(text, bytes):
        text = text.decode()
    if _MANY_DIGITS.search(text):
        return json.loads(text, parse_int=_number)
    return json.loads(text)


def _number(text: str) -> float:
    """Read what was 1e300, which PostgreSQL writes with all its zeros."""
    number = int(text)
    return number if -(2**63) <= number < 2**63 else float(text)


_READERS: dict[object, Reader] = {
    float: float,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    time: time.fromisoformat,
    Decimal: Decimal,
    UUID: UUID,
    bytes: b64decode,
}


@cache
def reader_of(annotation: Any) -> Reader | None:
    """Return what makes the value of an attribute out of JSON, None for JSON itself."""
    kind = kind_of(annotation)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is list:
        reader = _list_reader(reader_of(arguments[0]))
    elif origin is dict:
        reader = _mapping_reader(*map(reader_of, arguments), key=kind_of(arguments[0]))
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        reader = partial(_read_model, kind)
    elif isinstance(kind, type) and issubclass(kind, Enum):
        reader = kind
    else:
        reader = _READERS.get(kind)
    return reader and partial(_unless_none, reader)


def _unless_none(reader: Reader, value: Any) -> Any:
    return None if value is None else reader(value)


def _list_reader(reader: Reader | None) -> Reader | None:
    if reader is None:
        return None
    return lambda items: list(map(reader, items))


def _mapping_reader(
    of_key: Reader | None, of_value: Reader | None, *, key: object
) -> Reader | None:
    """Read a mapping, whose keys are texts in JSON."""
    if key is int:
        of_key = int
    if key is bool:
        of_key = "true".__eq__
    if of_key is None and of_value is None:
        return None
    return lambda items: {
        of_key(key) if of_key else key: of_value(value) if of_value else value
        for key, value in items.items()
    }


@cache
def _attribute_readers(model: type[BaseModel]) -> dict[str, Reader]:
    readers = {
        name: reader_of(field.rebuild_annotation())
        for name, field in model.model_fields.items()
    }
    return {name: reader for name, reader in readers.items() if reader is not None}


def _read_model(model: type[ModelT], values: dict[str, Any]) -> ModelT:
    """Make a nested model, with defaults for attributes that are newer than it."""
    readers = _attribute_readers(model)
    read: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        if name not in values:
            read[name] = field.get_default(call_default_factory=True, validated_data={})
        elif name in readers:
            read[name] = readers[name](values[name])
        else:
            read[name] = values[name]
    return constructed(model, read)
