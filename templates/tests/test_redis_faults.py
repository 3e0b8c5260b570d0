"""What becomes of callers when Redis goes away, and when it was never there."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import closing
from pathlib import Path
from shutil import which
from subprocess import DEVNULL, Popen
from time import monotonic
from typing import Any

import pytest
from redis.asyncio import Redis

from runtime.adapters.redis import RedisRepository
from runtime.exceptions import UnavailableError

from .adapters import required
from .models import ADA, COLLECTIONS, Member, User, create_users

pytestmark = pytest.mark.anyio


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class Server:
    """A server of its own, which can be killed."""

    def __init__(self, folder: Path) -> None:
        """Choose a port."""
        self.port = free_port()
        self.url = f"redis://:secret@127.0.0.1:{self.port}/0"
        self._folder = folder
        self._process: Popen[bytes] | None = None

    async def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        options += ["--appendonly", "no", "--requirepass", "secret"]
        assert which("redis-server"), "apt-get install -y redis-server"
        self._process = Popen(  # noqa: ASYNC220, S603
            ["redis-server", *options, "--dir", str(self._folder)],  # noqa: S607
            stdout=DEVNULL,
        )
        end = monotonic() + 10
        while True:
            try:
                async with RedisRepository((), self.url):
                    return
            except UnavailableError:
                assert monotonic() < end
                await asyncio.sleep(0.05)

    def opened(self, **options: Any) -> RedisRepository:
        return RedisRepository(COLLECTIONS, self.url, **options)

    def client(self) -> Redis:
        return Redis.from_url(self.url)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@pytest.fixture
async def server(tmp_path: Path) -> AsyncGenerator[Server]:
    """Start a server that other tests do not see."""
    required("redis")
    server = Server(tmp_path)
    try:
        await server.start()
        yield server
    finally:
        server.kill()


class TestAbsence:
    async def test_a_server_that_comes_back_is_found_again(
        self, server: Server
    ) -> None:
        async with server.opened() as repository:
            [ada] = await create_users(repository, "ada")
            server.kill()
            start = monotonic()
            for _ in range(2):
                results = await asyncio.gather(
                    repository.health(),
                    repository.get(User, ada.id),
                    repository.list(User),
                    repository.create(User, ADA),
                    repository.update(User, ada.id, {"name": "x"}),
                    repository.delete(User, ada.id),
                    repository.create(Member, {"team": "a"}),
                    return_exceptions=True,
                )
                assert {type(result) for result in results} == {UnavailableError}
            assert monotonic() - start < 3
            await server.start()
            await repository.health()
            # The server has lost its scripts, too.
            [ada] = await create_users(repository, "ada")
            assert await repository.list(User) == [ada]

    async def test_a_connection_that_the_server_closed_is_replaced(
        self, server: Server
    ) -> None:
        async with server.opened() as repository, server.client() as client:
            await create_users(repository, "ada")
            await client.client_kill_filter(_type="normal", skipme=True)
            await asyncio.sleep(0.05)
            await create_users(repository, "bob")
            assert await repository.count(User) == 2

    async def test_no_connection_is_waited_for_without_end(
        self, server: Server
    ) -> None:
        busy = server.opened(pool_size=1, pool_timeout=0.2)
        async with busy as repository, server.client() as client:
            await client.client_pause(1000)
            results = await asyncio.gather(
                *(repository.create(User, ADA) for _ in range(3)),
                return_exceptions=True,
            )
            kinds = sorted(type(result).__name__ for result in results)
            assert kinds == ["UnavailableError", "UnavailableError", "User"]

    async def test_a_server_that_is_silent_is_not_waited_for(
        self, server: Server
    ) -> None:
        slow = server.opened(answer_timeout=0.5)
        async with slow as repository, server.client() as client:
            await client.client_pause(1000)
            with pytest.raises(UnavailableError):
                await create_users(repository, "ada")
            await asyncio.sleep(1)
            await repository.health()

    @pytest.mark.parametrize(
        "url",
        [
            "http://user:secret@localhost:80",
            "redis://user:secret@localhost:port",
            "localhost",
            "",
            "redis://user:secret@127.0.0.1:1/0",
            "redis://user:secret@nowhere.invalid:6379/0",
            "unix:///nowhere/redis.sock?password=secret",
            "redis://127.0.0.1:1?password=secret&nonsense=1",
            "redis://:secret@127.0.0.1:1?max_connections=0",
        ],
    )
    async def test_the_setting_is_named_but_no_password(self, url: str) -> None:
        repository = RedisRepository(COLLECTIONS, url, setting="STORE_URL")
        with pytest.raises(UnavailableError, match="STORE_URL") as caught:
            async with repository:
                pytest.fail("there is no server")
        assert "secret" not in str(caught.value)

    async def test_the_place_is_named(self) -> None:
        repository = RedisRepository(COLLECTIONS, "redis://127.0.0.1:1")
        with pytest.raises(UnavailableError, match=r"DATABASE_URL.*127\.0\.0\.1:1"):
            async with repository:
                pytest.fail("there is no server")
