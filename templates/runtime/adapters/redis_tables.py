"""How records lie in Redis."""

from collections.abc import Mapping
from dataclasses import dataclass
from json import dumps
from typing import Any, Generic, NamedTuple, TypeAlias

from pydantic import BaseModel

from ..predicates import LISTED, AllOf, Condition
from ..records import Collection, ModelT, Reference
from .json_codec import JsonCodec
from .sortable import sortable

# The end of the keys that can follow a target in an index of references.
_AFTER = b"\xff"


class Entry(NamedTuple):
    """A member of an index; the owner is the key of the record of unique values."""

    name: str
    member: bytes
    owner: bytes | None = None


class Window(NamedTuple):
    """The members of an index between two bounds."""

    name: str
    low: bytes = b"-"
    high: bytes = b"+"


@dataclass(frozen=True, slots=True)
class Stored(Generic[ModelT]):
    """A record as it was read, and what it was read from."""

    record: ModelT
    raw: bytes


# Where to look for the records that can meet a predicate: in the order of an index,
# under some keys, or under what an index of unique values tells.
Source: TypeAlias = Window | list[bytes] | Entry


class Table(Generic[ModelT]):
    """The records of one model: a hash of their JSON by key, and indexes of them.

    All members of the sorted sets have the same score, so that their bytes order them:
    first what they are ordered by, then the key of the record and its length. The tag
    in braces keeps the keys of all models in one slot of a cluster.
    """

    def __init__(self, collection: Collection[ModelT], prefix: str) -> None:
        """Name what the records lie under."""
        name = f"{{{prefix}}}:{collection.name}"
        self.collection = collection
        self.codec = JsonCodec(collection.model)
        self.records = name
        self.order = f"{name}:order"
        self.everything = Window(self.order)
        self.number = f"{name}:number"
        self._unique = {
            fields: f"{name}:unique:{'+'.join(fields)}" for fields in collection.unique
        }
        self._references = {
            reference.attribute: f"{name}:reference:{reference.attribute}"
            for reference in collection.references
        }

    @property
    def indexes(self) -> list[str]:
        """Everything that the records tell."""
        return [self.order, *self._unique.values(), *self._references.values()]

    @property
    def keys(self) -> list[str]:
        """Everything that is stored under."""
        return [self.records, self.number, *self.indexes]

    @property
    def definition(self) -> bytes:
        """Tell what the indexes are made from."""
        order = [level.field for level in self.collection.default_order]
        unique, references = sorted(self._unique), sorted(self._references)
        parts = [1, order, unique, references, self.collection.autoincrement]
        return dumps(parts).encode()

    def key_of(self, record: BaseModel) -> bytes:
        """Return what a record is stored under."""
        return encoded(getattr(record, self.collection.key))

    def entries(self, record: BaseModel) -> set[Entry]:
        """Return everything that leads to a record."""
        key = self.key_of(record)
        end = key + len(key).to_bytes(4)
        levels = self.collection.default_order[:-1]
        place = b"".join(encoded(getattr(record, level.field)) for level in levels)
        found = {Entry(self.order, place + end)}
        for fields, index in self._unique.items():
            values = [getattr(record, name) for name in fields]
            if None not in values:
                found.add(Entry(index, b"".join(map(encoded, values)), key))
        for attribute, index in self._references.items():
            target = getattr(record, attribute)
            if target is not None:
                found.add(Entry(index, encoded(target) + end))
        return found

    def referring(self, attribute: str, target: bytes) -> Window:
        """Return where the records are that refer to another one."""
        low, high = b"[" + target, b"(" + target + _AFTER
        return Window(self._references[attribute], low, high)

    def unique(self, index: str) -> tuple[str, ...]:
        """Return the attributes of an index of unique values."""
        return next(names for names, name in self._unique.items() if name == index)

    def source(self, predicate: AllOf) -> Source:
        """Choose where to look, which is better than everywhere if a part tells."""
        equal: dict[str, object] = {}
        for part in predicate.parts:
            if not isinstance(part, Condition):
                continue
            if part.operator == "eq":
                equal[part.field] = part.value
            elif part.operator == LISTED[0] and part.field == self.collection.key:
                values: Any = part.value
                return list(dict.fromkeys(map(encoded, values)))
        if self.collection.key in equal:
            return [encoded(equal[self.collection.key])]
        for fields, index in self._unique.items():
            if equal.keys() >= set(fields):
                return Entry(index, b"".join(encoded(equal[name]) for name in fields))
        for attribute in self._references:
            if attribute in equal:
                return self.referring(attribute, encoded(equal[attribute]))
        return self.everything


Tables: TypeAlias = Mapping[str, Table[Any]]


def referrers(tables: Tables, model: str) -> list[tuple[Table[Any], Reference]]:
    """Find the references to a model."""
    return [
        (table, reference)
        for table in tables.values()
        for reference in table.collection.references
        if reference.model == model
    ]


def key_in(member: bytes) -> bytes:
    """Return the key at the end of a member of a sorted set."""
    return member[-4 - int.from_bytes(member[-4:]) : -4]


def encoded(value: object) -> bytes:
    """Return bytes that compare as the value does, null as the last one.

    Equal values have equal bytes: true is 1, as Python finds.
    """
    if value is None:
        return b"~"
    plain = int(value) if isinstance(value, bool) else value
    return sortable(plain).encode(errors="surrogatepass")
