"""Writes to Redis that happen together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeAlias

from pydantic import BaseModel

from ..exceptions import DuplicateRecordError
from ..records import ModelT
from .redis_tables import Entry, Stored, Table, Window

Argument: TypeAlias = bytes | str | int


class OvertakenError(Exception):
    """Another task has changed what a change relies on."""


@dataclass(slots=True)
class Change:
    """Writes that happen together, unless one of the checks before them fails."""

    keys: dict[str, int] = field(default_factory=dict)
    errors: list[Callable[[], Exception]] = field(default_factory=list)
    checks: list[Argument] = field(default_factory=list)
    writes: list[Argument] = field(default_factory=list)

    @property
    def steps(self) -> Sequence[Argument]:
        """Return the arguments of the script, checks first."""
        return [*self.checks, *self.writes]

    def insert(self, table: Table[Any], record: BaseModel) -> None:
        """Store a new record."""
        key = table.key_of(record)
        self._be_free(table, key)
        self._enter(table, table.entries(record), key)
        self._put(table, record)

    def replace(
        self, table: Table[ModelT], stored: Stored[ModelT], record: ModelT
    ) -> None:
        """Store a record in the place of another one."""
        former, key = table.key_of(stored.record), table.key_of(record)
        before, after = table.entries(stored.record), table.entries(record)
        self._be_same(table, former, stored.raw)
        if key != former:
            self._be_free(table, key)
            self._write("drop", table.records, former)
        self._leave(before - after)
        self._enter(table, after - before, former)
        self._put(table, record)

    def remove(self, table: Table[ModelT], stored: Stored[ModelT]) -> None:
        """Remove a record."""
        key = table.key_of(stored.record)
        self._be_same(table, key, stored.raw)
        self._write("drop", table.records, key)
        self._leave(table.entries(stored.record))

    def index(self, table: Table[ModelT], stored: Stored[ModelT]) -> None:
        """Write to the indexes again."""
        key = table.key_of(stored.record)
        self._be_same(table, key, stored.raw)
        self._enter(table, table.entries(stored.record), key)
        self._count(table, stored.record)

    def require(
        self, table: Table[Any], key: bytes, error: Callable[[], Exception]
    ) -> None:
        """Check that there is a record with this key."""
        self._check("there", table.records, key, "", error)

    def require_count(
        self, window: Window, count: int, error: Callable[[], Exception]
    ) -> None:
        """Check how many records refer to another one."""
        self._check("count", window.name, window.low[1:], count, error)

    def _enter(self, table: Table[Any], entries: Iterable[Entry], owner: bytes) -> None:
        """Write to the indexes; unique values may be those of the owner."""
        for index, member, key in sorted(entries):
            if key is None:
                self._write("add", index, member)
                continue
            name, fields = table.collection.name, table.unique(index)
            error = partial(DuplicateRecordError, name, fields)
            self._check("own", index, member, owner, error)
            self._write("put", index, member, key)

    def _put(self, table: Table[Any], record: BaseModel) -> None:
        raw = table.codec.encode(record)
        self._write("put", table.records, table.key_of(record), raw)
        self._count(table, record)

    def _count(self, table: Table[Any], record: BaseModel) -> None:
        """Let the store give no number twice."""
        numbered = table.collection.autoincrement
        if numbered and (number := getattr(record, numbered)) > 0:
            self._write("raise", table.number, value=number)

    def _leave(self, entries: Iterable[Entry]) -> None:
        for index, member, owner in sorted(entries):
            self._write("remove" if owner is None else "drop", index, member)

    def _be_same(self, table: Table[Any], key: bytes, raw: bytes) -> None:
        self._check("same", table.records, key, raw, OvertakenError)

    def _be_free(self, table: Table[Any], key: bytes) -> None:
        collection = table.collection
        error = partial(DuplicateRecordError, collection.name, (collection.key,))
        self._check("free", table.records, key, "", error)

    def _check(
        self,
        name: str,
        key: str,
        member: bytes,
        value: Argument,
        error: Callable[[], Exception],
    ) -> None:
        self.checks += (name, self._position(key), member, value)
        self.errors.append(error)

    def _write(
        self, name: str, key: str, member: bytes = b"", value: Argument = ""
    ) -> None:
        self.writes += (name, self._position(key), member, value)

    def _position(self, key: str) -> int:
        return self.keys.setdefault(key, len(self.keys) + 1)
