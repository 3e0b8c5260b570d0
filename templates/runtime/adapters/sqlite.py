"""Storage in a file of SQLite."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from decimal import Decimal
from time import monotonic, sleep
from typing import Any, Self

import aiosqlite
from sqlalchemy import (
    URL,
    Connection,
    Float,
    LargeBinary,
    String,
    case,
    cast,
    func,
    literal,
    type_coerce,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from typing_extensions import override

from ..exceptions import (
    DuplicateRecordError,
    MissingReferenceError,
    ReferencedRecordError,
    RepositoryError,
    UnavailableError,
)
from ..predicates import AllOf
from .columns import exact_number, exact_text
from .sql import SqlRepository, Write
from .sql_connections import Connections
from .sql_predicates import Column, Grammar, Test
from .sql_references import doomed, kept_by, used_by
from .sql_tables import KEY, RecordTable
from .stored import dumps, loads

# The rest are mistakes in the statement.
_UNAVAILABLE = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
)


class _SqliteGrammar(Grammar):
    @override
    def by_code_point(self, text: Column) -> Column:
        return text

    @override
    def contains(self, text: Column, part: str) -> Test:
        wanted = part.casefold()
        # Functions in Python are slow: they are for what SQLite cannot fold itself.
        beyond_ascii = func.length(text) != func.length(cast(text, LargeBinary))
        plain = func.instr(func.lower(text), wanted) > 0
        return case((beyond_ascii, func.has_part(text, wanted) == 1), else_=plain)

    @override
    def end_of(self, text: Column, length: int) -> Column:
        return func.substr(text, -length, type_=String())

    @override
    def json_equals(self, column: Column, value: object) -> Test:
        return func.same_json(type_coerce(column, String()), dumps(value)) == 1

    @override
    def json_kind(self, column: Column) -> Column:
        kind = func.json_type(column, type_=String())
        numeric = kind.in_(["integer", "real"])
        logical = kind.in_(["true", "false"])
        named = [(numeric, literal("number")), (logical, literal("boolean"))]
        return case(*named, (kind == "text", literal("string")), else_=kind)

    @override
    def json_text(self, column: Column) -> Column:
        return func.json_extract(column, "$", type_=String())

    @override
    def json_number(self, column: Column) -> Column:
        return func.json_extract(column, "$", type_=Float())


def _has_part(text: str | None, part: str) -> bool | None:
    return None if text is None else part in text.casefold()


def _same_json(left: str | None, right: str) -> bool | None:
    return None if left is None else left == right or loads(left) == loads(right)


def _to_exact(value: str | float | None) -> str | None:
    return None if value is None else exact_text(Decimal(str(value)))


def _from_exact(text: str | None) -> str | None:
    return None if text is None else f"{exact_number(text):f}"


def prepare(connection: sqlite3.Connection, timeout: float) -> None:
    """Teach a connection what queries and migrations need."""
    connection.create_function("has_part", 2, _has_part, deterministic=True)
    connection.create_function("same_json", 2, _same_json, deterministic=True)
    connection.create_function("to_exact", 1, _to_exact, deterministic=True)
    connection.create_function("from_exact", 1, _from_exact, deterministic=True)
    connection.execute(f"PRAGMA busy_timeout = {int(timeout * 1000)}")
    connection.execute("PRAGMA foreign_keys = ON")


def _use_wal(connection: Connection, timeout: float) -> None:
    """Let readers and a writer in at the same time; the file remembers that.

    SQLite does not wait for others that are about to do the same.
    """
    deadline = monotonic() + timeout
    while True:
        try:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        except OperationalError as error:
            code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
            if code != sqlite3.SQLITE_BUSY or monotonic() > deadline:
                raise
            sleep(0.01)
        else:
            return


class _Connection(aiosqlite.Connection):
    """A connection that runs a statement in one visit to its thread, not in four."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._thread.daemon = True

    @override
    def cursor(self) -> Any:
        return _Cursor(self)

    async def run(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        return await self._execute(lambda: work(self._conn))  # type: ignore[no-untyped-call]


class _Cursor:
    """As much of a cursor as SQLAlchemy asks for."""

    description: Any = None
    rowcount = -1
    lastrowid: int | None = None

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        def work(connection: sqlite3.Connection) -> None:
            with closing(connection.execute(statement, parameters)) as cursor:
                self._rows = cursor.fetchall()
                self.description = cursor.description
                self.rowcount = cursor.rowcount
                self.lastrowid = cursor.lastrowid

        await self._connection.run(work)

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        """Do nothing: it was closed in the thread."""


class _SqliteConnections(Connections):
    drivers = ("sqlite", "sqlite+aiosqlite")

    @override
    def engine(self, url: URL, **options: Any) -> AsyncEngine:
        self._in_memory = url.database in (None, "", ":memory:")
        self._lock = asyncio.Lock()
        timeout = self.options.pool_timeout

        name = url.database or ":memory:"

        def connected() -> sqlite3.Connection:
            connection = sqlite3.connect(
                name, uri=name.startswith("file:"), check_same_thread=False
            )
            prepare(connection, timeout)
            return connection

        if not self._in_memory:
            options |= {
                "pool_size": self.options.pool_size,
                "max_overflow": self.options.max_overflow,
                "pool_timeout": timeout,
            }
        return create_async_engine(
            url.set(drivername="sqlite+aiosqlite"),
            async_creator=lambda: _Connection(connected),
            **options,
        )

    @override
    def place(self, url: URL) -> str:
        return f"the file {url.database}"

    @override
    def is_unavailable(self, error: BaseException) -> bool:
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in _UNAVAILABLE

    @override
    @asynccontextmanager
    async def turn(self, *, writes: bool) -> AsyncGenerator[None]:
        """Let the writers of this process in one by one, in their order.

        SQLite itself would let them try again and again. In memory there is but one
        connection, so that readers would see what others have not committed.
        """
        if not (writes or self._in_memory):
            yield
            return
        try:
            async with asyncio.timeout(self.options.pool_timeout):
                await self._lock.acquire()
        except TimeoutError as error:
            message = "other writes took too long"
            raise UnavailableError(message) from error
        try:
            yield
        finally:
            self._lock.release()

    @override
    def begin(self, connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


class SqliteRepository(SqlRepository):
    """The rows of tables in a file; ``sqlite://`` keeps them in memory.

    Other processes may use the file at the same time.
    """

    grammar = _SqliteGrammar()
    connections = _SqliteConnections

    @override
    def create_tables(self, connection: Connection) -> None:
        _use_wal(connection, self._connections.options.pool_timeout)
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        super().create_tables(connection)
        connection.exec_driver_sql("COMMIT")

    @override
    def refusal(
        self, connection: Connection, error: BaseException, write: Write
    ) -> RepositoryError | None:
        name = getattr(error, "sqlite_errorname", "")
        if name == "SQLITE_CONSTRAINT_FOREIGNKEY":
            return self._reference(connection, write)
        if name in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"):
            return self._duplicate(connection, write)
        return None

    def _duplicate(self, connection: Connection, write: Write) -> DuplicateRecordError:
        """Look for the group of values that exist already, as SQLite names no group."""
        table, collection = write.table, write.table.collection
        given = write.values or {}
        groups = [
            group
            for group in ((collection.key,), *collection.unique)
            if not given.keys().isdisjoint(group)
        ]
        values = self._current(connection, write) | table.parameters(given)
        for group in groups:
            found = connection.execute(
                table.exists(group), {name: values[name] for name in group}
            )
            if any(key != write.key for key in found.scalars()):
                return DuplicateRecordError(collection.name, group)
        # The other record went away in the meantime.
        return DuplicateRecordError(collection.name, groups[0])

    def _current(self, connection: Connection, write: Write) -> dict[str, Any]:
        """Return what the record holds that is written, if there is one."""
        if write.key is None:
            return {}
        statement = write.table.one(AllOf(()))
        row = connection.execute(statement, {KEY: write.key}).one_or_none()
        return {} if row is None else dict(row._mapping)  # noqa: SLF001

    def _reference(
        self, connection: Connection, write: Write
    ) -> RepositoryError | None:
        collection = write.table.collection
        given = write.values or {}
        for reference in collection.references:
            value = given.get(reference.attribute)
            target = self._tables[reference.model]
            if value is not None and not self._holds(
                connection, target, target.collection.key, value
            ):
                return MissingReferenceError(
                    collection.model, reference.attribute, reference.model
                )
        name = collection.name
        if write.values is None:
            keys = doomed(connection, self._tables, name, write.key)
            by = kept_by(connection, self._tables, keys)
        else:
            by = used_by(connection, self._tables, name, write.key)
        return None if by is None else ReferencedRecordError(name, by)

    def _holds(
        self, connection: Connection, table: RecordTable[Any], name: str, value: object
    ) -> bool:
        found = connection.execute(
            table.exists((name,)), table.parameters({name: value})
        )
        return found.first() is not None
