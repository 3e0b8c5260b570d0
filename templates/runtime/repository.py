"""The storage that routes and handlers depend on."""

import builtins
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Self, overload

from pydantic import BaseModel

from .predicates import (
    AllOf,
    AnyOf,
    Condition,
    Filters,
    Negation,
    Operator,
    Predicate,
    present,
)
from .records import Collection, Data, ModelT, Order, Reference

__all__ = [
    "AllOf",
    "AnyOf",
    "Collection",
    "Condition",
    "Data",
    "Filters",
    "Negation",
    "Operator",
    "Order",
    "Predicate",
    "Reference",
    "Repository",
    "present",
]


class Repository(ABC):
    """The records of every stored model.

    Models are given as classes, or by name. ``filters`` narrow the records that exist
    for the call. Names of attributes that the model lacks raise ``ValueError``, writes
    ``InvalidRecordError``, ``DuplicateRecordError`` or ``MissingReferenceError``,
    deletions ``ReferencedRecordError``, and a store that does not answer
    ``UnavailableError``.

    It is open inside of ``async with``, and may be used by several tasks at once.

    Adapters implement the methods with a leading underscore, whose arguments are
    normalised: keys and the values of predicates have the type of their attribute.
    """

    def __init__(self, collections: Iterable[Collection[Any]]) -> None:
        """Keep records of the given models."""
        self._collections = {collection.name: collection for collection in collections}

    async def __aenter__(self) -> Self:
        """Open the store, or raise ``UnavailableError``."""
        await self._open()
        return self

    async def __aexit__(self, *raised: object) -> None:
        """Let go of the store."""
        await self._close()

    @overload
    async def get(
        self, model: type[ModelT], key: object, *, filters: Filters = None
    ) -> ModelT | None: ...

    @overload
    async def get(self, model: str, key: object, *, filters: Filters = None) -> Any: ...

    async def get(
        self, model: type[BaseModel] | str, key: object, *, filters: Filters = None
    ) -> BaseModel | None:
        """Return the record with this key, or None."""
        collection = self._collection(model)
        predicate = collection.predicate(filters)
        known = collection.key_from(key)
        if known is None:
            return None
        return await self._get(collection, known, predicate)

    @overload
    async def list(
        self,
        model: type[ModelT],
        *,
        skip: int = 0,
        limit: int | None = None,
        filters: Filters = None,
        sort: str | Sequence[str] | None = None,
    ) -> builtins.list[ModelT]: ...

    @overload
    async def list(
        self,
        model: str,
        *,
        skip: int = 0,
        limit: int | None = None,
        filters: Filters = None,
        sort: str | Sequence[str] | None = None,
    ) -> builtins.list[Any]: ...

    async def list(
        self,
        model: type[BaseModel] | str,
        *,
        skip: int = 0,
        limit: int | None = None,
        filters: Filters = None,
        sort: str | Sequence[str] | None = None,
    ) -> builtins.list[Any]:
        """Return records in the order of ``sort``, such as ``-created_at,name``."""
        _check_window(skip, limit)
        collection = self._collection(model)
        return await self._list(
            collection,
            collection.predicate(filters),
            collection.order_by(sort),
            skip,
            limit,
        )

    @overload
    async def page(
        self,
        model: type[ModelT],
        *,
        skip: int,
        limit: int,
        filters: Filters = None,
        sort: str | Sequence[str] | None = None,
    ) -> tuple[builtins.list[ModelT], int]: ...

    @overload
    async def page(
        self,
        model: str,
        *,
        skip: int,
        limit: int,
        filters: Filters = None,
        sort: str | Sequence[str] | None = None,
    ) -> tuple[builtins.list[Any], int]: ...

    async def page(
        self,
        model: type[BaseModel] | str,
        *,
        skip: int,
        limit: int,
        filters: Filters = None,
        sort: str | Sequence[str] | None = None,
    ) -> tuple[builtins.list[Any], int]:
        """Return what ``list`` does, and what ``count`` does."""
        _check_window(skip, limit)
        collection = self._collection(model)
        return await self._page(
            collection,
            collection.predicate(filters),
            collection.order_by(sort),
            skip,
            limit,
        )

    async def count(
        self, model: type[BaseModel] | str, *, filters: Filters = None
    ) -> int:
        """Return how many records there are."""
        collection = self._collection(model)
        return await self._count(collection, collection.predicate(filters))

    @overload
    async def create(self, model: type[ModelT], data: Data) -> ModelT: ...

    @overload
    async def create(self, model: str, data: Data) -> Any: ...

    async def create(self, model: type[BaseModel] | str, data: Data) -> BaseModel:
        """Store a new record and return it."""
        return await self._create(self._collection(model), data)

    @overload
    async def update(
        self, model: type[ModelT], key: object, data: Data, *, filters: Filters = None
    ) -> ModelT | None: ...

    @overload
    async def update(
        self, model: str, key: object, data: Data, *, filters: Filters = None
    ) -> Any: ...

    async def update(
        self,
        model: type[BaseModel] | str,
        key: object,
        data: Data,
        *,
        filters: Filters = None,
    ) -> BaseModel | None:
        """Change the given attributes and return the record, or None without one."""
        collection = self._collection(model)
        predicate = collection.predicate(filters)
        known = collection.key_from(key)
        if known is None:
            return None
        return await self._update(collection, known, data, predicate)

    async def delete(
        self, model: type[BaseModel] | str, key: object, *, filters: Filters = None
    ) -> bool:
        """Remove the record, and tell whether there was one."""
        collection = self._collection(model)
        predicate = collection.predicate(filters)
        known = collection.key_from(key)
        return known is not None and await self._delete(collection, known, predicate)

    @abstractmethod
    def transaction(self) -> AbstractAsyncContextManager[None]:
        """Keep all the writes of the block, or none when it raises.

        A block inside another one keeps its writes when the outer one does.
        """

    @abstractmethod
    async def health(self) -> None:
        """Raise ``UnavailableError`` unless the store answers."""

    async def _open(self) -> None:  # noqa: B027
        """Connect to the store, for adapters that have to."""

    async def _close(self) -> None:  # noqa: B027
        """Close every connection."""

    @abstractmethod
    async def _get(
        self, collection: Collection[ModelT], key: object, predicate: AllOf
    ) -> ModelT | None: ...

    @abstractmethod
    async def _list(
        self,
        collection: Collection[ModelT],
        predicate: AllOf,
        order: Sequence[Order],
        skip: int,
        limit: int | None,
    ) -> builtins.list[ModelT]: ...

    @abstractmethod
    async def _count(self, collection: Collection[Any], predicate: AllOf) -> int: ...

    async def _page(
        self,
        collection: Collection[ModelT],
        predicate: AllOf,
        order: Sequence[Order],
        skip: int,
        limit: int,
    ) -> tuple[builtins.list[ModelT], int]:
        """Do both; adapters that can do so at once are faster."""
        records = await self._list(collection, predicate, order, skip, limit)
        return records, await self._count(collection, predicate)

    @abstractmethod
    async def _create(self, collection: Collection[ModelT], data: Data) -> ModelT: ...

    @abstractmethod
    async def _update(
        self, collection: Collection[ModelT], key: object, data: Data, predicate: AllOf
    ) -> ModelT | None: ...

    @abstractmethod
    async def _delete(
        self, collection: Collection[Any], key: object, predicate: AllOf
    ) -> bool: ...

    def _collection(self, model: type[BaseModel] | str) -> Collection[Any]:
        name = model if isinstance(model, str) else model.__name__
        try:
            return self._collections[name]
        except KeyError:
            message = f"{name} is not a stored model"
            raise ValueError(message) from None


def _check_window(skip: int, limit: int | None) -> None:
    if skip < 0 or (limit is not None and limit < 0):
        message = "skip and limit cannot be negative"
        raise ValueError(message)
