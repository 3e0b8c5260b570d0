"""Bodies of errors, and their documentation in OpenAPI."""

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from typing_extensions import override

Responses = dict[int | str, dict[str, Any]]


class ErrorBody(BaseModel):
    """Body of an error."""

    detail: str


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
NOT_FOUND = _documented(404, "Not found", ErrorBody)
CONFLICT = _documented(409, "Conflict with an existing record", ErrorBody)
INVALID = _documented(422, "Validation error", ValidationErrorBody)


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
    either: dict[str, Any] = {
        "model": first["model"] | second["model"],
        "description": " / ".join(descriptions),
    }
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
    """An application that answers some invalid requests with another status than 422.

    FastAPI documents 422 for every operation that does not.
    """

    @override
    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        for operations in document.get("paths", {}).values():
            for operation in operations.values():
                if _is_fastapis_own(operation["responses"].get("422", {})):
                    del operation["responses"]["422"]
        return document


def _is_fastapis_own(response: dict[str, Any]) -> bool:
    content = response.get("content", {}).get("application/json", {})
    return bool(
        content.get("schema") == {"$ref": "#/components/schemas/HTTPValidationError"}
    )
