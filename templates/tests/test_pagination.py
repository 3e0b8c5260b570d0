"""Links between the windows of a collection, and addresses of its members."""

import re
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from enum import Enum
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI, Request, Response
from httpx2 import ASGITransport, AsyncClient

from runtime.locations import location
from runtime.pagination import MAX_SKIP, Page, Skip, page_headers
from runtime.sorting import renamed

pytestmark = pytest.mark.anyio

TOTAL = 25

app = FastAPI()
child = FastAPI()


@app.get("/items")
@app.get("/{path:path}/items")
@child.get("/items")
async def list_items(
    request: Request,
    response: Response,
    skip: Skip = 0,
    limit: int = 10,
    counted: bool = True,  # noqa: FBT001, FBT002
) -> Page[int]:
    numbers = list(range(TOTAL))[skip : skip + limit]
    total = TOTAL if counted else None
    response.headers.update(
        page_headers(
            request, skip=skip, limit=limit, returned=len(numbers), total=total
        )
    )
    return Page[int](items=numbers, total=total, skip=skip, limit=limit)


class Colour(Enum):
    """A choice."""

    RED = "red/green"


VALUES: dict[str, object] = {
    "number": 5,
    "uuid": UUID(int=1),
    "text": "a/b ?#%ü\r\n",
    "moment": datetime(2024, 1, 1, tzinfo=UTC),
    "data": b"\xff\xfe",
    "colour": Colour.RED,
}


@app.get("/location/{name}")
@child.get("/location/{name}")
async def locate(request: Request, name: str) -> str:
    return location(request, "/items/{request}/x", request=VALUES[name])


app.mount("/child", child)


@pytest.fixture
async def client() -> AsyncGenerator[AsyncClient]:
    """Talk to the application."""
    async with AsyncClient(
        transport=ASGITransport(app=app), base_url="http://test"
    ) as client:
        yield client


def links(response: httpx2.Response) -> dict[str, str]:
    found = re.findall(r'<([^>]*)>; rel="(\w+)"', response.headers.get("Link", ""))
    return {relation: address for address, relation in found}


async def starts(client: AsyncClient, query: str) -> dict[str, int]:
    response = await client.get(f"/items?{query}")
    return {
        relation: int(dict(parse_qsl(urlsplit(address).query))["skip"])
        for relation, address in links(response).items()
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"next": 10, "last": 20}),
        ("skip=10", {"first": 0, "prev": 0, "next": 20, "last": 20}),
        ("skip=20", {"first": 0, "prev": 10, "last": 20}),
        ("skip=5", {"first": 0, "prev": 0, "next": 15, "last": 15}),
        ("skip=15", {"first": 0, "prev": 5, "last": 15}),
        ("skip=100", {"first": 0, "prev": 90, "last": 20}),
        ("skip=103", {"first": 0, "prev": 93, "last": 23}),
        (f"skip={MAX_SKIP}", {"first": 0, "prev": MAX_SKIP - 10, "last": 18}),
        ("limit=25", {}),
        ("limit=24", {"next": 24, "last": 24}),
        ("counted=0", {"next": 10}),
        ("counted=0&skip=10", {"first": 0, "prev": 0, "next": 20}),
        ("counted=0&skip=20", {"first": 0, "prev": 10}),
    ],
)
async def test_links(client: AsyncClient, query: str, expected: dict[str, int]) -> None:
    assert await starts(client, query) == expected


async def test_no_link_leads_beyond_what_skip_accepts() -> None:
    request = Request(
        {"type": "http", "path": "/items", "query_string": b"", "headers": []}
    )
    headers = page_headers(
        request, skip=MAX_SKIP, limit=5, returned=5, total=2 * MAX_SKIP
    )
    assert "next" not in headers["Link"]
    assert headers["Link"].endswith(f'?skip={MAX_SKIP}&limit=5>; rel="last"')


