"""A MongoDB that cannot be reached, or goes away."""

import asyncio
import gc
import os
import signal
import socket
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from runtime.adapters.mongo import MongoRepository
from runtime.adapters.mongo_connection import client_of
from runtime.exceptions import UnavailableError

from .models import ADA, COLLECTIONS, User, create_users
from .things import STORED, Thing, database, documents, repository_of, require

pytestmark = pytest.mark.anyio

SERVER = "RESTGEN_TEST_FERRETDB"
WRITERS = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """A FerretDB that can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        """Choose a port."""
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"mongodb://127.0.0.1:{self._port}/faults"

    def start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603
            [
                os.environ[SERVER],
                "--handler=sqlite",
                f"--sqlite-url=file:{self._folder}/",
                f"--state-dir={self._folder}",
                f"--listen-addr=127.0.0.1:{self._port}",
                "--telemetry=disable",
                "--debug-addr=-",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = monotonic() + 10
        while monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
        pytest.fail("FerretDB does not listen")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def pause(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        os.waitpid(self._process.pid, os.WUNTRACED)

    def go_on(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)


@pytest.fixture(autouse=True)
def sockets() -> Iterator[None]:
    """Let go of sockets of the driver, which forgets one that is not connected yet."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Start a server of its own."""
    require(None if os.environ.get(SERVER) else f"{SERVER} names no program")
    server = Server(tmp_path)
    server.start()
    yield server
    server.kill()


class TestFaults:
    async def test_what_was_acknowledged_outlives_a_kill(self, server: Server) -> None:
        acknowledged: list[str] = []
        failures = 0
        stop = asyncio.Event()
        options: dict[str, Any] = {"connect_timeout": 1, "socket_timeout": 2}
        async with MongoRepository(COLLECTIONS, server.url, **options) as repository:

            async def write(number: int) -> None:
                nonlocal failures
                count = 0
                while not stop.is_set():
                    name = f"u{number}-{count}"
                    count += 1
                    try:
                        await create_users(repository, name)
                    except UnavailableError:
                        failures += 1
                        await asyncio.sleep(0.05)
                    else:
                        acknowledged.append(name)

            tasks = [asyncio.create_task(write(n)) for n in range(WRITERS)]
            await asyncio.sleep(1)
            server.kill()
            await asyncio.sleep(1.5)
            assert failures
            before = len(acknowledged)
            with pytest.raises(UnavailableError, match="does not answer"):
                await repository.health()
            server.start()
            await asyncio.sleep(3)
            stop.set()
            await asyncio.gather(*tasks)
            assert len(acknowledged) > before
            stored = {user.name for user in await repository.list(User)}
            assert stored >= set(acknowledged)
            await repository.health()

    async def test_requests_that_a_restart_ends_leave_later_ones_alone(
        self, server: Server
    ) -> None:
        async with MongoRepository(COLLECTIONS, server.url, pool_size=1) as repository:

            async def create(name: str) -> bool:
                try:
                    await create_users(repository, name)
                except UnavailableError:
                    return False
                return True

            def creating(name: str) -> asyncio.Future[list[bool]]:
                return asyncio.gather(*(create(f"{name}{n}") for n in range(WRITERS)))

            server.pause()
            ended = creating("ended")
            await asyncio.sleep(0.2)
            server.kill()
            await asyncio.sleep(0.2)
            waiting = creating("waiting")
            await asyncio.sleep(0.2)
            server.start()
            assert await ended == [False] * WRITERS
            assert await waiting == [True] * WRITERS

    async def test_a_server_that_hangs_is_not_waited_for(self, server: Server) -> None:
        options: dict[str, Any] = {"connect_timeout": 1, "socket_timeout": 0.5}
        async with MongoRepository(COLLECTIONS, server.url, **options) as repository:
            user = (await create_users(repository, "ada"))[0]
            server.pause()
            started = monotonic()
            for work in (
                repository.get(User, user.id),
                repository.list(User),
                repository.count(User),
                repository.create(User, ADA),
                repository.update(User, user.id, {"name": "x"}),
                repository.delete(User, user.id),
            ):
                with pytest.raises(UnavailableError):
                    await work
            assert monotonic() - started < 15
            server.go_on()
            for _ in range(50):
                with suppress(UnavailableError):
                    await repository.health()
                    break
                await asyncio.sleep(0.1)
            assert await repository.count(User) <= 2

    async def test_an_exhausted_pool_is_waited_for_and_then_given_up(
        self, server: Server
    ) -> None:
        options: dict[str, Any] = {"pool_size": 1, "pool_timeout": 0.3}
        async with MongoRepository(
            COLLECTIONS, server.url, socket_timeout=2, **options
        ) as repository:
            results = await asyncio.gather(*(repository.count(User) for _ in range(9)))
            assert results == [0] * 9
            server.pause()
            started = monotonic()
            found = await asyncio.gather(
                *(repository.count(User) for _ in range(9)), return_exceptions=True
            )
            assert {type(result) for result in found} == {UnavailableError}
            assert monotonic() - started < 10
            server.go_on()


