"""References between records that are held in Python."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..exceptions import MissingReferenceError, ReferencedRecordError
from ..records import Collection, Reference, Row


class Table(Protocol):
    """The records of one model, by key."""

    @property
    def collection(self) -> Collection[Any]:
        """What is kept."""

    @property
    def rows(self) -> Mapping[object, Row]:
        """All of it."""


@dataclass
class Deletion:
    """What goes with a record: keys by model, and what loses its target."""

    removed: dict[str, set[object]]
    emptied: dict[tuple[str, object], set[str]] = field(default_factory=dict)


def check_references(
    tables: Mapping[str, Table],
    collection: Collection[Any],
    row: Row,
    former: object | None = None,
) -> None:
    """Raise ``MissingReferenceError`` unless all that the record refers to is there.

    It may refer to itself, but not to the key that it had.
    """
    key = row[collection.key]
    for reference in collection.references:
        target = row[reference.attribute]
        if target is None:
            continue
        is_own = reference.model == collection.name
        if is_own and target == key:
            continue
        is_left = is_own and former is not None and target == former
        if is_left or target not in tables[reference.model].rows:
            raise MissingReferenceError(
                collection.model, reference.attribute, reference.model
            )


def check_unreferenced(
    tables: Mapping[str, Table], collection: Collection[Any], key: object
) -> None:
    """Raise ``ReferencedRecordError`` if another record holds the key."""
    for table, _, own in _referring(tables, collection.name, {key}):
        if table.collection.name != collection.name or own != key:
            raise ReferencedRecordError(collection.name, table.collection.name)


def deletion(
    tables: Mapping[str, Table], collection: Collection[Any], key: object
) -> Deletion:
    """Find what goes with a record, or raise ``ReferencedRecordError``.

    A record that goes as well keeps nothing from being deleted.
    """
    plan = Deletion({collection.name: {key}})
    kept: list[tuple[str, str, object]] = []
    pending = [(collection.name, {key})]
    while pending:
        model, keys = pending.pop()
        found: dict[str, set[object]] = {}
        for table, reference, own in _referring(tables, model, keys):
            name = table.collection.name
            match reference.on_delete:
                case "restrict":
                    kept.append((model, name, own))
                case "set_null":
                    plan.emptied.setdefault((name, own), set()).add(reference.attribute)
                case "cascade" if own not in plan.removed.setdefault(name, set()):
                    plan.removed[name].add(own)
                    found.setdefault(name, set()).add(own)
        pending.extend(found.items())
    for model, name, own in kept:
        if own not in plan.removed.get(name, set()):
            raise ReferencedRecordError(model, name)
    return plan


def _referring(
    tables: Mapping[str, Table], model: str, keys: set[object]
) -> Iterable[tuple[Table, Reference, object]]:
    """Find the records that hold one of the keys of a model."""
    for table in tables.values():
        for reference in table.collection.references:
            if reference.model != model:
                continue
            for own, row in table.rows.items():
                if row[reference.attribute] in keys:
                    yield table, reference, own
