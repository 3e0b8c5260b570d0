"""The shape of documents: a record, and what makes it compare as in Python.

Attributes have their own names; the key is ``_id``. An attribute that is null is
absent, and ``_null_NAME`` is true in its place: null is last in ascending orders, and
sparse indexes leave it alone. Beside the attribute may be ``_rank_NAME``, the sortable
text of what MongoDB orders in another way, and ``_folded_NAME``, a text without regard
to case, if it is not ASCII. ``_unique_NAMES`` is the text of values that are unique
together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any, Generic, TypeAlias

from pymongo import ASCENDING, IndexModel

from ..records import Collection, ModelT, Order
from .documents import Codec, default_of, model_codec
from .sortable import sortable, sortable_group
from .stored import constructed

Document: TypeAlias = dict[str, Any]
# By attribute, as in records.
Values: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Attribute:
    """Where and how an attribute is kept."""

    name: str
    codec: Codec
    is_key: bool = False

    @cached_property
    def path(self) -> str:
        """The field that holds the value."""
        return "_id" if self.is_key and not self.codec.ranked else self.name

    @cached_property
    def compared_path(self) -> str:
        """The field to compare and to order by."""
        if self.is_key:
            return "_id"
        return f"_rank_{self.name}" if self.codec.ranked else self.name

    @cached_property
    def null_path(self) -> str:
        """The field that is there if the value is null."""
        return f"_null_{self.name}"

    @cached_property
    def folded_path(self) -> str:
        """The field of the text without regard to case, for texts beyond ASCII."""
        return f"_folded_{self.name}"

    def compared(self, value: object) -> Any:
        """Return the value in the form in which it is compared."""
        return sortable(value) if self.codec.ranked else self.codec.encode(value)

    def fields(self, value: object) -> Document:
        """Return what the document holds for a value."""
        if value is None:
            return {self.null_path: True}
        fields = {self.path: self.codec.encode(value)}
        if self.codec.ranked:
            fields[self.compared_path] = sortable(value)
        text = value.value if isinstance(value, Enum) else value
        if isinstance(text, str) and not text.isascii():
            fields[self.folded_path] = text.casefold()
        return fields

    @cached_property
    def optional_paths(self) -> tuple[str, ...]:
        """All the fields that there may be; ``_id`` never changes."""
        paths = [self.path, self.compared_path, self.null_path, self.folded_path]
        return tuple(path for path in paths if path != "_id")


class Shape(Generic[ModelT]):
    """The documents of a collection."""

    def __init__(self, collection: Collection[ModelT]) -> None:
        """Find out how each attribute of the model is kept."""
        self.collection = collection
        self.attributes = {
            name: Attribute(name, codec, is_key=name == collection.key)
            for name, codec in model_codec(collection.model).codecs.items()
        }
        self.groups = {self._group_path(names): names for names in collection.unique}

    def _group_path(self, names: Sequence[str]) -> str:
        if len(names) == 1:
            return self.attributes[names[0]].compared_path
        return f"_unique_{'_'.join(names)}"

    def key_of(self, values: Values) -> Any:
        """Return the value of ``_id``."""
        key = self.collection.key
        return self.attributes[key].compared(values[key])

    def document(self, record: ModelT) -> Document:
        """Make the document of a record."""
        values = record.__dict__
        return {"_id": self.key_of(values), **self.fields(values)}

    def fields(self, given: Values, known: Values | None = None) -> Document:
        """Return what a document holds for values.

        What is known besides is of the groups that values are unique in.
        """
        fields: Document = {}
        for name, value in given.items():
            fields |= self.attributes[name].fields(value)
        for path, group in self._joint(given):
            values = [(known or given)[name] for name in group]
            if None not in values:
                fields[path] = sortable_group(values)
        return fields

    def _joint(self, names: Iterable[str]) -> Iterable[tuple[str, tuple[str, ...]]]:
        """Return the groups of several attributes with one of these among them."""
        given = set(names)
        return (
            (path, group)
            for path, group in self.groups.items()
            if len(group) > 1 and not given.isdisjoint(group)
        )

    def begun_groups(self, given: Values) -> set[str]:
        """Return the attributes of groups of which only a part is given."""
        groups = [group for _, group in self._joint(given)]
        if all(given.keys() >= set(group) for group in groups):
            return set()
        return {name for group in groups for name in group}

    def same(self, document: Document, names: Iterable[str]) -> Document:
        """Ask for the values that a document has."""
        paths = [self.attributes[name].compared_path for name in names]
        return {path: document.get(path) for path in paths}

    def changes(self, given: Values, fields: Document) -> Document:
        """Make the update that gives a document these fields, and no others."""
        paths = [
            path for name in given for path in self.attributes[name].optional_paths
        ]
        paths += [path for path, _ in self._joint(given)]
        changes: Document = {
            "$set": {path: value for path, value in fields.items() if path != "_id"},
            "$unset": {path: "" for path in paths if path not in fields},
        }
        if self.collection.version:
            changes["$inc"] = {self.collection.version: 1}
        return {
            operator: of_paths for operator, of_paths in changes.items() if of_paths
        }

    def emptied(self, name: str) -> Document:
        """Make the update that nulls an attribute, which then collides with nothing."""
        attribute = self.attributes[name]
        paths = set(attribute.optional_paths) - {attribute.null_path}
        paths.update(path for path, _ in self._joint([name]))
        return {"$set": {attribute.null_path: True}, "$unset": dict.fromkeys(paths, "")}

    def indexes(self) -> list[IndexModel]:
        """Return the indexes that are needed for what is unique, ordered, or refers."""
        indexes = [
            IndexModel(
                [(path, ASCENDING)],
                name=f"unique_{'_'.join(names)}",
                unique=True,
                sparse=True,
            )
            for path, names in self.groups.items()
            if path != "_id"
        ]
        if self.collection.order:
            order = self.order(self.collection.default_order)
            indexes.append(IndexModel(order, name="order"))
        for reference in self.collection.references:
            path = self.attributes[reference.attribute].compared_path
            if path not in self.groups and path != "_id":
                indexes.append(IndexModel([(path, ASCENDING)], name=f"by_{path}"))
        return indexes

    def unchanged(self, record: ModelT, names: Sequence[str]) -> Document:
        """Ask for what is read, and not written, of the groups that are written."""
        read = {name for _, group in self._joint(names) for name in group}
        values = {name: getattr(record, name) for name in read.difference(names)}
        return {
            self.attributes[name].compared_path: (
                None if value is None else self.attributes[name].compared(value)
            )
            for name, value in values.items()
        }

    def record(self, document: Mapping[str, Any]) -> ModelT:
        """Make a record, without validating it again.

        An attribute that the document says nothing about has its default.
        """
        values: dict[str, Any] = {}
        fields = self.collection.model.model_fields
        for name, attribute in self.attributes.items():
            value = document.get(attribute.path)
            if value is not None:
                values[name] = attribute.codec.decode(value)
            elif attribute.null_path in document or attribute.path in document:
                values[name] = None
            else:
                values[name] = default_of(fields[name], values)
        return constructed(self.collection.model, values)

    def order(self, levels: Sequence[Order]) -> list[tuple[str, int]]:
        """Translate an order; nulls come last in both directions."""
        order: dict[str, int] = {}
        for level in levels:
            attribute = self.attributes[level.field]
            if attribute.codec.nullable and not attribute.is_key:
                order.setdefault(attribute.null_path, 1)
            order.setdefault(attribute.compared_path, -1 if level.descending else 1)
        return list(order.items())
