"""What clients receive when something goes wrong."""

from collections.abc import AsyncGenerator
from types import MappingProxyType
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, FastAPI, HTTPException, Query
from fastapi.exceptions import RequestValidationError
from httpx2 import ASGITransport, AsyncClient
from pydantic import BaseModel, Field, ValidationError
from starlette.routing import Route, Router

from runtime.error_handlers import add_error_handlers, invalid_as
from runtime.exceptions import (
    ApiError,
    DuplicateRecordError,
    InvalidRecordError,
    UnavailableError,
)
from runtime.responses import CONFLICT, INVALID, MALFORMED, NOT_FOUND, documented
from runtime.types import Int64, Integer, Json, Number, Text

pytestmark = pytest.mark.anyio


class NotFoundError(ApiError):
    """The record is missing."""

    status_code = 404
    detail = "Record not found"
    extra = MappingProxyType({"code": "missing"})
    headers = MappingProxyType({"X-Reason": "missing"})


class UnacceptableError(ApiError):
    """The record is not acceptable."""

    status_code = 400
    detail = "Not acceptable"
    extra = MappingProxyType({"code": 7})


class Payload(BaseModel):
    """A payload with some rules."""

    name: Annotated[Text, Field(max_length=5)]
    age: Integer | None = None
    score: Number | None = None
    anything: Json = None
    counts: dict[Text, Integer] = {}


items = APIRouter(prefix="/items")
nested = APIRouter(prefix="/nested")


@items.get("")
async def list_items(limit: Annotated[int, Query(le=100)] = 10) -> int:
    return limit


@items.post("")
async def create_item(payload: Payload) -> Payload:
    return payload


@nested.put("/{key}")
@invalid_as(UnacceptableError)
async def replace_item(key: Int64, payload: Payload) -> Payload:
    if key == 0:
        raise_invalid(payload.name)
    return payload


@nested.get("/{key}", responses=NotFoundError.responses())
async def get_item(key: Int64) -> None:
    if key:
        raise NotFoundError


def raise_invalid(name: str) -> None:
    try:
        Payload.model_validate({"name": name, "age": "secret"})
    except ValidationError as error:
        raise InvalidRecordError(Payload, error) from error


ERRORS: dict[str, Exception] = {
    "surrogates": RequestValidationError(
        [
            {
                "loc": ("body", "\ud800", 1),
                "msg": "\ud800",
                "type": "x",
                "input": "secret",
            }
        ]
    ),
    "duplicate": DuplicateRecordError("User", ("email",)),
    "unavailable": UnavailableError("postgres://user:hunter2@host"),
    "unexpected": RuntimeError("the password is hunter2"),
    "teapot": HTTPException(418, {"a": 1}, {"X-Tea": "green"}),
    "empty": HTTPException(304),
    "other": NotFoundError("No such thing", {"X-More": "1"}),
}


@items.get("/raise/{name}")
async def raise_error(name: str) -> None:
    if name == "invalid":
        raise_invalid("Ada")
    raise ERRORS[name]


