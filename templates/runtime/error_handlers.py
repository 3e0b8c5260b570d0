"""The handlers that turn errors into responses."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from fastapi import FastAPI, Request, Response, status
from fastapi.exceptions import RequestValidationError
from fastapi.utils import is_body_allowed_for_status_code
from starlette.exceptions import HTTPException

from .error_format import ErrorResponse, error_content
from .exceptions import (
    ApiError,
    DuplicateRecordError,
    InvalidRecordError,
    MissingReferenceError,
    ReferencedRecordError,
    UnavailableError,
)
from .methods import allowed_methods
from .responses import FieldError

EndpointT = TypeVar("EndpointT", bound=Callable[..., Any])

_invalid_as: WeakKeyDictionary[Callable[..., Any], type[ApiError]] = WeakKeyDictionary()


def invalid_as(error: type[ApiError]) -> Callable[[EndpointT], EndpointT]:
    """Let an endpoint answer requests that are not valid with an error of its own.

    Stands below the decorator of the route, next to the function.
    """

    def register(endpoint: EndpointT) -> EndpointT:
        _invalid_as[endpoint] = error
        return endpoint

    return register


def error_response(
    status_code: int,
    detail: Any,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> ErrorResponse:
    """Build the answer that every error has."""
    content = error_content(status_code, detail, more or {})
    return ErrorResponse(content, status_code, headers)


async def handle_http_exception(request: Request, exc: HTTPException) -> Response:
    """Answer as FastAPI does, but with every allowed method in a 405."""
    if exc.status_code == status.HTTP_405_METHOD_NOT_ALLOWED:
        methods = allowed_methods(request)
        if methods:
            exc.headers = {**(exc.headers or {}), "Allow": ", ".join(methods)}
    if not is_body_allowed_for_status_code(exc.status_code):
        return Response(status_code=exc.status_code, headers=exc.headers)
    return error_response(exc.status_code, exc.detail, exc.headers)


async def handle_api_error(_request: Request, exc: ApiError) -> ErrorResponse:
    """Answer with the body that the error declares."""
    return ErrorResponse(exc.body(), exc.status_code, exc.headers)


async def handle_invalid_request(
    request: Request, exc: RequestValidationError
) -> ErrorResponse:
    """Map a request that is not valid to 422, without an echo of it."""
    errors = [
        FieldError(loc=list(error["loc"]), msg=error["msg"], type=error["type"])
        for error in exc.errors()
    ]
    return _invalid(request, errors)


async def handle_invalid_record(
    request: Request, exc: InvalidRecordError
) -> ErrorResponse:
    """Map a record that its model refuses to the answer to an invalid request."""
    errors = [
        error.model_copy(update={"loc": _place(request, exc, error)})
        for error in exc.errors
    ]
    return _invalid(request, errors)


def _place(
    request: Request, exc: InvalidRecordError, error: FieldError
) -> list[str | int]:
    """Tell where a value comes from: a path can name what a record refers to."""
    if isinstance(exc, MissingReferenceError):
        for name in (exc.attribute, *error.loc):
            if name in request.path_params:
                return ["path", name]
    return ["body", *error.loc]


def _invalid(request: Request, errors: list[FieldError]) -> ErrorResponse:
    reasons = [
        {
            "loc": [_text(p) if isinstance(p, str) else p for p in error.loc],
            "msg": _text(error.msg),
            "type": error.type,
        }
        for error in errors
    ]
    endpoint = request.scope.get("endpoint")
    declared = _invalid_as.get(endpoint) if callable(endpoint) else None
    if declared is None:
        return error_response(
            status.HTTP_422_UNPROCESSABLE_CONTENT,
            "Validation error",
            more={"errors": reasons},
        )
    error = declared()
    more = {"errors": reasons, **error.extra}
    return error_response(error.status_code, error.detail, error.headers, more)


def _text(text: str) -> str:
    """Replace lone surrogates, which UTF-8 cannot express."""
    return text.encode(errors="replace").decode()


async def handle_duplicate(
    _request: Request, exc: DuplicateRecordError
) -> ErrorResponse:
    """Map values that exist already to 409."""
    return error_response(status.HTTP_409_CONFLICT, str(exc))


async def handle_referenced(
    _request: Request, exc: ReferencedRecordError
) -> ErrorResponse:
    """Map a deletion that other records forbid to 409."""
    return error_response(status.HTTP_409_CONFLICT, str(exc))


async def handle_unavailable(
    _request: Request, _exc: UnavailableError
) -> ErrorResponse:
    """Map a store that does not answer to 503."""
    return error_response(status.HTTP_503_SERVICE_UNAVAILABLE, "Service unavailable")


async def handle_unexpected(_request: Request, _exc: Exception) -> ErrorResponse:
    """Hide the reason of an unexpected failure; the server logs the traceback."""
    return error_response(
        status.HTTP_500_INTERNAL_SERVER_ERROR, "Internal server error"
    )


def add_error_handlers(app: FastAPI) -> None:
    """Register every handler on the application."""
    app.exception_handler(HTTPException)(handle_http_exception)
    app.exception_handler(ApiError)(handle_api_error)
    app.exception_handler(RequestValidationError)(handle_invalid_request)
    app.exception_handler(InvalidRecordError)(handle_invalid_record)
    app.exception_handler(DuplicateRecordError)(handle_duplicate)
    app.exception_handler(ReferencedRecordError)(handle_referenced)
    app.exception_handler(UnavailableError)(handle_unavailable)
    app.exception_handler(Exception)(handle_unexpected)
