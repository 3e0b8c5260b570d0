"""Files that are too large, of another type, or not there."""

from collections.abc import AsyncGenerator
from typing import Annotated

import pytest
from fastapi import APIRouter, FastAPI, File, Form, UploadFile
from httpx2 import ASGITransport, AsyncClient
from starlette.datastructures import Headers
from starlette.datastructures import UploadFile as StarletteFile

from runtime.error_handlers import add_error_handlers
from runtime.exceptions import ApiError
from runtime.uploads import KIBIBYTE, MEBIBYTE, Upload, UploadRoute

pytestmark = pytest.mark.anyio

LIMIT = 10
PART = '--b\r\nContent-Disposition: form-data; name="{}"; filename="{}"\r\n\r\n'
BOUNDARY = {"Content-Type": "multipart/form-data; boundary=b"}


class TooBigError(ApiError):
    """Own answer to what is too large."""

    status_code = 413
    detail = "Keep it small"


router = APIRouter(route_class=UploadRoute)


@router.post("/one")
async def take_one(
    file: Annotated[
        UploadFile, File(), Upload(max_size=LIMIT, accept=(".pdf", "image/*"))
    ],
    note: Annotated[str, Form()] = "",
) -> list[str | int | None]:
    return [file.filename, file.size, note]


@router.post("/many")
async def take_many(
    files: Annotated[
        list[UploadFile] | None,
        File(max_length=2),
        Upload(max_size=LIMIT, max_count=2, too_large=TooBigError),
    ] = None,
) -> list[str | None] | None:
    return None if files is None else [file.filename for file in files]


@router.get("/none")
async def take_none(number: int) -> int:
    return number


@pytest.fixture
async def client() -> AsyncGenerator[AsyncClient, None]:
    app = FastAPI()
    add_error_handlers(app)
    app.include_router(router, prefix="/v1")
    transport = ASGITransport(app)
    async with AsyncClient(transport=transport, base_url="http://x/v1") as client:
        yield client


@pytest.mark.parametrize(
    ("filename", "content_type", "status"),
    [
        ("a.pdf", "text/plain", 200),
        ("a.PDF", "text/plain", 200),
        ("a", "image/png", 200),
        ("a", "IMAGE/PNG; charset=x", 200),
        ("a.pdf.exe", "text/plain", 415),
        ("pdf", "text/plain", 415),
        ("a", "images/png", 415),
        ("a", "", 415),
    ],
)
async def test_extensions_and_media_types(
    client: AsyncClient, filename: str, content_type: str, status: int
) -> None:
    files = {"file": (filename, b"x", content_type)}
    response = await client.post("/one", files=files)
    assert response.status_code == status


@pytest.mark.parametrize(
    ("size", "status"), [(0, 200), (LIMIT, 200), (LIMIT + 1, 413), (2 * MEBIBYTE, 413)]
)
async def test_sizes(client: AsyncClient, size: int, status: int) -> None:
    response = await client.post("/one", files={"file": ("a.pdf", b"x" * size)})
    assert response.status_code == status
    if status != 200:
        assert response.json() == {"detail": "Content too large"}


async def test_own_error(client: AsyncClient) -> None:
    for size in (LIMIT + 1, 2 * MEBIBYTE):
        response = await client.post("/many", files={"files": ("a", b"x" * size)})
        assert response.status_code == TooBigError.status_code
        assert response.json() == {"detail": "Keep it small"}


async def test_counts(client: AsyncClient) -> None:
    statuses = []
    for count in range(5):
        files = [("files", ("a", b"x"))] * count
        response = await client.post("/many", files=files)
        statuses.append(response.status_code)
    assert statuses == [200, 200, 200, 422, 400]


async def test_stops_reading(client: AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncGenerator[bytes, None]:
        nonlocal sent
        yield PART.format("file", "a").encode()
        while sent < 100 * MEBIBYTE:
            sent += 64 * KIBIBYTE
            yield b"x" * 64 * KIBIBYTE

    response = await client.post("/one", content=endless(), headers=BOUNDARY)
    assert response.status_code == TooBigError.status_code
    assert sent < 2 * MEBIBYTE


@pytest.mark.parametrize("length", ["1048587", "9" * 30])
async def test_believes_what_is_announced(client: AsyncClient, length: str) -> None:
    headers = {**BOUNDARY, "Content-Length": length}
    response = await client.post("/one", content=b"", headers=headers)
    assert response.status_code == TooBigError.status_code


async def test_empty_part_is_no_file(client: AsyncClient) -> None:
    part = (
        '--b\r\nContent-Disposition: form-data; name="{}"; filename=""\r\n\r\n\r\n--b--'
    )
    content = part.format("file").encode()
    response = await client.post("/one", content=content, headers=BOUNDARY)
    assert [error["loc"] for error in response.json()["errors"]] == [["body", "file"]]
    content = f"{PART.format('files', '')}\r\n--b--".encode()
    response = await client.post("/many", content=content, headers=BOUNDARY)
    assert response.json() is None


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\temp\\a.pdf", "a.pdf"),
        ("a\x00\u202eb.pdf", "ab.pdf"),
        (" .a.pdf. ", "a.pdf"),
        (f"{'a' * 300}.pdf", f"{'a' * 251}.pdf"),
        ("..", "file"),
    ],
)
def test_names_are_for_display(sent: str, shown: str) -> None:
    file = StarletteFile(
        None,  # type: ignore[arg-type]
        size=1,
        filename=sent,
        headers=Headers({"content-type": "image/png"}),
    )
    Upload(max_size=LIMIT, accept=("image/*",))._check(file)  # noqa: SLF001
    assert file.filename == shown


async def test_other_routes_are_as_they_were(client: AsyncClient) -> None:
    assert (await client.get("/none?number=3")).json() == 3
