"""Storage in Redis."""

from asyncio import Lock, timeout
from collections.abc import (
    AsyncGenerator,
    Awaitable,
    Callable,
    Iterable,
    Mapping,
    Sequence,
)
from contextlib import aclosing, asynccontextmanager
from functools import partial
from time import monotonic
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from pydantic import MISSING
from typing_extensions import override

from ..exceptions import DuplicateRecordError, UnavailableError
from ..predicates import AllOf
from ..records import Collection, ModelT, Order, Row
from ..repository import Data, Repository
from ..types import INT64_MAX
from .instances import instances
from .matching import first_in_order, matcher
from .redis_changes import Argument, Change, OvertakenError
from .redis_indexes import Indexes
from .redis_references import check_references, deletion
from .redis_scripts import FIND, PAGE
from .redis_server import RedisServer
from .redis_tables import Entry, Stored, Table, Window, encoded

ResultT = TypeVar("ResultT")

CHUNK = 500
"""Records that are read at once, for conditions and orders that Redis cannot tell."""

_BUSY = "Others keep changing the record"

# Records that are read at first, where few of them may be enough.
_FEW = 50

# Positions have 64 bits in Redis.
_FAR = INT64_MAX - CHUNK


class RedisRepository(Repository):
    """Hashes of JSON, with indexes for the default order, unique values and references.

    Every write is atomic. Conditions are checked here, and Redis compares what they
    were checked on. Several writes together are not: ``transaction`` groups nothing.
    """

    def __init__(  # noqa: PLR0913
        self,
        collections: Iterable[Collection[Any]],
        url: str,
        *,
        setting: str = "DATABASE_URL",
        prefix: str = "restgen",
        pool_size: int = 50,
        pool_timeout: float = 5,
        connect_timeout: float = 5,
        answer_timeout: float = 5,
    ) -> None:
        """Remember where to connect to; records of another prefix are never touched.

        The timeouts, in seconds, are for a free connection, for a new one and for an
        answer.
        """
        super().__init__(collections)
        self._connect = partial(
            RedisServer,
            url,
            setting,
            max_connections=pool_size,
            timeout=pool_timeout,
            socket_connect_timeout=connect_timeout,
            socket_timeout=answer_timeout,
        )
        self._timeout = answer_timeout
        self._prefix = prefix
        self._turns: WeakValueDictionary[tuple[str, bytes], Lock] = (
            WeakValueDictionary()
        )
        self._tables = {
            name: Table(collection, prefix)
            for name, collection in self._collections.items()
        }

    @override
    async def _open(self) -> None:
        self._server = self._connect()
        await self._server.prove()
        self._indexes = Indexes(self._server, self._prefix)
        try:
            await self._indexes.prepare(list(self._tables.values()))
        except BaseException:
            await self._close()
            raise

    @override
    async def _close(self) -> None:
        await self._server.close()

    @override
    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[None]:
        """Do nothing: Redis keeps each write of the block by itself."""
        yield

    @override
    async def health(self) -> None:
        await self._server.call("PING")

    async def clear(self) -> None:
        """Remove every record, and number new ones from 1."""
        keys = [key for table in self._tables.values() for key in table.keys]
        await self._server.call("UNLINK", *self._indexes.keys, *keys)

    @override
    async def _get(
        self, collection: Collection[ModelT], key: object, predicate: AllOf
    ) -> ModelT | None:
        table = self._table(collection)
        stored = await self._read(table, encoded(key), predicate)
        return None if stored is None else stored.record

    @override
    async def _list(
        self,
        collection: Collection[ModelT],
        predicate: AllOf,
        order: Sequence[Order],
        skip: int,
        limit: int | None,
    ) -> list[ModelT]:
        table = self._table(collection)
        if limit == 0:
            return []
        stop = None if limit is None else skip + limit
        is_default = tuple(order) == collection.default_order
        if is_default and not predicate.parts:
            return await self._window(table, skip, stop)
        is_sorted = is_default and table.source(predicate) == table.everything
        kept: list[Row] = []
        size = CHUNK if stop is None or not is_sorted else max(stop, _FEW)
        async with aclosing(self._matching(table, predicate, size)) as chunks:
            async for records in chunks:
                kept += [record.__dict__ for record in records]
                if stop is None:
                    continue
                if is_sorted and len(kept) >= stop:
                    break
                if not is_sorted and len(kept) >= 2 * stop + CHUNK:
                    kept = first_in_order(collection.model, kept, order, stop)[:stop]
        if not is_sorted:
            kept = first_in_order(collection.model, kept, order, stop)
        return instances(collection.model, kept[skip:stop])

    @override
    async def _count(self, collection: Collection[Any], predicate: AllOf) -> int:
        table = self._table(collection)
        if not predicate.parts:
            return int(await self._server.call("ZCARD", table.order))
        async with aclosing(self._matching(table, predicate)) as chunks:
            return sum([len(records) async for records in chunks])

    @override
    async def _create(self, collection: Collection[ModelT], data: Data) -> ModelT:
        table = self._table(collection)
        return await self._settled(lambda: self._try_create(table, data))

    @override
    async def _update(
        self, collection: Collection[ModelT], key: object, data: Data, predicate: AllOf
    ) -> ModelT | None:
        table, place = self._table(collection), encoded(key)
        async with self._turn(table, place):
            return await self._settled(
                lambda: self._try_update(table, place, data, predicate)
            )

    @override
    async def _delete(
        self, collection: Collection[Any], key: object, predicate: AllOf
    ) -> bool:
        table, place = self._table(collection), encoded(key)
        async with self._turn(table, place):
            return await self._settled(
                lambda: self._try_delete(table, place, predicate)
            )

    async def _try_create(self, table: Table[ModelT], data: Data) -> ModelT:
        collection = table.collection
        number = None
        if collection.autoincrement and not _gives(data, collection.autoincrement):
            number = await self._server.next_number(table.number)
        record = collection.created(data, number)
        change = Change()
        change.insert(table, record)
        check_references(change, self._tables, table, record)
        try:
            await self._server.apply(change)
        except DuplicateRecordError as error:
            if number is not None and collection.autoincrement in error.fields:
                # Somebody chose this number meanwhile.
                raise OvertakenError from error
            raise
        return record

    async def _try_update(
        self, table: Table[ModelT], key: bytes, data: Data, predicate: AllOf
    ) -> ModelT | None:
        stored = await self._read(table, key, predicate)
        if stored is None:
            return None
        record = table.collection.changed(stored.record.__dict__, data)
        change = Change()
        change.replace(table, stored, record)
        check_references(change, self._tables, table, record, stored.record)
        await self._server.apply(change)
        return record

    async def _try_delete(
        self, table: Table[ModelT], key: bytes, predicate: AllOf
    ) -> bool:
        stored = await self._read(table, key, predicate)
        if stored is None:
            return False
        change = await deletion(self._server, self._tables, table, stored)
        await self._server.apply(change)
        return True

    @asynccontextmanager
    async def _turn(self, table: Table[Any], key: bytes) -> AsyncGenerator[None]:
        """Let the tasks of this process change a record one after another.

        Redis would refuse all but the first one, which would have to try again.
        """
        lock = self._turns.setdefault((table.records, key), Lock())
        try:
            async with timeout(self._timeout):
                await lock.acquire()
        except TimeoutError as error:
            raise UnavailableError(_BUSY) from error
        try:
            yield
        finally:
            lock.release()

    async def _settled(self, attempt: Callable[[], Awaitable[ResultT]]) -> ResultT:
        """Try until no other process interferes, but not forever."""
        end = monotonic() + self._timeout
        while True:
            try:
                return await attempt()
            except OvertakenError as error:
                if monotonic() > end:
                    raise UnavailableError(_BUSY) from error

    async def _read(
        self, table: Table[ModelT], key: bytes, predicate: AllOf
    ) -> Stored[ModelT] | None:
        raw = await self._server.call("HGET", table.records, key)
        if raw is None:
            return None
        record = table.codec.decode(raw)
        if predicate.parts and not matcher(predicate)(record.__dict__):
            return None
        return Stored(record, raw)

    async def _window(
        self, table: Table[ModelT], start: int, stop: int | None
    ) -> list[ModelT]:
        """Read records in the default order."""
        start = min(start, _FAR)
        left = _FAR if stop is None else stop - start
        by: tuple[Argument, ...] = ("rank", start, start + min(left, CHUNK) - 1)
        records: list[ModelT] = []
        while left > 0:
            last, page = await self._chunk(table, table.order, by)
            records += page
            left = left - CHUNK if len(page) == CHUNK else 0
            by = ("member", b"(" + last, table.everything.high, min(left, CHUNK))
        return records

    async def _matching(
        self, table: Table[ModelT], predicate: AllOf, size: int = CHUNK
    ) -> AsyncGenerator[list[ModelT]]:
        """Find the records that meet a predicate, in parts."""
        check = matcher(predicate)
        async with aclosing(self._candidates(table, predicate, size)) as pages:
            async for page in pages:
                yield [record for record in page if check(record.__dict__)]

    async def _candidates(
        self, table: Table[ModelT], predicate: AllOf, size: int
    ) -> AsyncGenerator[list[ModelT]]:
        match table.source(predicate):
            case Window() as window:
                async with aclosing(self._pages(table, window, size)) as pages:
                    async for page in pages:
                        yield page
            case Entry(index, member):
                raw = await self._server.run(FIND, [table.records, index], [member])
                yield _decoded(table, [raw])
            case list() as keys:
                for at in range(0, len(keys), CHUNK):
                    part = keys[at : at + CHUNK]
                    found = await self._server.call("HMGET", table.records, *part)
                    yield _decoded(table, found)

    async def _pages(
        self, table: Table[ModelT], window: Window, size: int
    ) -> AsyncGenerator[list[ModelT]]:
        """Read what an index leads to, in parts that become larger.

        Each goes on after the last member of the one before, so that nothing is left
        out and nothing comes twice when others write meanwhile.
        """
        low, size = window.low, min(size, CHUNK)
        while True:
            by = ("member", low, window.high, size)
            last, found = await self._chunk(table, window.name, by)
            yield found
            if len(found) < size:
                return
            low, size = b"(" + last, min(2 * size, CHUNK)

    async def _chunk(
        self, table: Table[ModelT], index: str, by: Sequence[Argument]
    ) -> tuple[bytes, list[ModelT]]:
        last, found = await self._server.run(PAGE, [table.records, index], by)
        return last, table.codec.decode_all(found)

    def _table(self, collection: Collection[ModelT]) -> Table[ModelT]:
        return self._tables[collection.name]


def _decoded(table: Table[ModelT], found: Iterable[bytes | None]) -> list[ModelT]:
    return [table.codec.decode(raw) for raw in found if raw is not None]


def _gives(data: Data, name: str) -> bool:
    value = data.get(name) if isinstance(data, Mapping) else getattr(data, name, None)
    return value is not None and value is not MISSING
