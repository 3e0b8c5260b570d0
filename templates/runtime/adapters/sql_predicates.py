"""Predicates and orders in SQL, with exactly the meaning that Python gives them."""

import math
import operator
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import ROUND_CEILING, Context, Decimal
from enum import Enum
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Float,
    Numeric,
    String,
    and_,
    case,
    false,
    literal,
    not_,
    or_,
    true,
)

from ..predicates import TEXTUAL, AllOf, AnyOf, Condition, Negation, Predicate
from ..records import Order
from ..types import INT64_MAX, INT64_MIN
from .columns import BigInt, Exact, Json

Column: TypeAlias = ColumnElement[Any]
Test: TypeAlias = ColumnElement[bool]

_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
_ORDERINGS = ("gt", "ge", "lt", "le")


class Grammar(ABC):
    """What the dialects say in different ways."""

    @abstractmethod
    def by_code_point(self, text: Column) -> Column:
        """Order texts as Python does."""

    @abstractmethod
    def contains(self, text: Column, part: str) -> Test:
        """Tell whether a text has a part, without regard to case."""

    @abstractmethod
    def end_of(self, text: Column, length: int) -> Column:
        """Return the last characters of a text."""

    def numbering(self, _key: Column, _number: Column) -> tuple[Column, ...]:
        """Return what moves the counter of a key on to a number."""
        return ()

    @abstractmethod
    def json_equals(self, column: Column, value: object) -> Test:
        """Compare JSON of any type."""

    @abstractmethod
    def json_kind(self, column: Column) -> Column:
        """Return ``string``, ``number`` or the name of another type of JSON."""

    @abstractmethod
    def json_text(self, column: Column) -> Column:
        """Return the text that a string or a number is."""

    @abstractmethod
    def json_number(self, column: Column) -> Column:
        """Return the number that a number is."""

    def where(self, predicate: Predicate, columns: Mapping[str, Column]) -> Test:
        """Translate a predicate."""
        match predicate:
            case AllOf(parts):
                return and_(true(), *(self.where(part, columns) for part in parts))
            case AnyOf(parts):
                return or_(false(), *(self.where(part, columns) for part in parts))
            case Negation(Condition(field) as part):
                column = columns[field]
                return and_(column.is_not(None), not_(self._condition(column, part)))
            case Negation(part):
                return not_(self.where(part, columns))
            case Condition(field):
                return self._condition(columns[field], predicate)

    def order_by(
        self, order: Sequence[Order], columns: Mapping[str, Column]
    ) -> Iterable[Column]:
        """Translate an order."""
        for level in order:
            column = columns[level.field]
            for term in self._ordered(column):
                directed = term.desc() if level.descending else term.asc()
                # Without that word where there is no null, indexes can serve.
                nullable = getattr(column, "nullable", True)
                yield directed.nulls_last() if nullable else directed

    def _ordered(self, column: Column) -> Sequence[Column]:
        if isinstance(column.type, Json):
            kind = self.json_kind(column)
            number = case((kind == "number", self.json_number(column)))
            return kind, number, self.by_code_point(self.json_text(column))
        return (self._comparable(column),)

    def _comparable(self, column: Column) -> Column:
        return self.by_code_point(column) if _is_text(column) else column

    def _condition(self, column: Column, condition: Condition) -> Test:
        name: str = condition.operator
        value: Any = condition.value
        if name == "is_null":
            return column.is_(None) if value else column.is_not(None)
        if isinstance(column.type, Json):
            return self._json_condition(column, name, value)
        if name in TEXTUAL:
            return self._textual(column, name, value)
        if name == "in":
            return column.in_(_exactly(column, value))
        if name == "not_in":
            return and_(column.is_not(None), column.not_in(_exactly(column, value)))
        return self._compared(column, name, value)

    def _compared(self, column: Column, name: str, value: object) -> Test:
        if isinstance(value, Enum):
            if name in _ORDERINGS and not isinstance(value, str | int | float):
                return false()
            value = value.value
        if value != value:  # noqa: PLR0124
            return column.is_not(None) if name == "ne" else false()
        ceiling = _ceiling(column, value)
        compared = self._comparable(column) if name in _ORDERINGS else column
        if ceiling == value:
            test: Test = _COMPARISONS[name](compared, ceiling)
            return test
        return self._unequal(column, name, ceiling)

    def _unequal(self, column: Column, name: str, ceiling: Any) -> Test:
        """Compare with a value between two that the column can hold, or beyond all."""
        if name == "eq" or (ceiling is None and name in ("gt", "ge")):
            return false()
        if name == "ne" or ceiling is None:
            return column.is_not(None)
        compared = self._comparable(column)
        test: Test = compared >= ceiling if name in ("gt", "ge") else compared < ceiling
        return test

    def _textual(self, column: Column, name: str, value: Any) -> Test:
        if not is_storable(column, value):
            return false()
        if not value:
            return column.is_not(None)
        if name == "like":
            return self.contains(column, value)
        if name == "ends_with":
            return self.end_of(column, len(value)) == literal(value, String())
        compared = self._comparable(column)
        behind = _behind(value)
        starts = compared >= literal(value, String())
        if behind is None:
            return starts
        return and_(starts, compared < literal(behind, String()))

    def _json_condition(self, column: Column, name: str, value: Any) -> Test:
        if name in ("eq", "ne", "in", "not_in"):
            values = [value] if name in ("eq", "ne") else value
            equal = or_(false(), *(self.json_equals(column, item) for item in values))
            found = name in ("eq", "in")
            return equal if found else and_(column.is_not(None), not_(equal))
        if isinstance(value, Enum | bool):
            return false()
        if isinstance(value, str):
            text = self.json_text(column)
            if name in TEXTUAL:
                test = self._textual(text, name, value)
            else:
                test = self._compared(text, name, value)
            return case((self.json_kind(column) == "string", test), else_=false())
        if isinstance(value, int | float | Decimal):
            test = self._compared(self.json_number(column), name, value)
            return case((self.json_kind(column) == "number", test), else_=false())
        return false()


