"""Values as they are in documents: each has a type of BSON, nested ones too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from urllib.parse import unquote
from uuid import UUID

from pydantic import MISSING, BaseModel, EmailStr, TypeAdapter
from pydantic.fields import FieldInfo

from .sortable import moment_text, time_text
from .stored import constructed

_ESCAPES = str.maketrans({"%": "%25", ".": "%2E", "$": "%24"})
_EMPTY_KEY = "%"


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Codec:
    """How values of one type are kept.

    - ``number``: the type to convert numbers to that are compared with it,
    - ``textual``: a value may be a text, parts of which are looked for,
    - ``ordered``: values are less or greater than others,
    - ``ranked``: values are compared by the sortable text beside them,
    - ``nullable``: null is a value.
    """

    encode: Callable[[Any], Any] = _same
    decode: Callable[[Any], Any] = _same
    number: type[int] | type[float] | None = None
    textual: bool = False
    ordered: bool = True
    ranked: bool = False
    nullable: bool = False


_CODECS: dict[object, Codec] = {
    bool: Codec(),
    int: Codec(int, int, number=int),
    float: Codec(float, float, number=float),
    str: Codec(textual=True),
    EmailStr: Codec(textual=True),
    UUID: Codec(),
    bytes: Codec(bytes.hex, bytes.fromhex),
    datetime: Codec(moment_text, datetime.fromisoformat),
    date: Codec(date.isoformat, date.fromisoformat),
    time: Codec(time_text, time.fromisoformat),
    Decimal: Codec(str, Decimal, ranked=True),
}


def codec_of(annotation: Any) -> Codec:  # noqa: PLR0911
    """Choose how values of a type are kept."""
    if annotation is Any:
        return _ANYTHING
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return codec_of(parts[0])
    if origin in (Union, UnionType):
        return _union(parts)
    if origin is Literal:
        return Codec(textual=True)
    if origin is list:
        return _listed(codec_of(parts[0]))
    if origin is dict:
        return _mapped(parts[0], codec_of(parts[1]))
    if isinstance(annotation, type):
        if issubclass(annotation, Enum):
            return _chosen(annotation)
        if issubclass(annotation, BaseModel):
            return Codec(
                model_codec(annotation).encode,
                model_codec(annotation).decode,
                ranked=True,
            )
    return _CODECS.get(annotation) or _validated(annotation)


class ModelCodec:
    """The attributes of a model, by name."""

    def __init__(self, model: type[BaseModel]) -> None:
        """Remember the model; its attributes may be of the same type."""
        self._model = model
        self._codecs: dict[str, Codec] = {}

    @property
    def codecs(self) -> dict[str, Codec]:
        """How each attribute is kept."""
        if not self._codecs:
            fields = self._model.model_fields.items()
            self._codecs = {name: codec_of(field.annotation) for name, field in fields}
        return self._codecs

    def encode(self, record: BaseModel) -> dict[str, Any]:
        """Make a document of a part of a record."""
        values = record.__dict__
        return {
            name: None if values[name] is None else codec.encode(values[name])
            for name, codec in self.codecs.items()
            if values[name] is not MISSING
        }

    def decode(self, document: dict[str, Any]) -> BaseModel:
        """Make a part of a record, without validating it again."""
        values: dict[str, Any] = {}
        fields = self._model.model_fields
        for name, codec in self.codecs.items():
            if name in document:
                value = document[name]
                values[name] = None if value is None else codec.decode(value)
            else:
                values[name] = default_of(fields[name], values)
        return constructed(self._model, values)


@cache
def model_codec(model: type[BaseModel]) -> ModelCodec:
    """Return how a model is kept."""
    return ModelCodec(model)


def default_of(field: FieldInfo, values: dict[str, Any]) -> Any:
    """Return the value of an attribute that a document says nothing about."""
    if field.is_required():
        return None
    return field.get_default(call_default_factory=True, validated_data=values)


def _union(parts: tuple[Any, ...]) -> Codec:
    kinds = [kind for kind in parts if kind is not NoneType and kind is not MISSING]
    nullable = NoneType in parts
    codec = codec_of(kinds[0]) if len(kinds) == 1 else _validated(Union[tuple(kinds)])  # noqa: UP007
    return Codec(
        codec.encode,
        codec.decode,
        codec.number,
        codec.textual,
        codec.ordered,
        codec.ranked,
        codec.nullable or nullable,
    )


def _listed(item: Codec) -> Codec:
    def encode(values: list[Any]) -> list[Any]:
        return [None if value is None else item.encode(value) for value in values]

    def decode(values: list[Any]) -> list[Any]:
        return [None if value is None else item.decode(value) for value in values]

    return Codec(encode, decode, ranked=True)


def _mapped(key_kind: Any, item: Codec) -> Codec:
    to_text, from_text = _key_texts(key_kind)

    def encode(values: dict[Any, Any]) -> dict[str, Any]:
        return {
            _key(to_text(key)): None if value is None else item.encode(value)
            for key, value in values.items()
        }

    def decode(values: dict[str, Any]) -> dict[Any, Any]:
        return {
            from_text(_text(key)): None if value is None else item.decode(value)
            for key, value in values.items()
        }

    return Codec(encode, decode, ranked=True)


def _key_texts(kind: Any) -> tuple[Callable[[Any], str], Callable[[str], Any]]:
    """Choose how keys become texts, and keys again."""
    bare = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    if bare is str:
        return _same, _same
    if isinstance(bare, type) and issubclass(bare, Enum):
        members = {str(member.value): member for member in bare}
        return lambda member: str(member.value), members.__getitem__
    keys: TypeAdapter[Any] = TypeAdapter(bare)
    return lambda key: str(keys.dump_python(key, mode="json")), keys.validate_strings


def _key(text: str) -> str:
    """Write a key without the characters that mean something in paths."""
    return text.translate(_ESCAPES) or _EMPTY_KEY


def _text(key: str) -> str:
    return "" if key == _EMPTY_KEY else unquote(key)


def _chosen(kind: type[Enum]) -> Codec:
    def encode(member: Enum) -> Any:
        return member.value

    # Members that are no texts or numbers themselves have no order.
    ordered = issubclass(kind, str | int | float)
    return Codec(encode, kind, textual=issubclass(kind, str), ordered=ordered)


def _validated(annotation: Any) -> Codec:
    """Keep what has no form of its own as JSON, which tells its type when read."""
    adapter: TypeAdapter[Any] = TypeAdapter(annotation)

    def encode(value: object) -> Any:
        return _encoded(adapter.dump_python(value, mode="json", by_alias=True))

    def decode(value: object) -> Any:
        return adapter.validate_python(_decoded(value), by_alias=True)

    return Codec(encode, decode, textual=True, ranked=True)


def _encoded(value: object) -> object:
    match value:
        case dict():
            return {_key(key): _encoded(item) for key, item in value.items()}
        case list():
            return [_encoded(item) for item in value]
        case _:
            return value


def _decoded(value: object) -> object:
    match value:
        case dict():
            return {_text(key): _decoded(item) for key, item in value.items()}
        case list():
            return [_decoded(item) for item in value]
        case int() if not isinstance(value, bool):
            # The driver has a type of its own for 64 bits.
            return int(value)
        case _:
            return value


_ANYTHING = Codec(_encoded, _decoded, textual=True, ranked=True, nullable=True)
