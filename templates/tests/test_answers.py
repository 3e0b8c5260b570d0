"""Tests of answers that are texts, files, streams and events."""

import io
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from fastapi import BackgroundTasks, FastAPI, Response
from fastapi.responses import PlainTextResponse
from fastapi.sse import ServerSentEvent
from httpx2 import ASGITransport, AsyncClient
from httpx2 import Response as Answer
from pydantic import BaseModel
from starlette.background import BackgroundTask

from runtime import events
from runtime.answers import after_success, as_text
from runtime.events import event, event_stream
from runtime.files import file_response
from runtime.streams import stream

pytestmark = pytest.mark.anyio


class Note(BaseModel):
    """Some model."""

    text: str


async def answered(make: Callable[[], Any], **headers: str) -> Answer:
    """Send what a function makes."""
    app = FastAPI()

    @app.get("/", response_class=Response)
    async def endpoint() -> Any:
        return make()

    transport = ASGITransport(app)
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.get("/", headers=headers)


def test_texts() -> None:
    own = Response("own")
    answers: list[Any] = [as_text(value) for value in ("a", b"b", 1, None, own)]
    assert answers == ["a", "b", "1", "", own]


@pytest.mark.parametrize(
    ("source", "disposition"),
    [
        (__file__, 'attachment; filename="test_answers.py"'),
        (Path(__file__), 'attachment; filename="test_answers.py"'),
        ((__file__, "own.py"), 'attachment; filename="own.py"'),
        (b"bytes", "attachment"),
        (bytearray(b"bytes"), "attachment"),
        ((b"bytes", "a.txt"), 'attachment; filename="a.txt"'),
        (
            (b"bytes", 'ä"\r\nX: 1'),
            "attachment; filename*=utf-8''%C3%A4%22%0D%0AX%3A%201",
        ),
    ],
)
async def test_names_of_files(source: Any, disposition: str) -> None:
    response = await file_response(source)
    assert response.headers["Content-Disposition"] == disposition


async def test_file_objects() -> None:
    buffer = io.BytesIO(b"x" * 200_000)
    response = await file_response(buffer)
    assert response.headers["Content-Disposition"] == "attachment"
    assert len((await answered(lambda: response)).content) == 200_000
    assert buffer.closed


async def test_names_of_file_objects() -> None:
    class File(io.BytesIO):
        name = "/some/folder/report.txt"

    response = await file_response(File(b"report"))
    disposition = response.headers["Content-Disposition"]
    assert disposition == 'attachment; filename="report.txt"'
    assert (await answered(lambda: response)).text == "report"


async def test_responses_of_functions_stay() -> None:
    own = PlainTextResponse("own")
    assert await file_response(own) is own
    assert stream(own, media_type="text/csv", chunk_size=1) is own
    assert event_stream(own) is own


async def test_statuses() -> None:
    assert (await file_response(b"", status_code=201)).status_code == 201
    assert (await file_response(__file__, status_code=201)).status_code == 201
    made = stream(b"", media_type="text/csv", chunk_size=1, status_code=202)
    assert made.status_code == 202
    assert event_stream([], status_code=202).status_code == 202


async def test_no_file() -> None:
    with pytest.raises(TypeError, match="an instance of int"):
        await file_response(1)
    with pytest.raises(TypeError, match="an instance of int"):
        stream(1, media_type="text/csv", chunk_size=1)


async def asynchronous() -> AsyncIterator[str | bytes]:
    """Yield two parts."""
    yield "one,"
    yield b"two"


def synchronous() -> Iterator[str]:
    """Yield two parts."""
    yield "one,"
    yield "two"


SOURCES: list[Callable[[], Any]] = [
    asynchronous,
    synchronous,
    lambda: ["one,", b"two"],
    lambda: b"one,two",
    lambda: "one,two",
    lambda: memoryview(b"one,two"),
    lambda: io.BytesIO(b"one,two"),
    lambda: io.StringIO("one,two"),
]


