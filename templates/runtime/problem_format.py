"""How errors are written: as problem details (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel

# RFC 9110 renamed these; older Pythons do not know it.
RENAMED = {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    418: "I'm a Teapot",
    422: "Unprocessable Content",
}


class ErrorFields(BaseModel):
    """What every problem has."""

    type: str
    title: str
    status: int
    detail: str


def error_content(
    status_code: int, detail: Any, more: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what clients receive; a detail that is a mapping becomes members."""
    title = _title(status_code)
    members = detail if isinstance(detail, Mapping) else {"detail": str(detail)}
    general = {"type": "about:blank", "title": title, "detail": title}
    return {**general, **members, **more, "status": status_code}


def _title(status_code: int) -> str:
    try:
        return RENAMED.get(status_code) or HTTPStatus(status_code).phrase
    except ValueError:
        return "Error"


class ErrorResponse(JSONResponse):
    """The response to a request that failed."""

    media_type = "application/problem+json"
