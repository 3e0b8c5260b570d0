"""Storage in the memory of the process, for development, tests and small data."""

from asyncio import Lock
from bisect import bisect_left, insort
from collections import ChainMap
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from itertools import islice
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from typing_extensions import override

from ..exceptions import DuplicateRecordError
from ..predicates import AllOf, Condition
from ..records import Collection, ModelT, Order
from ..repository import Data, Repository
from .matching import IMMUTABLE, in_order, matcher, rank_of

ValueT = TypeVar("ValueT")


class MemoryRepository(Repository):
    """Dictionaries of records.

    A transaction works on copies of the tables that it writes, which replace them at
    its end: nobody else sees its records before that. Other writers wait for it.
    """

    def __init__(self, collections: Iterable[Collection[Any]]) -> None:
        """Start empty."""
        super().__init__(collections)
        self._stored = _Layer(
            ChainMap(
                {
                    name: _Table(collection)
                    for name, collection in self._collections.items()
                }
            )
        )

    @override
    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[None]:
        layers = _layers.get()
        async with self._writing() as outer:
            layer = _Layer(outer.tables.new_child(), self)
            _layers.set((*layers, layer))
            try:
                yield
                # Inner blocks of child tasks may still be open.
                async with layer.lock:
                    outer.tables.update(layer.tables.maps[0])
            finally:
                layer.open = False
                _layers.set(layers)

    @override
    async def health(self) -> None:
        """Memory is always there."""

    @override
    async def _get(
        self, collection: Collection[ModelT], key: object, predicate: AllOf
    ) -> ModelT | None:
        record = self._layer().read(collection).find(key, predicate)
        return None if record is None else _copy(record)

    @override
    async def _list(
        self,
        collection: Collection[ModelT],
        predicate: AllOf,
        order: Sequence[Order],
        skip: int,
        limit: int | None,
    ) -> list[ModelT]:
        table = self._layer().read(collection)
        stop = None if limit is None else skip + limit
        return [_copy(record) for record in table.window(predicate, order, skip, stop)]

    @override
    async def _count(self, collection: Collection[Any], predicate: AllOf) -> int:
        return self._layer().read(collection).count(predicate)

    @override
    async def _create(self, collection: Collection[ModelT], data: Data) -> ModelT:
        async with self._writing() as layer:
            return _copy(layer.write(collection).create(data))

    @override
    async def _update(
        self, collection: Collection[ModelT], key: object, data: Data, predicate: AllOf
    ) -> ModelT | None:
        async with self._writing() as layer:
            record = layer.write(collection).update(key, data, predicate)
            return None if record is None else _copy(record)

    @override
    async def _delete(
        self, collection: Collection[Any], key: object, predicate: AllOf
    ) -> bool:
        async with self._writing() as layer:
            return layer.write(collection).delete(key, predicate)

    @asynccontextmanager
    async def _writing(self) -> AsyncGenerator["_Layer"]:
        """Lend what the task may write, alone."""
        while True:
            layer = self._layer()
            async with layer.lock:
                # It may have been closed while this task was waiting for it.
                if layer.open:
                    yield layer
                    return

    def _layer(self) -> "_Layer":
        """Return the innermost open transaction of the task, or what is stored."""
        for layer in reversed(_layers.get()):
            if layer.owner is self and layer.open:
                return layer
        return self._stored


class _Layer:
    """Tables, over those of the enclosing transaction or of the repository."""

    def __init__(
        self,
        tables: "ChainMap[str, _Table[Any]]",
        owner: MemoryRepository | None = None,
    ) -> None:
        self.tables = tables
        self.owner = owner
        self.lock = Lock()
        self.open = True

    def read(self, collection: Collection[ModelT]) -> "_Table[ModelT]":
        return self.tables[collection.name]

    def write(self, collection: Collection[ModelT]) -> "_Table[ModelT]":
        """Return a table that belongs to this layer, for which it may be copied."""
        if collection.name not in self.tables.maps[0]:
            self.tables[collection.name] = self.tables[collection.name].copy()
        return self.tables[collection.name]


# The open transactions around the running task, outermost first.
_layers: ContextVar[tuple[_Layer, ...]] = ContextVar("layers", default=())


