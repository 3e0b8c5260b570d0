"""Errors that repositories and handlers raise."""

from collections.abc import Mapping
from inspect import cleandoc
from types import MappingProxyType
from typing import Any

from fastapi import HTTPException
from pydantic import BaseModel, ValidationError

from .error_format import error_content
from .responses import ErrorBody, FieldError, Responses


class RepositoryError(Exception):
    """Base class of the storage errors that callers may handle."""


class DuplicateRecordError(RepositoryError):
    """The change would store a second record with values that are unique."""

    def __init__(self, model: str, fields: tuple[str, ...]) -> None:
        """Name the model, and the attributes whose values exist already."""
        super().__init__(f"{model} with this {' and '.join(fields)} already exists")
        self.model = model
        self.fields = fields


class InvalidRecordError(RepositoryError):
    """The record would break a rule of its own model."""

    def __init__(self, model: type[BaseModel], error: ValidationError) -> None:
        """Keep where and why, but nothing of the input."""
        super().__init__(f"{model.__name__} is not valid")
        self.model = model.__name__
        self.errors = tuple(
            FieldError(
                loc=_wire_location(model, details["loc"]),
                msg=details["msg"],
                type=details["type"],
            )
            for details in error.errors(
                include_url=False, include_context=False, include_input=False
            )
        )


class MissingReferenceError(InvalidRecordError):
    """The record would refer to one that does not exist."""

    def __init__(self, model: type[BaseModel], attribute: str, target: str) -> None:
        """Name the attribute, and the model of the record that is missing."""
        RepositoryError.__init__(self, f"{model.__name__} refers to no {target}")
        self.model = model.__name__
        self.attribute = attribute
        self.errors = (
            FieldError(
                loc=_wire_location(model, (attribute,)),
                msg=f"There is no {target} with this key",
                type="missing_reference",
            ),
        )


class ReferencedRecordError(RepositoryError):
    """The record cannot be deleted while others refer to it."""

    def __init__(self, model: str, by: str) -> None:
        """Name the models of the record and of those that refer to it."""
        super().__init__(f"{model} is referred to by {by}")
        self.model = model
        self.by = by


def _wire_location(
    model: type[BaseModel], location: tuple[int | str, ...]
) -> list[int | str]:
    """Name the field as clients do; records are validated by attribute name."""
    match location:
        case (str(name), *rest) if name in model.model_fields:
            return [model.model_fields[name].alias or name, *rest]
        case _:
            return list(location)


class UnavailableError(RepositoryError):
    """The store does not answer."""


class ApiError(HTTPException):
    """An error that the API declares; subclasses say what clients receive."""

    status_code = 500
    detail = "Internal server error"
    extra: Mapping[str, Any] = MappingProxyType({})
    headers: Mapping[str, str] | None = None

    def __init__(
        self, detail: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        """Replace the message, or add headers to the declared ones."""
        super().__init__(
            self.status_code,
            self.detail if detail is None else detail,
            {**(self.headers or {}), **(headers or {})} or None,
        )

    def body(self) -> dict[str, Any]:
        """Return what clients receive."""
        return error_content(self.status_code, self.detail, self.extra)

    @classmethod
    def responses(cls) -> Responses:
        """Document the error, for ``responses=`` of a route."""
        return {
            cls.status_code: {
                "model": ErrorBody,
                "description": cleandoc(cls.__doc__ or cls.detail),
                "content": {"application/json": {"example": cls().body()}},
            }
        }
