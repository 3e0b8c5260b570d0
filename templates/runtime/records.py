"""How the records of a model are kept."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from functools import cache, cached_property
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Generic,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
)

from pydantic import MISSING, BaseModel, EmailStr, TypeAdapter, ValidationError

from .clock import utc_now
from .exceptions import InvalidRecordError
from .predicates import (
    LISTED,
    NEVER,
    TEXTUAL,
    AllOf,
    AnyOf,
    Condition,
    Filters,
    Negation,
    Operator,
    Predicate,
    parts_of,
)
from .types import Binary, Omission, Time, Timestamp

ModelT = TypeVar("ModelT", bound=BaseModel)

# Values by attribute. What is not in it, ``MISSING``, or omittable and unset, was not
# given.
Data: TypeAlias = Mapping[str, Any] | BaseModel

_OPPOSITES: dict[Operator, Operator] = {
    "eq": "ne",
    "ne": "eq",
    "gt": "le",
    "le": "gt",
    "ge": "lt",
    "lt": "ge",
    "in": "not_in",
    "not_in": "in",
}

# Values to compare with need not meet the constraints of the field, only its type.
_COMPARABLE: dict[object, Any] = {
    bytes: Binary,
    datetime: Timestamp,
    time: Time,
    EmailStr: str,
}
_NUMBERS = (int, float, Decimal)


@dataclass(frozen=True, slots=True)
class Order:
    """One level of an order; nulls come last in both directions."""

    field: str
    descending: bool = False


@dataclass(frozen=True)
class Collection(Generic[ModelT]):
    """The records of one model, and the rules that hold between them.

    Attributes are named as in Python, not as in JSON:

    - ``unique``: groups of attributes whose values together occur once, unless one of
      them is null,
    - ``order``: the order of lists, ascending; the key breaks ties,
    - ``autoincrement``: the attribute that the store numbers from 1,
    - ``touched``: the attributes set to the current time on every write.
    """

    model: type[ModelT]
    key: str = "id"
    unique: tuple[tuple[str, ...], ...] = ()
    order: tuple[str, ...] = ()
    autoincrement: str | None = None
    touched: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check that the model has every attribute that is named."""
        counted = () if self.autoincrement is None else (self.autoincrement,)
        groups = (*self.unique, self.order, self.touched, counted, (self.key,))
        for name in (name for group in groups for name in group):
            self._check(name)

    @property
    def name(self) -> str:
        """The name of the model."""
        return self.model.__name__

    @cached_property
    def default_order(self) -> tuple[Order, ...]:
        """The order of lists for which nothing else is asked."""
        return tuple(Order(field) for field in (*self.order, self.key))

    def order_by(self, sort: str | Sequence[str] | None) -> tuple[Order, ...]:
        """Read an order such as ``-created_at,name``; the key breaks ties."""
        names = sort.split(",") if isinstance(sort, str) else sort or ()
        levels = [
            Order(name.removeprefix("-"), name.startswith("-"))
            for name in map(str.strip, names)
            if name
        ]
        for level in levels:
            self._check(level.field)
        return (*levels, Order(self.key)) if levels else self.default_order

    def key_from(self, value: object) -> object | None:
        """Return the value as keys are stored, or None where it cannot be a key."""
        values = self._comparable(self.key, [value])
        return values[0] if values else None

    def predicate(self, filters: Filters) -> AllOf:
        """Translate filters into what stores understand.

        Every value has the type of its attribute, none is null, and only conditions
        on texts are negated.
        """
        return AllOf(tuple(self._normal(part) for part in parts_of(filters)))

    def created(self, data: Data, number: int | None = None) -> ModelT:
        """Make a record, or raise ``InvalidRecordError``.

        The number is for the attribute that the store numbers, if it was not given.
        """
        values = attributes(data)
        if self.autoincrement and values.get(self.autoincrement) is None:
            values[self.autoincrement] = number
        return self._record(values)

    def changed(self, record: ModelT, data: Data) -> ModelT:
        """Make a record from another one, or raise ``InvalidRecordError``."""
        return self._record(dict(record) | attributes(data))

    def _record(self, values: dict[str, Any]) -> ModelT:
        if self.touched:
            values |= dict.fromkeys(self.touched, utc_now())
        try:
            record = self.model.model_validate(values, by_alias=False, by_name=True)
            if getattr(record, self.key) is None:
                raise ValidationError.from_exception_data(
                    self.name, [{"type": "missing", "loc": (self.key,), "input": None}]
                )
        except ValidationError as error:
            raise InvalidRecordError(self.model, error) from error
        return record

    def _normal(self, part: Predicate, *, negated: bool = False) -> Predicate:
        match part:
            case Negation():
                return self._normal(part.part, negated=not negated)
            case Condition():
                return self._condition(part, negated=negated)
            case AllOf() | AnyOf():
                parts = tuple(self._normal(p, negated=negated) for p in part.parts)
                every = isinstance(part, AllOf) != negated
                return AllOf(parts) if every else AnyOf(parts)

    def _condition(self, condition: Condition, *, negated: bool) -> Predicate:
        field, operator, value = condition.field, condition.operator, condition.value
        self._check(field)
        if operator == "is_null":
            return Condition(field, operator, bool(value) != negated)
        if value is None:
            return NEVER
        if operator in TEXTUAL:
            if isinstance(value, str) and self._is_text(field):
                return Negation(condition) if negated else condition
            return self._not_null(field) if negated else NEVER
        if negated:
            operator = _OPPOSITES[operator]
        if operator in LISTED:
            values = self._comparable(field, cast("Iterable[object]", value))
            compared = Condition(field, operator, values)
        else:
            values = self._comparable(field, [value])
            compared = Condition(field, operator, *values[:1] or (None,))
        if values:
            return compared
        return self._not_null(field) if operator in ("ne", "not_in") else NEVER

    def _not_null(self, field: str) -> Condition:
        return Condition(field, "is_null", value=False)

    def _is_text(self, field: str) -> bool:
        kind, _ = self._kinds[field]
        return kind is EmailStr or not isinstance(kind, type) or issubclass(kind, str)

    def _comparable(self, field: str, values: Iterable[object]) -> tuple[Any, ...]:
        """Return the values in the type of the field, without those that have none."""
        kind, adapter = self._kinds[field]
        comparable = []
        for value in values:
            if value is None:
                continue
            if kind in _NUMBERS and isinstance(value, _NUMBERS):
                comparable.append(value)
                continue
            with suppress(ValidationError):
                comparable.append(adapter.validate_python(value))
        return tuple(comparable)

    def _check(self, field: str) -> None:
        if field not in self.model.model_fields:
            message = f"{self.name} has no attribute {field!r}"
            raise ValueError(message)

    @cached_property
    def _kinds(self) -> dict[str, tuple[object, TypeAdapter[Any]]]:
        kinds = {
            name: _bare(field.annotation)
            for name, field in self.model.model_fields.items()
        }
        return {
            name: (kind, TypeAdapter(_COMPARABLE.get(kind, kind)))
            for name, kind in kinds.items()
        }


def _bare(annotation: Any) -> Any:
    """Strip constraints and null."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _bare(get_args(annotation)[0])
    if origin in (Union, UnionType):
        kinds = [_bare(kind) for kind in get_args(annotation) if kind is not NoneType]
        return Union[tuple(kinds)]  # noqa: UP007
    return annotation


def attributes(data: Data) -> dict[str, Any]:
    """Return the values that were given, detached from where they come from."""
    pairs = data.items() if isinstance(data, Mapping) else _given(data)
    return {name: _detached(value) for name, value in pairs if value is not MISSING}


def _given(model: BaseModel) -> Iterable[tuple[str, Any]]:
    left_out = _omittable(type(model)) - model.model_fields_set
    return (pair for pair in model if pair[0] not in left_out)


@cache
def _omittable(model: type[BaseModel]) -> frozenset[str]:
    """Return the attributes whose None may mean that they were left out."""
    return frozenset(
        name
        for name, field in model.model_fields.items()
        if any(isinstance(item, Omission) for item in field.metadata)
    )


def _detached(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return attributes(value)
    if isinstance(value, dict):
        return {key: _detached(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_detached(item) for item in value]
    return value
