"""Storage in the memory of the process, for development, tests and small data."""

from asyncio import Lock
from bisect import bisect_left
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from operator import attrgetter
from typing import Any, Generic, TypeAlias

from pydantic import BaseModel
from typing_extensions import override

from ..exceptions import DuplicateRecordError
from ..predicates import AllOf, Condition
from ..records import Collection, ModelT, Order
from ..repository import Data, Repository
from .copies import copied, copies_of, hashable
from .matching import first_in_order, matcher, meeting, ranker
from .referring import check_references, check_unreferenced, deletion


class MemoryRepository(Repository):
    """Dictionaries of records.

    A transaction works on copies of the tables that it writes, which replace them at
    its end: nobody else sees its records before that. Other writers wait for it.
    """

    def __init__(self, collections: Iterable[Collection[Any]]) -> None:
        """Start empty."""
        super().__init__(collections)
        tables: dict[str, _Table[Any]] = {
            name: _Table(collection) for name, collection in self._collections.items()
        }
        self._stored = _Layer(tables, own=set(tables))

    @override
    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[None]:
        layers = _layers.get()
        outer = await self._locked()
        layer = _Layer(outer.tables.copy(), own=set(), owner=self)
        _layers.set((*layers, layer))
        try:
            yield
            # Inner blocks of child tasks may still be open.
            async with layer.lock:
                outer.take(layer)
        finally:
            layer.open = False
            _layers.set(layers)
            outer.lock.release()

    @override
    async def health(self) -> None:
        """Memory is always there."""

    @override
    async def _get(
        self, collection: Collection[ModelT], key: object, predicate: AllOf
    ) -> ModelT | None:
        record = self._layer().read(collection).find(key, predicate)
        return None if record is None else copied(record)

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
        return copies_of(table.window(table.matching(predicate), order, skip, stop))

    @override
    async def _page(
        self,
        collection: Collection[ModelT],
        predicate: AllOf,
        order: Sequence[Order],
        skip: int,
        limit: int,
    ) -> tuple[list[ModelT], int]:
        table = self._layer().read(collection)
        records = table.matching(predicate)
        window = table.window(records, order, skip, skip + limit)
        return copies_of(window), len(records)

    @override
    async def _count(self, collection: Collection[Any], predicate: AllOf) -> int:
        return len(self._layer().read(collection).matching(predicate))

    @override
    async def _create(self, collection: Collection[ModelT], data: Data) -> ModelT:
        layer = self._layer()
        if layer.lock.locked():
            layer = await self._turn()
        return layer.write(collection).create(data, layer.tables)

    @override
    async def _update(
        self, collection: Collection[ModelT], key: object, data: Data, predicate: AllOf
    ) -> ModelT | None:
        layer = self._layer()
        if layer.lock.locked():
            layer = await self._turn()
        table = layer.write(collection)
        return table.update(key, data, predicate, layer.tables)

    @override
    async def _delete(
        self, collection: Collection[Any], key: object, predicate: AllOf
    ) -> bool:
        layer = self._layer()
        if layer.lock.locked():
            layer = await self._turn()
        return layer.delete(collection, key, predicate)

    async def _turn(self) -> "_Layer":
        """Wait for what the task may write; until it awaits again, it is alone."""
        layer = await self._locked()
        layer.lock.release()
        return layer

    async def _locked(self) -> "_Layer":
        """Lock what the task may write."""
        while True:
            layer = self._layer()
            await layer.lock.acquire()
            # It may have been closed while this task was waiting for it.
            if layer.open:
                return layer
            layer.lock.release()

    def _layer(self) -> "_Layer":
        """Return the innermost open transaction of the task, or what is stored."""
        for layer in reversed(_layers.get()):
            if layer.owner is self and layer.open:
                return layer
        return self._stored


class _Layer:
    """Tables: its own ones, and the others of the transaction around it."""

    def __init__(
        self,
        tables: dict[str, "_Table[Any]"],
        own: set[str],
        owner: MemoryRepository | None = None,
    ) -> None:
        self.tables = tables
        self.own = own
        self.owner = owner
        self.lock = Lock()
        self.open = True

    def read(self, collection: Collection[ModelT]) -> "_Table[ModelT]":
        return self.tables[collection.name]

    def write(self, collection: Collection[ModelT]) -> "_Table[ModelT]":
        """Return a table that belongs to this layer, for which it may be copied."""
        name = collection.name
        if name not in self.own:
            self.tables[name] = self.tables[name].copy()
            self.own.add(name)
        return self.tables[name]

    def take(self, inner: "_Layer") -> None:
        """Keep the tables that belong to a layer inside of this one."""
        self.tables |= {name: inner.tables[name] for name in inner.own}
        self.own |= inner.own

    def delete(
        self, collection: Collection[Any], key: object, predicate: AllOf
    ) -> bool:
        """Delete a record with what goes with it."""
        if self.read(collection).find(key, predicate) is None:
            return False
        plan = deletion(self.tables, collection, key)
        # First, so that no record names one that is gone.
        for (name, own), attributes in plan.emptied.items():
            self.write(self.tables[name].collection).empty(own, attributes)
        for name, keys in plan.removed.items():
            self.write(self.tables[name].collection).remove(keys)
        return True


# The open transactions around the running task, outermost first.
_layers: ContextVar[tuple[_Layer, ...]] = ContextVar("layers", default=())