@pytest.fixture
async def client() -> AsyncGenerator[AsyncClient]:
    """Talk to an application with routers in routers, and one that is mounted."""
    items_and_nested = APIRouter()
    items_and_nested.include_router(items)
    items_and_nested.include_router(nested, prefix="/items")
    child, app = FastAPI(), FastAPI()
    for each in (child, app):
        add_error_handlers(each)
        each.include_router(items_and_nested, prefix="/v1")
    app.mount("/child", child)
    app.mount("/plain", Router([Route("/items", list_items, methods=["POST"])]))
    transport = ASGITransport(app=app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.mark.parametrize(
    ("name", "status", "body", "headers"),
    [
        ("duplicate", 409, {"detail": "User with this email already exists"}, {}),
        ("unavailable", 503, {"detail": "Service unavailable"}, {}),
        ("unexpected", 500, {"detail": "Internal server error"}, {}),
        ("teapot", 418, {"detail": {"a": 1}}, {"X-Tea": "green"}),
        (
            "other",
            404,
            {"detail": "No such thing", "code": "missing"},
            {"X-Reason": "missing", "X-More": "1"},
        ),
        (
            "surrogates",
            422,
            {
                "detail": "Validation error",
                "errors": [{"loc": ["body", "?", 1], "msg": "?", "type": "x"}],
            },
            {},
        ),
        (
            "invalid",
            422,
            {
                "detail": "Validation error",
                "errors": [
                    {
                        "loc": ["body", "age"],
                        "msg": "Input should be a valid integer",
                        "type": "int_type",
                    }
                ],
            },
            {},
        ),
    ],
)
async def test_errors_have_one_shape(
    client: AsyncClient, name: str, status: int, body: object, headers: dict[str, str]
) -> None:
    response = await client.get(f"/v1/items/raise/{name}")
    assert (response.status_code, response.json()) == (status, body)
    assert (
        headers.items() <= {k.title(): v for k, v in response.headers.items()}.items()
    )


async def test_a_status_without_a_body_has_none(client: AsyncClient) -> None:
    response = await client.get("/v1/items/raise/empty")
    assert (response.status_code, response.content) == (304, b"")


async def test_declared_error(client: AsyncClient) -> None:
    response = await client.get("/v1/items/nested/1")
    assert response.status_code == 404
    assert response.json() == {"detail": "Record not found", "code": "missing"}
    assert response.headers["X-Reason"] == "missing"


@pytest.mark.parametrize("root", ["", "/child"])
async def test_unknown_path_and_method(client: AsyncClient, root: str) -> None:
    response = await client.get(f"{root}/v1/nothing")
    assert (response.status_code, response.json()) == (404, {"detail": "Not Found"})
    for path, methods in (("items", "GET, POST"), ("items/nested/1", "GET, PUT")):
        response = await client.request("PATCH", f"{root}/v1/{path}")
        assert response.status_code == 405
        assert response.json() == {"detail": "Method Not Allowed"}
        assert response.headers["Allow"] == methods


async def test_methods_of_other_mounted_applications(client: AsyncClient) -> None:
    response = await client.put("/plain/items")
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("content", "location"),
    [
        (b"", ["body"]),
        (b"{", ["body", 1]),
        (b"null", ["body"]),
        (b"[]", ["body"]),
        (b'{"name": "secret"}', ["body", "name"]),
        (b'{"name": "\\ud800"}', ["body", "name"]),
        (b'{"name": "a\\u0000"}', ["body", "name"]),
        (b'{"name": NaN}', ["body", "name"]),
        (b'{"name": "a", "age": 1e999}', ["body", "age"]),
        (b'{"name": "a", "age": 9223372036854775808}', ["body", "age"]),
        (b'{"name": "a", "score": -Infinity}', ["body", "score"]),
        (b'{"name": "a", "score": 1' + b"0" * 400 + b"}", ["body", "score"]),
        (b'{"name": "a", "anything": [NaN]}', ["body", "anything"]),
        (b'{"name": "a", "anything": {"\\ud800": 1}}', ["body", "anything"]),
        (
            b'{"name": "a", "counts": {"\\ud800": "x"}}',
            ["body", "counts", "\ufffd\ufffd\ufffd", "[key]"],
        ),
        (
            b'{"name": "a", "counts": {"x\\ud800": 1}}',
            ["body", "counts", "x\ufffd\ufffd\ufffd", "[key]"],
        ),
    ],
)
async def test_invalid_bodies(
    client: AsyncClient, content: bytes, location: list[Any]
) -> None:
    response = await client.post(
        "/v1/items", content=content, headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 422
    body = response.json()
    assert body["detail"] == "Validation error"
    assert body["errors"][0]["loc"] == location
    assert all(set(error) == {"loc", "msg", "type"} for error in body["errors"])
    assert "secret" not in response.text


@pytest.mark.parametrize(
    "content", [b"\xff", b"[" * 100_000, b'{"age": ' + b"9" * 5000 + b"}"]
)
async def test_unreadable_bodies(client: AsyncClient, content: bytes) -> None:
    response = await client.post(
        "/v1/items", content=content, headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 400
    assert response.json() == {"detail": "There was an error parsing the body"}


async def test_other_media_types_are_invalid(client: AsyncClient) -> None:
    for media_type in ("text/plain", "application/xml", ""):
        response = await client.post(
            "/v1/items", content=b'{"name": "a"}', headers={"Content-Type": media_type}
        )
        assert response.status_code == 422


async def test_invalid_query(client: AsyncClient) -> None:
    response = await client.get("/v1/items", params={"limit": 101})
    assert response.status_code == 422
    assert response.json()["errors"][0]["loc"] == ["query", "limit"]


@pytest.mark.parametrize("root", ["", "/child"])
@pytest.mark.parametrize(
    ("key", "name", "location"),
    [
        ("x", "Ada", ["path", "key"]),
        ("1", "too long", ["body", "name"]),
        ("0", "Ada", ["body", "age"]),
    ],
)
async def test_invalid_as_another_error(
    client: AsyncClient, root: str, key: str, name: str, location: list[str]
) -> None:
    response = await client.put(f"{root}/v1/items/nested/{key}", json={"name": name})
    assert response.status_code == 400
    body = response.json()
    assert body.pop("errors")[0]["loc"] == location
    assert body == {"detail": "Not acceptable", "code": 7}


def test_documentation_of_a_declared_error() -> None:
    app = FastAPI()
    app.include_router(nested)
    operation = app.openapi()["paths"]["/nested/{key}"]["get"]
    assert operation["responses"]["404"] == {
        "description": "The record is missing.",
        "content": {
            "application/json": {
                "example": {"detail": "Record not found", "code": "missing"},
                "schema": {"$ref": "#/components/schemas/ErrorBody"},
            }
        },
    }


def test_documentation_of_several_errors() -> None:
    parts = documented(
        NOT_FOUND,
        CONFLICT,
        MALFORMED,
        INVALID,
        NotFoundError.responses(),
        NotFoundError.responses(),
        UnacceptableError.responses(),
    )
    app = FastAPI()
    app.get("/", responses=parts)(list_items)
    responses = app.openapi()["paths"]["/"]["get"]["responses"]
    assert set(responses) == {"200", "400", "404", "409", "422"}
    assert responses["404"]["description"] == "Not found / The record is missing."
    content = responses["404"]["content"]["application/json"]
    assert content["schema"] == {"$ref": "#/components/schemas/ErrorBody"}
    assert content["examples"] == {
        "The record is missing.": {
            "value": {"detail": "Record not found", "code": "missing"}
        }
    }
    assert responses["422"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/ValidationErrorBody"
    }
    assert NOT_FOUND[404]["description"] == "Not found"
