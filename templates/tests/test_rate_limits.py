"""Limits to how often clients may call, and the storages that count."""

import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from socket import socket
from time import monotonic, time

import pytest
from fastapi import APIRouter, Depends, FastAPI, Request
from httpx2 import ASGITransport, AsyncClient
from limits import RateLimitItemPerMinute, RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage
from limits.errors import StorageError

from runtime import rate_limit_storage, rate_limits
from runtime.error_handlers import add_error_handlers
from runtime.exceptions import ApiError
from runtime.rate_limit_storage import shared_rate_limiter
from runtime.rate_limits import RATE_LIMITED, RateLimit, RateLimiter, rate_limiter

pytestmark = pytest.mark.anyio

TWICE = RateLimitItemPerMinute(2)


class SlowDownError(ApiError):
    """Too fast."""

    status_code = 420
    detail = "Slow down"


async def key_of(request: Request) -> object:
    return request.headers.get("X-Key")


router = APIRouter()


@router.get(
    "/plain",
    dependencies=[Depends(RateLimit("plain", TWICE))],
    responses=RATE_LIMITED,
)
async def plain() -> None: ...


@router.post("/other", dependencies=[Depends(RateLimit("other", TWICE))])
async def other(body: dict[str, int]) -> dict[str, int]:
    return body


@router.get(
    "/own", dependencies=[Depends(RateLimit("own", TWICE, error=SlowDownError))]
)
async def own() -> None: ...


@router.get("/keyed", dependencies=[Depends(RateLimit("keyed", TWICE, key=key_of))])
async def keyed() -> None: ...


@router.get("/free")
async def free() -> None: ...


def create_app() -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with rate_limiter(app):
            yield

    app = FastAPI(lifespan=lifespan)
    add_error_handlers(app)
    app.include_router(router, prefix="/v1")
    return app


@asynccontextmanager
async def connected(
    app: FastAPI, address: str = "192.0.2.1"
) -> AsyncGenerator[AsyncClient]:
    transport = ASGITransport(app=app, client=(address, 1))
    async with AsyncClient(transport=transport, base_url="http://test/v1") as client:
        yield client


@pytest.fixture
async def app() -> AsyncGenerator[FastAPI]:
    app = create_app()
    async with app.router.lifespan_context(app):
        yield app


async def statuses(app: FastAPI, path: str, *addresses: str) -> list[int]:
    answers = []
    for address in addresses:
        async with connected(app, address) as client:
            answers.append((await client.get(path)).status_code)
    return answers


