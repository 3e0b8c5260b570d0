"""Storage in the memory of the process, for development, tests and small data."""

from asyncio import Lock
from bisect import bisect_left
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from functools import partial
from operator import itemgetter
from typing import Any, Generic, TypeAlias

from pydantic import BaseModel
from typing_extensions import override

from ..exceptions import DuplicateRecordError
from ..predicates import AllOf, Condition
from ..records import Collection, ModelT, Order, Row
from ..repository import Data, Repository
from .copies import changeable, copied, hashable, records_of
from .instances import instance
from .matching import first_in_order, matcher, meeting, ranker
from .referring import check_references, check_unreferenced, deletion


class MemoryRepository(Repository):
    """Dictionaries of the values of records.

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
        row = self._layer().read(collection).find(key, predicate)
        if row is None:
            return None
        return instance(collection.model, copied(collection.model, row))

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
        window = table.window(table.matching(predicate), order, skip, stop)
        return records_of(collection.model, window)

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
        rows = table.matching(predicate)
        window = table.window(rows, order, skip, skip + limit)
        return records_of(collection.model, window), len(rows)

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
    """The records of one model, as rows. They are replaced, never changed."""

    def __init__(self, collection: Collection[ModelT]) -> None:
        self._collection = collection
        self._key = itemgetter(collection.key)
        self._rows: dict[object, Row] = {}
        counted = [collection.autoincrement] if collection.autoincrement else []
        unique = {field for fields in collection.unique for field in fields}
        referring = [reference.attribute for reference in collection.references]
        self._indexed = itemgetter(collection.key, *counted, *unique, *referring)
        self._indexes: dict[tuple[str, ...], dict[object, object]] = {
            fields: {} for fields in collection.unique
        }
        self._entry_of = {
            fields: _reader(collection.model, fields) for fields in collection.unique
        }
        # What the default order compares, always sorted, and the rows beside it.
        self._place = ranker(collection.model, collection.default_order)
        self._places: list[Any] = []
        self._ordered: list[Row] = []
        self._last_number = 0

    @property
    def collection(self) -> Collection[ModelT]:
        return self._collection

    @property
    def rows(self) -> Mapping[object, Row]:
        return self._rows

    def copy(self) -> "_Table[ModelT]":
        table = _Table(self._collection)
        table._rows = self._rows.copy()
        table._indexes = {
            fields: index.copy() for fields, index in self._indexes.items()
        }
        table._places = self._places.copy()
        table._ordered = self._ordered.copy()
        table._last_number = self._last_number
        return table

    def find(self, key: object, predicate: AllOf) -> Row | None:
        row = self._rows.get(key)
        if row is None or not predicate.parts:
            return row
        return row if matcher(predicate)(row) else None

    def matching(self, predicate: AllOf) -> list[Row]:
        """Return rows in the default order."""
        rows = self._candidates(predicate)
        for part in predicate.parts:
            rows = meeting(rows, part)
        return rows

    def window(
        self, rows: list[Row], order: Sequence[Order], start: int, stop: int | None
    ) -> list[Row]:
        if tuple(order) != self._collection.default_order:
            rows = first_in_order(self._collection.model, rows, order, stop)
        return rows[start:stop]

    def create(self, data: Data, tables: "_Tables") -> ModelT:
        record = self._collection.created(data, self._last_number + 1)
        self._put(copied(self._collection.model, record.__dict__), tables)
        return record

    def update(
        self, key: object, data: Data, predicate: AllOf, tables: "_Tables"
    ) -> ModelT | None:
        current = self.find(key, predicate)
        if current is None:
            return None
        record = self._collection.changed(current, data)
        row = copied(self._collection.model, record.__dict__)
        if not self._replace(current, row):
            self._put(row, tables, current)
        return record

    def empty(self, key: object, attributes: Iterable[str]) -> None:
        """Null attributes that refer to what is gone; nothing else changes."""
        current = self._rows[key]
        row = current | dict.fromkeys(attributes)
        self._forget(current)
        self._add(row, self._entries(row))

    def remove(self, keys: Iterable[object]) -> None:
        for key in keys:
            self._forget(self._rows[key])

    def _put(self, row: Row, tables: "_Tables", current: Row | None = None) -> None:
        """Store a record in the place of the current one, or neither."""
        key = self._key(row)
        former = None if current is None else self._key(current)
        if key in self._rows and key != former:
            raise DuplicateRecordError(self._collection.name, (self._collection.key,))
        entries = self._entries(row)
        for fields, entry in entries.items():
            if self._indexes[fields].get(entry, former) != former:
                raise DuplicateRecordError(self._collection.name, fields)
        if self._collection.references:
            check_references(tables, self._collection, row, former)
        if current is not None:
            if key != former:
                check_unreferenced(tables, self._collection, former)
            self._forget(current)
        self._add(row, entries)

    def _add(self, row: Row, entries: "_Entries") -> None:
        key = self._key(row)
        place = self._place(row)
        index = len(self._places)
        # Most records come last.
        if index > 0 and place < self._places[-1]:
            index = bisect_left(self._places, place)
        self._places.insert(index, place)
        self._ordered.insert(index, row)
        self._rows[key] = row
        for fields, entry in entries.items():
            self._indexes[fields][entry] = key
        if self._collection.autoincrement:
            number = row[self._collection.autoincrement]
            self._last_number = max(self._last_number, number)

    def _entries(self, row: Row) -> "_Entries":
        return {
            fields: entry
            for fields, entry_of in self._entry_of.items()
            if (entry := entry_of(row)) is not None
        }

    def _replace(self, current: Row, row: Row) -> bool:
        """Store a record where the current one is, if no index has to change."""
        if self._indexed(row) != self._indexed(current):
            return False
        place = self._place(row)
        index = bisect_left(self._places, place)
        if index == len(self._places) or self._places[index] != place:
            return False
        self._ordered[index] = self._rows[self._key(row)] = row
        return True

    def _forget(self, row: Row) -> None:
        del self._rows[self._key(row)]
        place = bisect_left(self._places, self._place(row))
        del self._places[place]
        del self._ordered[place]
        for fields, entry in self._entries(row).items():
            del self._indexes[fields][entry]

    def _candidates(self, predicate: AllOf) -> list[Row]:
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

    def _found(self, key: object) -> list[Row]:
        row = self._rows.get(key)
        return [] if row is None else [row]


_Tables: TypeAlias = Mapping[str, _Table[Any]]
_Entries: TypeAlias = dict[tuple[str, ...], object]


def _reader(
    model: type[BaseModel], fields: tuple[str, ...]
) -> Callable[[Row], object | None]:
    """Make a function that reads what is unique; null collides with nothing."""
    if len(fields) > 1:
        return partial(_group, fields)
    (field,) = fields
    if field not in changeable(model):
        return itemgetter(field)
    return lambda row: hashable(row[field])


def _group(fields: tuple[str, ...], row: Row) -> object | None:
    values = [row[field] for field in fields]
    return None if None in values else tuple(map(hashable, values))
