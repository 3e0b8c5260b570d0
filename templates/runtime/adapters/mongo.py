"""Storage in MongoDB, or in a server that speaks its protocol."""

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from pymongo import ReturnDocument
from typing_extensions import override

from ..exceptions import (
    DuplicateRecordError,
    InvalidRecordError,
    MissingReferenceError,
    UnavailableError,
)
from ..predicates import AllOf, Condition
from ..records import Collection, ModelT, Order, attributes
from ..repository import Data, Repository
from ..types import INT64_MAX
from .mongo_connection import (
    Client,
    Documents,
    Store,
    answering,
    client_of,
    database_of,
    starting,
)
from .mongo_numbers import count_all, count_from, next_number
from .mongo_queries import is_possible, query
from .mongo_references import (
    carry_out,
    check_references,
    check_unreferenced,
    deletion,
)
from .mongo_shapes import Document, Shape, Values
from .mongo_writes import colliding, replaced, writing

_COUNTERS = "restgen_counters"
_AFTER = ReturnDocument.AFTER
_KEY_ONLY = {"_id": 1}
_MOST = 2**31 - 1


@dataclass(frozen=True)
class _Opened:
    """What an open repository works with."""

    client: Client
    stores: Mapping[str, Store]
    counters: Documents


class MongoRepository(Repository):
    """A MongoDB collection for each model, and one for the numbers that were given.

    Every write of one record is atomic, with the predicates that it depends on. What
    concerns several records is not: a reference is looked up before the write, what
    goes with a deleted record goes after it, and a new key makes a new document.
    """

    def __init__(  # noqa: PLR0913
        self,
        collections: Iterable[Collection[Any]],
        url: str,
        *,
        setting: str = "DATABASE_URL",
        names: Mapping[str, str] | None = None,
        database: str | None = None,
        pool_size: int = 100,
        pool_timeout: float = 5,
        connect_timeout: float = 5,
        socket_timeout: float = 20,
    ) -> None:
        """Remember where the records are; models without a name keep their own.

        The URL names the database, or ``database`` does. Times are in seconds.
        """
        super().__init__(collections)
        self._url = url
        self._setting = setting
        self._names = names or {}
        self._database = database
        self._pool_size = pool_size
        self._timeouts = {
            "serverSelectionTimeoutMS": connect_timeout,
            "connectTimeoutMS": connect_timeout,
            "socketTimeoutMS": socket_timeout,
            "waitQueueTimeoutMS": pool_timeout,
        }
        self._connection: _Opened | None = None

    @override
    async def _open(self) -> None:
        client = client_of(self._url, self._setting, self._timeouts, self._pool_size)
        try:
            database = database_of(client, self._database, self._setting)
            stores = {
                name: Store(Shape(collection), database[self._names.get(name, name)])
                for name, collection in self._collections.items()
            }
            with starting(self._url, self._setting):
                await client.admin.command("ping")
                for store in stores.values():
                    for index in store.shape.indexes():
                        # One by one: FerretDB refuses several if all are there.
                        await store.documents.create_indexes([index])
        except BaseException:
            await client.close()
            raise
        self._connection = _Opened(client, stores, database[_COUNTERS])

    @override
    async def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.client.close()

    @override
    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[None]:
        """Group nothing: each write of the block is kept on its own."""
        yield

    @override
    async def health(self) -> None:
        with answering():
            await self._opened.client.admin.command("ping")

    @override
    async def _get(
        self, collection: Collection[ModelT], key: object, predicate: AllOf
    ) -> ModelT | None:
        store = self._store(collection)
        with answering():
            document = await store.documents.find_one(_selected(store, key, predicate))
        return None if document is None else store.shape.record(document)

    @override
    async def _list(
        self,
        collection: Collection[ModelT],
        predicate: AllOf,
        order: Sequence[Order],
        skip: int,
        limit: int | None,
    ) -> list[ModelT]:
        # Zero is no limit there.
        if limit == 0 or skip > INT64_MAX:
            return []
        store = self._store(collection)
        with answering():
            cursor = store.documents.find(
                query(store.shape, predicate),
                sort=store.shape.order(order),
                skip=skip,
                limit=min(limit or 0, _MOST),
            )
            documents = await cursor.to_list()
        return [store.shape.record(document) for document in documents]

    @override
    async def _count(self, collection: Collection[Any], predicate: AllOf) -> int:
        store = self._store(collection)
        with answering():
            return await store.documents.count_documents(query(store.shape, predicate))

    @override
    async def _create(self, collection: Collection[ModelT], data: Data) -> ModelT:
        store, counted = self._store(collection), collection.autoincrement
        record = collection.created(data, 1)
        with answering():
            if counted is not None and attributes(data).get(counted) is None:
                return await self._numbered(store, record, counted, data)
            await self._insert(store, record)
            await count_from(self._opened.counters, store, record)
        return record

    async def _numbered(
        self, store: Store, record: ModelT, counted: str, data: Data
    ) -> ModelT:
        """Store a record with the next number, one that no other record has."""
        counters = self._opened.counters
        while True:
            number = await next_number(counters, store)
            if number > INT64_MAX:
                # Which raises, as no record can have the number.
                collection: Collection[ModelT] = store.shape.collection
                return collection.created(data, number)
            numbered = record.model_copy(update={counted: number})
            try:
                await self._insert(store, numbered)
            except DuplicateRecordError as error:
                if error.fields != (counted,):
                    raise
                # Others gave it to a record, and did not count it.
                await count_all(counters, store)
            else:
                return numbered

    async def _insert(self, store: Store, record: ModelT) -> None:
        document = store.shape.document(record)
        await self._check_references(store, record.__dict__, document)
        async with writing(store, document):
            await store.documents.insert_one(document)

    @override
    async def _update(
        self, collection: Collection[ModelT], key: object, data: Data, predicate: AllOf
    ) -> ModelT | None:
        store = self._store(collection)
        if not is_possible(store.shape, key):
            return None
        selected = _selected(store, key, predicate)
        with answering():
            try:
                given = collection.changes(data)
                changed: ModelT | None
                if given.get(collection.key, key) == key:
                    changed = await self._change(store, key, selected, given)
                else:
                    changed = await self._move(store, selected, data)
            except (InvalidRecordError, DuplicateRecordError):
                if await store.documents.find_one(selected, _KEY_ONLY) is None:
                    return None
                raise
        return changed

    async def _change(
        self, store: Store, key: object, selected: Document, given: Values
    ) -> Any:
        """Write attributes of the record, if there is one to write to."""
        shape, own = store.shape, store.shape.key_of({store.shape.collection.key: key})
        groups = shape.begun_groups(given)
        if not groups:
            return await self._write(store, selected, given, shape.fields(given), own)
        # Again where others wrote another attribute of a group in between.
        while (found := await store.documents.find_one(selected)) is not None:
            record = shape.record(found)
            same = {**selected, **shape.same(found, groups - given.keys())}
            rest = {name: getattr(record, name) for name in groups}
            fields = shape.fields(given, {**rest, **given})
            changed = await self._write(store, same, given, fields, own)
            if changed is not None:
                return changed
        return None

    async def _write(
        self,
        store: Store,
        selected: Document,
        given: Values,
        fields: Document,
        own: object,
    ) -> Any:
        shape, documents = store.shape, store.documents
        await self._check_references(store, given, fields, own)
        changes = shape.changes(given, fields)
        async with writing(store, fields, own):
            document = await (
                documents.find_one_and_update(selected, changes, return_document=_AFTER)
                if changes
                else documents.find_one(selected)
            )
        if document is None:
            return None
        record = shape.record(document)
        if shape.collection.autoincrement in given:
            await count_from(self._opened.counters, store, record)
        return record

    async def _move(self, store: Store, selected: Document, data: Data) -> Any:
        """Put a record with another key in the place of its document."""
        shape, documents = store.shape, store.documents
        while (found := await documents.find_one(selected)) is not None:
            former = found["_id"]
            record = shape.collection.changed(shape.record(found).__dict__, data)
            document = shape.document(record)
            duplicate = await colliding(store, document, former)
            if duplicate is not None:
                raise duplicate
            await self._check_references(store, record.__dict__, document, former)
            await check_unreferenced(self._opened.stores, shape, former)
            if await replaced(store, selected, found, document):
                await count_from(self._opened.counters, store, record)
                return record
        return None

    @override
    async def _delete(
        self, collection: Collection[Any], key: object, predicate: AllOf
    ) -> bool:
        store = self._store(collection)
        selected = _selected(store, key, predicate)
        with answering():
            found = await store.documents.find_one(selected, _KEY_ONLY)
            if found is None:
                return False
            plan = await deletion(self._opened.stores, store.shape, found["_id"])
            # It goes first, since only then its predicate holds for certain.
            deleted = await store.documents.delete_one(selected)
            if deleted.deleted_count == 0:
                return False
            await carry_out(self._opened.stores, plan)
        return True

    async def _check_references(
        self, store: Store, given: Values, document: Document, former: object = None
    ) -> None:
        try:
            await check_references(self._opened.stores, store.shape, given, former)
        except MissingReferenceError:
            # What is unique is told of first, as by stores that check both at once.
            duplicate = await colliding(store, document, former)
            if duplicate is not None:
                raise duplicate from None
            raise

    def _store(self, collection: Collection[Any]) -> Store:
        return self._opened.stores[collection.name]

    @property
    def _opened(self) -> "_Opened":
        if self._connection is None:
            message = "The repository is not open"
            raise UnavailableError(message)
        return self._connection


def _selected(store: Store, key: object, predicate: AllOf) -> Document:
    """Ask for the record with a key that meets the predicate."""
    is_key = Condition(store.shape.collection.key, "eq", key)
    return query(store.shape, AllOf((is_key, *predicate.parts)))
