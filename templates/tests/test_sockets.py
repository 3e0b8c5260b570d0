"""WebSockets end once, with the right code, whatever happens."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import WebSocket, WebSocketDisconnect, WebSocketException

from runtime.sockets import binaries, closing, json_values, texts

pytestmark = pytest.mark.anyio


def fail(error: Exception) -> None:
    raise error


class Connection:
    """A client that sends what it is given and goes away."""

    def __init__(self, *messages: dict[str, Any]) -> None:
        """Send the messages after the connection stands."""
        self.sent: list[dict[str, Any]] = []
        self.is_gone = False
        self._incoming: Iterator[dict[str, Any]] = iter(
            [
                {"type": "websocket.connect"},
                *({"type": "websocket.receive", **message} for message in messages),
                {"type": "websocket.disconnect", "code": 1001},
            ]
        )

    async def receive(self) -> dict[str, Any]:
        return next(self._incoming)

    async def send(self, message: Any) -> None:
        if self.is_gone:
            raise OSError
        self.sent.append(message)

    async def accepted(self) -> WebSocket:
        scope = {"type": "websocket", "path": "/ws\n", "headers": []}
        websocket = WebSocket(scope, self.receive, self.send)
        await websocket.accept()
        return websocket

    def close_codes(self) -> list[int]:
        """Return the codes of all closes."""
        return [one["code"] for one in self.sent if one["type"] == "websocket.close"]


async def test_texts_end_with_the_connection() -> None:
    connection = Connection({"text": "one"}, {"text": ""}, {"text": "three"})
    websocket = await connection.accepted()
    assert [text async for text in texts(websocket)] == ["one", "", "three"]
    assert connection.close_codes() == []
    assert [text async for text in texts(websocket)] == []


async def test_bytes_end_with_the_connection() -> None:
    connection = Connection({"bytes": b"\0\xff", "text": None}, {"bytes": b""})
    websocket = await connection.accepted()
    assert [data async for data in binaries(websocket)] == [b"\0\xff", b""]
    assert connection.close_codes() == []


async def test_json_of_every_kind() -> None:
    values = [{"a": [1, None]}, "text", 0, False, None, [], 1.5]
    connection = Connection(*({"text": json.dumps(value)} for value in values))
    websocket = await connection.accepted()
    assert [value async for value in json_values(websocket)] == values
    assert connection.close_codes() == []


@pytest.mark.parametrize(
    ("receive", "message", "code"),
    [
        (texts, {"bytes": b"bytes"}, 1003),
        (texts, {"bytes": b"", "text": None}, 1003),
        (json_values, {"bytes": b"{}"}, 1003),
        (binaries, {"text": "text"}, 1003),
        (binaries, {"text": "", "bytes": None}, 1003),
        (json_values, {"text": ""}, 1007),
        (json_values, {"text": "{"}, 1007),
        (json_values, {"text": "[1] 2"}, 1007),
        (json_values, {"text": "NaN"}, 1007),
        (json_values, {"text": '{"a": -Infinity}'}, 1007),
        (json_values, {"text": "1" * 5000}, 1007),
        (json_values, {"text": "[" * 200_000}, 1007),
    ],
)
async def test_other_messages_end_the_connection(
    receive: Callable[[WebSocket], Any], message: dict[str, Any], code: int
) -> None:
    connection = Connection(message, {"text": "1", "bytes": b"1"})
    websocket = await connection.accepted()
    assert [value async for value in receive(websocket)] == []
    assert connection.close_codes() == [code]


async def test_nothing_is_received_once_the_application_closed() -> None:
    connection = Connection({"text": "one"}, {"text": "two"})
    websocket = await connection.accepted()
    received = []
    async with closing(websocket):
        async for text in texts(websocket):
            received.append(text)
            await websocket.close(4000)
    assert received == ["one"]
    assert connection.close_codes() == [4000]


async def test_failures_are_logged_once_and_close(
    caplog: pytest.LogCaptureFixture,
) -> None:
    connection = Connection()
    async with closing(await connection.accepted()):
        fail(LookupError("a secret"))
    assert connection.sent[-1] == {
        "type": "websocket.close",
        "code": 1011,
        "reason": "",
    }
    (record,) = caplog.records
    assert record.getMessage() == r"WebSocket '/ws\n' failed"
    assert record.exc_info is not None
    assert record.exc_info[0] is LookupError


async def test_failures_after_the_end_are_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    connection = Connection()
    websocket = await connection.accepted()
    async with closing(websocket):
        await websocket.close(4000)
        fail(LookupError())
    assert connection.close_codes() == [4000]
    assert len(caplog.records) == 1


async def test_exceptions_choose_the_code(caplog: pytest.LogCaptureFixture) -> None:
    connection = Connection()
    async with closing(await connection.accepted()):
        fail(WebSocketException(4001, "Goodbye"))
    assert connection.sent[-1] == {
        "type": "websocket.close",
        "code": 4001,
        "reason": "Goodbye",
    }
    assert caplog.records == []


async def test_a_client_that_is_gone_is_no_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    connection = Connection()
    websocket = await connection.accepted()
    connection.is_gone = True
    async with closing(websocket):
        await websocket.send_text("are you there?")
    assert caplog.records == []
    assert connection.close_codes() == []


async def test_a_client_that_goes_while_it_is_listened_to_is_no_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    connection = Connection()
    websocket = await connection.accepted()
    async with closing(websocket):
        await websocket.receive_text()
    assert caplog.records == []
    assert connection.close_codes() == []


async def test_another_client_that_is_gone_is_a_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    connection = Connection()
    async with closing(await connection.accepted()):
        fail(WebSocketDisconnect(1006))
    assert connection.close_codes() == [1011]
    assert len(caplog.records) == 1


async def test_a_client_that_is_gone_hides_no_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    connection = Connection()
    websocket = await connection.accepted()
    connection.is_gone = True
    async with closing(websocket):
        fail(LookupError())
    assert len(caplog.records) == 1
