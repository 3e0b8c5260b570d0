"""Copies of records, so that callers cannot change what is stored."""

from collections.abc import Sequence
from enum import Enum
from functools import cache
from typing import Any

from pydantic import BaseModel

from ..records import IMMUTABLE, ModelT, instance
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


def copied(record: ModelT) -> ModelT:
    """Copy what can be changed of a record."""
    (copy,) = copies_of([record])
    return copy


def copies_of(records: Sequence[ModelT]) -> list[ModelT]:
    """Copy what can be changed of each."""
    copies = []
    for record in records:
        # As ``model_copy`` does, at a third of the cost: nothing is extra.
        given = record.__pydantic_fields_set__.copy()
        copies.append(instance(type(record), record.__dict__.copy(), given))
    for name in _changeable(type(records[0])) if records else ():
        for copy in copies:
            copy.__dict__[name] = _detached(copy.__dict__[name])
    return copies


def _detached(value: Any) -> Any:
    if type(value) in IMMUTABLE:
        return value
    if isinstance(value, BaseModel):
        return copied(value)
    if isinstance(value, dict):
        return {key: _detached(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_detached(item) for item in value]
    return value


@cache
def _changeable(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the attributes that may hold lists, mappings or models."""
    return tuple(
        name
        for name, field in model.model_fields.items()
        if not all(map(_is_fixed, types_of(field.annotation)))
    )


def _is_fixed(kind: Any) -> bool:
    is_choice = isinstance(kind, type) and issubclass(kind, Enum)
    return kind in IMMUTABLE or is_choice