class _Table(Generic[ModelT]):
    """The records of one model. They are replaced, never changed."""

    def __init__(self, collection: Collection[ModelT]) -> None:
        self._collection = collection
        self._key = attrgetter(collection.key)
        self._records: dict[object, ModelT] = {}
        counted = [collection.autoincrement] if collection.autoincrement else []
        unique = {field for fields in collection.unique for field in fields}
        referring = [reference.attribute for reference in collection.references]
        self._indexed = attrgetter(collection.key, *counted, *unique, *referring)
        self._indexes: dict[tuple[str, ...], dict[object, object]] = {
            fields: {} for fields in collection.unique
        }
        # What the default order compares, always sorted, and the records beside it.
        self._place = ranker(collection.model, collection.default_order)
        self._places: list[Any] = []
        self._ordered: list[ModelT] = []
        self._last_number = 0

    @property
    def collection(self) -> Collection[ModelT]:
        return self._collection

    @property
    def records(self) -> Mapping[object, ModelT]:
        return self._records

    def copy(self) -> "_Table[ModelT]":
        table = _Table(self._collection)
        table._records = self._records.copy()
        table._indexes = {
            fields: index.copy() for fields, index in self._indexes.items()
        }
        table._places = self._places.copy()
        table._ordered = self._ordered.copy()
        table._last_number = self._last_number
        return table

    def find(self, key: object, predicate: AllOf) -> ModelT | None:
        record = self._records.get(key)
        if record is None or not predicate.parts:
            return record
        return record if matcher(predicate)(record) else None

    def matching(self, predicate: AllOf) -> Sequence[ModelT]:
        """Return records in the default order."""
        records = self._candidates(predicate)
        for part in predicate.parts:
            records = meeting(records, part)
        return records

    def window(
        self,
        records: Sequence[ModelT],
        order: Sequence[Order],
        start: int,
        stop: int | None,
    ) -> Sequence[ModelT]:
        if tuple(order) != self._collection.default_order:
            records = first_in_order(records, order, stop)
        return records[start:stop]

    def create(self, data: Data, tables: "_Tables") -> ModelT:
        record = self._collection.created(data, self._last_number + 1)
        self._put(copied(record), tables)
        return record

    def update(
        self, key: object, data: Data, predicate: AllOf, tables: "_Tables"
    ) -> ModelT | None:
        current = self.find(key, predicate)
        if current is None:
            return None
        record = self._collection.changed(current, data)
        stored = copied(record)
        if not self._replace(current, stored):
            self._put(stored, tables, current)
        return record

    def empty(self, key: object, attributes: Iterable[str]) -> None:
        """Null attributes that refer to what is gone; nothing else changes."""
        current = self._records[key]
        record = current.model_copy(update=dict.fromkeys(attributes))
        self._forget(current)
        self._add(record, self._entries(record))

    def remove(self, keys: Iterable[object]) -> None:
        for key in keys:
            self._forget(self._records[key])

    def _put(
        self, record: ModelT, tables: "_Tables", current: ModelT | None = None
    ) -> None:
        """Store a record in the place of the current one, or neither."""
        key = self._key(record)
        former = None if current is None else self._key(current)
        if key in self._records and key != former:
            raise DuplicateRecordError(self._collection.name, (self._collection.key,))
        entries = self._entries(record)
        for fields, entry in entries.items():
            if self._indexes[fields].get(entry, former) != former:
                raise DuplicateRecordError(self._collection.name, fields)
        if self._collection.references:
            check_references(tables, self._collection, record, former)
        if current is not None:
            if key != former:
                check_unreferenced(tables, self._collection, former)
            self._forget(current)
        self._add(record, entries)

    def _add(self, record: ModelT, entries: "_Entries") -> None:
        key = self._key(record)
        place = self._place(record)
        index = len(self._places)
        # Most records come last.
        if index > 0 and place < self._places[-1]:
            index = bisect_left(self._places, place)
        self._places.insert(index, place)
        self._ordered.insert(index, record)
        self._records[key] = record
        for fields, entry in entries.items():
            self._indexes[fields][entry] = key
        if self._collection.autoincrement:
            number = getattr(record, self._collection.autoincrement)
            self._last_number = max(self._last_number, number)

    def _entries(self, record: ModelT) -> "_Entries":
        return {
            fields: entry
            for fields in self._indexes
            if (entry := _entry(record, fields)) is not None
        }

    def _replace(self, current: ModelT, record: ModelT) -> bool:
        """Store a record where the current one is, if no index has to change."""
        if self._indexed(record) != self._indexed(current):
            return False
        place = self._place(record)
        index = bisect_left(self._places, place)
        if index == len(self._places) or self._places[index] != place:
            return False
        self._ordered[index] = self._records[self._key(record)] = record
        return True

    def _forget(self, record: ModelT) -> None:
        del self._records[self._key(record)]
        place = bisect_left(self._places, self._place(record))
        del self._places[place]
        del self._ordered[place]
        for fields, index in self._indexes.items():
            entry = _entry(record, fields)
            if entry is not None:
                del index[entry]

    def _candidates(self, predicate: AllOf) -> Sequence[ModelT]:
        """Return the only record that can match, if one part tells, or all."""
        for part in predicate.parts:
            if not isinstance(part, Condition) or part.operator != "eq":
                continue
            if part.field == self._collection.key:
                return self._found(part.value)
            index = self._indexes.get((part.field,))
            if index is not None:
                return self._found(index.get(hashable(part.value)))
        return self._ordered

    def _found(self, key: object) -> Sequence[ModelT]:
        record = self._records.get(key)
        return () if record is None else (record,)


_Tables: TypeAlias = Mapping[str, _Table[Any]]
_Entries: TypeAlias = dict[tuple[str, ...], object]


def _entry(record: BaseModel, fields: tuple[str, ...]) -> object | None:
    """Return what is unique about a record; null collides with nothing."""
    if len(fields) == 1:
        return hashable(getattr(record, fields[0]))
    values = [getattr(record, field) for field in fields]
    return None if None in values else tuple(map(hashable, values))
