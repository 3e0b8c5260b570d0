"""CPU per request of generated applications, beside others that do the same.

    python bench/runtime.py [--rounds 21] [--seconds 1] [--only NAME …]

Needs Linux, wrk, Deno, and a Python with what the generated projects require and
FastCRUD; PostgreSQL is one that Debian's packages installed, started for the purpose.
Comparisons with what is written by hand first prove that both applications answer
alike. Then both serve the same load in turns, and what counts is the processor time
that the server process took for each request: the median of the rounds, the median
ratio of a round with the range of the middle half, and the ratio of the best rounds,
which other load disturbs least.
"""

import argparse
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Self, TypeAlias

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
BOOKS = 1000
GENRES = ("fiction", "science", "other")
LIST = "/books"
FILTERED = "/books?genre=science&price__le=50&sort=-price,title"
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class App:
    """An application: a folder that holds its package, and what uvicorn imports."""

    name: str
    prepare: Callable[[Path], Path]
    target: str
    # What the drivers are called in its URLs of databases.
    drivers: tuple[str, str] = ("sqlite+aiosqlite", "postgresql+asyncpg")
    # What its paths are called, where they differ.
    paths: Mapping[str, str] = field(default_factory=dict)


def compiled(scratch: Path, *, database: str = "memory") -> Path:
    """Compile the quickstart into a folder of its own."""
    config, out = scratch / "api.yaml", scratch / "generated"
    text = (ROOT / "examples/quickstart/api.yaml").read_text()
    config.write_text(f"{text}\ndatabase: {{ type: {database} }}\n")
    command = ["deno", "run", "--allow-all", f"{ROOT}/cli.ts", "compile"]
    ended = subprocess.run(
        [*command, str(config), "--out", str(out)],
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode != 0:
        sys.exit(ended.stdout + ended.stderr)
    return scratch


# On PostgreSQL tables are left to migrations, which make the same ones.
CREATE_TABLES = """
import asyncio, os
from sqlalchemy.ext.asyncio import create_async_engine
from generated.tables import Base

async def main():
    url = os.environ["DATABASE_URL"].replace("postgresql:", "postgresql+asyncpg:")
    async with create_async_engine(url).begin() as connection:
        await connection.run_sync(Base.metadata.create_all)

asyncio.run(main())
"""


def beside(_scratch: Path) -> Path:
    """Take an application of this folder."""
    return BENCH


def generated(database: str) -> App:
    """Make an application of the quickstart with another database."""
    prepare = partial(compiled, database=database)
    return App("restgen", prepare, "generated.app:app", ("sqlite", "postgresql"))


BY_HAND = App("by hand", beside, "handwritten.app:app")
BY_HAND_SQL = App("by hand", beside, "handwritten_sql.app:app")
FASTCRUD = App(
    "FastCRUD",
    beside,
    "fastcrud_shop.app:app",
    paths={
        LIST: "/books?offset=0&limit=20",
        FILTERED: "/books?genre=science&price__lte=50&sort=-price,title&limit=20",
    },
)


@dataclass(frozen=True)
class Comparison:
    """Two applications, the store that they use, and whether they answer alike."""

    database: str
    other: App
    alike: bool = True


COMPARISONS = {
    "memory": Comparison("memory", BY_HAND),
    "sqlite": Comparison("sqlite", BY_HAND_SQL),
    "sqlite_fastcrud": Comparison("sqlite", FASTCRUD, alike=False),
    "postgres": Comparison("postgres", BY_HAND_SQL),
    "postgres_fastcrud": Comparison("postgres", FASTCRUD, alike=False),
}


class Postgres:
    """A PostgreSQL that runs as long as the block does."""

    def __init__(self) -> None:
        """Start it in a folder of its own."""
        packages = Path("/usr/lib/postgresql").glob("*/bin/initdb")
        newest = max(packages, key=lambda path: int(path.parts[-3]), default=None)
        if newest is None:
            sys.exit("there is no PostgreSQL in /usr/lib/postgresql")
        self._bin = newest.parent
        self._folder = Path(tempfile.mkdtemp(prefix="restgen_bench_"))
        # It refuses to run as root.
        self._user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self._user:
            shutil.chown(self._folder, "postgres")
        self._control("initdb", "--options=-U postgres -A trust -E UTF8 --no-sync")
        self.port = free_port()
        settings = f"-p {self.port} -c listen_addresses=127.0.0.1 -c fsync=off"
        options = f"--options={settings} -c unix_socket_directories="
        log = f"--log={self._folder}/log"
        self._control("start", "--wait", options, log)
        self._numbers = count()

    def __enter__(self) -> Self:
        """Return the server."""
        return self

    def __exit__(self, *_raised: object) -> None:
        """Stop the server, and remove what it stored."""
        self._control("stop", "--mode=immediate")
        shutil.rmtree(self._folder)

    def database(self) -> str:
        """Create a database, and return where it is."""
        name = f"bench_{next(self._numbers)}"
        place = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres"]
        subprocess.run([self._bin / "createdb", *place, name], check=True)
        return f"postgres@127.0.0.1:{self.port}/{name}"

    def _control(self, action: str, *options: str) -> None:
        program = [str(self._bin / "pg_ctl"), action, f"--pgdata={self._folder}/data"]
        command = [*self._user, *program, "--silent", *options]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


class Stores:
    """Empty databases, a new one for each server."""

    def __init__(self, kind: str, scratch: Path, open_blocks: ExitStack) -> None:
        """Start what has to run."""
        self.kind = kind
        self._scratch = scratch
        self._numbers = count()
        if kind == "postgres":
            self._postgres = open_blocks.enter_context(Postgres())

    def environment(self, app: App) -> dict[str, str]:
        """Return what an application needs to know."""
        sqlite, postgres = app.drivers
        if self.kind == "sqlite":
            file = self._scratch / f"{next(self._numbers)}.db"
            return {"DATABASE_URL": f"{sqlite}:///{file}"}
        if self.kind == "postgres":
            return {"DATABASE_URL": f"{postgres}://{self._postgres.database()}"}
        return {}


@dataclass(frozen=True)
class Load:
    """One kind of request, as a script for wrk; each round gets a number of its own."""

    name: str
    script: Callable[[App, list[str], int], str]


def reading(name: str, path: str) -> Load:
    """Make a load of one and the same GET request."""

    def script(app: App, _ids: list[str], _round: int) -> str:
        return f'wrk.path = "{app.paths.get(path, path)}"'

    return Load(name, script)


def _get(_app: App, ids: list[str], _round: int) -> str:
    return f'wrk.path = "/books/{ids[BOOKS // 2]}"'


def _post(_app: App, _ids: list[str], number: int) -> str:
    return f"""
local sent = {number} * 10000000
wrk.headers["Content-Type"] = "application/json"
function request()
  sent = sent + 1
  local book = '{{"title":"A new book","isbn":"%013d","genre":"science","price":"12.5"}}'
  return wrk.format("POST", "/books", nil, book:format(sent))
end"""


def _patch(_app: App, ids: list[str], _round: int) -> str:
    keys = ", ".join(f'"{key}"' for key in ids[:50])
    return f"""
local keys = {{{keys}}}
local sent = 0
wrk.headers["Content-Type"] = "application/json"
function request()
  sent = sent + 1
  local path = "/books/" .. keys[sent % 50 + 1]
  local changes = '{{"price":"%d.50","blurb":"Changed"}}'
  return wrk.format("PATCH", path, nil, changes:format(sent % 90))
end"""


LOADS = (
    Load("GET one", _get),
    reading("list 20 of 1,000", LIST),
    reading("list filtered, sorted", FILTERED),
    Load("POST", _post),
    Load("PATCH", _patch),
)


class Server:
    """A uvicorn that serves one application."""

    def __init__(self, app: App, folder: Path, environment: dict[str, str]) -> None:
        """Start it on a port that is free."""
        self.app = app
        self.port = free_port()
        command = [sys.executable, "-m", "uvicorn", app.target, "--port"]
        options = [str(self.port), "--log-level", "warning", "--no-access-log"]
        self.process = subprocess.Popen(
            [*command, *options], cwd=folder, env=os.environ | environment
        )

    def wait(self) -> None:
        """Wait until it answers."""
        for _ in range(200):
            if self.process.poll() is not None:
                sys.exit("uvicorn ended by itself")
            try:
                self.send("GET", "/books")
            except ConnectionRefusedError:
                time.sleep(0.1)
            else:
                return
        sys.exit("uvicorn does not answer")

    def send(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] = JSON
    ) -> tuple[int, dict[str, str], str]:
        """Send one request; bodies that are no text become JSON."""
        connection = HTTPConnection("127.0.0.1", self.port)
        text = body if isinstance(body, str | None) else json.dumps(body)
        connection.request(method, path, text, headers if text is not None else {})
        answer = connection.getresponse()
        content = answer.read().decode()
        connection.close()
        return answer.status, dict(answer.getheaders()), content

    def seconds(self) -> float:
        """Return the processor time that the process has taken."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text()
        user, system = stat.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


Served: TypeAlias = AbstractContextManager[Server]


@contextmanager
def served(app: App, folder: Path, stores: Stores) -> Generator[Server]:
    """Serve an application as long as the block runs."""
    environment = stores.environment(app)
    if app.name == "restgen" and stores.kind == "postgres":
        command = [sys.executable, "-c", CREATE_TABLES]
        subprocess.run(command, check=True, cwd=folder, env=os.environ | environment)
    server = Server(app, folder, environment)
    try:
        server.wait()
        yield server
    finally:
        server.process.terminate()
        server.process.wait()


def book(number: int) -> dict[str, str]:
    """Return the same book for the same number."""
    return {
        "title": f"Book {number * 7919 % BOOKS}",
        "isbn": f"{9 * 10**12 + number}",
        "genre": GENRES[number % 3],
        "price": f"{number * 31 % 9000 / 100 + 5:.2f}",
    }


def fill(server: Server) -> list[str]:
    """Store books, and return their keys."""
    answers = [server.send("POST", "/books", book(number)) for number in range(BOOKS)]
    return [json.loads(content)["id"] for _, _, content in answers]


NOWHERE = "00000000-0000-4000-8000-000000000000"


def exchanges(ids: list[str]) -> Iterator[tuple[Any, ...]]:
    """Yield requests on filled applications that meet every rule of the quickstart."""
    one = f"/books/{ids[7]}"
    for query in (
        "",
        "?skip=20",
        "?skip=5&limit=10",
        "?skip=990",
        "?skip=5000",
        "?limit=100",
        "?limit=0",
        "?limit=101",
        "?skip=-1",
        "?skip=x",
        "?genre=science",
        "?genre=cooking",
        "?title=bOOk+12",
        "?title=%C3%9C+%26",
        "?price__le=20.5&genre=other",
        "?price__le=cheap",
        "?sort=title",
        "?sort=-title&limit=3",
        "?sort=-price,title&genre=science&price__le=50",
        "?sort=created_at&title=99",
        "?sort=-created_at",
        "?sort=isbn",
        "?sort=",
        "?other=1&skip=40",
    ):
        yield "GET", f"/books{query}"
    yield "GET", one
    yield "GET", f"/books/{NOWHERE}"
    yield "GET", "/books/7"
    good = book(BOOKS)
    bodies: list[Any] = [
        {**good, "blurb": "Short & sweet"},
        good,
        {**good, "isbn": "1"},
        {**good, "isbn": 9999999999999},
        {**good, "isbn": "1111111111111", "genre": "cooking"},
        {**good, "isbn": "1111111111111", "title": ""},
        {**good, "isbn": "1111111111111", "title": "x" * 201},
        {**good, "isbn": "1111111111111", "title": "NUL\0"},
        {**good, "isbn": "1111111111111", "price": -1},
        {**good, "isbn": "1111111111111", "price": "dear"},
        {**good, "isbn": "1111111111111", "price": 7, "blurb": None},
        {"title": "No more", "isbn": "2222222222222", "price": 0.5},
        {},
        [],
        "{",
    ]
    for body in bodies:
        yield "POST", "/books", body
    changes: list[Any] = [
        {"title": "Another"},
        {"blurb": "Now with one"},
        {"blurb": None},
        {"genre": "fiction", "price": "0"},
        {"isbn": book(7)["isbn"]},
        {"isbn": book(8)["isbn"]},
        {"isbn": "3333333333333"},
        {"isbn": book(7)["isbn"]},
        {},
        {"title": ""},
        {"title": None},
        {"price": -1},
        [],
        "{",
    ]
    for body in changes:
        yield "PATCH", one, body
    yield "PATCH", f"/books/{NOWHERE}", {"title": "Nobody"}
    yield "GET", one
    yield "DELETE", one
    yield "DELETE", one
    yield "GET", one
    yield "POST", "/books", book(7)
    yield "GET", "/books?skip=980"
    yield "GET", "/nothing"


KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z")


def plain(
    answer: tuple[int, dict[str, str], str], names: dict[str, str]
) -> tuple[int, dict[str, str], str]:
    """Write keys in the order in which they were met, and moments alike."""
    status, headers, content = answer

    def same(text: str) -> str:
        keyed = KEY.sub(lambda key: names.setdefault(key[0], f"key {len(names)}"), text)
        return MOMENT.sub("moment", keyed)

    kept = {name.lower(): same(value) for name, value in headers.items()}
    kept.pop("date", None)
    return status, kept, same(content)


def prove_alike(first: Server, second: Server) -> int:
    """Send the same requests to both; end with the first answers that differ."""
    servers = (first, second)
    ids = [fill(server) for server in servers]
    names: list[dict[str, str]] = [
        {key: f"book {n}" for n, key in enumerate(keys)} for keys in ids
    ]
    count = 0
    for requests in zip(*map(exchanges, ids), strict=True):
        answers = [
            plain(server.send(*request), known)
            for server, request, known in zip(servers, requests, names, strict=True)
        ]
        if answers[0] != answers[1]:
            told = "\n".join(map(str, answers))
            sys.exit(f"The applications differ:\n{requests[0]}\n{told}")
        count += 1
    return count


def cpu_per_request(server: Server, script: Path, seconds: float) -> float:
    """Put the server under load, and return microseconds of processor time."""
    before = server.seconds()
    url = f"http://127.0.0.1:{server.port}"
    command = ["wrk", "-t1", "-c16", f"-d{seconds}s", "-s", str(script), url]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    spent = server.seconds() - before
    if "Non-2xx" in printed or "Socket errors" in printed:
        sys.exit(f"Not every request succeeded:\n{printed}")
    requests = re.search(r"(\d+) requests in", printed)
    if requests is None:
        sys.exit(printed)
    return spent * 1e6 / int(requests[1])


def measure(
    load: Load, serve: Callable[[int], Served], rounds: int, seconds: int
) -> str:
    """Let both applications serve one kind of request in turns; return a table row."""
    with serve(0) as first, serve(1) as second:
        servers = (first, second)
        ids = [fill(server) for server in servers]
        taken: tuple[list[float], list[float]] = ([], [])
        # The first round warms up.
        for number in range(rounds + 1):
            order = (0, 1) if number % 2 else (1, 0)
            for index in order:
                with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
                    script.write(load.script(servers[index].app, ids[index], number))
                    script.flush()
                    length = seconds if number else 1
                    cpu = cpu_per_request(servers[index], Path(script.name), length)
                if number:
                    taken[index].append(cpu)
    ratios = [ours / theirs for ours, theirs in zip(*taken, strict=True)]
    low, middle, high = quantiles(ratios, n=4)
    ours, theirs = map(median, taken)
    best = min(taken[0]) / min(taken[1])
    spread = f"{low:.2f} to {high:.2f}"
    row = (load.name, f"{ours:.0f}", f"{theirs:.0f}", f"{middle:.2f}", spread)
    return f"| {' | '.join(row)} | {best:.2f} |"


def compare(name: str, rounds: int, seconds: int, loads: list[Load]) -> None:
    """Prove that two applications do the same, then measure them."""
    comparison = COMPARISONS[name]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as blocks:
        scratch = Path(folder)
        stores = Stores(comparison.database, scratch, blocks)
        apps = (generated(comparison.database), comparison.other)
        folders = [app.prepare(scratch) for app in apps]

        def serve(index: int) -> Served:
            return served(apps[index], folders[index], stores)

        print(f"\n## {name}\n")
        if comparison.alike:
            with serve(0) as first, serve(1) as second:
                print(f"{prove_alike(first, second)} answers are alike.", end=" ")
        ours, theirs = (app.name for app in apps)
        print(f"CPU µs per request, {rounds} rounds:\n")
        print(f"| | {ours} | {theirs} | ratio | half of them | best |")
        print("|---|---|---|---|---|---|", flush=True)
        for load in loads:
            print(measure(load, serve, rounds, seconds), flush=True)


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--seconds", type=int, default=1)
    parser.add_argument(
        "--only", nargs="*", choices=COMPARISONS, default=list(COMPARISONS)
    )
    parser.add_argument("--loads", nargs="*", type=int, default=range(len(LOADS)))
    arguments = parser.parse_args()
    for program in ("wrk", "deno"):
        if shutil.which(program) is None:
            sys.exit(f"{program} is not on the path")
    for name in arguments.only:
        loads = [LOADS[number] for number in arguments.loads]
        compare(name, arguments.rounds, arguments.seconds, loads)


if __name__ == "__main__":
    main()
