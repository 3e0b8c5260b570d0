"""Fixtures: a Redis whose buckets nobody else fills."""

from collections.abc import AsyncGenerator
from os import environ
from uuid import uuid4

import pytest

import store


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run async tests on asyncio."""
    return "asyncio"


@pytest.fixture
async def client() -> AsyncGenerator[str]:
    """Name a client that did not call before; connections belong to the event loop."""
    assert environ.get("REDIS_URL"), "Set REDIS_URL to the address of a Redis"
    name = uuid4().hex
    yield name
    await store.client().delete(f"bucket:{name}")
    await store.close()
