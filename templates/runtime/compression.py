"""Compressed answers, and what their entity tags say (RFC 9110, section 8.8.3)."""

from fastapi import status
from fastapi.middleware.gzip import GZipMiddleware
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Receive, Scope, Send
from typing_extensions import override


class CompressionMiddleware(GZipMiddleware):
    """Compresses answers, and makes their tags weak.

    A strong tag stands for the bytes of an answer, and compressed ones are others.
    """

    @override
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_tagged(message: Message) -> None:
            if message["type"] == "http.response.start":
                _weaken(scope, message)
            await send(message)

        await super().__call__(scope, receive, send_tagged)


def _weaken(scope: Scope, start: Message) -> None:
    headers = MutableHeaders(raw=start["headers"])
    tag = headers.get("etag", "")
    if not tag.startswith('"'):
        return
    weak = f"W/{tag}"
    if start["status"] == status.HTTP_304_NOT_MODIFIED:
        # A client updates what it has by the tag that it knows (RFC 9111, 4.3.4).
        headers.add_vary_header("Accept-Encoding")
        is_compressed = weak in Headers(scope=scope).get("if-none-match", "")
    else:
        is_compressed = headers.get("content-encoding") == "gzip"
    if is_compressed:
        headers["etag"] = weak
