"""What becomes of the errors of writes."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError
from pymongo.errors import DocumentTooLarge, DuplicateKeyError, OperationFailure

from ..exceptions import DuplicateRecordError, InvalidRecordError
from .mongo_connection import Store
from .mongo_shapes import Document, Values

_TOO_LARGE = (10334, 17419, 17420)


@asynccontextmanager
async def writing(
    store: Store, document: Document, former: object = None
) -> AsyncGenerator[None]:
    """Say which rule a write would break; the document is what it has of the new one.

    The former key is that of the record before the write, if there was one.
    """
    try:
        yield
    except DuplicateKeyError as error:
        duplicate = _named(store, error.details or {})
        if duplicate is None:
            # Servers other than MongoDB need not name the index.
            duplicate = await colliding(store, document, former)
        if duplicate is None:
            duplicate = _duplicate(store, "_id")
        raise duplicate from error
    except (DocumentTooLarge, OperationFailure) as error:
        if isinstance(error, OperationFailure) and error.code not in _TOO_LARGE:
            raise
        raise _too_large(store) from error


async def replaced(
    store: Store, selected: Document, found: Document, document: Document
) -> bool:
    """Put a document with another key in the place of the one that was found.

    Tell whether it was still the same. It comes back where the other one is refused.
    """
    taken = await store.documents.find_one_and_delete(selected)
    if taken is None:
        return False
    if taken != found:
        await store.documents.insert_one(taken)
        return False
    try:
        async with writing(store, document, found["_id"]):
            await store.documents.insert_one(document)
    except BaseException:
        await store.documents.insert_one(taken)
        raise
    return True


async def colliding(
    store: Store, document: Document, former: object = None
) -> DuplicateRecordError | None:
    """Look for another record with values of the document that are unique."""
    others: Document
    for path in ("_id", *store.shape.groups):
        if path not in document or (path == "_id" and document["_id"] == former):
            continue
        others = {path: document[path]}
        if former is not None and path != "_id":
            others["_id"] = {"$ne": former}
        if await store.documents.find_one(others, {"_id": 1}) is not None:
            return _duplicate(store, path)
    return None


def _named(store: Store, details: Values) -> DuplicateRecordError | None:
    """Name the attributes by the index, if the server tells which."""
    match list(details.get("keyPattern") or ()):
        case [path] if path == "_id" or path in store.shape.groups:
            return _duplicate(store, path)
        case _:
            return None


def _duplicate(store: Store, path: str) -> DuplicateRecordError:
    collection = store.shape.collection
    group = store.shape.groups.get(path, (collection.key,))
    return DuplicateRecordError(collection.name, group)


def _too_large(store: Store) -> InvalidRecordError:
    model: Any = store.shape.collection.model
    reason = PydanticCustomError(
        "record_too_large", "The record is larger than the database allows"
    )
    error = ValidationError.from_exception_data(
        model.__name__, [{"type": reason, "loc": (), "input": None}]
    )
    return InvalidRecordError(model, error)
