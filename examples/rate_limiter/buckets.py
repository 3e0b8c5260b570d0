"""Token buckets: a call takes tokens, time brings them back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from math import ceil
from typing import Any

from fastapi import Request, Response

import store
from generated.errors import OutOfTokensError

# Redis runs a script as one step, and tells the time: all workers agree on both.
TAKE = """
local capacity, per_second, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local held = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(held[1]) or capacity
local passed = math.max(0, now - (tonumber(held[2]) or now))
tokens = math.min(capacity, tokens + passed * per_second)
local taken = tokens >= cost
if taken then tokens = tokens - cost end
redis.call('HSET', KEYS[1],
  'tokens', string.format('%.6f', tokens), 'at', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(capacity / per_second * 1000))
return {taken and 1 or 0, string.format('%.6f', tokens)}
"""


@dataclass(frozen=True)
class Size:
    """How large a bucket is, and how many tokens it gets in a second."""

    capacity: int
    per_second: float


SIZES = {"free": Size(10, 1.0), "pro": Size(100, 20.0)}


@dataclass(frozen=True)
class Bucket:
    """What a call left of a bucket."""

    size: Size
    tokens: float


async def take(client: str, tier: str, cost: int) -> tuple[bool, Bucket]:
    """Take tokens if there are enough, and tell so."""
    size = SIZES[tier]
    answer: Any = await store.client().eval(
        TAKE, 1, f"bucket:{client}", size.capacity, size.per_second, cost
    )
    taken, tokens = answer
    return taken == 1, Bucket(size, float(tokens))


async def take_one(request: Request) -> Bucket:
    """Pay for a cheap call."""
    return await _pay(request, 1)


async def take_ten(request: Request) -> Bucket:
    """Pay for an expensive call."""
    return await _pay(request, 10)


async def _pay(request: Request, cost: int) -> Bucket:
    client: str = request.state.client
    taken, bucket = await take(client, request.state.tier, cost)
    request.state.bucket = bucket
    if not taken:
        wait = ceil((cost - bucket.tokens) / bucket.size.per_second)
        raise OutOfTokensError(headers={"Retry-After": str(wait)})
    return bucket


async def add_headers(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Tell clients what is left of their bucket."""
    response = await call_next(request)
    bucket: Bucket | None = getattr(request.state, "bucket", None)
    if bucket is not None:
        missing = bucket.size.capacity - bucket.tokens
        response.headers["X-RateLimit-Limit"] = str(bucket.size.capacity)
        response.headers["X-RateLimit-Remaining"] = str(int(bucket.tokens))
        full = ceil(missing / bucket.size.per_second)
        response.headers["X-RateLimit-Reset"] = str(full)
    return response
