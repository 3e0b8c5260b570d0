"""Versions of records in requests and answers."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest
from fastapi import FastAPI, HTTPException, Request, Response
from httpx2 import ASGITransport, AsyncClient

from runtime.error_handlers import add_error_handlers
from runtime.exceptions import MissingReferenceError, ReferencedRecordError
from runtime.versions import IfMatch, changed, entity_tag, skip_known, unchanged

from .models import Article, Remark

pytestmark = pytest.mark.anyio


@pytest.fixture
async def client() -> AsyncGenerator[AsyncClient]:
    """Talk to an application whose only record is of the version 3."""
    app = FastAPI()
    add_error_handlers(app)

    @app.get("/record")
    async def read(request: Request, response: Response) -> dict[str, int]:
        response.headers["Cache-Control"] = "private"
        response.headers["ETag"] = entity_tag(3)
        skip_known(request, response)
        return {"version": 3}

    @app.put("/record")
    async def write(if_match: IfMatch = None) -> Any:
        known = unchanged("version", if_match)
        return known[0].value if known else None

    @app.delete("/record")
    async def stale() -> None:
        raise changed("Record")

    @app.post("/articles/{author_id}/{reference}")
    async def refer(author_id: str, reference: str) -> None:
        if reference == "referenced":
            raise ReferencedRecordError("Author", "Article")
        model = Remark if author_id == "alias" else Article
        raise MissingReferenceError(model, reference, "Author")

    transport = ASGITransport(app)
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.mark.parametrize(
    ("header", "versions"),
    [
        ('"3"', [3]),
        ('"3", "4"', [3, 4]),
        ('"3",\t"4" ,"5"', [3, 4, 5]),
        (" * ", None),
        ('W/"3"', []),
        ('W/"3", "4"', [4]),
        ("3", []),
        ("", []),
        ('"3', []),
        ('"3" "4"', []),
        ('"0"', []),
        ('"03"', []),
        ('"-3"', []),
        ('"a,"', []),
        ('"1234567890123456789"', []),
    ],
)
def test_only_strong_tags_name_versions(
    header: str, versions: list[int] | None
) -> None:
    known = unchanged("version", header)
    assert [condition.value for condition in known] == (
        [] if versions is None else [versions]
    )
    assert all(c.field == "version" and c.operator == "in" for c in known)


def test_a_write_needs_a_version() -> None:
    with pytest.raises(HTTPException) as raised:
        unchanged("version", None)
    assert raised.value.status_code == 428


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ('"3"', 304),
        ('W/"3"', 304),
        ("*", 304),
        ('"1", "3"', 304),
        ('"1"', 200),
        ("3", 200),
        ("", 200),
    ],
)
async def test_what_clients_have_is_not_sent(
    client: AsyncClient, header: str, status: int
) -> None:
    response = await client.get("/record", headers={"If-None-Match": header})
    assert response.status_code == status
    assert response.headers["ETag"] == '"3"'
    assert response.headers["Cache-Control"] == "private"
    assert response.content == (b"" if status == 304 else b'{"version":3}')


async def test_the_header_is_read(client: AsyncClient) -> None:
    assert (await client.put("/record")).status_code == 428
    response = await client.put("/record", headers={"If-Match": '"1","2"'})
    assert response.json() == [1, 2]
    response = await client.delete("/record")
    assert (response.status_code, response.json()) == (
        412,
        {"detail": "Record was changed meanwhile"},
    )


@pytest.mark.parametrize(
    ("path", "loc"),
    [
        ("/articles/1/editor_id", ["body", "editor_id"]),
        ("/articles/1/author_id", ["path", "author_id"]),
        ("/articles/alias/author_id", ["path", "author_id"]),
    ],
)
async def test_a_missing_reference_is_not_valid(
    client: AsyncClient, path: str, loc: list[str]
) -> None:
    response = await client.post(path)
    assert response.status_code == 422
    assert response.json() == {
        "detail": "Validation error",
        "errors": [
            {
                "loc": loc,
                "msg": "There is no Author with this key",
                "type": "missing_reference",
            }
        ],
    }


async def test_what_keeps_a_record_is_named(client: AsyncClient) -> None:
    response = await client.post("/articles/1/referenced")
    assert (response.status_code, response.json()) == (
        409,
        {"detail": "Author is referred to by Article"},
    )
