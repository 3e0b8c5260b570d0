"""A database of its own on the server of RESTGEN_TEST_MONGO_URL.

FerretDB differs from MongoDB in two points, which are made up for here: its updates
read and write in two steps, and report what is not unique as an error of its own.
"""

import os
from asyncio import Lock
from collections.abc import AsyncGenerator, Sequence
from contextlib import ExitStack, asynccontextmanager
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from pymongo import AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import DuplicateKeyError, OperationFailure

from runtime.adapters.mongo import MongoRepository
from runtime.repository import Collection, Repository

VARIABLE = "RESTGEN_TEST_MONGO_URL"
_TWO_STEPS = (
    "find_one_and_update",
    "find_one_and_delete",
    "update_one",
    "update_many",
    "delete_one",
    "delete_many",
)


def missing() -> str | None:
    """Return why there are no tests of this store, or None."""
    return None if os.environ.get(VARIABLE) else f"{VARIABLE} names no server"


@asynccontextmanager
async def opened(collections: Sequence[Collection[Any]]) -> AsyncGenerator[Repository]:
    """Open an empty repository."""
    async with database() as name, repository(collections, name) as opened:
        yield opened


def repository(
    collections: Sequence[Collection[Any]], name: str, **options: Any
) -> MongoRepository:
    """Make a repository on the server."""
    url = os.environ[VARIABLE]
    return MongoRepository(collections, url, setting=VARIABLE, database=name, **options)


@asynccontextmanager
async def database() -> AsyncGenerator[str]:
    """Make up the name of a database, and drop it afterwards."""
    name = f"restgen_test_{uuid4().hex}"
    with as_mongodb():
        try:
            yield name
        finally:
            async with AsyncMongoClient[dict[str, Any]](os.environ[VARIABLE]) as client:
                await client.drop_database(name)


def as_mongodb() -> ExitStack:
    """Make changes of documents atomic, and violations known, as MongoDB does."""
    stack, lock = ExitStack(), Lock()
    for name in _TWO_STEPS:
        stack.enter_context(patch.object(AsyncCollection, name, _alone(name, lock)))
    return stack


def _alone(name: str, lock: Lock) -> Any:
    method = getattr(AsyncCollection, name)

    async def change(*arguments: Any, **options: Any) -> Any:
        async with lock:
            try:
                return await method(*arguments, **options)
            except OperationFailure as error:
                if error.code == 1 and "UNIQUE constraint failed" in str(error):
                    raise DuplicateKeyError(str(error), 11000) from error
                raise

    return change
