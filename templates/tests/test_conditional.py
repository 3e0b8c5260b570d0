"""Tests of answers that are not sent twice."""

import io
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from fastapi import BackgroundTasks, FastAPI, Response
from fastapi.responses import (
    FileResponse,
    HTMLResponse,
    PlainTextResponse,
    StreamingResponse,
)
from httpx2 import ASGITransport, AsyncClient

from runtime.conditional import (
    ConditionalHTMLResponse,
    ConditionalJSONResponse,
    conditional,
    entity_tag,
)

pytestmark = pytest.mark.anyio

app = FastAPI()
finished: list[str] = []


@app.get("/json", response_class=ConditionalJSONResponse)
async def json(response: Response, tasks: BackgroundTasks) -> dict[str, int]:
    """Answer with a body of FastAPI's."""
    response.headers["X-Kept"] = "1"
    tasks.add_task(finished.append, "json")
    return {"a": 1}


@app.get("/html", response_class=ConditionalHTMLResponse)
async def html() -> str:
    """Answer with a page."""
    return "<p>page</p>"


@app.get("/own/{kind}", response_class=ConditionalJSONResponse)
async def own(kind: str, tasks: BackgroundTasks) -> Any:
    """Answer with a response of the function's own."""
    tasks.add_task(finished.append, kind)
    answers: dict[str, Any] = {
        "text": lambda: PlainTextResponse("own", headers={"X-Own": "1"}),
        "tagged": lambda: PlainTextResponse("own", headers={"ETag": 'W/"mine"'}),
        "failed": lambda: HTMLResponse("no", status_code=503),
        "file": lambda: FileResponse(Path(__file__)),
        "stream": lambda: StreamingResponse(io.BytesIO(b"stream")),
        "json": lambda: {"own": 1},
        "done": lambda: ConditionalHTMLResponse("done"),
    }
    return await conditional(answers[kind]())


@pytest.fixture
async def client() -> AsyncIterator[AsyncClient]:
    """Open a client."""
    finished.clear()
    transport = ASGITransport(app)
    async with AsyncClient(transport=transport, base_url="http://test") as opened:
        yield opened


def test_tags_are_digests() -> None:
    digest = sha256(b"body").hexdigest()[:32]
    assert entity_tag(b"body") == f'"{digest}"'
    assert entity_tag(memoryview(b"body")) == entity_tag(b"body")


PATHS = ["/json", "/html", "/own/text", "/own/file", "/own/json", "/own/done"]


@pytest.mark.parametrize("path", PATHS)
async def test_tag_of_the_body(client: AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert response.status_code == 200
    assert response.headers.get_list("ETag") == [entity_tag(response.content)]


MATCHING = ["{}", "W/{}", '"x", {}', '"a,b",W/{}', "*", " * ", '"x",  {} , "y"']


@pytest.mark.parametrize("form", MATCHING)
@pytest.mark.parametrize("path", PATHS)
async def test_not_modified(client: AsyncClient, path: str, form: str) -> None:
    tag = (await client.get(path)).headers["ETag"]
    condition = {"If-None-Match": form.format(tag)}
    response = await client.get(path, headers=condition)
    assert response.status_code == 304
    assert response.content == b""
    assert response.headers["ETag"] == tag
    assert "Content-Type" not in response.headers
    assert "Content-Length" not in response.headers


@pytest.mark.parametrize("header", ['"x"', "", "x", '"*"', "W/", '"', '"x", W/"y"'])
@pytest.mark.parametrize("path", PATHS)
async def test_modified(client: AsyncClient, path: str, header: str) -> None:
    response = await client.get(path, headers={"If-None-Match": header})
    assert response.status_code == 200
    assert response.content != b""


async def test_other_headers_are_kept(client: AsyncClient) -> None:
    response = await client.get("/json", headers={"If-None-Match": "*"})
    assert response.headers["X-Kept"] == "1"
    response = await client.get("/own/text", headers={"If-None-Match": "*"})
    assert response.headers["X-Own"] == "1"


@pytest.mark.parametrize("path", ["/json", "/own/json", "/own/text", "/own/file"])
async def test_background_tasks_run(client: AsyncClient, path: str) -> None:
    for headers in [{}, {"If-None-Match": "*"}]:
        await client.get(path, headers=headers)
    assert finished == [path.rpartition("/")[2]] * 2


async def test_tag_of_the_function(client: AsyncClient) -> None:
    response = await client.get("/own/tagged")
    assert response.headers["ETag"] == 'W/"mine"'
    response = await client.get("/own/tagged", headers={"If-None-Match": '"mine"'})
    assert response.status_code == 304


async def test_failures_are_always_sent(client: AsyncClient) -> None:
    response = await client.get("/own/failed", headers={"If-None-Match": "*"})
    assert (response.status_code, response.text) == (503, "no")


async def test_streams_have_no_tag(client: AsyncClient) -> None:
    response = await client.get("/own/stream", headers={"If-None-Match": "*"})
    assert (response.status_code, response.text) == (200, "stream")
    assert "ETag" not in response.headers


async def test_parts_of_a_file(client: AsyncClient) -> None:
    tag = (await client.get("/own/file")).headers["ETag"]
    part = {"Range": "bytes=0-2", "If-Range": tag}
    response = await client.get("/own/file", headers=part)
    assert (response.status_code, response.text) == (206, '"""')
    assert response.headers["ETag"] == tag
