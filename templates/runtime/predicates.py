"""Conditions on records, in a form that every store can translate.

Null equals nothing and is neither less nor greater than anything: it meets
``is_null`` alone, and no negation of another condition. Moments compare as instants.
Values of different types are never equal, and never raise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import NoneType
from typing import Literal, TypeAlias, get_args

Operator = Literal[
    "eq",
    "ne",
    "gt",
    "ge",
    "lt",
    "le",
    "like",
    "in",
    "not_in",
    "is_null",
    "starts_with",
    "ends_with",
]

OPERATORS = frozenset(get_args(Operator))
LISTED = ("in", "not_in")
TEXTUAL = ("like", "starts_with", "ends_with")


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison of an attribute with a value.

    ``like`` looks for a part of a text without regard to case, ``starts_with`` and
    ``ends_with`` with regard to it; no character of the value is a wildcard.
    """

    field: str
    operator: Operator
    value: object

    def __post_init__(self) -> None:
        """Refuse operators that there are not, and ``in`` without a list."""
        if self.operator not in OPERATORS:
            message = f"{self.operator!r} is not an operator"
            raise ValueError(message)
        if self.operator in LISTED and not isinstance(
            self.value, list | tuple | set | frozenset | NoneType
        ):
            message = f"{self.operator!r} needs a list of values"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part is met; without parts, always."""

    parts: "tuple[Predicate, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Some part is met; without parts, never."""

    parts: "tuple[Predicate, ...]"


@dataclass(frozen=True, slots=True)
class Negation:
    """The part is not met."""

    part: "Predicate"


Predicate: TypeAlias = Condition | AllOf | AnyOf | Negation

# A mapping holds the values of attributes; None asks for null there.
Filters: TypeAlias = Mapping[str, object] | Sequence[Predicate] | Predicate | None

NEVER = AnyOf(())


def present(*asked: tuple[str, Operator, object]) -> list[Condition]:
    """Make conditions, but none of what the client did not ask for."""
    return [
        Condition(field, operator, value)
        for field, operator, value in asked
        if value is not None
    ]


def parts_of(filters: Filters) -> tuple[Predicate, ...]:
    """Return the predicates that a record meets, all of them."""
    if filters is None:
        return ()
    if isinstance(filters, Mapping):
        return tuple(
            Condition(field, "is_null", value=True)
            if value is None
            else Condition(field, "eq", value)
            for field, value in filters.items()
        )
    if isinstance(filters, Sequence):
        return tuple(filters)
    return (filters,)
