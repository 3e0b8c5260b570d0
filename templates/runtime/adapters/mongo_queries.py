"""Predicates in MongoDB's query language, with the meaning that they have in Python."""

import math
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from ..predicates import LISTED, TEXTUAL, AllOf, AnyOf, Condition, Negation, Predicate
from ..types import INT64_MAX, INT64_MIN
from .mongo_shapes import Attribute, Document, Shape
from .sortable import MAPPING, TEXT, escaped

_NEVER: Document = {"_id": {"$in": []}}
# MongoDB refuses longer patterns.
_LONGEST_PATTERN = 16_000
_SURROGATES = re.compile("[\ud800-\udfff]")


def query(shape: Shape[Any], predicate: Predicate) -> Document:  # noqa: PLR0911
    """Translate a predicate."""
    match predicate:
        case AllOf(()):
            return {}
        case AllOf((part,)) | AnyOf((part,)):
            return query(shape, part)
        case AllOf(parts):
            return {"$and": [query(shape, part) for part in parts]}
        case AnyOf(()):
            return _NEVER
        case AnyOf(parts):
            return {"$or": [query(shape, part) for part in parts]}
        case Negation(Condition(field) as part):
            path = shape.attributes[field].compared_path
            return {"$and": [_not_null(path), {"$nor": [query(shape, part)]}]}
        case Negation(part):
            return {"$nor": [query(shape, part)]}
        case Condition():
            return _condition(shape.attributes[predicate.field], predicate)


def is_possible(shape: Shape[Any], key: object) -> bool:
    """Tell whether a record can have the key."""
    attribute = shape.attributes[shape.collection.key]
    return bool(list(_exact(attribute, [key])))


def _condition(  # noqa: PLR0911
    attribute: Attribute, condition: Condition
) -> Document:
    path, operator = attribute.compared_path, condition.operator
    value: Any = condition.value
    if operator == "is_null":
        return {path: None} if value else _not_null(path)
    if operator in TEXTUAL:
        return _textual(attribute, operator, value)
    if operator in LISTED:
        values = list(_exact(attribute, value))
        return {path: {"$in": values} if operator == "in" else _none_of(values)}
    if operator in ("eq", "ne"):
        values = list(_exact(attribute, [value]))
        if operator == "ne":
            return {path: _none_of(values)}
        return {path: values[0]} if values else _NEVER
    if not attribute.codec.ordered or _is_nan(value):
        return _NEVER
    if attribute.codec.number is not None:
        return _numeric(path, attribute.codec.number, operator, value)
    compared, name = _storable(attribute.compared(value), operator)
    bounds = {_BOUNDS[name]: compared}
    if attribute.codec.ranked:
        kind: str = compared[0]
        if kind == MAPPING:
            return _NEVER
        # Values of other types are neither less nor greater.
        rising = operator in ("gt", "ge")
        bounds |= {"$lt": chr(ord(kind) + 1)} if rising else {"$gte": kind}
    return {path: bounds}


_BOUNDS = {"gt": "$gt", "ge": "$gte", "lt": "$lt", "le": "$lte"}


def _not_null(path: str) -> Document:
    return {path: {"$ne": None}}


def _none_of(values: Iterable[Any]) -> Document:
    return {"$nin": [*values, None]}


def _exact(attribute: Attribute, values: Iterable[Any]) -> Iterable[Any]:
    """Return the values that an attribute can have, as they are compared."""
    kind = attribute.codec.number
    for value in values:
        if kind is None:
            compared = attribute.compared(value)
            if _is_storable(compared):
                yield compared
        else:
            number, _ = _nearest(kind, value)
            if number is not None:
                yield number


def _is_storable(value: object) -> bool:
    """Tell whether a text has a form in UTF-8."""
    try:
        return not isinstance(value, str) or value.encode() is not None
    except UnicodeEncodeError:
        return False


def _storable(value: Any, operator: str) -> tuple[Any, str]:
    """Compare with a text that has a form in UTF-8, in place of one that has none."""
    if _is_storable(value):
        return value, operator
    # The first text behind all that begin like it.
    behind = _SURROGATES.split(value)[0] + "\ue000"
    return behind, "ge" if operator in ("gt", "ge") else "lt"


def _is_nan(value: object) -> bool:
    return isinstance(value, float | Decimal) and math.isnan(value)


def _numeric(
    path: str, kind: type[int] | type[float], operator: str, value: Any
) -> Document:
    number, below = _nearest(kind, value)
    if number is not None:
        return {path: {_BOUNDS[operator]: number}}
    rising = operator in ("gt", "ge")
    if below is None:
        return _not_null(path) if rising else _NEVER
    return {path: {"$gt" if rising else "$lte": below}}


def _nearest(
    kind: type[int] | type[float], value: float | Decimal
) -> tuple[float | None, float | None]:
    """Return the number itself if the type has it, or the next one below, if any."""
    if not isinstance(value, int) and not math.isfinite(value):
        largest = INT64_MAX if kind is int else _LARGEST
        return None, largest if value > 0 else None
    if kind is int:
        whole = math.floor(value)
        if whole < INT64_MIN:
            return None, None
        if whole > INT64_MAX:
            return None, INT64_MAX
        return (whole, None) if whole == value else (None, whole)
    try:
        number = float(value)
    except OverflowError:
        number = math.inf if value > 0 else -math.inf
    if number == value:
        return number, None
    if number > value:
        number = math.nextafter(number, -math.inf)
    return None, None if number == -math.inf else number


_LARGEST = math.nextafter(math.inf, 0)


def _textual(attribute: Attribute, operator: str, value: str) -> Document:
    path, ranked = attribute.compared_path, attribute.codec.ranked
    if not attribute.codec.textual or "\0" in value or not _is_storable(value):
        return _NEVER
    folded = value.casefold()
    if max(len(_pattern(text).encode()) for text in (value, folded)) > _LONGEST_PATTERN:
        return _NEVER
    # The sortable text of a value of any type tells whether it is a text.
    start, end = (f"^{TEXT}", "\x01") if ranked else ("^", "")
    part = _pattern(escaped(value) if ranked else value)
    if operator == "starts_with":
        return {path: {"$regex": start + part}}
    if operator == "ends_with":
        return {path: _regex(rf"{start}.*{part}{end}\z", "s")}
    part = _pattern(escaped(folded) if ranked else folded)
    beyond_ascii = {attribute.folded_path: {"$regex": _pattern(folded)}}
    if not folded.isascii():
        return beyond_ascii
    ascii_only = _regex(f"{start}.*{part}" if ranked else part, "is")
    return {"$or": [{path: ascii_only, attribute.folded_path: None}, beyond_ascii]}


def _pattern(text: str) -> str:
    return re.escape(text)


def _regex(pattern: str, options: str) -> Mapping[str, str]:
    return {"$regex": pattern, "$options": options}
