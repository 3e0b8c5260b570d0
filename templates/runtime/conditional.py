"""Answers that clients have already are not sent again (RFC 9110, section 13)."""

import re
from collections.abc import Mapping
from hashlib import file_digest, sha256
from typing import TypeVar

from fastapi import Response, status
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
)
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

AnswerT = TypeVar("AnswerT")

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')

# What describes a body that is not sent.
_OF_BODY = {b"content-length", b"content-type", b"content-range", b"content-encoding"}


def entity_tag(body: bytes | memoryview) -> str:
    """Digest a body; every process makes the same strong tag of it."""
    return _quoted(sha256(body).hexdigest())


def _quoted(digest: str) -> str:
    return f'"{digest[:32]}"'


def _has(scope: Scope, tag: str) -> bool:
    """Tell whether the client has what the tag stands for."""
    lines = Headers(scope=scope).getlist("if-none-match")
    if any(line.strip() == "*" for line in lines):
        return True
    return any(tag.removeprefix("W/") in _TAG.findall(line) for line in lines)


async def _answer(
    response: Response, whole: ASGIApp, scope: Scope, receive: Receive, send: Send
) -> None:
    tag = response.headers.get("etag")
    is_success = (
        status.HTTP_200_OK <= response.status_code < status.HTTP_300_MULTIPLE_CHOICES
    )
    if tag is None or not is_success or not _has(scope, tag):
        await whole(scope, receive, send)
        return
    headers = [
        (name, value) for name, value in response.raw_headers if name not in _OF_BODY
    ]
    start = {"type": "http.response.start", "status": status.HTTP_304_NOT_MODIFIED}
    await send({**start, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
    if response.background is not None:
        await response.background()


class Conditional(Response):
    """A response with an entity tag of its body."""

    @override
    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:
        super().init_headers(headers)
        self.headers.setdefault("etag", entity_tag(self.body))

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await _answer(self, super().__call__, scope, receive, send)


class ConditionalJSONResponse(Conditional, JSONResponse):
    """JSON with an entity tag."""


class ConditionalHTMLResponse(Conditional, HTMLResponse):
    """A page with an entity tag."""


class ConditionalPlainTextResponse(Conditional, PlainTextResponse):
    """A text with an entity tag."""


class _Tagged(Response):
    """Another response, sent only to clients that do not have it."""

    def __init__(self, response: Response) -> None:
        self.response = response
        self.status_code = response.status_code
        self.background = response.background
        self.raw_headers = response.raw_headers

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.response.background = self.background
        await _answer(self, self.response, scope, receive, send)


async def conditional(answer: AnswerT) -> AnswerT | Response:
    """Give a response that a function made an entity tag; leave other answers alone."""
    if not isinstance(answer, Response) or isinstance(answer, Conditional):
        return answer
    if "etag" not in answer.headers:
        if isinstance(answer, FileResponse):
            answer.headers["etag"] = await run_in_threadpool(_file_tag, answer)
        elif isinstance(getattr(answer, "body", None), bytes):
            answer.headers["etag"] = entity_tag(answer.body)
        else:
            return answer
    return _Tagged(answer)


def _file_tag(response: FileResponse) -> str:
    with open(response.path, "rb") as file:
        return _quoted(file_digest(file, "sha256").hexdigest())
