"""Records as JSON, and back."""

from base64 import b64decode, b64encode
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import partial
from operator import attrgetter
from types import NoneType, UnionType
from typing import Annotated, Any, Generic, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel, EmailStr, TypeAdapter
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, SchemaSerializer, SchemaValidator, core_schema

from ..records import ModelT
from .stored import constructed

_SCHEMAS: dict[object, CoreSchema] = {
    Any: core_schema.any_schema(),
    bool: core_schema.bool_schema(),
    bytes: core_schema.no_info_plain_validator_function(
        b64decode,
        serialization=core_schema.plain_serializer_function_ser_schema(
            lambda value: b64encode(value).decode()
        ),
    ),
    date: core_schema.date_schema(),
    # The time zone is that of Python, not Pydantic's own.
    datetime: core_schema.no_info_plain_validator_function(datetime.fromisoformat),
    Decimal: core_schema.decimal_schema(),
    EmailStr: core_schema.str_schema(),
    float: core_schema.float_schema(),
    int: core_schema.int_schema(),
    NoneType: core_schema.none_schema(),
    str: core_schema.str_schema(),
    time: core_schema.no_info_plain_validator_function(time.fromisoformat),
    timedelta: core_schema.timedelta_schema(),
    UUID: core_schema.uuid_schema(),
}


class JsonCodec(Generic[ModelT]):
    """Writes every attribute by its own name, and reads it with its own type.

    What was stored was valid: no rule is checked again, and none can fail because it
    is younger than the record. Attributes that are younger have their default.
    """

    def __init__(self, model: type[ModelT]) -> None:
        """Derive what to write from the annotations."""
        models: dict[type[BaseModel], CoreSchema] = {}
        schema = _schema(model, models)
        definitions = list(models.values())
        one = core_schema.definitions_schema(schema, definitions)
        many = core_schema.definitions_schema(
            core_schema.list_schema(schema), definitions
        )
        self._writer = SchemaSerializer(one)
        self._reader = SchemaValidator(one)
        self._list_reader = SchemaValidator(many)

    def encode(self, record: ModelT) -> bytes:
        """Write a record."""
        return self._writer.to_json(record)

    def decode(self, raw: bytes) -> ModelT:
        """Read a record."""
        record: ModelT = self._reader.validate_json(raw)
        return record

    def decode_all(self, raw: bytes) -> list[ModelT]:
        """Read a list of records."""
        records: list[ModelT] = self._list_reader.validate_json(raw)
        return records


def _schema(  # noqa: PLR0911
    kind: Any, models: dict[type[BaseModel], CoreSchema]
) -> CoreSchema:
    """Describe a type without its constraints."""
    if kind in _SCHEMAS:
        return _SCHEMAS[kind]
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _schema(arguments[0], models)
    if origin in (Union, UnionType):
        choices = [item for item in arguments if item is not NoneType]
        schema = core_schema.union_schema([_schema(item, models) for item in choices])
        nullable = len(choices) < len(arguments)
        return core_schema.nullable_schema(schema) if nullable else schema
    if origin is list:
        return core_schema.list_schema(_schema(arguments[0], models))
    if origin is dict:
        keys, values = (_schema(argument, models) for argument in arguments)
        return core_schema.dict_schema(keys, values)
    if origin is Literal:
        return core_schema.literal_schema(list(arguments))
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _model(kind, models)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return core_schema.enum_schema(kind, list(kind))
    adapter = TypeAdapter(kind)
    return core_schema.no_info_plain_validator_function(adapter.validate_python)


def _model(
    model: type[BaseModel], models: dict[type[BaseModel], CoreSchema]
) -> CoreSchema:
    """Describe a model once; it may contain itself."""
    reference = f"{model.__module__}.{model.__qualname__}:{id(model)}"
    if model not in models:
        models[model] = core_schema.any_schema()  # until its parts are known
        parts = core_schema.typed_dict_schema(
            {
                name: core_schema.typed_dict_field(_field(field, models))
                for name, field in model.model_fields.items()
            }
        )
        models[model] = core_schema.no_info_after_validator_function(
            partial(constructed, model),
            parts,
            ref=reference,
            serialization=core_schema.plain_serializer_function_ser_schema(
                attrgetter("__dict__"), return_schema=parts
            ),
        )
    return core_schema.definition_reference_schema(reference)


def _field(field: FieldInfo, models: dict[type[BaseModel], CoreSchema]) -> CoreSchema:
    schema = _schema(field.annotation, models)
    if field.is_required():
        return schema
    if field.default_factory is None:
        return core_schema.with_default_schema(schema, default=field.default)
    return core_schema.with_default_schema(
        schema,
        default_factory=lambda: field.get_default(call_default_factory=True),
        default_factory_takes_data=False,
    )
