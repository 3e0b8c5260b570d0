"""Who calls: keys, and the tiers that they belong to."""

from hashlib import sha256
from hmac import compare_digest
from os import environ
from secrets import token_urlsafe

from fastapi import Request

import store
from buckets import SIZES, take
from generated.errors import NoSuchClientError
from generated.models import IssuedKey, Tier, Usage


def digest(key: str) -> str:
    """Return the name of a client in Redis, which never sees its key."""
    return sha256(key.encode()).hexdigest()


async def issue() -> IssuedKey:
    """Make a new client of the free tier."""
    key = token_urlsafe(24)
    await store.client().set(f"tier:{digest(key)}", "free")
    return IssuedKey(key=key, tier="free")


async def set_tier(key: str, body: Tier) -> Tier:
    """Move a client to another tier; its bucket is filled up to what that holds."""
    client = digest(key)
    if not await store.client().set(f"tier:{client}", body.tier, xx=True):
        raise NoSuchClientError
    await store.client().delete(f"bucket:{client}")
    return body


async def verify(api_key: str, request: Request) -> str | None:
    """Find the client of a key, and remember it for the bucket of the request."""
    client = digest(api_key)
    tier = await store.client().get(f"tier:{client}")
    if tier is None:
        return None
    request.state.client, request.state.tier = client, tier
    return client


async def verify_admin(api_key: str) -> bool:
    """Compare with the key of the administrator, which the environment holds."""
    expected = environ.get("ADMIN_KEY", "")
    return expected != "" and compare_digest(api_key.encode(), expected.encode())


async def usage(request: Request) -> Usage:
    """Look into the bucket without taking anything."""
    tier = request.state.tier
    _, bucket = await take(request.state.client, tier, 0)
    return Usage(
        tier=tier,
        capacity=SIZES[tier].capacity,
        tokens=int(bucket.tokens),
        per_second=SIZES[tier].per_second,
    )


async def by_key(request: Request) -> str | None:
    """Count the calls of a key, wherever they come from."""
    return request.headers.get("X-API-Key")
