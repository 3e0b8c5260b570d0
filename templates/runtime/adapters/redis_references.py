"""References between records in Redis."""

from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any, TypeAlias

from pydantic import BaseModel

from ..exceptions import MissingReferenceError, ReferencedRecordError
from ..records import ModelT
from .redis_changes import Change, OvertakenError
from .redis_server import RedisServer
from .redis_tables import Stored, Table, Tables, encoded, key_in, referrers

# A record: the name of its model, and its key.
_Place: TypeAlias = tuple[str, bytes]
_Found: TypeAlias = dict[_Place, Stored[Any]]


def check_references(
    change: Change,
    tables: Tables,
    table: Table[Any],
    record: BaseModel,
    former: BaseModel | None = None,
) -> None:
    """Check that what the record refers to is there, and that others keep what they do.

    It may refer to itself, but not to the key that it had.
    """
    key = table.key_of(record)
    left = None if former is None else table.key_of(former)
    for reference in table.collection.references:
        target = getattr(record, reference.attribute)
        if target is None:
            continue
        sought, other = encoded(target), tables[reference.model]
        error = partial(
            MissingReferenceError,
            table.collection.model,
            reference.attribute,
            reference.model,
        )
        if other is not table or sought not in (key, left):
            if former is None or target != getattr(former, reference.attribute):
                change.require(other, sought, error)
        elif sought != key:
            raise error()
    if former is not None and left is not None and left != key:
        _check_unreferenced(change, tables, table, left, former)


def _check_unreferenced(
    change: Change, tables: Tables, table: Table[Any], key: bytes, record: BaseModel
) -> None:
    """Check that no other record holds the key."""
    name = table.collection.name
    for other, reference in referrers(tables, name):
        own = other is table and encoded(getattr(record, reference.attribute)) == key
        error = partial(ReferencedRecordError, name, other.collection.name)
        change.require_count(other.referring(reference.attribute, key), int(own), error)


async def deletion(
    server: RedisServer, tables: Tables, table: Table[ModelT], stored: Stored[ModelT]
) -> Change:
    """Plan to delete a record with what goes with it.

    A record that goes as well keeps nothing from being deleted.
    """
    change = Change()
    removed: _Found = {}
    emptied: dict[_Place, set[str]] = {}
    found: _Found = {(table.collection.name, table.key_of(stored.record)): stored}
    while found:
        removed |= found
        pending: set[_Place] = set()
        for model, attribute, action, keys in await _referring(
            server, tables, change, found
        ):
            for key in keys:
                if action == "cascade":
                    pending.add((model, key))
                else:
                    emptied.setdefault((model, key), set()).add(attribute)
        found = await _read(server, tables, pending - removed.keys())
    for (model, _), gone in removed.items():
        change.remove(tables[model], gone)
    kept = await _read(server, tables, emptied.keys() - removed.keys())
    for place, former in kept.items():
        nulls = dict.fromkeys(emptied[place])
        record = former.record.model_copy(update=nulls)
        change.replace(tables[place[0]], former, record)
    _check_restricting(change, tables, removed)
    return change


async def _referring(
    server: RedisServer, tables: Tables, change: Change, found: _Found
) -> Iterable[tuple[str, str, str, list[bytes]]]:
    """Find the records that go with others, or lose what they refer to.

    The change checks that there are no more of them when it happens.
    """
    sought = [
        (other, reference, other.referring(reference.attribute, key))
        for model, key in found
        for other, reference in referrers(tables, model)
        if reference.on_delete != "restrict"
    ]
    if not sought:
        return []
    replies = await server.call_all(("ZRANGEBYLEX", *window) for _, _, window in sought)
    answers = []
    for (other, reference, window), members in zip(sought, replies, strict=True):
        change.require_count(window, len(members), OvertakenError)
        keys = [key_in(member) for member in members]
        answers.append(
            (other.collection.name, reference.attribute, reference.on_delete, keys)
        )
    return answers


def _check_restricting(change: Change, tables: Tables, removed: _Found) -> None:
    """Check that only records that go as well refer to others by ``restrict``."""
    going = Counter(
        (model, reference.attribute, encoded(target))
        for (model, _), stored in removed.items()
        for reference in tables[model].collection.references
        if (target := getattr(stored.record, reference.attribute)) is not None
    )
    for model, key in removed:
        for other, reference in referrers(tables, model):
            if reference.on_delete == "restrict":
                name, attribute = other.collection.name, reference.attribute
                change.require_count(
                    other.referring(attribute, key),
                    going[name, attribute, key],
                    partial(ReferencedRecordError, model, name),
                )


async def _read(
    server: RedisServer, tables: Tables, places: Iterable[_Place]
) -> _Found:
    """Read records that were there a moment ago."""
    ordered = sorted(places)
    if not ordered:
        return {}
    raws = await server.call_all(
        ("HGET", tables[model].records, key) for model, key in ordered
    )
    if None in raws:
        raise OvertakenError
    return {
        place: Stored(tables[place[0]].codec.decode(raw), raw)
        for place, raw in zip(ordered, raws, strict=True)
    }