@pytest.mark.parametrize("source", SOURCES)
async def test_streams(source: Callable[[], Any]) -> None:
    answer = await answered(
        lambda: stream(source(), media_type="text/csv", chunk_size=3)
    )
    assert answer.text == "one,two"
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"


async def test_sizes_of_chunks() -> None:
    file = io.BytesIO(b"x" * 10)
    response: Any = stream(file, media_type="text/csv", chunk_size=4)
    sizes = [len(chunk) async for chunk in response.body_iterator]
    assert sizes == [4, 4, 2]
    assert file.closed


@pytest.mark.parametrize(
    ("item", "written"),
    [
        ({"a": 1}, b'data: {"a":1}\n\n'),
        (Note(text="ü\n"), 'data: {"text":"ü\\n"}\n\n'.encode()),
        ("text", b'data: "text"\n\n'),
        ("two\nlines", b'data: "two\\nlines"\n\n'),
        (None, b"data: null\n\n"),
        ("data: written\n\n", b"data: written\n\n"),
        (b": comment\n\n", b": comment\n\n"),
        (ServerSentEvent(raw_data="a\nb"), b"data: a\ndata: b\n\n"),
        (ServerSentEvent(data=[1]), b"data: [1]\n\n"),
        (ServerSentEvent(comment="hi"), b": hi\n\n"),
        (
            ServerSentEvent(data=1, event="tick", id="7", retry=10),
            b"event: tick\ndata: 1\nid: 7\nretry: 10\n\n",
        ),
    ],
)
def test_events(item: Any, written: bytes) -> None:
    assert event(item) == written


async def numbers() -> AsyncIterator[int]:
    """Yield two items."""
    yield 1
    yield 2


@pytest.mark.parametrize("source", [numbers, lambda: iter([1, 2]), lambda: [1, 2]])
async def test_event_streams(source: Callable[[], Any]) -> None:
    answer = await answered(lambda: event_stream(source()))
    assert answer.text == "data: 1\n\ndata: 2\n\n"
    assert answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"


async def test_single_event() -> None:
    assert (await answered(lambda: event_stream({"a": 1}))).text == 'data: {"a":1}\n\n'
    assert (await answered(lambda: event_stream("a"))).text == 'data: "a"\n\n'


async def test_comments_between_events(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "PING_SECONDS", 0.05)

    async def slow() -> AsyncIterator[int]:
        await anyio.sleep(0.12)
        yield 1

    answer = await answered(lambda: event_stream(slow()))
    assert answer.text == ": ping\n\n: ping\n\ndata: 1\n\n"


async def test_failures_of_streams_are_not_wrapped() -> None:
    async def failing() -> AsyncIterator[int]:
        yield 1
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        await answered(lambda: event_stream(failing()))


@pytest.mark.parametrize(
    ("status", "done"), [(200, ["own", "given", "configured"]), (404, ["own", "given"])]
)
async def test_tasks_run_behind_that_of_a_response(
    status: int, done: list[str]
) -> None:
    app = FastAPI()
    calls: list[str] = []

    @app.get("/")
    async def answer(background_tasks: BackgroundTasks) -> Response:
        background_tasks.add_task(calls.append, "given")
        own = BackgroundTask(calls.append, "own")
        sent = PlainTextResponse("x", status, background=own)
        background_tasks.add_task(calls.append, "configured")
        return after_success(sent, background_tasks, 1)

    async with AsyncClient(
        transport=ASGITransport(app), base_url="http://test"
    ) as client:
        assert (await client.get("/")).status_code == status
    assert calls == done


def test_tasks_of_other_answers_stay_with_fastapi() -> None:
    tasks = BackgroundTasks()
    tasks.add_task(print)
    assert after_success({"a": 1}, tasks, 1) == {"a": 1}
    assert len(tasks.tasks) == 1
