"""Redis, where ``RESTGEN_TEST_REDIS_URL`` says."""

import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from runtime.adapters.redis import RedisRepository
from runtime.repository import Collection, Repository

SETTING = "RESTGEN_TEST_REDIS_URL"


def missing() -> str | None:
    """Return why there are no tests of this store, or None."""
    return None if os.environ.get(SETTING) else f"{SETTING} is not set"


@asynccontextmanager
async def opened(collections: Sequence[Collection[Any]]) -> AsyncGenerator[Repository]:
    """Open an empty repository, under a prefix of its own."""
    async with connected(collections) as repository:
        try:
            yield repository
        finally:
            await repository.clear()


def connected(
    collections: Sequence[Collection[Any]], prefix: str | None = None, **options: Any
) -> RedisRepository:
    """Make a repository, under a prefix of its own unless there is one."""
    return RedisRepository(
        collections,
        os.environ[SETTING],
        setting=SETTING,
        prefix=prefix or f"test-{uuid4()}",
        **options,
    )
