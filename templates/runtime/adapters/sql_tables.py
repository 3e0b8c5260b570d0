"""Records as rows, and the statements that read and write them."""

from collections.abc import Callable, Container, Hashable, Mapping, Sequence
from enum import Enum
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import (
    Delete,
    ForeignKeyConstraint,
    Insert,
    Row,
    Select,
    Table,
    UniqueConstraint,
    Update,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from ..predicates import AllOf
from ..records import Collection, ModelT, Order, Reference, kind_of
from .columns import Json
from .sql_predicates import Column, Grammar, Test, is_storable
from .stored import Reader, constructed, reader_of

StatementT = TypeVar("StatementT")

# The key of the record that a statement is about, among its parameters.
KEY = "_key"

EVERYTHING = AllOf(())


class RecordTable(Generic[ModelT]):
    """The table of one model. Its columns have the names of the attributes."""

    def __init__(
        self, collection: Collection[ModelT], table: Table, grammar: Grammar
    ) -> None:
        """Prepare what every statement needs."""
        self.collection = collection
        self.table = table
        self.columns: Mapping[str, Column] = {
            name: table.c[name] for name in collection.model.model_fields
        }
        self.key = self.columns[collection.key]
        self._grammar = grammar
        self._numbering = (
            grammar.numbering(self.key, self.key) if collection.autoincrement else ()
        )
        self._names = tuple(self.columns)
        self._readers = [
            (name, reader)
            for name, column in self.columns.items()
            if (reader := self._reader(name, column)) is not None
        ]
        self._enums = [
            name
            for name, column in self.columns.items()
            if issubclass(self._kind(name), Enum) and not isinstance(column.type, Json)
        ]
        self._statements: dict[Hashable, Any] = {}

    def record(self, row: Row[Any]) -> ModelT:
        """Make a record of a row."""
        # Behind the columns there may be what moves the counter.
        values = dict(zip(self._names, row, strict=False))
        for name, reader in self._readers:
            if values[name] is not None:
                values[name] = reader(values[name])
        return constructed(self.collection.model, values)

    def parameters(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values as columns take them."""
        parameters = dict(values)
        for name in self._enums:
            if isinstance(parameters.get(name), Enum):
                parameters[name] = parameters[name].value
        return parameters

    def holds(self, key: object) -> bool:
        """Tell whether there can be a record with this key."""
        return is_storable(self.key, key)

    def one(self, predicate: AllOf, *, locked: bool = False) -> Select[Any]:
        """Select the record with the key of the parameters."""

        def build() -> Select[Any]:
            found = select(*self.columns.values()).where(self._is_one(predicate))
            return found.with_for_update(key_share=True) if locked else found

        return self._once(("one", locked), build, predicate)

    def several(
        self, predicate: AllOf, order: Sequence[Order], *, endless: bool
    ) -> Select[Any]:
        """Select a window, whose ``skip`` and ``limit`` are parameters."""

        def build() -> Select[Any]:
            found = select(*self.columns.values())
            if predicate.parts:
                found = found.where(self._grammar.where(predicate, self.columns))
            found = found.order_by(*self._grammar.order_by(order, self.columns))
            found = found.offset(bindparam("skip"))
            return found if endless else found.limit(bindparam("limit"))

        return self._once(("several", tuple(order), endless), build, predicate)

    def page(self, predicate: AllOf, order: Sequence[Order]) -> Select[Any]:
        """Select a window, and in each row how many records there are in all."""

        def build() -> Select[Any]:
            total = self.count(predicate).correlate(None).scalar_subquery()
            return self.several(predicate, order, endless=False).add_columns(total)

        return self._once(("page", tuple(order)), build, predicate)

    def count(self, predicate: AllOf) -> Select[int]:
        """Count records."""

        def build() -> Select[int]:
            counted = select(func.count()).select_from(self.table)
            if predicate.parts:
                return counted.where(self._grammar.where(predicate, self.columns))
            return counted

        return self._once("count", build, predicate)

    def insertion(self, *, numbered: bool) -> Insert:
        """Insert the values of the parameters, and return the number if it is made."""

        def build() -> Insert:
            inserted = insert(self.table).inline()
            if numbered:
                return inserted.returning(self.key)
            return inserted.returning(*self._numbering) if self._numbering else inserted

        return self._once(("insertion", numbered), build)

    def change(self, names: Container[str], predicate: AllOf) -> Update:
        """Update the record with the key of the parameters, and return its row."""
        version = self.collection.version
        is_moved = self.collection.autoincrement in names

        def build() -> Update:
            changed = update(self.table).where(self._is_one(predicate))
            if version:
                changed = changed.values({version: self.columns[version] + 1})
            moved = self._numbering if is_moved else ()
            return changed.returning(*self.columns.values(), *moved)

        return self._once(("change", is_moved), build, predicate)

    def deletion(self, predicate: AllOf) -> Delete:
        """Delete the record with the key of the parameters."""

        def build() -> Delete:
            return delete(self.table).where(self._is_one(predicate))

        return self._once("deletion", build, predicate)

    def exists(self, names: Sequence[str]) -> Select[Any]:
        """Select the keys of those that have the values of the parameters."""

        def build() -> Select[Any]:
            columns = [self.columns[name] for name in names]
            same = [
                column == bindparam(column.key, type_=column.type) for column in columns
            ]
            return select(self.key).where(and_(*same)).limit(2)

        return self._once(("exists", tuple(names)), build)

    def group_of(self, constraint: str | None) -> tuple[str, ...]:
        """Return the attributes whose values a constraint lets occur once."""
        for one in self.table.constraints:
            if isinstance(one, UniqueConstraint) and one.name == constraint:
                return tuple(column.key for column in one.columns)
        for index in self.table.indexes:
            if index.name == constraint:
                return tuple(column.key for column in index.columns)
        return (self.collection.key,)

    def reference_of(self, constraint: str | None) -> Reference | None:
        """Return the reference that a constraint looks after."""
        for one in self.table.constraints:
            if isinstance(one, ForeignKeyConstraint) and one.name == constraint:
                (name,) = one.column_keys
                references = self.collection.references
                return next((r for r in references if r.attribute == name), None)
        return None

    def _is_one(self, predicate: AllOf) -> Test:
        same = self.key == bindparam(KEY, type_=self.key.type)
        if not predicate.parts:
            return same
        return and_(same, self._grammar.where(predicate, self.columns))

    def _once(
        self,
        name: Hashable,
        build: Callable[[], StatementT],
        predicate: AllOf = EVERYTHING,
    ) -> StatementT:
        """Keep the statements that hold no values."""
        if predicate.parts:
            return build()
        statement: StatementT | None = self._statements.get(name)
        if statement is None:
            statement = self._statements[name] = build()
        return statement

    def _annotation(self, name: str) -> Any:
        return self.collection.model.model_fields[name].annotation

    def _kind(self, name: str) -> type:
        kind = kind_of(self._annotation(name))
        return kind if isinstance(kind, type) else object

    def _reader(self, name: str, column: Column) -> Reader | None:
        kind = self._kind(name)
        if isinstance(column.type, Json):
            return reader_of(self._annotation(name))
        if issubclass(kind, Enum):
            return kind
        return _plain_uuid if kind is UUID else None


def _plain_uuid(value: UUID) -> UUID:
    """Return a UUID of Python's, since asyncpg has a class of its own."""
    return value if type(value) is UUID else UUID(int=value.int)