async def test_one_request_too_many(app: FastAPI) -> None:
    async with connected(app) as client:
        answers = [await client.get("/plain") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert answers[2].json() == {"detail": "Too many requests"}
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 60
    assert "Retry-After" not in answers[1].headers


async def test_limits_are_counted_apart(app: FastAPI) -> None:
    async with connected(app) as client:
        assert [(await client.get("/plain")).status_code for _ in range(3)][-1] == 429
        assert (await client.post("/other", json={"a": 1})).status_code == 200
        assert (await client.get("/free")).status_code == 200


async def test_requests_that_are_not_valid_count(app: FastAPI) -> None:
    async with connected(app) as client:
        answers = [await client.post("/other", json=[]) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [422, 422, 429]


async def test_an_error_of_its_own(app: FastAPI) -> None:
    async with connected(app) as client:
        answer = [await client.get("/own") for _ in range(3)][-1]
    assert (answer.status_code, answer.json()) == (420, {"detail": "Slow down"})
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


@pytest.mark.parametrize(
    ("addresses", "last"),
    [
        (("192.0.2.1", "192.0.2.1", "192.0.2.1"), 429),
        (("192.0.2.1", "192.0.2.1", "192.0.2.2"), 200),
        (("2001:db8::1", "2001:db8::2", "2001:db8:0:0:ffff::"), 429),
        (("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"), 200),
        (("::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1"), 429),
        (("::ffff:192.0.2.1", "::ffff:192.0.2.1", "192.0.2.2"), 200),
        (("a.host", "a.host", "a.host"), 429),
    ],
)
async def test_clients(app: FastAPI, addresses: tuple[str, ...], last: int) -> None:
    assert await statuses(app, "/plain", *addresses) == [200, 200, last]


async def test_clients_without_an_address_are_one(app: FastAPI) -> None:
    async def nameless(scope: object, receive: object, send: object) -> None:
        assert isinstance(scope, dict)
        await app({**scope, "client": None}, receive, send)  # type: ignore[arg-type]

    transport = ASGITransport(app=nameless)
    async with AsyncClient(transport=transport, base_url="http://test/v1") as client:
        answers = [(await client.get("/plain")).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


async def test_keys_in_place_of_addresses(app: FastAPI) -> None:
    async def status(address: str, key: str | None = None) -> int:
        headers = {} if key is None else {"X-Key": key}
        async with connected(app, address) as client:
            return (await client.get("/keyed", headers=headers)).status_code

    wide = "x" * 5000
    assert [await status("192.0.2.1", wide) for _ in range(2)] == [200, 200]
    assert await status("192.0.2.2", wide) == 429
    assert await status("192.0.2.2", "b/2") == 200
    # Without a key the address counts, and no key looks like one.
    assert [await status("192.0.2.3") for _ in range(3)] == [200, 200, 429]
    assert await status("192.0.2.4", "192.0.2.3") == 200


async def test_a_new_window(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    limiter = RateLimiter()
    rate = RateLimitItemPerSecond(2, 10)
    now = time()
    monkeypatch.setattr("time.time", lambda: now)
    assert [await limiter.retry_after(rate, "x", "a") for _ in range(3)] == [
        None,
        None,
        10,
    ]
    now += 9.5
    assert await limiter.retry_after(rate, "x", "a") == 1
    assert await limiter.retry_after(rate, "x", "b") is None
    now += 0.5
    assert await limiter.retry_after(rate, "x", "a") is None
    assert not caplog.records


async def test_costs() -> None:
    limiter = RateLimiter()
    assert await limiter.retry_after(TWICE, "x", "a", cost=2) is None
    assert await limiter.retry_after(TWICE, "x", "a") is not None
    assert await limiter.retry_after(TWICE, "y", "a") is None


async def test_a_switch(app: FastAPI) -> None:
    app.state.rate_limiter.enabled = False
    assert await statuses(app, "/plain", *["192.0.2.1"] * 3) == [200] * 3
    app.state.rate_limiter.enabled = True
    assert await statuses(app, "/plain", *["192.0.2.1"] * 3) == [200, 200, 429]


async def test_every_start_counts_anew() -> None:
    first, second = create_app(), create_app()
    for app in (first, second, first):
        async with app.router.lifespan_context(app):
            assert await statuses(app, "/plain", *["192.0.2.1"] * 3) == [200, 200, 429]


class FailingStorage(MemoryStorage):
    """Does not answer."""

    calls = 0

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        self.calls += 1
        raise StorageError(ConnectionError(f"{key} {expiry} {amount}"))


async def test_a_storage_that_fails_limits_nothing(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = monotonic()
    monkeypatch.setattr(rate_limits, "monotonic", lambda: now)
    storage = FailingStorage()
    app.state.rate_limiter = RateLimiter(storage)
    assert await statuses(app, "/plain", *["192.0.2.1"] * 4) == [200] * 4
    # It is asked again after a pause, with a line in the log each time.
    assert storage.calls == 1
    now += rate_limits.PAUSE
    assert await statuses(app, "/plain", "192.0.2.1") == [200]
    assert storage.calls == 2
    assert [(record.levelno, record.message) for record in caplog.records] == [
        (logging.ERROR, "Nothing is limited for 5.0 seconds")
    ] * 2


async def test_no_server(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        uri = f"redis://user:hunter2@127.0.0.1:{taken.getsockname()[1]}/0"
        async with shared_rate_limiter(app, uri, "test"):
            assert await statuses(app, "/plain", *["192.0.2.1"] * 3) == [200] * 3
    assert len(caplog.records) == 1
    assert "hunter2" not in caplog.text


async def test_a_server_that_does_not_answer(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(rate_limit_storage, "TIME_LIMIT", 0.2)
    with socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        uri = f"redis://127.0.0.1:{silent.getsockname()[1]}"
        async with shared_rate_limiter(app, uri, "test"):
            began = monotonic()
            assert await statuses(app, "/plain", *["192.0.2.1"] * 9) == [200] * 9
            assert 0.2 <= monotonic() - began < 1.0
    assert len(caplog.records) == 1


async def test_memory_in_place_of_a_server(app: FastAPI) -> None:
    async with shared_rate_limiter(app, "memory://", "test"):
        assert await statuses(app, "/plain", *["192.0.2.1"] * 3) == [200, 200, 429]


async def test_a_storage_that_nobody_knows(app: FastAPI) -> None:
    with pytest.raises(ValueError, match="scheme"):
        async with shared_rate_limiter(app, "memcached://host", "test"):
            pass


async def test_documentation(app: FastAPI) -> None:
    answer = app.openapi()["paths"]["/v1/plain"]["get"]["responses"]["429"]
    assert answer["description"] == "Too many requests"
    assert list(answer["headers"]) == ["Retry-After"]
