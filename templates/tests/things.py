"""Records with values that MongoDB compares in another way than Python."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel
from pymongo import AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection

from runtime.adapters.mongo import MongoRepository
from runtime.repository import Collection
from runtime.types import Binary, Exact, Int64, Json, Number, Text, Timestamp

from .adapters import mongo
from .models import Level

STORED = "all_things"


class Place(BaseModel):
    """A part of a thing."""

    lines: dict[Text, Text] = {}
    since: Timestamp | None = None
    price: Exact | None = None


class Thing(BaseModel):
    """A record."""

    id: Int64
    name: Text = ""
    price: Exact | None = None
    number: Number | None = None
    count: Int64 | None = None
    data: Binary | None = None
    anything: Json = None
    labels: dict[Text, Json] = {}
    places: list[Place] = []
    counts: dict[Int64, list[UUID | None]] = {}
    levels: dict[Level, dict[date, Place]] = {}
    either: Int64 | Text | None = None
    left: Text | None = None
    right: Int64 | None = None
    version: Int64 = 1


THINGS = Collection(
    Thing, unique=(("name",), ("left", "right")), autoincrement="id", version="version"
)


def require(reason: str | None) -> None:
    """Skip the test for a reason; it fails where everything has to be there."""
    if reason is not None:
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@asynccontextmanager
async def database() -> AsyncGenerator[str]:
    """Make up a database, and drop it afterwards."""
    require(mongo.missing())
    async with mongo.database() as name:
        yield name


def repository_of(database: str) -> MongoRepository:
    """Make a repository of things."""
    return mongo.repository([THINGS], database, names={"Thing": STORED})


@asynccontextmanager
async def documents(
    name: str, collection: str
) -> AsyncGenerator[AsyncCollection[dict[str, Any]]]:
    """Look at what is stored."""
    async with AsyncMongoClient[dict[str, Any]](
        os.environ[mongo.VARIABLE], uuidRepresentation="standard"
    ) as client:
        yield client[name][collection]
