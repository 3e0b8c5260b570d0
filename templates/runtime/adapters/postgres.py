"""Storage in PostgreSQL."""

from collections.abc import Callable
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import (
    URL,
    Connection,
    Numeric,
    PoolProxiedConnection,
    String,
    Text,
    case,
    cast,
    collate,
    event,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, REGCLASS
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from typing_extensions import override

from ..exceptions import (
    DuplicateRecordError,
    MissingReferenceError,
    ReferencedRecordError,
    RepositoryError,
)
from ..predicates import AllOf
from ..records import Collection
from .sql import SqlRepository, Write
from .sql_connections import Connections
from .sql_predicates import Column, Grammar, Test
from .sql_references import delete_followers, doomed, referenced

ResultT = TypeVar("ResultT")

# Seconds after which a statement is given up.
_STATEMENT_TIMEOUT = 30

# Any number will do, as long as all workers take the same one.
_CREATION_LOCK = 7_235_091_841

# Classes of errors: connections, conflicts between transactions, resources, the
# operator's doing, the system.
_UNAVAILABLE = ("08", "40", "53", "55", "57", "58")
_READ_ONLY = "25006"
_UNIQUE, _FOREIGN_KEY = "23505", "23503"


class _PostgresGrammar(Grammar):
    @override
    def by_code_point(self, text: Column) -> Column:
        return collate(text, "C")

    @override
    def contains(self, text: Column, part: str) -> Test:
        return func.strpos(_folded(text), _folded(literal(part, String()))) > 0

    @override
    def end_of(self, text: Column, length: int) -> Column:
        return func.right(text, length, type_=String())

    @override
    def json_equals(self, column: Column, value: object) -> Test:
        return column == literal(value, JSONB())

    @override
    def json_kind(self, column: Column) -> Column:
        return func.jsonb_typeof(column, type_=String())

    @override
    def json_text(self, column: Column) -> Column:
        return column.op("#>>", return_type=String())(text("'{}'"))

    @override
    def json_number(self, column: Column) -> Column:
        return cast(self.json_text(column), Numeric())

    @override
    def numbering(self, key: Column, number: Column) -> tuple[Column, ...]:
        sequence = _sequence(key)
        last = func.coalesce(func.pg_sequence_last_value(sequence), 0)
        return (case((number > last, func.setval(sequence, number))),)


def _sequence(key: Column) -> Column:
    """Name the counter of a column."""
    table = cast(func.quote_ident(key.table.name), REGCLASS)
    return cast(func.pg_get_serial_sequence(cast(table, Text()), key.name), REGCLASS)


def _folded(text: Column) -> Column:
    """Make texts equal that differ in case only, in any language.

    Both steps are needed: the one knows that the capital sharp s is the small one, the
    other that this is SS. The one letter that they would confuse with another is put
    away before.
    """
    kept_apart = func.translate(text, "\u0131", "\ufdd0", type_=String())
    return func.upper(func.lower(collate(kept_apart, "und-x-icu")), type_=String())


class _PostgresConnections(Connections):
    drivers = ("postgresql", "postgres", "postgresql+asyncpg")

    @override
    def engine(self, url: URL, **options: Any) -> AsyncEngine:
        dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        opening = self.options.connect_timeout

        async def connect(*_args: Any, **_kwargs: Any) -> asyncpg.Connection:
            return await asyncpg.connect(
                dsn, timeout=opening, command_timeout=_STATEMENT_TIMEOUT
            )

        engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=connect,
            pool_size=self.options.pool_size,
            max_overflow=self.options.max_overflow,
            pool_timeout=self.options.pool_timeout,
            **options,
        )
        event.listen(engine.sync_engine, "checkout", _refuse_closed)
        return engine

    @override
    def place(self, url: URL) -> str:
        return f"PostgreSQL at {url.host or 'the local socket'}:{url.port or 5432}"

    @override
    def is_unavailable(self, error: BaseException) -> bool:
        state = getattr(error, "sqlstate", None)
        if state is None:
            return isinstance(error.__cause__, OSError | asyncpg.InterfaceError)
        return state[:2] in _UNAVAILABLE or state == _READ_ONLY

    @override
    def attempt(self, connection: Connection, work: Any) -> Any:
        with connection.begin_nested():
            return work(connection)


def _refuse_closed(
    connection: Any, _record: object, _proxy: PoolProxiedConnection
) -> None:
    """Let the pool connect again, without a question to the server."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


class PostgresRepository(SqlRepository):
    """The rows of tables in a database."""

    grammar = _PostgresGrammar()
    connections = _PostgresConnections

    @override
    def create_tables(self, connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")
        # Of several workers that start at the same time, one creates them.
        connection.execute(
            text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CREATION_LOCK}
        )
        super().create_tables(connection)
        connection.exec_driver_sql("COMMIT")

    @override
    def locks_row(self) -> bool:
        return self._connections.current() is not None

    @override
    async def _numbered(
        self, write: Write, work: Callable[[Connection], ResultT]
    ) -> ResultT:
        """Try again where somebody else has taken the number.

        PostgreSQL's counters know nothing of numbers that came with their records.
        What moves them on may itself be overtaken by others who draw numbers.
        """
        number = write.table.collection.autoincrement
        try:
            return await self._write(write, work)
        except DuplicateRecordError as error:
            drawn = write.values is not None and number not in write.values
            if not drawn or error.fields != (number,):
                raise

        def catch_up(connection: Connection) -> None:
            key = write.table.key
            last = select(func.max(key)).scalar_subquery()
            connection.execute(select(*self.grammar.numbering(key, last)))

        await self._connections.run(catch_up)
        return await self._write(write, work)

    @override
    async def _delete(
        self, collection: Collection[Any], key: object, predicate: AllOf
    ) -> bool:
        """Delete what goes with a record first, where that alone keeps the record."""
        try:
            return await super()._delete(collection, key, predicate)
        except ReferencedRecordError:
            if not referenced(self._tables, collection.name):
                raise

        def follow(connection: Connection) -> None:
            keys = doomed(connection, self._tables, collection.name, key)
            delete_followers(connection, self._tables, collection.name, keys)

        table = self._tables[collection.name]
        async with self.transaction():
            if await self._get(collection, key, predicate) is None:
                return False
            await self._write(Write(table, key=key), follow)
            return await super()._delete(collection, key, predicate)

    @override
    def refusal(
        self, connection: Connection, error: BaseException, write: Write
    ) -> RepositoryError | None:
        state = getattr(error, "sqlstate", None)
        constraint = getattr(error.__cause__, "constraint_name", None)
        collection = write.table.collection
        if state == _UNIQUE:
            fields = write.table.group_of(constraint)
            return DuplicateRecordError(collection.name, fields)
        if state != _FOREIGN_KEY:
            return None
        reference = write.table.reference_of(constraint)
        if write.values is not None and reference is not None:
            return MissingReferenceError(
                collection.model, reference.attribute, reference.model
            )
        by = getattr(error.__cause__, "table_name", None)
        names = (n for n, table in self._tables.items() if table.table.name == by)
        return ReferencedRecordError(collection.name, next(names, str(by)))
