"""Parts of requests: headers, queries, forms and the files in them."""

from collections.abc import Mapping
from typing import Any

from httpx2 import Response
from starlette.datastructures import UploadFile


class Uploaded:
    """Equals a file that was uploaded, whether it is closed or not."""

    def __init__(self, filename: str, size: int) -> None:
        """Expect its name without folders, and its size in bytes."""
        self.filename = filename
        self.size = size

    def __eq__(self, other: object) -> bool:
        """Compare with what a function was called with."""
        return (
            isinstance(other, UploadFile)
            and other.filename == self.filename
            and other.size == self.size
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Show what is expected."""
        return f"Uploaded({self.filename!r}, {self.size})"


def changed(
    request: Mapping[str, Any], part: str, changes: Mapping[str, Any]
) -> dict[str, Any]:
    """Change some values of one part of a request; None leaves a value out."""
    values = {**request.get(part, {}), **changes}
    given = {name: value for name, value in values.items() if value is not None}
    return _with_cookies({**request, part: given})


def _with_cookies(request: dict[str, Any]) -> dict[str, Any]:
    cookies = request.pop("cookies", {})
    if not cookies:
        return request
    header = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return {**request, "headers": {**request.get("headers", {}), "Cookie": header}}


def refused(response: Response) -> list[list[str | int]]:
    """Return where the values are that were refused."""
    return [error["loc"] for error in response.json()["errors"]]
