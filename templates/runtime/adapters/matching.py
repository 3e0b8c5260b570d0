"""Conditions and orders on records that Python itself compares."""

import operator
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from types import NoneType
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from ..predicates import AllOf, AnyOf, Condition, Negation, Predicate
from ..records import ModelT, Order

# The types of most values; asking for them is cheaper than ``isinstance``.
_COMPARABLE = frozenset({bool, bytes, date, datetime, Decimal, float, int, str, time})
IMMUTABLE = _COMPARABLE | {NoneType, UUID}


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


def in_order(records: Iterable[ModelT], order: Sequence[Order]) -> list[ModelT]:
    """Sort by the last level first, so that each keeps the order of the next one."""
    ordered = list(records)
    for level in reversed(order):
        ordered.sort(key=_sort_key(ordered, level), reverse=level.descending)
    return ordered


def _sort_key(records: Sequence[ModelT], level: Order) -> Callable[[ModelT], Any]:
    """Choose the values themselves where they compare, which is far faster."""
    kinds = set(map(type, map(attrgetter(level.field), records)))
    if kinds == {UUID}:
        return attrgetter(f"{level.field}.int")
    if len(kinds) == 1 and kinds <= _COMPARABLE:
        return attrgetter(level.field)

    def rank(record: ModelT) -> tuple[bool, str, Any]:
        return rank_of(getattr(record, level.field), descending=level.descending)

    return rank


def matcher(predicate: Predicate) -> Callable[[BaseModel], bool]:
    """Make a function that tells whether a record meets the predicate."""
    match predicate:
        case AllOf((part,)) | AnyOf((part,)):
            return matcher(part)
        case AllOf(parts):
            checks = [matcher(part) for part in parts]
            return lambda record: all(check(record) for check in checks)
        case AnyOf(parts):
            checks = [matcher(part) for part in parts]
            return lambda record: any(check(record) for check in checks)
        case Negation(part):
            return _negated(part)
        case Condition(field, "is_null", value):
            return lambda record: (getattr(record, field) is None) is value
        case Condition():
            return _compared(predicate)


def _negated(part: Predicate) -> Callable[[BaseModel], bool]:
    check = matcher(part)
    if not isinstance(part, Condition):
        return lambda record: not check(record)
    return lambda record: getattr(record, part.field) is not None and not check(record)


def _compared(condition: Condition) -> Callable[[BaseModel], bool]:
    field = condition.field
    expected: Any = condition.value
    if condition.operator == "like":
        expected = expected.casefold()
    compare = _COMPARISONS[condition.operator]

    def check(record: BaseModel) -> bool:
        value = getattr(record, field)
        if value is None:
            return False
        try:
            return bool(compare(value, expected))
        except (AttributeError, TypeError):
            # An attribute of any type held one that does not compare.
            return False

    return check


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
