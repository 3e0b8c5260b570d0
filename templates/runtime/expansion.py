"""Records that others refer to, sent beside their keys."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from .records import ModelT
from .repository import Condition, Repository

# Stores take only so many values in one comparison.
_MOST = 500


async def related(
    repo: Repository,
    model: type[ModelT],
    records: Iterable[BaseModel],
    *attributes: str,
    key: str = "id",
) -> dict[object, ModelT]:
    """Load what attributes of records refer to, by key, in one query."""
    named = dict.fromkeys(
        getattr(record, attribute) for record in records for attribute in attributes
    )
    keys = [value for value in named if value is not None]
    found: dict[object, ModelT] = {}
    for start in range(0, len(keys), _MOST):
        condition = Condition(key, "in", keys[start : start + _MOST])
        for record in await repo.list(model, filters=condition):
            found[getattr(record, key)] = record
    return found


def expanded(record: BaseModel, **others: BaseModel | None) -> dict[str, Any]:
    """Return the attributes of a record with those that it refers to."""
    return {**dict(record), **others}
