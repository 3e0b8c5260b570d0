"""Problem details (RFC 9457) in OpenAPI."""

from typing import Any

from typing_extensions import override

from .error_format import ErrorResponse
from .responses import ErrorBody, OwnAnswers, ValidationErrorBody

SCHEMAS = {
    f"#/components/schemas/{model.__name__}"
    for model in (ErrorBody, ValidationErrorBody)
}


class ProblemAnswers(OwnAnswers):
    """An application whose errors have a media type of their own."""

    @override
    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        for operations in document.get("paths", {}).values():
            for operation in operations.values():
                for response in operation["responses"].values():
                    _rename(response.get("content", {}))
        return document


def _rename(content: dict[str, Any]) -> None:
    schema = content.get("application/json", {}).get("schema", {})
    if any(one.get("$ref") in SCHEMAS for one in (schema, *schema.get("anyOf", ()))):
        content[str(ErrorResponse.media_type)] = content.pop("application/json")
