"""Middleware functions see, change and replace answers, and hold nothing back."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextvars import ContextVar
from typing import Any

import pytest
from fastapi import BackgroundTasks, FastAPI, HTTPException, Request, Response
from fastapi.responses import PlainTextResponse, StreamingResponse
from httpx2 import ASGITransport, AsyncClient

from runtime.dispatch import CallNext, Dispatch, DispatchMiddleware

pytestmark = pytest.mark.anyio

user: ContextVar[str] = ContextVar("user", default="nobody")
events: list[str] = []


def create_app(dispatch: Dispatch) -> FastAPI:
    app = FastAPI()
    app.add_middleware(DispatchMiddleware, dispatch=dispatch)

    @app.get("/user")
    async def get_user(tasks: BackgroundTasks) -> str:
        tasks.add_task(events.append, "background")
        return user.get()

    @app.post("/echo")
    async def echo(request: Request) -> Response:
        return PlainTextResponse(await request.body())

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        async def parts() -> AsyncIterator[str]:
            try:
                for part in "abc":
                    yield part
                    await asyncio.sleep(0)
            finally:
                events.append("stream ended")

        return StreamingResponse(parts())

    @app.get("/broken")
    async def broken() -> None:
        raise ValueError

    @app.get("/broken-stream")
    async def broken_stream() -> StreamingResponse:
        async def parts() -> AsyncIterator[str]:
            yield "a"
            raise ValueError

        return StreamingResponse(parts())

    @app.get("/teapot")
    async def teapot() -> None:
        raise HTTPException(418)

    return app


@pytest.fixture(autouse=True)
def no_events() -> None:
    events.clear()


Connect = Callable[[Dispatch], AsyncClient]


@pytest.fixture
async def connect() -> AsyncGenerator[Connect]:
    clients: list[AsyncClient] = []

    def open_client(dispatch: Dispatch) -> AsyncClient:
        transport = ASGITransport(create_app(dispatch))
        clients.append(AsyncClient(transport=transport, base_url="http://test"))
        return clients[-1]

    yield open_client
    for client in clients:
        await client.aclose()


async def mark(request: Request, call_next: CallNext) -> Response:
    response = await call_next(request)
    response.headers["X-Seen"] = f"{request.url.path} {response.status_code}"
    response.set_cookie("seen", "yes")
    return response


async def test_headers_are_added_to_the_answer(connect: Connect) -> None:
    response = await connect(mark).get("/user")
    assert (response.status_code, response.json()) == (200, "nobody")
    assert response.headers["X-Seen"] == "/user 200"
    assert response.headers["Content-Length"] == "8"
    assert response.cookies["seen"] == "yes"
    assert events == ["background"]


async def test_errors_with_an_answer_are_answers(connect: Connect) -> None:
    response = await connect(mark).get("/teapot")
    assert response.status_code == 418
    assert response.headers["X-Seen"] == "/teapot 418"


async def test_the_application_sees_context_variables(connect: Connect) -> None:
    async def set_user(request: Request, call_next: CallNext) -> Response:
        user.set("ada")
        return await call_next(request)

    response = await connect(set_user).get("/user")
    assert response.json() == "ada"


async def test_a_body_that_was_read_is_read_again(connect: Connect) -> None:
    seen: list[bytes] = []

    async def look(request: Request, call_next: CallNext) -> Response:
        seen.append(await request.body())
        return await call_next(request)

    response = await connect(look).post("/echo", content=b"hello")
    assert (response.text, seen) == ("hello", [b"hello"])


async def test_an_answer_without_the_application(connect: Connect) -> None:
    async def refuse(*, request: Request, call_next: CallNext) -> Response:
        assert request.method == "GET"
        assert callable(call_next)
        return PlainTextResponse("closed", 503)

    response = await connect(refuse).get("/user")
    assert (response.status_code, response.text, events) == (503, "closed", [])


@pytest.mark.parametrize("path", ["/user", "/stream"])
async def test_an_answer_in_place_of_another(connect: Connect, path: str) -> None:
    async def replace(request: Request, call_next: CallNext) -> Response:
        await call_next(request)
        return PlainTextResponse("other")

    before = len(asyncio.all_tasks())
    response = await connect(replace).get(path)
    assert (response.status_code, response.text) == (200, "other")
    assert len(asyncio.all_tasks()) == before


async def body_of(response: Any) -> bytes:
    return b"".join([chunk async for chunk in response.body_iterator])


@pytest.mark.parametrize(("path", "text"), [("/user", '"nobody"'), ("/stream", "abc")])
async def test_the_body_can_be_read(connect: Connect, path: str, text: str) -> None:
    async def shout(request: Request, call_next: CallNext) -> Response:
        response = await call_next(request)
        return PlainTextResponse((await body_of(response)).upper())

    response = await connect(shout).get(path)
    assert response.text == text.upper()
    assert events == ["stream ended" if path == "/stream" else "background"]


async def test_the_body_can_be_replaced(connect: Connect) -> None:
    async def double(request: Request, call_next: CallNext) -> Response:
        response = await call_next(request)
        streamed: Any = response
        body = streamed.body_iterator

        async def doubled() -> AsyncIterator[bytes]:
            async for chunk in body:
                yield chunk * 2

        streamed.body_iterator = doubled()
        return response

    assert (await connect(double).get("/stream")).text == "aabbcc"


async def test_half_of_a_body_can_be_read(connect: Connect) -> None:
    async def first(request: Request, call_next: CallNext) -> Response:
        response: Any = await call_next(request)
        return PlainTextResponse(await anext(response.body_iterator))

    before = len(asyncio.all_tasks())
    assert (await connect(first).get("/stream")).text == "a"
    assert len(asyncio.all_tasks()) == before


async def test_what_the_application_raises_can_be_caught(connect: Connect) -> None:
    async def catch(request: Request, call_next: CallNext) -> Response:
        try:
            return await call_next(request)
        except ValueError:
            return PlainTextResponse("caught", 500)

    assert (await connect(catch).get("/broken")).text == "caught"


@pytest.mark.parametrize("path", ["/broken", "/broken-stream"])
async def test_what_nobody_catches_goes_on(connect: Connect, path: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        await connect(mark).get(path)


async def test_reading_a_body_that_breaks_raises(connect: Connect) -> None:
    async def read(request: Request, call_next: CallNext) -> Response:
        response = await call_next(request)
        return PlainTextResponse(await body_of(response))

    with pytest.raises(ValueError):  # noqa: PT011
        await connect(read).get("/broken-stream")


async def test_a_function_that_raises_stops_the_application(connect: Connect) -> None:
    async def fail(request: Request, call_next: CallNext) -> Response:
        await call_next(request)
        raise KeyError

    before = len(asyncio.all_tasks())
    with pytest.raises(KeyError):
        await connect(fail).get("/stream")
    assert len(asyncio.all_tasks()) == before


async def test_the_application_is_called_once(connect: Connect) -> None:
    async def twice(request: Request, call_next: CallNext) -> Response:
        await call_next(request)
        return await call_next(request)

    with pytest.raises(RuntimeError, match="once"):
        await connect(twice).get("/user")


async def test_other_connections_pass() -> None:
    passed: list[str] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        passed.append(scope["type"])

    async def nothing() -> Any:
        raise NotImplementedError

    def refuse(*, request: Request, call_next: CallNext) -> Awaitable[Response]:
        raise NotImplementedError

    middleware = DispatchMiddleware(app, dispatch=refuse)
    await middleware({"type": "websocket"}, nothing, lambda _: nothing())
    await middleware({"type": "lifespan"}, nothing, lambda _: nothing())
    assert passed == ["websocket", "lifespan"]


async def test_an_application_without_an_answer() -> None:
    async def app(_scope: Any, _receive: Any, _send: Any) -> None:
        pass

    async def nothing(*_: Any) -> Any:
        raise NotImplementedError

    middleware = DispatchMiddleware(app, dispatch=mark)
    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    with pytest.raises(RuntimeError, match="did not answer"):
        await middleware(scope, nothing, nothing)
