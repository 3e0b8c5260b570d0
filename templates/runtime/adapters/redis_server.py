"""A connection to Redis that fails in one way."""

from collections.abc import Awaitable, Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import parse_url
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from ..exceptions import UnavailableError
from ..types import INT64_MAX
from .redis_changes import Argument, Change
from .redis_scripts import APPLY, FIND, PAGE


class RedisServer:
    """A pool of connections; whatever goes wrong is ``UnavailableError``.

    After a restart of the server the next call connects again, and loads the scripts.
    """

    def __init__(self, url: str, setting: str, **options: Any) -> None:
        """Connect, which does not reach for the server yet."""
        fixed = {
            "decode_responses": False,
            # With version 3 the client does not notice that a connection was closed.
            "protocol": 2,
            # A write whose answer was lost must not be repeated.
            "retry": Retry(NoBackoff(), 0),
        }
        try:
            given = parse_url(url)
            pool = BlockingConnectionPool(**(options | dict(given) | fixed))
        except ValueError:
            message = (
                f"{setting} is not the address of a Redis server, such as"
                " redis://localhost:6379/0"
            )
            raise UnavailableError(message) from None
        self._setting = setting
        self._place = given.get("path") or (
            f"{given.get('host', 'localhost')}:{given.get('port', 6379)}"
        )
        self._client = Redis.from_pool(pool)
        # The client does not annotate what it answers.
        self._execute: Callable[..., Awaitable[Any]] = self._client.execute_command
        self._scripts = {
            script: self._client.register_script(script)
            for script in (APPLY, FIND, PAGE)
        }

    async def prove(self) -> None:
        """Raise ``UnavailableError``, naming the setting, unless the server answers."""
        try:
            await self.call("PING")
        except (UnavailableError, TypeError) as error:
            await self.close()
            # The client refuses options that it does not know by ``TypeError``.
            reason = error.__cause__ or error
            message = f"{self._setting}: no Redis at {self._place}: {reason}"
            raise UnavailableError(message) from error

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def call(self, *command: Argument) -> Any:
        """Send a command."""
        with _reachable():
            return await self._execute(*command)

    async def next_number(self, key: str) -> int:
        """Count by one; beyond 64 bits, which no record can have, without counting."""
        try:
            return int(await self.call("INCR", key))
        except UnavailableError as error:
            if "overflow" in str(error.__cause__):
                return INT64_MAX + 1
            raise

    async def call_all(self, commands: Iterable[Sequence[Argument]]) -> list[Any]:
        """Send several commands at once, which others may come between."""
        with _reachable():
            async with self._client.pipeline(transaction=False) as pipeline:
                for command in commands:
                    pipeline.execute_command(*command)
                return await pipeline.execute()

    async def run(
        self, script: str, keys: Sequence[str], arguments: Sequence[Argument]
    ) -> Any:
        """Run a script, in one step that nothing comes between."""
        with _reachable():
            return await self._scripts[script](keys, arguments)

    async def apply(self, change: Change) -> None:
        """Write, or raise the error of the first check that fails."""
        failed = await self.run(APPLY, list(change.keys), change.steps)
        if failed is not None:
            error = change.errors[failed]
            raise error()


@contextmanager
def _reachable() -> Generator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        message = "The storage does not answer"
        raise UnavailableError(message) from error
