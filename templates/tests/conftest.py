"""Fixtures: an empty repository of every kind."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from importlib import import_module
from pathlib import Path

import pytest

from runtime.repository import Repository

from .adapters import required
from .differences import difference
from .models import COLLECTIONS

# Each adapter has a module in tests/adapters; the first one is the reference.
ADAPTERS = sorted(
    (path.stem for path in Path(__file__).with_name("adapters").glob("[a-z]*.py")),
    key=lambda name: (name != "memory", name),
)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run async tests on asyncio."""
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def stores() -> Generator[None]:
    """Remove what the tests made.

    An asynchronous fixture would let all tests of the session share one context.
    """
    yield
    for name in ADAPTERS:
        adapter = import_module(f".adapters.{name}", __package__)
        if hasattr(adapter, "finished"):
            asyncio.run(adapter.finished())


@pytest.fixture(params=ADAPTERS)
async def repository(request: pytest.FixtureRequest) -> AsyncGenerator[Repository]:
    """Open an empty repository."""
    adapter = required(request.param)
    # What the table of stores and groups of tests is made from.
    request.node.user_properties.append(("adapter", request.param))
    known = difference(request.param, request.node.nodeid)
    if known is not None:
        request.applymarker(pytest.mark.xfail(reason=known, strict=True))
    async with adapter.opened(COLLECTIONS) as repository:
        yield repository
