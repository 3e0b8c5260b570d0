"""Records made of values that are known to be valid."""

from collections.abc import Iterable
from functools import cache

from pydantic import BaseModel

from ..records import ModelT, Row

# Twice as fast as ``object.__setattr__``; Pydantic's own forbids it.
_set_values, _set_given, _set_extra, _set_private = (
    BaseModel.__dict__[name].__set__
    for name in (
        "__dict__",
        "__pydantic_fields_set__",
        "__pydantic_extra__",
        "__pydantic_private__",
    )
)


def instance(model: type[ModelT], values: Row) -> ModelT:
    """Make a record that holds just these values."""
    record = model.__new__(model)
    _set_values(record, values)
    _set_given(record, _every_name(model))
    _set_extra(record, None)
    _set_private(record, None)
    return record


def instances(model: type[ModelT], rows: Iterable[Row]) -> list[ModelT]:
    """Do the same for many, without a call for each."""
    new, given = model.__new__, _every_name(model)
    records = []
    for values in rows:
        record = new(model)
        _set_values(record, values)
        _set_given(record, given)
        _set_extra(record, None)
        _set_private(record, None)
        records.append(record)
    return records


@cache
def _every_name(model: type[BaseModel]) -> set[str]:
    """Return what counts as given, in a set that no assignment can change."""
    return set(model.model_fields)
