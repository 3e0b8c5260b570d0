"""Storage in a SQL database: what PostgreSQL and SQLite have in common."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel
from sqlalchemy import Connection, Table, text
from sqlalchemy.orm import DeclarativeBase
from typing_extensions import override

from ..exceptions import RepositoryError
from ..predicates import AllOf
from ..records import Collection, ModelT, Order, attributes
from ..repository import Data, Repository
from ..types import INT64_MAX
from .sql_connections import Connections, Options
from .sql_predicates import Grammar
from .sql_tables import KEY, RecordTable

ResultT = TypeVar("ResultT")


@dataclass(frozen=True)
class Write:
    """What a statement does to a table.

    Without values, it deletes the record with the key; without a key, it is the first
    write of its record.
    """

    table: RecordTable[Any]
    values: Mapping[str, Any] | None = None
    key: object = None


class SqlRepository(Repository):
    """The rows of tables.

    A single operation is one statement, which commits itself.
    """

    grammar: ClassVar[Grammar]
    connections: ClassVar[type[Connections]]

    def __init__(  # noqa: PLR0913
        self,
        collections: Iterable[Collection[Any]],
        url: str,
        tables: Mapping[type[BaseModel], type[DeclarativeBase]],
        *,
        setting: str = "DATABASE_URL",
        pool_size: int = 15,
        max_overflow: int = 0,
        pool_timeout: float = 10,
        connect_timeout: float = 5,
        echo: bool = False,
        create_all: bool = False,
    ) -> None:
        """Keep the records of each model in its table.

        ``setting`` is the name under which the URL is known to whoever sets it. Times
        are in seconds: what a request waits for a connection, and what opening one
        may take. Connections beyond the size of the pool are closed after each use,
        which costs more than what they are used for.
        """
        super().__init__(collections)
        self._create_all = create_all
        self._connections = self.connections(
            url,
            Options(
                setting=setting,
                pool_size=pool_size,
                max_overflow=max_overflow,
                pool_timeout=pool_timeout,
                connect_timeout=connect_timeout,
                echo=echo,
            ),
        )
        rows = {model.__name__: row.__table__ for model, row in tables.items()}
        self._tables = {
            name: RecordTable(collection, table, self.grammar)
            for name, collection in self._collections.items()
            if isinstance(table := rows[name], Table)
        }

    @override
    def transaction(self) -> AbstractAsyncContextManager[None]:
        return self._connections.transaction()

    @override
    async def health(self) -> None:
        await self._connections.run(_ping)

    @override
    async def _open(self) -> None:
        await self._connections.open(self._prepare)

    @override
    async def _close(self) -> None:
        await self._connections.close()

    @override
    async def _get(
        self, collection: Collection[ModelT], key: object, predicate: AllOf
    ) -> ModelT | None:
        table = self._tables[collection.name]
        if not table.holds(key):
            return None
        statement = table.one(predicate, locked=self.locks_row())
        parameters = {KEY: key}

        def work(connection: Connection) -> Any:
            return connection.execute(statement, parameters).one_or_none()

        row = await self._connections.run(work)
        return None if row is None else table.record(row)

    @override
    async def _list(
        self,
        collection: Collection[ModelT],
        predicate: AllOf,
        order: Sequence[Order],
        skip: int,
        limit: int | None,
    ) -> list[ModelT]:
        if skip > INT64_MAX or limit == 0:
            return []
        table = self._tables[collection.name]
        statement = table.several(predicate, order, endless=limit is None)
        parameters = {"skip": skip}
        if limit is not None:
            parameters["limit"] = min(limit, INT64_MAX)

        def work(connection: Connection) -> Any:
            return connection.execute(statement, parameters).all()

        return [table.record(row) for row in await self._connections.run(work)]

    @override
    async def _page(
        self,
        collection: Collection[ModelT],
        predicate: AllOf,
        order: Sequence[Order],
        skip: int,
        limit: int,
    ) -> tuple[list[ModelT], int]:
        if skip > INT64_MAX or limit == 0:
            return [], await self._count(collection, predicate)
        table = self._tables[collection.name]
        statement = table.page(predicate, order)
        parameters = {"skip": skip, "limit": min(limit, INT64_MAX)}

        def work(connection: Connection) -> Any:
            return connection.execute(statement, parameters).all()

        rows = await self._connections.run(work)
        if not rows:
            # Without a row there is no number beside it.
            return [], await self._count(collection, predicate) if skip else 0
        return [table.record(row) for row in rows], rows[0][-1]

    @override
    async def _count(self, collection: Collection[Any], predicate: AllOf) -> int:
        statement = self._tables[collection.name].count(predicate)
        return await self._connections.run(
            lambda connection: connection.execute(statement).scalar_one()
        )

    @override
    async def _create(self, collection: Collection[ModelT], data: Data) -> ModelT:
        table = self._tables[collection.name]
        number = collection.autoincrement
        values = attributes(data)
        is_numbered = number is not None and values.get(number) is None
        # Any number will do where the database has one of its own.
        record = collection.created(values, 1)
        parameters = table.parameters(record.__dict__)
        if number and is_numbered:
            del parameters[number]
        statement = table.insertion(numbered=is_numbered)

        def work(connection: Connection) -> Any:
            result = connection.execute(statement, parameters)
            return result.scalar_one() if is_numbered else None

        made = await self._numbered(Write(table, parameters), work)
        if number and is_numbered:
            record.__dict__[number] = made
        return record

    @override
    async def _update(
        self, collection: Collection[ModelT], key: object, data: Data, predicate: AllOf
    ) -> ModelT | None:
        changes = collection.changes(data)
        if not changes and not collection.version:
            return await self._get(collection, key, predicate)
        table = self._tables[collection.name]
        if not table.holds(key):
            return None
        statement = table.change(changes, predicate)
        parameters = {**table.parameters(changes), KEY: key}

        def work(connection: Connection) -> Any:
            return connection.execute(statement, parameters).one_or_none()

        row = await self._write(Write(table, changes, key), work)
        return None if row is None else table.record(row)

    @override
    async def _delete(
        self, collection: Collection[Any], key: object, predicate: AllOf
    ) -> bool:
        table = self._tables[collection.name]
        if not table.holds(key):
            return False
        statement = table.deletion(predicate)
        parameters = {KEY: key}

        def work(connection: Connection) -> bool:
            return connection.execute(statement, parameters).rowcount > 0

        return await self._write(Write(table, key=key), work)

    async def _write(
        self, write: Write, work: Callable[[Connection], ResultT]
    ) -> ResultT:
        def refusal(
            connection: Connection, error: BaseException
        ) -> RepositoryError | None:
            return self.refusal(connection, error, write)

        return await self._connections.run(work, refusal)

    async def _numbered(
        self, write: Write, work: Callable[[Connection], ResultT]
    ) -> ResultT:
        """Insert a record that the database may have to number."""
        return await self._write(write, work)

    @abstractmethod
    def refusal(
        self, connection: Connection, error: BaseException, write: Write
    ) -> RepositoryError | None:
        """Say what is wrong with a write that the database refused."""

    def create_tables(self, connection: Connection) -> None:
        """Create the tables that do not exist yet."""
        for metadata in {table.table.metadata for table in self._tables.values()}:
            metadata.create_all(connection)

    def locks_row(self) -> bool:
        """Tell whether what is read now may be written next."""
        return False

    def _prepare(self, connection: Connection) -> None:
        _ping(connection)
        if self._create_all:
            self.create_tables(connection)


def _ping(connection: Connection) -> None:
    connection.execute(text("SELECT 1"))
