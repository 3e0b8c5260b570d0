"""Middleware around the routes of one router."""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.middleware import Middleware
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override


class LayeredRouter(APIRouter):
    """A router whose requests pass layers of its own; the first one is the outermost.

    Layers see what its routes answer, errors included. A request by a method that none
    of its routes has passes no layer.
    """

    def __init__(self, router: APIRouter, layers: Sequence[Middleware]) -> None:
        """Wrap a router."""
        super().__init__()
        self.include_router(router)
        self.stack: ASGIApp = super().handle
        for layer, args, options in reversed(layers):
            self.stack = layer(self.stack, *args, **options)

    @override
    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        match, _ = self.matches(scope)
        serve = self.stack if match is Match.FULL else super().handle
        await serve(scope, receive, send)
