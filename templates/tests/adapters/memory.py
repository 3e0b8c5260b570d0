"""Memory is always there."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from runtime.adapters.memory import MemoryRepository
from runtime.repository import Collection, Repository


def missing() -> str | None:
    """Return why there are no tests of this store, or None."""
    return None


@asynccontextmanager
async def opened(collections: Sequence[Collection[Any]]) -> AsyncGenerator[Repository]:
    """Open an empty repository."""
    async with MemoryRepository(collections) as repository:
        yield repository
