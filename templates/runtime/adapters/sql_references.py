"""What goes with a record when it is deleted, for databases that do not say."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, select

from ..records import Reference
from .sql_tables import RecordTable

Tables = Mapping[str, RecordTable[Any]]
Keys = dict[str, set[object]]


def doomed(connection: Connection, tables: Tables, model: str, key: object) -> Keys:
    """Return the keys of all that goes with a record, by model, and its own."""
    keys: Keys = {model: {key}}
    pending = [(model, {key})]
    while pending:
        name, targets = pending.pop()
        for table, reference in _referring(tables, name, ("cascade",)):
            known = keys.setdefault(table.collection.name, set())
            found = _holders(connection, table, reference, targets) - known
            if found:
                known |= found
                pending.append((table.collection.name, found))
    return keys


def kept_by(connection: Connection, tables: Tables, keys: Keys) -> str | None:
    """Return the model of a record that does not go, and keeps one that would."""
    for name, targets in keys.items():
        for table, reference in _referring(tables, name, ("restrict",)):
            holders = _holders(connection, table, reference, targets)
            if holders - keys.get(table.collection.name, set()):
                return table.collection.name
    return None


def used_by(
    connection: Connection, tables: Tables, model: str, key: object
) -> str | None:
    """Return the model of another record that holds a key, so that it has to stay."""
    kinds = ("restrict", "cascade", "set_null")
    for table, reference in _referring(tables, model, kinds):
        own = {key} if table.collection.name == model else set()
        if _holders(connection, table, reference, {key}) - own:
            return table.collection.name
    return None


def delete_followers(
    connection: Connection, tables: Tables, model: str, keys: Keys
) -> None:
    """Delete all that goes with the record of a model, but not the record."""
    for name, targets in reversed(keys.items()):
        if name != model:
            table = tables[name]
            connection.execute(delete(table.table).where(table.key.in_(targets)))


def referenced(tables: Tables, model: str) -> bool:
    """Tell whether records of the model take others with them."""
    return any(_referring(tables, model, ("cascade",)))


def _referring(
    tables: Tables, model: str, kinds: tuple[str, ...]
) -> Iterable[tuple[RecordTable[Any], Reference]]:
    for table in tables.values():
        for reference in table.collection.references:
            if reference.model == model and reference.on_delete in kinds:
                yield table, reference


def _holders(
    connection: Connection,
    table: RecordTable[Any],
    reference: Reference,
    targets: set[object],
) -> set[object]:
    holding = table.columns[reference.attribute].in_(targets)
    return set(connection.scalars(select(table.key).where(holding)))
