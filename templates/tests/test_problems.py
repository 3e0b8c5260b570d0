"""Errors as problem details, in applications that write them so."""

import shutil
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Annotated, Any

import pytest
from fastapi import FastAPI, HTTPException, Query
from httpx2 import ASGITransport, AsyncClient, Response
from pydantic import BaseModel

import runtime
from runtime import error_format, problem_format

pytestmark = pytest.mark.anyio

PACKAGE = "application_with_problems"
MODULES = ("error_handlers", "exceptions", "problems", "rate_limits", "responses")


class Payload(BaseModel):
    """What clients send."""

    name: str


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Lay the runtime out as in a package that writes problems."""
    folder = tmp_path_factory.mktemp("problems")
    copy = folder / PACKAGE
    for source in Path(*runtime.__path__).glob("*.py"):
        copy.mkdir(exist_ok=True)
        shutil.copy(source, copy)
    shutil.move(copy / "problem_format.py", copy / "error_format.py")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        modules = {name: import_module(f"{PACKAGE}.{name}") for name in MODULES}
        yield SimpleNamespace(**modules)
        for name in [name for name in sys.modules if name.startswith(PACKAGE)]:
            del sys.modules[name]


@pytest.fixture
def app(package: Any) -> FastAPI:
    """Raise errors of all kinds."""

    class NotFoundError(package.exceptions.ApiError):  # type: ignore[misc]
        """The record is missing."""

        status_code = 404
        detail = "Record not found"
        extra = MappingProxyType({"type": "https://test/missing", "code": 7})
        headers = MappingProxyType({"X-Reason": "missing"})

    app: FastAPI = package.problems.ProblemAnswers()
    package.error_handlers.add_error_handlers(app)
    responses = package.responses
    documented = responses.documented(
        responses.INVALID,
        responses.CONFLICT,
        NotFoundError.responses(),
        package.rate_limits.RATE_LIMITED,
        {503: {"model": Payload, "description": "Something else"}},
    )
    errors: dict[str, Exception] = {
        "declared": NotFoundError(),
        "limited": HTTPException(429, "Too many requests", {"Retry-After": "3"}),
        "members": HTTPException(400, {"code": 3, "status": 7}),
        "list": HTTPException(400, [1, 2]),
        "unknown": HTTPException(599, "Strange"),
        "unexpected": RuntimeError("the password is hunter2"),
        "empty": HTTPException(304),
    }

    @app.post("/items/{name}", responses=documented)
    async def create_item(
        name: str, payload: Payload, limit: Annotated[int, Query(le=9)] = 1
    ) -> Payload:
        if name in errors:
            raise errors[name]
        return payload.model_copy(update={"name": payload.name * limit})

    return app


async def sent(app: FastAPI, method: str, path: str, **options: Any) -> Response:
    transport = ASGITransport(app=app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.request(method, path, **options)


@pytest.mark.parametrize(
    ("name", "status", "body"),
    [
        (
            "declared",
            404,
            {
                "type": "https://test/missing",
                "title": "Not Found",
                "detail": "Record not found",
                "code": 7,
            },
        ),
        ("limited", 429, {"title": "Too Many Requests", "detail": "Too many requests"}),
        ("members", 400, {"title": "Bad Request", "detail": "Bad Request", "code": 3}),
        ("list", 400, {"title": "Bad Request", "detail": "[1, 2]"}),
        ("unknown", 599, {"title": "Error", "detail": "Strange"}),
        (
            "unexpected",
            500,
            {"title": "Internal Server Error", "detail": "Internal server error"},
        ),
    ],
)
async def test_problems(
    app: FastAPI, name: str, status: int, body: dict[str, Any]
) -> None:
    response = await sent(app, "POST", f"/items/{name}", json={"name": "a"})
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json() == {"type": "about:blank", "status": status, **body}


async def test_headers(app: FastAPI) -> None:
    declared = await sent(app, "POST", "/items/declared", json={"name": "a"})
    assert declared.headers["X-Reason"] == "missing"
    limited = await sent(app, "POST", "/items/limited", json={"name": "a"})
    assert limited.headers["Retry-After"] == "3"
    empty = await sent(app, "POST", "/items/empty", json={"name": "a"})
    assert (empty.status_code, empty.content) == (304, b"")


async def test_requests_that_are_not_valid(app: FastAPI) -> None:
    response = await sent(app, "POST", "/items/x", params={"limit": 10}, json={})
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json()
    assert [error["loc"] for error in body.pop("errors")] == [
        ["query", "limit"],
        ["body", "name"],
    ]
    assert body == {
        "type": "about:blank",
        "title": "Unprocessable Content",
        "status": 422,
        "detail": "Validation error",
    }


@pytest.mark.parametrize(
    ("method", "path", "status", "title"),
    [("GET", "/no", 404, "Not Found"), ("GET", "/items/x", 405, "Method Not Allowed")],
)
async def test_unknown_paths_and_methods(
    app: FastAPI, method: str, path: str, status: int, title: str
) -> None:
    response = await sent(app, method, path)
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json() == {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": title,
    }


async def test_documentation(app: FastAPI) -> None:
    for _ in range(2):
        document = app.openapi()
    responses = document["paths"]["/items/{name}"]["post"]["responses"]
    media_types = {
        status: list(answer["content"]) for status, answer in responses.items()
    }
    problem = ["application/problem+json"]
    assert media_types == {
        "200": ["application/json"],
        "503": ["application/json"],
        **dict.fromkeys(("404", "409", "422", "429"), problem),
    }
    assert responses["404"]["content"][problem[0]]["example"]["title"] == "Not Found"
    schema = document["components"]["schemas"]["ErrorBody"]
    assert schema["required"] == ["type", "title", "status", "detail"]


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (404, "Not Found"),
        (413, "Content Too Large"),
        (414, "URI Too Long"),
        (416, "Range Not Satisfiable"),
        (418, "I'm a Teapot"),
        (422, "Unprocessable Content"),
        (599, "Error"),
    ],
)
def test_titles_are_the_same_in_all_pythons(status: int, title: str) -> None:
    assert problem_format.error_content(status, "x", {"a": 1}) == {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": "x",
        "a": 1,
    }
    assert error_format.error_content(status, "x", {"a": 1}) == {"detail": "x", "a": 1}
