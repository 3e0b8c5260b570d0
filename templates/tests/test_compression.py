"""Entity tags of compressed answers."""

import pytest
from fastapi import FastAPI, Response
from httpx2 import ASGITransport, AsyncClient
from starlette.middleware import Middleware

from runtime.compression import CompressionMiddleware
from runtime.conditional import ConditionalPlainTextResponse, entity_tag

pytestmark = pytest.mark.anyio

TAG = entity_tag(b"x" * 1000)


def create_client() -> AsyncClient:
    app = FastAPI(middleware=[Middleware(CompressionMiddleware, minimum_size=500)])

    @app.get("/text", response_class=ConditionalPlainTextResponse)
    async def text(size: int = 1000) -> str:
        return "x" * size

    @app.get("/weak")
    async def weak() -> Response:
        return Response("x" * 1000, headers={"ETag": 'W/"mine"'})

    @app.get("/plain")
    async def plain() -> Response:
        return Response("x" * 1000)

    return AsyncClient(transport=ASGITransport(app), base_url="http://test")


async def test_tags_of_compressed_answers_are_weak() -> None:
    async with create_client() as client:
        response = await client.get("/text")
        assert response.headers["Content-Encoding"] == "gzip"
        assert response.headers["ETag"] == f"W/{TAG}"
        assert response.headers["Vary"] == "Accept-Encoding"
        assert (await client.get("/weak")).headers["ETag"] == 'W/"mine"'
        assert "ETag" not in (await client.get("/plain")).headers


async def test_tags_of_other_answers_stay_strong() -> None:
    async with create_client() as client:
        response = await client.get("/text", headers={"Accept-Encoding": "identity"})
        assert response.headers["ETag"] == TAG
        response = await client.get("/text", params={"size": 10})
        assert "Content-Encoding" not in response.headers
        assert response.headers["ETag"] == entity_tag(b"x" * 10)


@pytest.mark.parametrize("tag", [TAG, f"W/{TAG}"])
async def test_clients_that_have_the_answer_get_none(tag: str) -> None:
    async with create_client() as client:
        response = await client.get("/text", headers={"If-None-Match": tag})
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["ETag"] == tag
        assert response.headers["Vary"] == "Accept-Encoding"
        assert "Content-Encoding" not in response.headers