async def test_following_next_visits_everything(client: AsyncClient) -> None:
    for query in ("limit=7", "limit=5&counted=0"):
        address, seen = f"/items?{query}", []
        while address:
            response = await client.get(address)
            seen += response.json()["items"]
            address = links(response).get("next", "")
        assert seen == list(range(TOTAL))


async def test_total(client: AsyncClient) -> None:
    response = await client.get("/items", params={"limit": 1})
    assert response.headers["X-Total-Count"] == "25"
    assert response.json() == {"items": [0], "total": 25, "skip": 0, "limit": 1}
    response = await client.get("/items", params={"limit": 1, "counted": False})
    assert "X-Total-Count" not in response.headers
    assert response.json() == {"items": [0], "total": None, "skip": 0, "limit": 1}


@pytest.mark.parametrize(
    "query",
    [
        "q=%C3%BC&q=a%26b&empty=",
        "q=%0D%0AX-Evil:%201",
        "q=%22%3E;%20rel=%22evil",
        "q=%ED%A0%80",
        "q=%FF%00",
        "q=%F0%9F%98%80",
        "q=a+b&skip=0&skip=0",
    ],
)
async def test_other_parameters_are_kept_and_harmless(
    client: AsyncClient, query: str
) -> None:
    response = await client.get(f"/items?{query}")
    assert response.status_code == 200
    assert response.headers["Link"].isascii()
    assert response.headers["Link"].isprintable()
    assert list(links(response)) == ["next", "last"]
    given = parse_qsl(query, keep_blank_values=True)
    for address in links(response).values():
        kept = parse_qsl(urlsplit(address).query, keep_blank_values=True)
        assert kept[:-2] == [pair for pair in given if pair[0] != "skip"]
        assert [name for name, _ in kept[-2:]] == ["skip", "limit"]


@pytest.mark.parametrize(
    ("path", "root", "expected"),
    [
        ("/items", "", "/items"),
        ("/child/items", "", "/child/items"),
        ("/a%20b/%C3%BC/items", "", "/a%20b/%C3%BC/items"),
        ("//evil.example/items", "", "/%2Fevil.example/items"),
        ("/items", "/api", "/api/items"),
        ("/api/items", "/api", "/api/items"),
        ("/child/items", "/ü", "/%C3%BC/child/items"),
    ],
)
async def test_links_name_the_path_as_clients_see_it(
    path: str, root: str, expected: str
) -> None:
    transport = ASGITransport(app=app, root_path=root)
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        response = await client.get(f"http://test{path}")
    assert response.status_code == 200
    assert links(response)["next"] == f"{expected}?skip=10&limit=10"


@pytest.mark.parametrize("skip", ["-1", str(MAX_SKIP + 1), "x", "1e3", "9" * 5000])
async def test_skip_has_bounds(client: AsyncClient, skip: str) -> None:
    assert (await client.get("/items", params={"skip": skip})).status_code == 422


@pytest.mark.parametrize(
    ("name", "segment"),
    [
        ("number", "5"),
        ("uuid", "00000000-0000-0000-0000-000000000001"),
        ("text", "a%2Fb%20%3F%23%25%C3%BC%0D%0A"),
        ("moment", "2024-01-01T00%3A00%3A00Z"),
        ("data", "__4%3D"),
        ("colour", "red%2Fgreen"),
    ],
)
async def test_locations(client: AsyncClient, name: str, segment: str) -> None:
    for root in ("", "/child"):
        response = await client.get(f"{root}/location/{name}")
        assert response.json() == f"{root}/items/{segment}/x"


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (None, None),
        ("", ""),
        ("createdAt", "created_at"),
        ("-createdAt,name", "-created_at,name"),
        ("--createdAt", "--createdAt"),
    ],
)
def test_sort_by_wire_names(sort: str | None, expected: str | None) -> None:
    assert renamed(sort, {"createdAt": "created_at", "name": "name"}) == expected
