"""Connections to MongoDB, and what becomes of their errors."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from pymongo import AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import (
    ConfigurationError,
    ConnectionFailure,
    ExecutionTimeout,
    InvalidName,
    OperationFailure,
    PyMongoError,
)

from ..exceptions import UnavailableError
from .mongo_shapes import Document, Shape

Client: TypeAlias = AsyncMongoClient[Document]
Database: TypeAlias = AsyncDatabase[Document]
Documents: TypeAlias = AsyncCollection[Document]


@dataclass(frozen=True)
class Store:
    """Where the records of one model are, and in which shape."""

    shape: Shape[Any]
    documents: Documents


_SCHEMES = ("mongodb://", "mongodb+srv://")


def client_of(url: str, setting: str, timeouts: dict[str, float], size: int) -> Client:
    """Make a client, which does not connect yet; options in the URL are stronger."""
    if not url.startswith(_SCHEMES):
        message = f"{setting} is no MongoDB URL, such as mongodb://localhost/name"
        raise UnavailableError(message)
    asked = {option.partition("=")[0].lower() for option in _query(url).split("&")}
    options: dict[str, Any] = {
        name: round(seconds * 1000) for name, seconds in timeouts.items()
    }
    options |= {"maxPoolSize": size}
    if _is_alone(url, asked):
        # It repeats no write: PyMongo would raise the first error on the connection of
        # the second attempt, take it for a new one, and disconnect everybody else.
        options["retryWrites"] = False
    try:
        return AsyncMongoClient(
            url,
            uuidRepresentation="standard",
            tz_aware=True,
            **{name: v for name, v in options.items() if name.lower() not in asked},
        )
    except (PyMongoError, ValueError, TypeError):
        # What the driver says may quote the password.
        message = f"{setting} is no MongoDB URL that can be read"
        raise UnavailableError(message) from None


def database_of(client: Client, name: str | None, setting: str) -> Database:
    """Find the database: the one in the URL, or the one of this name."""
    try:
        return client.get_default_database(name)
    except ConfigurationError:
        message = (
            f"{setting} names no database: put one after the host, as in "
            "mongodb://localhost/name, or set the option database"
        )
        raise UnavailableError(message) from None
    except InvalidName:
        message = f"{setting} names a database that MongoDB cannot have"
        raise UnavailableError(message) from None


@contextmanager
def starting(url: str, setting: str) -> Generator[None]:
    """Name the setting and the server, never the password, where the start fails."""
    server = _server(url)
    try:
        yield
    except OperationFailure as error:
        reason = error.details.get("codeName") if error.details else None
        message = f"{setting}: MongoDB at {server} refuses ({reason or error.code})"
        raise UnavailableError(message) from error
    except PyMongoError as error:
        message = f"{setting}: MongoDB at {server} does not answer"
        raise UnavailableError(message) from error


@contextmanager
def answering() -> Generator[None]:
    """Raise ``UnavailableError`` where the server does not answer in time."""
    try:
        yield
    except (ConnectionFailure, ExecutionTimeout) as error:
        message = "MongoDB does not answer"
        raise UnavailableError(message) from error


def _is_alone(url: str, asked: set[str]) -> bool:
    """Tell whether the URL is that of one server, and of no replica set."""
    is_one = url.startswith("mongodb://") and "," not in _server(url)
    return is_one and "replicaset" not in asked


def _server(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]


def _query(url: str) -> str:
    return url.partition("?")[2]
