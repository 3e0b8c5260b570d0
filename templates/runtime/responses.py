"""Bodies of errors, and their documentation in OpenAPI."""

from functools import reduce
from operator import or_
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from typing_extensions import override

from .error_format import ErrorFields

Responses = dict[int | str, dict[str, Any]]


class ErrorBody(ErrorFields):
    """Body of an error."""


class FieldError(BaseModel):
    """One reason why a request is not valid."""

    loc: list[str | int]
    msg: str
    type: str


class ValidationErrorBody(ErrorBody):
    """Body of an answer to a request that is not valid."""

    errors: list[FieldError]


def _documented(status: int, description: str, model: type[BaseModel]) -> Responses:
    return {status: {"model": model, "description": description}}


MALFORMED = _documented(400, "Malformed body", ErrorBody)
UNAUTHORIZED = _documented(401, "Not authenticated", ErrorBody)
FORBIDDEN = _documented(403, "Not enough permissions", ErrorBody)
NOT_FOUND = _documented(404, "Not found", ErrorBody)
CONFLICT = _documented(409, "Conflict with an existing record", ErrorBody)
INVALID = _documented(422, "Validation error", ValidationErrorBody)
UNAVAILABLE = _documented(503, "Service unavailable", ErrorBody)


def text_headers(*names: str) -> dict[str, Any]:
    """Document headers of an answer."""
    return {name: {"schema": {"type": "string"}} for name in names}


def documented(*parts: Responses) -> Responses:
    """Join the documentation of several errors; some may share a status."""
    joined: Responses = {}
    for part in parts:
        for status, response in part.items():
            if status not in joined:
                joined[status] = response
            elif response != joined[status]:
                joined[status] = _either(joined[status], response)
    return joined


def _either(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    descriptions = first["description"].split(" / ")
    if second["description"] not in descriptions:
        descriptions.append(second["description"])
    either: dict[str, Any] = {"description": " / ".join(descriptions)}
    models = [part["model"] for part in (first, second) if "model" in part]
    if models:
        either["model"] = reduce(or_, models)
    if len(models) < len((first, second)):
        either["content"] = first.get("content", {}) | second.get("content", {})
        return either
    examples = _examples(first) | _examples(second)
    if examples:
        either["content"] = {"application/json": {"examples": examples}}
    return either


def _examples(response: dict[str, Any]) -> dict[str, Any]:
    content = response.get("content", {}).get("application/json", {})
    if "example" in content:
        return {response["description"]: {"value": content["example"]}}
    examples: dict[str, Any] = content.get("examples", {})
    return examples


class OwnAnswers(FastAPI):
    """An application that documents its errors as they are sent.

    FastAPI documents 422 for every operation that does not, and gives the errors of
    pages and texts the media type of these.
    """

    @override
    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        for operations in document.get("paths", {}).values():
            for operation in operations.values():
                if _is_fastapis_own(operation["responses"].get("422", {})):
                    del operation["responses"]["422"]
                for response in operation["responses"].values():
                    _as_json(response.get("content", {}))
        return document


def _is_fastapis_own(response: dict[str, Any]) -> bool:
    content = response.get("content", {}).get("application/json", {})
    return bool(
        content.get("schema") == {"$ref": "#/components/schemas/HTTPValidationError"}
    )


def _as_json(content: dict[str, Any]) -> None:
    for media_type in ("text/html", "text/plain"):
        if content.get(media_type, {}).get("schema", {}).keys() & {"$ref", "anyOf"}:
            examples = content.get("application/json", {})
            content["application/json"] = content.pop(media_type) | examples
