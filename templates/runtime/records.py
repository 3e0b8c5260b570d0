"""How the records of a model are kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, cached_property
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Generic,
    Literal,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
)
from uuid import UUID

from pydantic import (
    MISSING,
    BaseModel,
    EmailStr,
    Field,
    TypeAdapter,
    ValidationError,
    create_model,
)
from pydantic.fields import FieldInfo

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

# All values of a record by attribute, which is what it is without its class.
Row: TypeAlias = dict[str, Any]

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

# The types of most values, which nobody can change; a look at the type is cheap.
IMMUTABLE = frozenset(
    {bool, bytes, date, datetime, Decimal, float, int, NoneType, str, time, UUID}
)
# Values of these types are valid as they are, in fields of the same type.
_VALID = frozenset({bool, bytes, date, UUID})
_EVERY = AllOf(())


@dataclass(frozen=True, slots=True)
class Order:
    """One level of an order; nulls come last in both directions."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """An attribute that holds the key of a record of another model, or null.

    ``on_delete`` is what becomes of the record when the other one is deleted: nothing,
    since that is refused (``restrict``), deletion (``cascade``), or null in the
    attribute (``set_null``).
    """

    attribute: str
    model: str
    on_delete: Literal["restrict", "cascade", "set_null"] = "restrict"


@dataclass(frozen=True)
class Collection(Generic[ModelT]):
    """The records of one model, and the rules that hold between them.

    Attributes are named as in Python, not as in JSON:

    - ``unique``: groups of attributes whose values together occur once, unless one of
      them is null,
    - ``order``: the order of lists, ascending; the key breaks ties,
    - ``autoincrement``: the attribute that the store numbers from 1,
    - ``touched``: the attributes set to the current time on every write,
    - ``version``: the attribute that counts the writes of a record, from 1,
    - ``references``: the attributes that hold keys of other records.
    """

    model: type[ModelT]
    key: str = "id"
    unique: tuple[tuple[str, ...], ...] = ()
    order: tuple[str, ...] = ()
    autoincrement: str | None = None
    touched: tuple[str, ...] = ()
    version: str | None = None
    references: tuple[Reference, ...] = ()

    def __post_init__(self) -> None:
        """Check that the model has every attribute that is named."""
        counted = tuple(filter(None, (self.autoincrement, self.version)))
        referring = tuple(reference.attribute for reference in self.references)
        groups = (*self.unique, self.order, self.touched, counted, referring)
        for name in (self.key, *(name for group in groups for name in group)):
            self._check(name)

    @cached_property
    def name(self) -> str:
        """The name of the model."""
        return self.model.__name__

    @cached_property
    def default_order(self) -> tuple[Order, ...]:
        """The order of lists for which nothing else is asked."""
        return tuple(Order(field) for field in (*self.order, self.key))

    def order_by(self, sort: str | Sequence[str] | None) -> tuple[Order, ...]:
        """Read an order such as ``-created_at,name``; the key breaks ties."""
        if not sort:
            return self.default_order
        names = sort.split(",") if isinstance(sort, str) else sort
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
        known: object = _typed(value, *self._kinds[self.key])
        return known

    def predicate(self, filters: Filters) -> AllOf:
        """Translate filters into what stores understand.

        Every value has the type of its attribute, none is null, and only conditions
        on texts are negated.
        """
        if not filters:
            return _EVERY
        return AllOf(tuple(self._normal(part) for part in parts_of(filters)))

    def created(self, data: Data, number: int | None = None) -> ModelT:
        """Make a record, or raise ``InvalidRecordError``.

        The number is for the attribute that the store numbers, if it was not given.
        """
        values = attributes(data)
        if self.autoincrement and values.get(self.autoincrement) is None:
            values[self.autoincrement] = number
        return self._record(values, 1)

    def changed(self, row: Row, data: Data) -> ModelT:
        """Make a record from the values of another one, or raise the same."""
        count = row[self.version] + 1 if self.version else None
        return self._record(row | attributes(data), count)

    def changes(self, data: Data) -> dict[str, Any]:
        """Return the given attributes of a record to change, with valid values.

        For stores that change a record in place: no other attribute is looked at.
        """
        values = attributes(data)
        if self.version:
            values.pop(self.version, None)
        if self.touched:
            values |= dict.fromkeys(self.touched, utc_now())
        given = {name: values[name] for name in self._fields if name in values}
        try:
            changed = self._partial.model_validate(given, by_alias=False, by_name=True)
            if getattr(changed, self.key) is None and self.key in given:
                raise self._without_key()
        except ValidationError as error:
            raise InvalidRecordError(self.model, error) from error
        return {name: changed.__dict__[name] for name in given}

    def _record(self, values: dict[str, Any], count: int | None) -> ModelT:
        if self.touched:
            values |= dict.fromkeys(self.touched, utc_now())
        if self.version:
            values[self.version] = count
        try:
            # What ``model_validate`` calls, which takes a fifth more.
            validate = self.model.__pydantic_validator__.validate_python
            record: ModelT = validate(values, by_alias=False, by_name=True)
            if getattr(record, self.key) is None:
                raise self._without_key()
        except ValidationError as error:
            raise InvalidRecordError(self.model, error) from error
        return record

    def _without_key(self) -> ValidationError:
        return ValidationError.from_exception_data(
            self.name, [{"type": "missing", "loc": (self.key,), "input": None}]
        )

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
            value = self._comparable(field, cast("Iterable[object]", value)) or None
        else:
            value = _typed(value, *self._kinds[field])
        if value is not None:
            return Condition(field, operator, value)
        return self._not_null(field) if operator in ("ne", "not_in") else NEVER

    def _not_null(self, field: str) -> Condition:
        return Condition(field, "is_null", value=False)

    def _is_text(self, field: str) -> bool:
        kind, _ = self._kinds[field]
        return kind is EmailStr or not isinstance(kind, type) or issubclass(kind, str)

    def _comparable(self, field: str, values: Iterable[object]) -> tuple[Any, ...]:
        """Return the values in the type of the field, without those that have none."""
        kind, adapter = self._kinds[field]
        typed = (_typed(value, kind, adapter) for value in values)
        return tuple(value for value in typed if value is not None)

    def _check(self, field: str) -> None:
        if field not in self._fields:
            message = f"{self.name} has no attribute {field!r}"
            raise ValueError(message)

    @cached_property
    def _partial(self) -> type[BaseModel]:
        """The model without a required attribute."""
        parts: dict[str, Any] = {
            name: (Annotated[field.annotation, *field.metadata, Field()], None)
            for name, field in self.model.model_fields.items()
        }
        return create_model(self.name, __base__=self.model, **parts)

    @cached_property
    def _fields(self) -> Mapping[str, FieldInfo]:
        # A look at ``model_fields`` takes as long as many at a dictionary.
        return self.model.model_fields

    @cached_property
    def _kinds(self) -> dict[str, tuple[object, TypeAdapter[Any]]]:
        kinds = {
            name: kind_of(field.annotation)
            for name, field in self.model.model_fields.items()
        }
        return {
            name: (kind, TypeAdapter(_COMPARABLE.get(kind, kind)))
            for name, kind in kinds.items()
        }


def _typed(value: object, kind: object, adapter: TypeAdapter[Any]) -> Any:
    """Return the value in the type of a field, or None where it has none."""
    if value is None or (type(value) is kind and kind in _VALID):
        return value
    if kind in _NUMBERS and isinstance(value, _NUMBERS):
        return value
    try:
        return adapter.validate_python(value)
    except ValidationError:
        return None


def kind_of(annotation: Any) -> Any:
    """Strip constraints and null."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return kind_of(get_args(annotation)[0])
    if origin in (Union, UnionType):
        kinds = [kind_of(kind) for kind in get_args(annotation) if kind is not NoneType]
        return Union[tuple(kinds)]  # noqa: UP007
    return annotation


def attributes(data: Data) -> dict[str, Any]:
    """Return the values that were given, detached from where they come from."""
    values = data if isinstance(data, Mapping) else _given(data)
    return {
        name: value if type(value) in IMMUTABLE else _detached(value)
        for name, value in values.items()
        if value is not MISSING
    }


def _given(model: BaseModel) -> Mapping[str, Any]:
    values = model.__dict__ if model.__pydantic_extra__ is None else dict(model)
    left_out = _omittable(type(model)) - model.__pydantic_fields_set__
    if not left_out:
        return values
    return {name: value for name, value in values.items() if name not in left_out}


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