class _Table(Generic[ModelT]):
    """The records of one model. They are replaced, never changed."""

    def __init__(self, collection: Collection[ModelT]) -> None:
        self._collection = collection
        self._records: dict[object, ModelT] = {}
        self._indexes: dict[tuple[str, ...], dict[tuple[object, ...], object]] = {
            fields: {} for fields in collection.unique
        }
        # What the default order compares, and the key: always sorted.
        self._order: list[tuple[tuple[Any, ...], object]] = []
        self._last_number = 0

    def copy(self) -> "_Table[ModelT]":
        table = _Table(self._collection)
        table._records = self._records.copy()
        table._indexes = {
            fields: index.copy() for fields, index in self._indexes.items()
        }
        table._order = self._order.copy()
        table._last_number = self._last_number
        return table

    def find(self, key: object, predicate: AllOf) -> ModelT | None:
        record = self._records.get(key)
        if record is None or not predicate.parts:
            return record
        return record if matcher(predicate)(record) else None

    def count(self, predicate: AllOf) -> int:
        if not predicate.parts:
            return len(self._records)
        return sum(1 for _ in self._matching(predicate))

    def window(
        self, predicate: AllOf, order: Sequence[Order], start: int, stop: int | None
    ) -> Iterable[ModelT]:
        if tuple(order) == self._collection.default_order and not predicate.parts:
            return [self._records[key] for _, key in self._order[start:stop]]
        records = self._matching(predicate)
        if tuple(order) == self._collection.default_order:
            return islice(records, start, stop)
        return in_order(records, order)[start:stop]

    def create(self, data: Data) -> ModelT:
        record = self._collection.created(data, self._last_number + 1)
        self._put(record)
        return record

    def update(self, key: object, data: Data, predicate: AllOf) -> ModelT | None:
        current = self.find(key, predicate)
        if current is None:
            return None
        record = self._collection.changed(current, data)
        self._put(record, current)
        return record

    def delete(self, key: object, predicate: AllOf) -> bool:
        record = self.find(key, predicate)
        if record is None:
            return False
        self._forget(record)
        return True

    def _put(self, record: ModelT, current: ModelT | None = None) -> None:
        """Store a record in the place of the current one, or neither."""
        key = self._key(record)
        former = None if current is None else self._key(current)
        if key != former and key in self._records:
            raise DuplicateRecordError(self._collection.name, (self._collection.key,))
        entries = {
            fields: entry
            for fields in self._indexes
            if (entry := _entry(record, fields)) is not None
        }
        for fields, entry in entries.items():
            if self._indexes[fields].get(entry, former) != former:
                raise DuplicateRecordError(self._collection.name, fields)
        if current is not None:
            self._forget(current)
        self._records[key] = record
        insort(self._order, self._place(record))
        for fields, entry in entries.items():
            self._indexes[fields][entry] = key
        if self._collection.autoincrement:
            number = getattr(record, self._collection.autoincrement)
            self._last_number = max(self._last_number, number)

    def _forget(self, record: ModelT) -> None:
        del self._records[self._key(record)]
        del self._order[bisect_left(self._order, self._place(record))]
        for fields, index in self._indexes.items():
            entry = _entry(record, fields)
            if entry is not None:
                del index[entry]

    def _key(self, record: ModelT) -> object:
        key: object = getattr(record, self._collection.key)
        return key

    def _place(self, record: ModelT) -> tuple[tuple[Any, ...], object]:
        """Return what the record is ordered by, which no other record shares."""
        levels = self._collection.default_order
        ranks = tuple(rank_of(getattr(record, level.field)) for level in levels)
        return ranks, self._key(record)

    def _matching(self, predicate: AllOf) -> Iterable[ModelT]:
        records = self._candidates(predicate)
        for part in predicate.parts:
            records = filter(matcher(part), records)
        return records

    def _candidates(self, predicate: AllOf) -> Iterable[ModelT]:
        """Return the only record that can match, if one part tells, or all."""
        for part in predicate.parts:
            if not isinstance(part, Condition) or part.operator != "eq":
                continue
            if part.field == self._collection.key:
                return self._found(part.value)
            index = self._indexes.get((part.field,))
            if index is not None:
                return self._found(index.get((_hashable(part.value),)))
        return (self._records[key] for _, key in self._order)

    def _found(self, key: object) -> Iterable[ModelT]:
        record = self._records.get(key)
        return () if record is None else (record,)


def _entry(record: BaseModel, fields: tuple[str, ...]) -> tuple[object, ...] | None:
    """Return what is unique about a record; null collides with nothing."""
    values = [getattr(record, field) for field in fields]
    return None if None in values else tuple(map(_hashable, values))


def _hashable(value: object) -> object:
    if isinstance(value, BaseModel):
        return _hashable(dict(value))
    if isinstance(value, dict):
        return frozenset((key, _hashable(item)) for key, item in value.items())
    if isinstance(value, list):
        return tuple(map(_hashable, value))
    return value


def _copy(value: ValueT) -> ValueT:
    """Copy what can be changed, so that callers cannot change what is stored."""
    copy: Any = value
    if isinstance(value, BaseModel):
        copy = value.model_copy()
        for name, item in copy.__dict__.items():
            if type(item) not in IMMUTABLE:
                copy.__dict__[name] = _copy(item)
    elif isinstance(value, dict):
        copy = {key: _copy(item) for key, item in value.items()}
    elif isinstance(value, list):
        copy = [_copy(item) for item in value]
    result: ValueT = copy
    return result
