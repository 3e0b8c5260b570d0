"""The numbers that were given to records, in a collection of their own."""

from typing import Any

from pydantic import BaseModel
from pymongo import ReturnDocument
from pymongo.errors import OperationFailure

from ..types import INT64_MAX
from .mongo_connection import Documents, Store

_BAD_VALUE = 2


async def next_number(counters: Documents, store: Store) -> int:
    """Return the number after the last one, which nobody else gets."""
    try:
        counter: Any = await counters.find_one_and_update(
            {"_id": store.documents.name},
            {"$inc": {"last": 1}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
    except OperationFailure as error:
        if error.code != _BAD_VALUE:
            raise
        # The last one was the largest that there is.
        return INT64_MAX + 1
    return int(counter["last"])


async def count_from(counters: Documents, store: Store, record: BaseModel) -> None:
    """Go on after the number of the record, unless it is a low one."""
    counted = store.shape.collection.autoincrement
    if counted is not None:
        await counters.update_one(
            {"_id": store.documents.name},
            {"$max": {"last": getattr(record, counted)}},
            upsert=True,
        )


async def count_all(counters: Documents, store: Store) -> None:
    """Go on after the highest number that a record has."""
    attribute = store.shape.attributes[store.shape.collection.autoincrement or ""]
    highest = await store.documents.find_one(sort=[(attribute.path, -1)])
    if highest is not None:
        await count_from(counters, store, store.shape.record(highest))