def _is_text(column: Column) -> bool:
    return getattr(column.type, "python_type", None) is str


def is_storable(column: Column, value: object) -> bool:
    """Tell whether the column can hold exactly this value."""
    return bool(_ceiling(column, value) == value)


def _exactly(column: Column, values: Iterable[object]) -> list[object]:
    """Leave out the values that the column cannot hold."""
    plain = [value.value if isinstance(value, Enum) else value for value in values]
    return [value for value in plain if is_storable(column, value)]


def _ceiling(column: Column, value: Any) -> Any:
    """Return the least value that is not less and that the column can hold, or None."""
    if isinstance(value, str):
        return _text_ceiling(value)
    if not isinstance(value, int | float | Decimal):
        return value
    kind = column.type
    if isinstance(kind, BigInt):
        return _integer_ceiling(value)
    # Those of PostgreSQL that do not have to be exact are a subclass of the others.
    if isinstance(kind, Float):
        return _float_ceiling(value)
    if isinstance(kind, Exact | Numeric):
        return _decimal_ceiling(Decimal(value))
    return value


# NUL and lone surrogates, and the first text behind all that they start.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def _text_ceiling(value: str) -> str:
    found = _UNSTORABLE.search(value)
    if found is None:
        return value
    return value[: found.start()] + ("\x01" if found[0] == "\0" else "\ue000")


def _behind(prefix: str) -> str | None:
    """Return the first text behind all that start with the prefix, if there is one."""
    start = prefix.rstrip("\U0010ffff")
    if not start:
        return None
    following = chr(ord(start[-1]) + 1)
    return start[:-1] + ("\ue000" if following == "\ud800" else following)


def _integer_ceiling(value: float | Decimal) -> int | None:
    if value > INT64_MAX:
        return None
    return max(INT64_MIN, math.ceil(value)) if value >= INT64_MIN else INT64_MIN


_LARGEST = math.nextafter(math.inf, 0)


def _float_ceiling(value: float | Decimal) -> float | None:
    if value > _LARGEST:
        return None
    if value < -_LARGEST:
        return -_LARGEST
    nearest = float(value)
    return nearest if nearest >= value else math.nextafter(nearest, math.inf)


# More digits than a decimal number of ours can have.
_DIGITS = 500
_BOUND = Decimal(f"1E+{_DIGITS}")
_ROUNDED_UP = Context(prec=4 * _DIGITS, rounding=ROUND_CEILING)


def _decimal_ceiling(value: Decimal) -> Decimal | None:
    if value > _BOUND:
        return None
    if value < -_BOUND:
        return -_BOUND
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -_DIGITS:
        return value
    return value.quantize(Decimal(f"1E-{_DIGITS}"), context=_ROUNDED_UP)