class TestStart:
    @pytest.mark.parametrize(
        ("url", "repeats"),
        [
            ("mongodb://h/d", False),
            ("mongodb://u:p,x@h:1/d?maxPoolSize=2", False),
            ("mongodb://h/d?retryWrites=true", True),
            ("mongodb://h/d?replicaSet=r", True),
            ("mongodb://h,i/d", True),
        ],
    )
    async def test_writes_are_repeated_where_there_are_several_servers(
        self, url: str, *, repeats: bool
    ) -> None:
        async with client_of(url, "SHOP_URL", {}, 1) as client:
            assert client.options.retry_writes is repeats

    @pytest.mark.parametrize(
        ("url", "database", "reason"),
        [
            ("postgresql://u:secret@h/x", None, "SHOP_URL is no MongoDB URL, such as"),
            ("mongodb://u:secret@h:x/d", None, "SHOP_URL is no MongoDB URL that can"),
            ("mongodb://u:secret:x@h/d", None, "SHOP_URL is no MongoDB URL that can"),
            ("", None, "SHOP_URL is no MongoDB URL, such as"),
            ("mongodb://u:secret@h", None, "SHOP_URL names no database"),
            ("mongodb://u:secret@h", "a b", "SHOP_URL names a database that"),
            (
                "mongodb://u:secret@127.0.0.1:1/d",
                None,
                "SHOP_URL: MongoDB at 127.0.0.1:1 does not answer",
            ),
        ],
    )
    async def test_errors_name_the_setting_and_no_password(
        self, url: str, database: str | None, reason: str
    ) -> None:
        repository = MongoRepository(
            COLLECTIONS, url, setting="SHOP_URL", database=database, connect_timeout=0.3
        )
        with pytest.raises(UnavailableError) as caught:
            async with repository:
                pass
        assert reason in str(caught.value)
        assert "secret" not in str(caught.value)

    async def test_what_is_closed_does_not_answer(self) -> None:
        repository = MongoRepository(COLLECTIONS, "mongodb://127.0.0.1:1/d")
        with pytest.raises(UnavailableError, match="not open"):
            await repository.count(User)

    async def test_what_is_there_stays_when_it_opens_again(self) -> None:
        async with database() as name:
            for number in range(1, 3):
                async with repository_of(name) as things:
                    await things.create(Thing, {"name": str(number)})
                    assert await things.count(Thing) == number
                    assert await things.get(Thing, number) is not None

    async def test_values_that_are_not_unique_yet_stop_the_start(self) -> None:
        async with database() as name:
            async with documents(name, STORED) as stored:
                await stored.insert_many([{"name": "x"}, {"name": "x"}])
            with pytest.raises(UnavailableError, match=r"MongoDB at .* refuses"):
                async with repository_of(name):
                    pass
