"""Copies of records, so that callers cannot change what is stored."""

from collections.abc import Sequence
from enum import Enum
from functools import cache
from typing import Any

from pydantic import BaseModel

from ..records import IMMUTABLE, ModelT, instance, instances
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
    """Copy what can be changed of a record.

    As ``model_copy`` does, at a quarter of the cost: nothing is extra.
    """
    model = type(record)
    row = record.__dict__.copy()
    for name in _changeable(model):
        row[name] = _detached(row[name])
    return instance(model, row)


def copies_of(records: Sequence[ModelT]) -> list[ModelT]:
    """Copy each of several records of one model."""
    if not records:
        return []
    model = type(records[0])
    rows = [record.__dict__.copy() for record in records]
    for name in _changeable(model):
        for row in rows:
            row[name] = _detached(row[name])
    return instances(model, rows)


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
