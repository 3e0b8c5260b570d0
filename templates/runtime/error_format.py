"""How errors are written: ``{"detail": ...}``, as FastAPI does."""

from collections.abc import Mapping
from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel


class ErrorFields(BaseModel):
    """What every error has."""

    detail: str


def error_content(
    _status_code: int, detail: Any, more: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what clients receive."""
    return {"detail": detail, **more}


class ErrorResponse(JSONResponse):
    """The response to a request that failed."""
