"""Fixtures: an empty repository of every kind."""

import pytest

from runtime.adapters.memory import MemoryRepository
from runtime.repository import Repository

from .models import COLLECTIONS


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run async tests on asyncio."""
    return "asyncio"


@pytest.fixture(params=["memory"])
async def repository(request: pytest.FixtureRequest) -> Repository:
    """Open an empty repository; adapters add themselves to the parameters."""
    assert request.param == "memory"
    return MemoryRepository(COLLECTIONS)
