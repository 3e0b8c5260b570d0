"""Uploads: how large files may be, and of which type.

What is too large is refused while it is read: the size that a client announces is
looked at first, and what arrives is counted whatever was announced.
"""

from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from types import NoneType
from typing import Any, get_args, get_type_hints

from fastapi import HTTPException, Request, Response, status
from fastapi.routing import APIRoute
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema
from starlette.datastructures import UploadFile
from starlette.types import Message, Receive
from typing_extensions import override

from .responses import ErrorBody, Responses

KIBIBYTE = 1024
MEBIBYTE = 1024 * KIBIBYTE

# Room for boundaries, headers and the other fields of a form.
_OVERHEAD = MEBIBYTE
# Starlette keeps each field of a form in memory, with up to a mebibyte.
_MAX_FIELDS = 100
_LONGEST_NAME = 255

TOO_LARGE: Responses = {
    413: {"model": ErrorBody, "description": "Content too large"},
}
UNSUPPORTED: Responses = {
    415: {"model": ErrorBody, "description": "Unsupported media type"},
}


def _content_too_large() -> HTTPException:
    return HTTPException(status.HTTP_413_CONTENT_TOO_LARGE, "Content too large")


@dataclass(frozen=True, slots=True)
class Upload:
    """What the files of a parameter may be: ``Annotated[UploadFile, Upload(...)]``.

    ``accept`` lists extensions and media types as HTML does; a file has to match one
    of them. Both are what the client says: the content is not looked at.
    """

    max_size: int
    max_count: int = 1
    accept: tuple[str, ...] = ()
    too_large: Callable[[], Exception] = _content_too_large

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Check files after FastAPI has found them."""
        is_optional = NoneType in get_args(source)

        def check(value: Any) -> Any:
            is_list = isinstance(value, list)
            files = [file for file in (value if is_list else [value]) if _is_sent(file)]
            for file in files:
                self._check(file)
            if not files and not is_optional:
                raise PydanticCustomError("missing", "Field required")
            return files or None if is_list else next(iter(files), None)

        return core_schema.no_info_after_validator_function(check, handler(source))

    def _check(self, file: UploadFile) -> None:
        if file.size is None or file.size > self.max_size:
            raise self.too_large()
        file.filename = _display_name(file.filename or "")
        if self.accept and not self._accepts(file.filename, file.content_type or ""):
            raise HTTPException(
                status.HTTP_415_UNSUPPORTED_MEDIA_TYPE, "Unsupported media type"
            )

    def _accepts(self, filename: str, content_type: str) -> bool:
        media_type = content_type.partition(";")[0].strip().lower()
        return any(
            filename.lower().endswith(pattern)
            if pattern.startswith(".")
            else fnmatchcase(media_type, pattern)
            for pattern in self.accept
        )


def _is_sent(file: UploadFile | None) -> bool:
    """Tell a file from the empty part that browsers send where none was chosen."""
    return file is not None and bool(file.filename or file.size)


def _display_name(filename: str) -> str:
    """Keep the last part of a client's file name, to show it and nothing else."""
    last = filename.replace("\\", "/").rpartition("/")[2]
    plain = "".join(character for character in last if character.isprintable())
    return plain.strip(" .")[-_LONGEST_NAME:] or "file"


class UploadRoute(APIRoute):
    """A route that stops reading when its files, taken together, are too large."""

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        uploads = list(_uploads(self.endpoint))
        if not uploads:
            return super().get_route_handler()
        files = sum(upload.max_count for upload in uploads)
        # One more than allowed, so that the answer can say of which there are too many.
        self.form_limits = {"max_files": files + 1, "max_fields": _MAX_FIELDS}
        limit = sum(upload.max_size * upload.max_count for upload in uploads)
        handle = super().get_route_handler()

        async def handle_limited(request: Request) -> Response:
            receive = _limited(request, limit + _OVERHEAD, uploads[0].too_large)
            return await handle(Request(request.scope, receive))

        return handle_limited


def _uploads(endpoint: Callable[..., Any]) -> Iterable[Upload]:
    for annotation in get_type_hints(endpoint, include_extras=True).values():
        for part in getattr(annotation, "__metadata__", ()):
            if isinstance(part, Upload):
                yield part


def _limited(
    request: Request, limit: int, too_large: Callable[[], Exception]
) -> Receive:
    announced = request.headers.get("content-length", "")
    length = int(announced[:20]) if announced.isdecimal() else 0
    received = 0

    async def receive() -> Message:
        nonlocal received
        if length <= limit:
            message = await request.receive()
            received += len(message.get("body", b""))
            if received <= limit:
                return message
        raise too_large()

    return receive
