"""Indexes of records that were stored when the models were declared otherwise."""

from asyncio import sleep
from typing import Any

from ..exceptions import DuplicateRecordError, UnavailableError
from .redis_changes import Change, OvertakenError
from .redis_server import RedisServer
from .redis_tables import Stored, Table

_PATIENCE = 0.1


class Indexes:
    """What the indexes of each model were made from.

    Whoever starts first makes them anew where that has changed; the others wait.
    Processes that run with the former declarations must have stopped.
    """

    def __init__(self, server: RedisServer, prefix: str) -> None:
        """Name what is stored about the models."""
        self._server = server
        self._definitions = f"{{{prefix}}}:definitions"
        self._lock = f"{{{prefix}}}:lock"

    @property
    def keys(self) -> list[str]:
        """Everything that is stored under."""
        return [self._definitions, self._lock]

    async def prepare(self, tables: list[Table[Any]]) -> None:
        """Make the indexes anew of every model that is declared otherwise."""
        while changed := await self._changed(tables):
            command = ("SET", self._lock, 1, "NX", "EX", 60)
            if not await self._server.call(*command):
                await sleep(_PATIENCE)
                continue
            try:
                for table in changed:
                    await self._make(table)
            finally:
                await self._server.call("UNLINK", self._lock)

    async def _changed(self, tables: list[Table[Any]]) -> list[Table[Any]]:
        names = [table.collection.name for table in tables]
        if not names:
            return []
        known = await self._server.call("HMGET", self._definitions, *names)
        return [
            table
            for table, definition in zip(tables, known, strict=True)
            if table.definition != definition
        ]

    async def _make(self, table: Table[Any]) -> None:
        name, definition = table.collection.name, table.definition
        await self._server.call("HDEL", self._definitions, name)
        await self._server.call("UNLINK", *table.indexes)
        cursor = 0
        while True:
            command = ("HSCAN", table.records, cursor, "COUNT", 500)
            cursor, found = await self._server.call(*command)
            for key, raw in found.items():
                await self._index(table, key, raw)
            if cursor == 0:
                break
        await self._server.call("HSET", self._definitions, name, definition)

    async def _index(self, table: Table[Any], key: bytes, raw: bytes | None) -> None:
        """Lead to a record, unless it is deleted meanwhile."""
        while raw is not None:
            change = Change()
            change.index(table, Stored(table.codec.decode(raw), raw))
            try:
                await self._server.apply(change)
            except OvertakenError:
                raw = await self._server.call("HGET", table.records, key)
            except DuplicateRecordError as error:
                fields = " and ".join(error.fields)
                message = f"Several records of {error.model} have the same {fields}"
                raise UnavailableError(message) from error
            else:
                return
