"""Storages that several processes share, for the limits."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from limits.aio.storage import RedisStorage
from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ClosedError

from .rate_limits import RateLimiter, rate_limiter

TIME_LIMIT = 1.0
"""Seconds to wait for the storage."""


@asynccontextmanager
async def shared_rate_limiter(
    app: FastAPI, uri: str, prefix: str
) -> AsyncGenerator[None]:
    """Give the application a limiter that counts in Redis.

    Applications with the same prefix count together; with ``memory://`` none do.
    """
    if uri.startswith("memory://"):
        async with rate_limiter(app):
            yield
        return
    pool = ConnectionPool.from_url(
        uri,
        socket_connect_timeout=TIME_LIMIT,
        socket_timeout=TIME_LIMIT,
        # A connection may have been closed since it was last used.
        retry=Retry(NoBackoff(), 1, (ClosedError,)),
    )
    options: dict[str, Any] = {"connection_pool": pool}
    storage = RedisStorage(
        f"async+{uri}",
        wrap_exceptions=True,
        implementation="redispy",
        key_prefix=prefix,
        **options,
    )
    app.state.rate_limiter = RateLimiter(storage)
    try:
        yield
    finally:
        await pool.aclose()
