"""Conditions and orders on records that Python itself compares."""

import operator
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from itertools import compress, islice, repeat, takewhile
from operator import itemgetter
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel

from ..predicates import AllOf, AnyOf, Condition, Negation, Predicate
from ..records import IMMUTABLE, Order, Row

# The types whose values Python itself compares, fast.
_COMPARABLE = frozenset({bool, bytes, date, datetime, Decimal, float, int, str, time})


def rank_of(value: object, *, descending: bool = False) -> tuple[bool, str, Any]:
    """Make values of any type comparable, null last."""
    kind = type(value)
    if value is None:
        return not descending, "", ""
    if isinstance(value, UUID):
        # The same order, without a call of Python code for each comparison.
        return descending, kind.__name__, value.int
    if kind not in IMMUTABLE:
        value = value.value if isinstance(value, Enum) else repr(value)
    return descending, type(value).__name__, value


def types_of(annotation: Any) -> frozenset[Any]:
    """Return the types that values of an attribute can have."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return types_of(get_args(annotation)[0])
    if origin is Literal:
        return frozenset(map(type, get_args(annotation)))
    if origin in (Union, UnionType):
        return frozenset().union(*map(types_of, get_args(annotation)))
    return frozenset({annotation})


@cache
def _compared(model: type[BaseModel], field: str) -> Callable[[Row], Any] | None:
    """Find what Python compares as values that are not null should; None if nothing."""
    kinds = types_of(model.model_fields[field].annotation) - {NoneType}
    if kinds == {UUID}:
        # The same order, without a call of Python code for each comparison.
        return lambda row: row[field].int
    return itemgetter(field) if len(kinds) == 1 and kinds <= _COMPARABLE else None


def ranker(model: type[BaseModel], order: Sequence[Order]) -> Callable[[Row], Any]:
    """Make a function that tells what a record is ordered by."""
    fields = [level.field for level in order]
    annotations = [model.model_fields[field].annotation for field in fields]
    compared = [key for field in fields if (key := _compared(model, field))]
    if len(compared) < len(fields) or NoneType in types_of(Union[*annotations]):
        return lambda row: tuple(rank_of(row[field]) for field in fields)
    # Behind another level few values are compared: the quicker look counts.
    return compared[0] if len(fields) == 1 else itemgetter(*fields)


def first_in_order(
    model: type[BaseModel], rows: list[Row], order: Sequence[Order], stop: int | None
) -> list[Row]:
    """Sort as far as the first records need it, and return at least these."""
    ordered, key = _sorted(model, rows, order[0])
    if stop is not None and 0 < stop < len(ordered):
        last = key(ordered[stop - 1])
        tied = takewhile(lambda row: key(row) == last, islice(ordered, stop, None))
        ordered = [*ordered[:stop], *tied]
    # By the last level first, so that each keeps the order of the next one.
    for level in reversed(order):
        ordered, _ = _sorted(model, ordered, level)
    return ordered


def _sorted(
    model: type[BaseModel], rows: list[Row], level: Order
) -> tuple[list[Row], Callable[[Row], Any]]:
    """Sort by one level; return what was compared as well."""
    field, descending = level.field, level.descending
    key = _compared(model, field)
    if key is not None:
        try:
            return sorted(rows, key=key, reverse=descending), key
        except (AttributeError, TypeError):
            # Some are null.
            pass

    def rank(row: Row) -> tuple[bool, str, Any]:
        return rank_of(row[field], descending=descending)

    return sorted(rows, key=rank, reverse=descending), rank


def meeting(rows: list[Row], predicate: Predicate) -> list[Row]:
    """Return the records that meet the predicate, in their order."""
    if isinstance(predicate, Condition) and predicate.operator in _AT_ONCE:
        compare, expected = _comparison(predicate)
        values = map(itemgetter(predicate.field), rows)
        try:
            return list(compress(rows, map(compare, values, repeat(expected))))
        except (AttributeError, TypeError):
            # Some are null, or of other types.
            pass
    return list(filter(matcher(predicate), rows))


def matcher(predicate: Predicate) -> Callable[[Row], bool]:
    """Make a function that tells whether a record meets the predicate."""
    match predicate:
        case AllOf((part,)) | AnyOf((part,)):
            return matcher(part)
        case AllOf(parts):
            checks = [matcher(part) for part in parts]
            return lambda row: all(check(row) for check in checks)
        case AnyOf(parts):
            checks = [matcher(part) for part in parts]
            return lambda row: any(check(row) for check in checks)
        case Negation(part):
            return _negated(part)
        case Condition(field, "is_null", value):
            return lambda row: (row[field] is None) is value
        case Condition():
            return _checked(predicate)


def _negated(part: Predicate) -> Callable[[Row], bool]:
    check = matcher(part)
    if not isinstance(part, Condition):
        return lambda row: not check(row)
    return lambda row: row[part.field] is not None and not check(row)


def _checked(condition: Condition) -> Callable[[Row], bool]:
    field = condition.field
    compare, expected = _comparison(condition)

    def check(row: Row) -> bool:
        value = row[field]
        if value is None:
            return False
        try:
            return bool(compare(value, expected))
        except (AttributeError, TypeError):
            # An attribute of any type held one that does not compare.
            return False

    return check


def _comparison(condition: Condition) -> tuple[Callable[[Any, Any], bool], Any]:
    """Return the comparison, and the value that stands on its right."""
    expected: Any = condition.value
    if condition.operator == "like":
        expected = expected.casefold()
    return _COMPARISONS[condition.operator], expected


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
    "in": lambda value, expected: value in expected,
    "not_in": lambda value, expected: value not in expected,
    "like": lambda value, expected: expected in value.casefold(),
    "starts_with": lambda value, expected: value.startswith(expected),
    "ends_with": lambda value, expected: value.endswith(expected),
}

# Those that null does not meet, or of which it is an operand of the wrong type.
_AT_ONCE = _COMPARISONS.keys() - {"ne", "not_in"}
