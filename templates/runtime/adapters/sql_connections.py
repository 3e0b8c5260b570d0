"""Connections to a SQL database, alone and in transactions."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
    nullcontext,
    suppress,
)
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import greenlet_spawn

from ..exceptions import RepositoryError, UnavailableError
from .stored import dumps, loads

ResultT = TypeVar("ResultT")

_MAX_PORT = 65_535

# Says what is wrong with a write that the database refused, if that is known.
Refusal = Callable[[Connection, BaseException], RepositoryError | None]


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to connect; times are in seconds."""

    setting: str
    pool_size: int
    max_overflow: int
    pool_timeout: float
    connect_timeout: float
    echo: bool


class Connections(ABC):
    """A pool of connections, which commit every statement outside of transactions.

    A transaction belongs to the task that opens it and to its child tasks, which take
    turns.
    """

    drivers: ClassVar[tuple[str, ...]]

    def __init__(self, url: str, options: Options) -> None:
        """Connect to nothing yet."""
        self.options = options
        self._url = url
        self._engine: AsyncEngine | None = None

    async def open(self, prepare: Callable[[Connection], None]) -> None:
        """Connect for the first time, or raise ``UnavailableError``."""
        setting = self.options.setting
        try:
            url = make_url(self._url)
            _check_port(url)
        except (ArgumentError, ValueError):
            message = f"{setting} is not the URL of a database"
            raise UnavailableError(message) from None
        if url.drivername not in self.drivers:
            message = f"{setting} has to start with {self.drivers[0]}://"
            raise UnavailableError(message)
        self._engine = self.engine(
            url,
            isolation_level="AUTOCOMMIT",
            skip_autocommit_rollback=True,
            pool_reset_on_return=None,
            echo=self.options.echo,
            json_serializer=dumps,
            json_deserializer=loads,
        )
        try:
            await self.run(prepare)
        except UnavailableError as error:
            await self.close()
            message = f"{setting}: {self.place(url)} cannot be used: {error}"
            raise UnavailableError(message) from error
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Close every connection."""
        if self._engine is not None:
            await self._engine.dispose()

    async def run(
        self, work: Callable[[Connection], ResultT], refusal: Refusal | None = None
    ) -> ResultT:
        """Work in the transaction of the task, or with a connection of its own.

        Only writes can be refused.
        """
        while True:
            block = self.current()
            if block is None:
                async with self.turn(writes=refusal is not None):
                    return await self._spawn(self._alone, work, refusal)
            async with block.lock:
                # It may have ended while this task was waiting for it.
                if block.is_open:
                    return await self._spawn(self._inside, block, work, refusal)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[None]:
        """Keep all the writes of the block, or none."""
        blocks = _blocks.get()
        async with self._begun() as block:
            _blocks.set((*blocks, block))
            try:
                yield
            finally:
                _blocks.set(blocks)

    def current(self) -> "_Block | None":
        """Return the innermost open transaction of the task."""
        for block in reversed(_blocks.get()):
            if block.owner is self and block.is_open:
                return block
        return None

    @abstractmethod
    def engine(self, url: URL, **options: Any) -> AsyncEngine:
        """Make what holds the connections, without a connection yet."""

    @abstractmethod
    def place(self, url: URL) -> str:
        """Name the database, without a secret."""

    @abstractmethod
    def is_unavailable(self, error: BaseException) -> bool:
        """Tell whether the driver complains about the database, not the statement."""

    def turn(self, *, writes: bool) -> AbstractAsyncContextManager[None]:  # noqa: ARG002
        """Wait until the task may go on."""
        return nullcontext()

    def attempt(
        self, connection: Connection, work: Callable[[Connection], ResultT]
    ) -> ResultT:
        """Write inside of a transaction, which can go on when that is refused."""
        return work(connection)

    def begin(self, connection: Connection) -> None:
        """Begin a transaction."""
        connection.exec_driver_sql("BEGIN")

    @asynccontextmanager
    async def _begun(self) -> AsyncGenerator["_Block"]:
        while True:
            outer = self.current()
            if outer is None:
                async with self.turn(writes=True), self._outermost() as block:
                    yield block
                return
            async with outer.lock:
                if outer.is_open:
                    async with self._inner(outer) as block:
                        yield block
                    return

    @asynccontextmanager
    async def _outermost(self) -> AsyncGenerator["_Block"]:
        block = _Block(self, await self._spawn(self._connected))
        try:
            yield block
        except BaseException:
            block.is_open = False
            with suppress(RepositoryError):
                await _to_the_end(self._leave(block, "ROLLBACK"))
            raise
        await _to_the_end(self._leave(block, "COMMIT"))

    @asynccontextmanager
    async def _inner(self, outer: "_Block") -> AsyncGenerator["_Block"]:
        name = f"block_{outer.depth}"
        await self._spawn(outer.connection.exec_driver_sql, f"SAVEPOINT {name}")
        block = _Block(self, outer.connection, outer.depth + 1)
        try:
            yield block
        except BaseException:
            block.is_open = False
            with suppress(RepositoryError):
                await _to_the_end(self._end(block, f"ROLLBACK TO SAVEPOINT {name}"))
            raise
        await _to_the_end(self._end(block, f"RELEASE SAVEPOINT {name}"))

    async def _end(self, block: "_Block", statement: str) -> None:
        # What tasks of the block still do comes first.
        async with block.lock:
            block.is_open = False
            await self._spawn(block.connection.exec_driver_sql, statement)

    async def _leave(self, block: "_Block", statement: str) -> None:
        try:
            await self._end(block, statement)
        except BaseException:
            # Nobody knows what state it is in.
            await greenlet_spawn(block.connection.invalidate)
            raise
        finally:
            await greenlet_spawn(block.connection.close)

    def _connected(self) -> Connection:
        connection = self._connect()
        try:
            self.begin(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _connect(self) -> Connection:
        if self._engine is None:
            message = "the repository is not open"
            raise RuntimeError(message)
        try:
            return self._engine.sync_engine.connect()
        except DBAPIError as error:
            raise UnavailableError(str(error.orig)) from error

    def _alone(
        self, work: Callable[[Connection], ResultT], refusal: Refusal | None
    ) -> ResultT:
        with self._connect() as connection:
            try:
                return work(connection)
            except DBAPIError as error:
                _refuse(connection, error, refusal)
                raise

    def _inside(
        self,
        block: "_Block",
        work: Callable[[Connection], ResultT],
        refusal: Refusal | None,
    ) -> ResultT:
        if refusal is None:
            return work(block.connection)
        try:
            return self.attempt(block.connection, work)
        except DBAPIError as error:
            _refuse(block.connection, error, refusal)
            raise

    async def _spawn(self, work: Callable[..., ResultT], *args: Any) -> ResultT:
        """Run synchronous code that waits for the database, and name its failures."""
        try:
            return await greenlet_spawn(work, *args)
        except DBAPIError as error:
            cause = error.orig or error
            if error.connection_invalidated or self.is_unavailable(cause):
                raise UnavailableError(str(cause)) from error
            raise
        except PoolTimeoutError as error:
            message = f"no connection was free for {self.options.pool_timeout} seconds"
            raise UnavailableError(message) from error
        except (OSError, PendingRollbackError) as error:
            raise UnavailableError(str(error) or "no answer in time") from error


@dataclass
class _Block:
    """An open transaction, or a part of one that can be undone by itself."""

    owner: Connections
    connection: Connection
    depth: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    is_open: bool = True


# The open transactions around the running task, outermost first.
_blocks: ContextVar[tuple[_Block, ...]] = ContextVar("blocks", default=())

# Tasks that nobody waits for any longer.
_endings: set[asyncio.Task[None]] = set()


async def _to_the_end(ending: Coroutine[Any, Any, None]) -> None:
    """Let a transaction end, even when the task that waits for that is cancelled."""
    task = asyncio.create_task(ending)
    _endings.add(task)
    task.add_done_callback(_endings.discard)
    await asyncio.shield(task)


def _check_port(url: URL) -> None:
    """Raise ``ValueError`` for a port that cannot be, of which drivers make a mess."""
    if url.port is not None and not 0 < url.port <= _MAX_PORT:
        message = "There is no such port"
        raise ValueError(message)


def _refuse(connection: Connection, error: DBAPIError, refusal: Refusal | None) -> None:
    """Raise what a caller of the repository can handle, if the error is one."""
    if refusal is not None and error.orig is not None:
        refused = refusal(connection, error.orig)
        if refused is not None:
            raise refused from error
