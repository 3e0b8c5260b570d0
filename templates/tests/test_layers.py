"""Layers around one router: what passes them, and what does not."""

from collections.abc import AsyncGenerator

import pytest
from fastapi import APIRouter, FastAPI, HTTPException, Request, Response
from httpx2 import ASGITransport, AsyncClient
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from runtime.dispatch import CallNext, DispatchMiddleware
from runtime.error_handlers import add_error_handlers
from runtime.layers import LayeredRouter

pytestmark = pytest.mark.anyio


class Tag:
    def __init__(self, app: ASGIApp, value: str) -> None:
        """Mark what passes."""
        self.app = app
        self.value = value.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-layer", self.value)]
            await send(message)

        await self.app(scope, receive, tagged)


async def shield(request: Request, call_next: CallNext) -> Response:
    if "X-Refuse" in request.headers:
        raise HTTPException(409, "Refused")
    try:
        return await call_next(request)
    except ValueError:
        return Response("caught", 503)


def create_app() -> FastAPI:
    inside = APIRouter(prefix="/inside", tags=["inside"])
    outside = APIRouter(prefix="/inside")

    @inside.get("")
    async def root() -> str:
        return "root"

    @inside.get("/items/{number}")
    async def item(number: int) -> int:
        if number == 0:
            raise HTTPException(404)
        if number < 0:
            raise ValueError
        return number

    @outside.put("/items/{number}")
    async def write(number: int) -> int:
        return number

    @outside.get("/other")
    async def other() -> str:
        return "other"

    app = FastAPI()
    add_error_handlers(app)
    layers = [
        Middleware(Tag, value="outer"),
        Middleware(DispatchMiddleware, dispatch=shield),
        Middleware(Tag, value="inner"),
    ]
    app.include_router(LayeredRouter(inside, layers), prefix="/api")
    app.include_router(outside, prefix="/api")
    return app


@pytest.fixture
async def client() -> AsyncGenerator[AsyncClient]:
    transport = ASGITransport(create_app())
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.mark.parametrize(
    ("path", "status"),
    [("", 200), ("/items/1", 200), ("/items/x", 422), ("/items/0", 404)],
)
async def test_answers_and_errors_pass_the_layers(
    client: AsyncClient, path: str, status: int
) -> None:
    response = await client.get(f"/api/inside{path}")
    assert response.status_code == status
    assert response.headers.get_list("X-Layer") == ["inner", "outer"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PUT", "/items/1", 200),
        ("GET", "/other", 200),
        ("DELETE", "/items/1", 405),
        ("GET", "/nowhere", 404),
    ],
)
async def test_others_do_not(
    client: AsyncClient, method: str, path: str, status: int
) -> None:
    response = await client.request(method, f"/api/inside{path}")
    assert response.status_code == status
    assert "X-Layer" not in response.headers


async def test_layers_answer_in_place_of_routes(client: AsyncClient) -> None:
    response = await client.get("/api/inside", headers={"X-Refuse": "1"})
    assert (response.status_code, response.json()) == (409, {"detail": "Refused"})
    assert (await client.get("/api/inside/items/-1")).text == "caught"


async def test_all_methods_are_listed(client: AsyncClient) -> None:
    response = await client.delete("/api/inside/items/1")
    assert response.headers["Allow"] == "GET, PUT"


def test_operations_are_documented() -> None:
    paths = create_app().openapi()["paths"]
    assert list(paths) == [
        "/api/inside",
        "/api/inside/items/{number}",
        "/api/inside/other",
    ]
    assert paths["/api/inside"]["get"]["tags"] == ["inside"]
