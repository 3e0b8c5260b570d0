"""References between documents, which MongoDB itself does not check.

Each is looked up before the write that depends on it: what others write in between is
not seen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ..exceptions import MissingReferenceError, ReferencedRecordError
from ..records import ModelT, Reference
from .mongo_connection import Store
from .mongo_shapes import Attribute, Shape, Values

_KEY_ONLY = {"_id": 1}


Stores: TypeAlias = Mapping[str, Store]


@dataclass
class Deletion:
    """What goes with a record: keys by model, and what loses its target."""

    removed: dict[str, list[Any]] = field(default_factory=dict)
    emptied: list[tuple[Store, Attribute, list[Any]]] = field(default_factory=list)


async def check_references(
    stores: Stores, shape: Shape[Any], given: Values, former: object = None
) -> None:
    """Raise ``MissingReferenceError`` unless what the values refer to is there.

    A record may refer to itself, but not to the key that it had.
    """
    collection = shape.collection
    key = shape.key_of(given) if collection.key in given else former
    for reference in collection.references:
        value = given.get(reference.attribute)
        if value is None:
            continue
        target = shape.attributes[reference.attribute].compared(value)
        is_own = reference.model == collection.name
        if is_own and target == key:
            continue
        is_left = is_own and former is not None and target == former
        documents = stores[reference.model].documents
        if is_left or await documents.find_one({"_id": target}, _KEY_ONLY) is None:
            raise MissingReferenceError(
                collection.model, reference.attribute, reference.model
            )


async def check_unreferenced(stores: Stores, shape: Shape[ModelT], key: object) -> None:
    """Raise ``ReferencedRecordError`` if another record holds the key."""
    name = shape.collection.name
    for store, attribute, _ in _referring(stores, name):
        others = {attribute.compared_path: key}
        if store.shape.collection.name == name:
            others["_id"] = {"$ne": key}
        if await store.documents.find_one(others, _KEY_ONLY) is not None:
            raise ReferencedRecordError(name, store.shape.collection.name)


async def deletion(stores: Stores, shape: Shape[ModelT], key: object) -> Deletion:
    """Find what goes with a record, or raise ``ReferencedRecordError``.

    A record that goes as well keeps nothing from being deleted.
    """
    plan = Deletion({shape.collection.name: [key]})
    kept: list[tuple[str, str, list[Any]]] = []
    pending = [(shape.collection.name, [key])]
    while pending:
        model, keys = pending.pop()
        for store, attribute, reference in _referring(stores, model):
            name = store.shape.collection.name
            holders = await _holders(store, attribute, keys)
            if not holders:
                continue
            if reference.on_delete == "restrict":
                kept.append((model, name, holders))
            elif reference.on_delete == "set_null":
                plan.emptied.append((store, attribute, keys))
            else:
                removed = plan.removed.setdefault(name, [])
                found = [holder for holder in holders if holder not in removed]
                removed.extend(found)
                if found:
                    pending.append((name, found))
    for model, name, holders in kept:
        removed = plan.removed.get(name, [])
        if any(holder not in removed for holder in holders):
            raise ReferencedRecordError(model, name)
    return plan


async def carry_out(stores: Stores, plan: Deletion) -> None:
    """Delete what goes with a record, and let go of what is gone."""
    for store, attribute, keys in plan.emptied:
        await store.documents.update_many(
            {attribute.compared_path: {"$in": keys}},
            store.shape.emptied(attribute.name),
        )
    for name, keys in plan.removed.items():
        await stores[name].documents.delete_many({"_id": {"$in": keys}})


def _referring(
    stores: Stores, model: str
) -> Iterable[tuple[Store, Attribute, Reference]]:
    for store in stores.values():
        for reference in store.shape.collection.references:
            if reference.model == model:
                attribute = store.shape.attributes[reference.attribute]
                yield store, attribute, reference


async def _holders(store: Store, attribute: Attribute, keys: list[Any]) -> list[Any]:
    """Return the keys of the records that hold one of these keys."""
    cursor = store.documents.find({attribute.compared_path: {"$in": keys}}, _KEY_ONLY)
    return [document["_id"] for document in await cursor.to_list()]
