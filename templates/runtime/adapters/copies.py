"""Copies of records, so that callers cannot change what is stored."""

from collections.abc import Iterable
from enum import Enum
from functools import cache
from typing import Any

from pydantic import BaseModel

from ..records import IMMUTABLE, ModelT, Row
from .instances import instances
from .matching import types_of


def hashable(value: object) -> object:
    """Return something equal for equal values that a set can hold."""
    if type(value) in IMMUTABLE:
        return value
    if isinstance(value, BaseModel):
        return hashable(dict(value))
    if isinstance(value, dict):
        return frozenset((key, hashable(item)) for key, item in value.items())
    if isinstance(value, list):
        return tuple(map(hashable, value))
    return value


def copied(model: type[BaseModel], row: Row) -> Row:
    """Copy the values of a record, and what can be changed of them."""
    copy = row.copy()
    for name in changeable(model):
        copy[name] = _detached(copy[name])
    return copy


def records_of(model: type[ModelT], rows: Iterable[Row]) -> list[ModelT]:
    """Make records of copies."""
    copies = [row.copy() for row in rows]
    for name in changeable(model):
        for copy in copies:
            copy[name] = _detached(copy[name])
    return instances(model, copies)


def _detached(value: Any) -> Any:
    if type(value) in IMMUTABLE:
        return value
    if isinstance(value, BaseModel):
        copy = value.model_copy()
        copy.__dict__.update(copied(type(value), value.__dict__))
        return copy
    if isinstance(value, dict):
        return {key: _detached(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_detached(item) for item in value]
    return value


@cache
def changeable(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the attributes that may hold lists, mappings or models."""
    return tuple(
        name
        for name, field in model.model_fields.items()
        if not all(map(_is_fixed, types_of(field.annotation)))
    )


def _is_fixed(kind: Any) -> bool:
    is_choice = isinstance(kind, type) and issubclass(kind, Enum)
    return kind in IMMUTABLE or is_choice
