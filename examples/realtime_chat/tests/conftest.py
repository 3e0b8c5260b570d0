"""Fixtures: a room that nobody else is in."""

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
async def room() -> AsyncGenerator[str]:
    """Name a room; connections to Redis belong to the event loop of the test."""
    assert environ.get("REDIS_URL"), "Set REDIS_URL to the address of a Redis"
    name = uuid4().hex
    yield name
    await store.client().delete(f"presence:{name}")
    await store.close()
