"""Limits to how often clients may call."""

import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address
from math import ceil
from time import monotonic

from fastapi import FastAPI, HTTPException, Request, status
from limits import RateLimitItem
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError

from .exceptions import ApiError
from .responses import ErrorBody, Responses

PAUSE = 5.0
"""Seconds for which a storage that failed is left alone, and nothing is limited."""

logger = logging.getLogger(__name__)

RATE_LIMITED: Responses = {
    status.HTTP_429_TOO_MANY_REQUESTS: {
        "model": ErrorBody,
        "description": "Too many requests",
        "headers": {
            "Retry-After": {
                "description": "Seconds until the next request may be sent",
                "schema": {"type": "integer", "minimum": 1},
            }
        },
    }
}


class RateLimiter:
    """Counts requests in windows, each of which begins with the first request in it.

    A storage that fails limits nothing: to serve too much is better than nothing.
    """

    def __init__(self, storage: Storage | None = None) -> None:
        """Count in the memory of this process, unless there is another storage."""
        self.enabled = True
        """Tests that are not about limits set it to False."""
        self._windows = FixedWindowRateLimiter(storage or MemoryStorage())
        self._resumes_at = 0.0

    async def retry_after(
        self, rate: RateLimitItem, name: str, client: str, cost: int = 1
    ) -> int | None:
        """Count a request; return the seconds to wait if it is one too many."""
        key = (name, _digest(client))
        if monotonic() < self._resumes_at:
            return None
        try:
            if await self._windows.hit(rate, *key, cost=cost):
                return None
            window = await self._windows.get_window_stats(rate, *key)
        except StorageError:
            self._resumes_at = monotonic() + PAUSE
            logger.exception("Nothing is limited for %s seconds", PAUSE)
            return None
        return max(1, ceil(window.reset_time - time.time()))


class RateLimit:
    """A dependency that refuses requests that come too often."""

    def __init__(
        self,
        name: str,
        rate: RateLimitItem,
        *,
        key: Callable[[Request], Awaitable[object]] | None = None,
        error: type[ApiError] | None = None,
    ) -> None:
        """Name what is limited; the requests to other names are counted apart."""
        self.name = name
        self.rate = rate
        self.key = key
        self.error = error

    async def __call__(self, request: Request) -> None:
        """Count the request, for its address where there is no key."""
        limiter: RateLimiter = request.app.state.rate_limiter
        if not limiter.enabled:
            return
        key = None if self.key is None else await self.key(request)
        client = client_address(request) if key is None else f"key {key}"
        seconds = await limiter.retry_after(self.rate, self.name, client)
        if seconds is None:
            return
        headers = {"Retry-After": str(seconds)}
        if self.error is not None:
            raise self.error(headers=headers)
        raise HTTPException(
            status.HTTP_429_TOO_MANY_REQUESTS, "Too many requests", headers
        )


def client_address(request: Request) -> str:
    """Tell clients apart; IPv6 gives each of them a whole network of addresses."""
    host = "" if request.client is None else request.client.host
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return f"{IPv6Address(int(address) >> 64 << 64)}/64"


def _digest(text: str) -> str:
    """Keep addresses and credentials, of any length, out of the storage."""
    return blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest()


@asynccontextmanager
async def rate_limiter(app: FastAPI) -> AsyncGenerator[None]:
    """Give the application a limiter that counts in the memory of this process."""
    app.state.rate_limiter = RateLimiter()
    yield
